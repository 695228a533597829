"""Words of a file, by type."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO, NamedTuple

import pypdfium2
from lxml import etree


class Layout(NamedTuple):
    """Where an Office type keeps its words: parts, text elements, elements that end a line."""

    prefix: str
    suffix: str
    text: frozenset[str]
    line: frozenset[str]


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_T = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"

_ODF = Layout("content.xml", "", frozenset(), frozenset({_T + "p", _T + "h"}))
LAYOUTS: dict[str, Layout] = {
    "docx": Layout("word/", ".xml", frozenset({_W + "t"}), frozenset({_W + "p", _W + "br"})),
    "xlsx": Layout("xl/sharedStrings", ".xml", frozenset({_S + "t"}), frozenset({_S + "si"})),
    "pptx": Layout("ppt/slides/", ".xml", frozenset({_A + "t"}), frozenset({_A + "p"})),
    "odt": _ODF,
    "ods": _ODF,
    "odp": _ODF,
}
DOCX_PARTS = ("word/document", "word/header", "word/footer", "word/footnotes", "word/endnotes")
TABS = frozenset({_W + "tab", _T + "tab", _T + "s"})


def of_pdf(path: Path) -> Iterator[str]:
    """One piece per page, in reading order of the file."""
    document = pypdfium2.PdfDocument(path)
    for page in document:
        layer = page.get_textpage()
        yield str(layer.get_text_bounded()).replace("\r\n", "\n") + "\n"
        layer.close()
        page.close()


def of_office(path: Path, layout: Layout) -> Iterator[str]:
    """Pieces of the parts that carry words, streamed, so that a large table stays small."""
    with zipfile.ZipFile(path) as box:
        for name in sorted(box.namelist(), key=_main_part_first):
            if _carries_words(name, layout):
                with box.open(name) as stream:
                    yield from _pieces(stream, layout)
                yield "\n"


def of_plain(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8-sig", errors="replace") as stream:
        while piece := stream.read(1 << 16):
            yield piece


READERS: dict[str, Callable[[Path], Iterator[str]]] = {
    "pdf": of_pdf,
    "txt": of_plain,
    "csv": of_plain,
    **{kind: partial(of_office, layout=layout) for kind, layout in LAYOUTS.items()},
}


def read(path: Path, kind: str, *, limit: int) -> tuple[str, bool]:
    """The words of a file and whether they were cut at ``limit`` characters."""
    reader = READERS.get(kind)
    pieces, length = [], 0
    for piece in reader(path) if reader else ():
        pieces.append(piece)
        length += len(piece)
        if length > limit:
            return "".join(pieces)[:limit], True
    return "".join(pieces), False


def _carries_words(name: str, layout: Layout) -> bool:
    if not (name.startswith(layout.prefix) and name.endswith(layout.suffix)):
        return False
    if layout.prefix == "word/":
        return name.startswith(DOCX_PARTS)
    return "/_rels/" not in name


def _main_part_first(name: str) -> tuple[bool, int, str]:
    return (not name.startswith("word/document"), len(name), name)


def _pieces(stream: IO[bytes], layout: Layout) -> Iterator[str]:
    """Text in document order; an element is taken, and its words freed, when it closes."""
    events = etree.iterparse(
        stream,
        events=("end",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
    )  # fmt: skip
    for _, element in events:
        tag = element.tag
        if tag in layout.text:
            yield element.text or ""
        elif tag in layout.line:
            yield ("" if layout.text else "".join(element.itertext())) + "\n"
            if not layout.text:
                element.clear()
        elif tag in TABS and layout.text:
            yield " "
        if layout.text and not len(element):
            element.text = None
