"""XML: well formed, without DOCTYPE, and not a web page in disguise."""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree

from congvu.core.files.checks.facts import Facts
from congvu.core.files.errors import Flaw

PROLOG = 65_536
"""Bytes in which the root element must have begun."""

_SAFE_PROLOG = re.compile(
    rb"(?:(?>\s+)|<\?(?>.*?\?>)|<!--(?>.*?-->))*+<[A-Za-z_:\x80-\xff]", re.DOTALL
)
_ENCODING = re.compile(rb"""\A\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)""")
_KNOWN_ENCODINGS = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})
_WEB_ROOTS = frozenset({"html", "svg", "xsl", "stylesheet"})


def parser() -> etree.XMLParser:
    """The one parser for files of strangers: no entities, no network, no DTD, bounded depth."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )


def clean_prolog(head: bytes) -> bool:
    """Whether nothing but blanks, comments and instructions stands before the root element.

    A DOCTYPE, the only way to declare entities, must stand there. Other encodings than UTF-8
    and UTF-16 could hide it and are refused.
    """
    body = _as_utf8(head)
    if body is None:
        return False
    named = _ENCODING.match(body)
    if named and named[1].lower() not in _KNOWN_ENCODINGS and not _is_wide(head, named[1]):
        return False
    return _SAFE_PROLOG.match(body) is not None


def check(path: Path) -> Facts:
    """An XML file that parses; HTML, SVG and style sheets come back as ``html``."""
    with path.open("rb") as stream:
        if not clean_prolog(stream.read(PROLOG)):
            raise Flaw("doctype")
    try:
        for _, element in etree.iterparse(
            path, events=("start",), resolve_entities=False, no_network=True, load_dtd=False,
            huge_tree=False,
        ):  # fmt: skip
            if element.getparent() is None:
                web = etree.QName(element).localname.lower() in _WEB_ROOTS
                if web:
                    return Facts("html")
            else:
                _forget(element)
    except etree.XMLSyntaxError:
        raise Flaw("broken") from None
    return Facts("xml")


def _forget(element: etree._Element) -> None:
    """Free what stands before the element, so that memory does not grow with the file."""
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _as_utf8(head: bytes) -> bytes | None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", "ignore").encode()
    if b"\x00" in head[:64]:
        return None
    return head.removeprefix(b"\xef\xbb\xbf")


def _is_wide(head: bytes, encoding: bytes) -> bool:
    return encoding.lower().startswith(b"utf-16") and head.startswith((b"\xff\xfe", b"\xfe\xff"))
