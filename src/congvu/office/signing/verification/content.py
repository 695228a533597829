"""What a person sees of a PDF revision, so that two revisions can be compared.

The PDF standard's own rules condemn every signature field added after a certifying signature.
Letters of agencies are made that way: initials, the leader, then number, day, month and seal,
each a signature of its own. So where the rules condemn, the pages, notes, fields and catalogue of
two revisions are compared whole; what is equal there was not changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pyhanko.pdf_utils import generic

UPWARD = frozenset({"/Parent", "/P", "/StructParent", "/StructParents", "/Popup"})
"""Keys that lead back, or into the tree of tags, which nobody sees."""

UNSEEN = frozenset(
    {"/AcroForm", "/Pages", "/Metadata", "/DSS", "/Extensions", "/Perms", "/Version", "/Type",
     "/StructTreeRoot", "/MarkInfo", "/Outlines", "/PieceInfo", "/Lang"}
)  # fmt: skip
"""Keys of the catalogue that show nothing, or are compared on their own."""

INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
OWN = ("/Contents", "/UserUnit", "/AA", "/Trans", "/Group")
DEEPEST = 120


class TooDeep(Exception):
    """Nested beyond what an honest file needs."""


@dataclass(frozen=True)
class Seal:
    """A signature field: its picture and place, whether it is signed, and its share of the page."""

    look: bytes
    signed: bytes
    share: float
    drawn: bool


@dataclass
class Content:
    """Digests of everything that shows, by what it is called."""

    pages: list[bytes] = field(default_factory=list)
    notes: dict[str, bytes] = field(default_factory=dict)
    seals: dict[str, Seal] = field(default_factory=dict)
    values: dict[str, bytes] = field(default_factory=dict)
    catalogue: dict[str, bytes] = field(default_factory=dict)


def read(revision: Any) -> Content:
    """The content of one revision (a reader or a historical resolver)."""
    root = revision.root
    content = Content()
    digest = Digest()
    for number, (page, inherited) in enumerate(_pages(look(root, "/Pages"), {}), start=1):
        content.pages.append(_page(digest, page, inherited))
        box = direct(inherited.get("/MediaBox"))
        for note in items(look(page, "/Annots", ())):
            _note(content, digest, number, note, box)
    form = look(root, "/AcroForm", {})
    for name, entry in _fields(look(form, "/Fields", ()), "", None):
        if name not in content.seals:
            _field(content, digest, name, entry)
    for key in sorted(set(root) - UNSEEN):
        content.catalogue[str(key)] = digest.of(root.raw_get(key))
    for key in sorted({"/XFA", "/CO", "/NeedAppearances"} & set(form)):
        content.catalogue[f"/AcroForm{key}"] = digest.of(form.raw_get(key))
    return content


class Digest:
    """Deep digests of PDF objects; pages are leaves and loops are cut."""

    def __init__(self) -> None:
        self.known: dict[Any, bytes] = {}

    def of(self, value: Any, depth: int = 0) -> bytes:
        if depth > DEEPEST:
            raise TooDeep
        if isinstance(value, generic.IndirectObject):
            return self._indirect(value, depth)
        for kind, how in _WAYS:
            if isinstance(value, kind):
                return how(self, value, depth)
        return hashlib.sha256(repr(value).encode()).digest()

    def _indirect(self, value: generic.IndirectObject, depth: int) -> bytes:
        key = (value.idnum, value.generation)
        if key not in self.known:
            self.known[key] = b"loop"
            self.known[key] = self.of(value.get_object(), depth + 1)
        return self.known[key]

    def _mapping(self, value: Any, depth: int) -> bytes:
        if look(value, "/Type") in ("/Page", "/Pages"):
            return b"page"
        total = hashlib.sha256(b"{")
        for key in sorted(set(value) - UPWARD):
            total.update(str(key).encode() + b"=" + self.of(value.raw_get(key), depth + 1))
        if isinstance(value, generic.StreamObject):
            total.update(value.encoded_data)
        return total.digest()

    def _list(self, value: Any, depth: int) -> bytes:
        parts = [self.of(value.raw_get(index), depth + 1) for index in range(len(value))]
        return hashlib.sha256(b"[" + b",".join(parts)).digest()

    def _words(self, value: Any, depth: int) -> bytes:
        return hashlib.sha256(b"(" + value.original_bytes).digest()


_WAYS = (
    (generic.DictionaryObject, Digest._mapping),
    (generic.ArrayObject, Digest._list),
    ((generic.TextStringObject, generic.ByteStringObject), Digest._words),
)


def _pages(node: Any, inherited: dict[str, Any]) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Every page with what it inherits, without recursion into loops."""
    stack = [(node, inherited, 0)]
    while stack:
        node, above, depth = stack.pop()
        if depth > DEEPEST:
            raise TooDeep
        here = above | {key: node.raw_get(key) for key in INHERITED if key in node}
        if "/Kids" not in node:
            yield node, here
            continue
        stack += [(kid, here, depth + 1) for kid in reversed(items(look(node, "/Kids")))]


def look(mapping: Any, key: str, otherwise: Any = None) -> Any:
    """The value of a key, looked up."""
    return direct(mapping.raw_get(key)) if key in mapping else otherwise


def items(array: Any) -> list[Any]:
    """The members of an array, each looked up."""
    return [direct(one) for one in direct(array)]


def direct(value: Any) -> Any:
    return value.get_object() if isinstance(value, generic.IndirectObject) else value


def _page(digest: Digest, page: Any, inherited: dict[str, Any]) -> bytes:
    total = hashlib.sha256()
    for key in INHERITED:
        total.update(digest.of(inherited.get(key)))
    for key in OWN:
        total.update(digest.of(page.raw_get(key)) if key in page else b"-")
    return total.digest()


def _fields(fields: Any, above: str, kind: Any) -> Iterator[tuple[str, Any]]:
    """Terminal fields of the form by their full names."""
    stack = [(entry, above, kind, 0) for entry in items(fields)]
    while stack:
        entry, name, kind, depth = stack.pop()
        if depth > DEEPEST:
            raise TooDeep
        name, kind = _named(entry, name), look(entry, "/FT", kind)
        kids = [kid for kid in items(look(entry, "/Kids", ())) if "/T" in kid]
        if kids:
            stack += [(kid, name, kind, depth + 1) for kid in kids]
        else:
            yield name, entry


def _named(entry: Any, above: str) -> str:
    own = str(look(entry, "/T")) if "/T" in entry else ""
    return f"{above}.{own}" if above and own else above or own


def _full_name(entry: Any) -> tuple[str, Any]:
    """Full name and kind of the field that a widget belongs to."""
    names: list[str] = []
    kind = None
    for _ in range(DEEPEST):
        if "/T" in entry:
            names.append(str(look(entry, "/T")))
        kind = kind or look(entry, "/FT")
        if "/Parent" not in entry:
            return ".".join(reversed(names)), kind
        entry = look(entry, "/Parent")
    raise TooDeep


def _note(content: Content, digest: Digest, number: int, note: Any, box: Any) -> None:
    name, kind = _full_name(note) if look(note, "/Subtype") == "/Widget" else ("", None)
    if kind == "/Sig":
        content.seals[name] = _seal(digest, note, box, content.seals.get(name))
        return
    key = f"{number}|{name or look(note, '/Subtype', '')}"
    before = content.notes.get(key, b"")
    content.notes[key] = hashlib.sha256(before + digest.of(note)).digest()


def _seal(digest: Digest, note: Any, box: Any, before: Seal | None) -> Seal:
    """One more widget of a signature field; a field may have several, and all of them count."""
    picture = hashlib.sha256(b"" if before is None else before.look)
    for key in sorted(set(note) - UPWARD - {"/V"}):
        picture.update(str(key).encode() + b"=" + digest.of(note.raw_get(key)))
    owner = note
    for _ in range(DEEPEST):
        if "/V" in owner or "/Parent" not in owner:
            break
        owner = look(owner, "/Parent")
    signed = digest.of(owner.raw_get("/V")) if "/V" in owner else b""
    share = _share(look(note, "/Rect"), box)
    return Seal(
        picture.digest(),
        signed,
        share if before is None else max(share, before.share),
        drawn="/AP" in note or (before is not None and before.drawn),
    )


def _share(rect: Any, box: Any) -> float:
    """Which part of the page the rectangle covers, 0 to 1."""
    if rect is None or box is None:
        return 0.0
    left, bottom, right, top = map(float, items(rect))
    x0, y0, x1, y1 = map(float, items(box))
    page = abs((x1 - x0) * (y1 - y0))
    return 0.0 if not page else min(1.0, abs((right - left) * (top - bottom)) / page)


def _field(content: Content, digest: Digest, name: str, entry: Any) -> None:
    _, kind = _full_name(entry)
    signed = digest.of(entry.raw_get("/V")) if "/V" in entry else b""
    if kind == "/Sig":
        content.seals[name] = Seal(b"", signed, 0.0, drawn=False)
    else:
        content.values[name] = digest.of(entry)
