"""Where signatures go on the paper, found by the words that stand around the place.

All lengths are points, from the lower left corner of the page, as PDF counts them.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf
import pypdfium2

from congvu.office.signing.errors import PdfRefused, PlaceNotFound

MM = 72 / 25.4
Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""

GAP = 26 * MM
"""How far above the name the signature's place reaches when no title was found."""

WIDE = 60 * MM
"""Width of the place of a person's signature."""

CORNER = (92 * MM, 17 * MM)
"""Width and height of the lines in the top right corner."""

YEAR = 30.0
"""Width of a year in print."""

BELOW = 8.0
"""Space kept under the line of number and date, for the mark of a test."""


@dataclass(frozen=True, slots=True)
class Place:
    """``page`` counts from 0; ``slots`` are the middles of number, day, month and, where it is
    not printed, year."""

    page: int
    box: Box
    slots: tuple[float, ...] = ()

    @property
    def width(self) -> float:
        return self.box[2] - self.box[0]

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]

    def as_data(self) -> dict[str, object]:
        return {"page": self.page, "box": list(self.box), "slots": list(self.slots)}


@dataclass(frozen=True, slots=True)
class Named:
    """A person's place told by the words around it; see :func:`find`."""

    name: str
    title: str = ""

    def as_data(self) -> dict[str, object]:
        return {"name": self.name, "title": self.title}


def from_data(data: Mapping[str, Any]) -> Place | Named | None:
    """Back from ``as_data``; None from nothing."""
    if "box" in data:
        left, bottom, right, top = (float(edge) for edge in data["box"])
        slots = tuple(float(middle) for middle in data.get("slots", ()))
        return Place(int(data["page"]), (left, bottom, right, top), slots)
    if "name" in data:
        return Named(str(data["name"]), str(data.get("title", "")))
    return None


@dataclass(frozen=True, slots=True)
class Line:
    """Words of one page with their box."""

    page: int
    text: str
    box: Box


def find(pdf: bytes, signer_name: str, title: str = "") -> Place:
    """The place of a person's signature: between title and name, the last of its kind.

    :raises PlaceNotFound: the name does not stand in the PDF
    :raises PdfRefused: no readable PDF
    """
    with _Pages(pdf) as pages:
        for number in range(len(pages) - 1, -1, -1):
            names = pages.search(number, signer_name)
            if names:
                return _above(pages, names[-1], title)
    raise PlaceNotFound


def _above(pages: _Pages, name: Line, title: str) -> Place:
    middle = (name.box[0] + name.box[2]) / 2
    bottom, top = name.box[3] + MM, name.box[3] + GAP
    words = title.splitlines()[-1].strip() if title.strip() else ""
    above = [
        line
        for line in pages.search(name.page, words)
        if line.box[1] > name.box[3] and line.box[0] - WIDE < middle < line.box[2] + WIDE
    ]
    if above:
        top = min(line.box[1] for line in above) - MM
    if top - bottom < 8 * MM:
        top = bottom + 8 * MM
    return Place(name.page, (middle - WIDE / 2, bottom, middle + WIDE / 2, top))


def fit(place: Place, width_mm: float, height_mm: float) -> Place:
    """The picture's own size within the place: shrunk when it is too large, never stretched."""
    width, height = width_mm * MM, height_mm * MM
    scale = min(1.0, place.width / width, place.height / height)
    return centred(place, width * scale, height * scale)


def centred(place: Place, width: float, height: float) -> Place:
    x = (place.box[0] + place.box[2]) / 2
    y = (place.box[1] + place.box[3]) / 2
    return Place(place.page, (x - width / 2, y - height / 2, x + width / 2, y + height / 2))


def seal_beside(signature: Place, width_mm: float, height_mm: float) -> Place:
    """A seal in its real size over the left third of the signature (NĐ 30/2020, Phụ lục I)."""
    width, height = width_mm * MM, height_mm * MM
    right = signature.box[0] + signature.width / 3
    middle = (signature.box[1] + signature.box[3]) / 2
    left = max(right - width, 0.0)
    return Place(signature.page, (left, middle - height / 2, left + width, middle + height / 2))


def signature_of_person(pdf: bytes, prefix: str) -> Place | None:
    """The box of the last visible signature whose field name begins so."""
    found: list[Place] = []
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            for number, page in enumerate(document.pages):
                found += [Place(number, box) for box in _widgets(page, prefix)]
    except pikepdf.PdfError as error:
        raise PdfRefused from error
    return found[-1] if found else None


def _widgets(page: pikepdf.Page, prefix: str) -> Iterator[Box]:
    for note in page.get("/Annots", pikepdf.Array()):
        if note.get("/FT") == "/Sig" and str(note.get("/T", "")).startswith(prefix):
            left, bottom, right, top = (float(edge) for edge in note["/Rect"])
            if right > left and top > bottom:
                yield (left, bottom, right, top)


def number_date(pdf: bytes) -> Place:
    """The blank places of number, day and month on page 1, as one box.

    :raises PlaceNotFound: page 1 has no “Số: … /”, or no “ngày … tháng … năm”
    """
    with _Pages(pdf) as pages:
        number = _blank(pages, "Số:", "/")
        day = _blank(pages, "ngày", "tháng")
        month = _blank(pages, "tháng", "năm")
        year = _after_year(pages, month)
    left, right = number[0], month[2] if year is None else year[2]
    bottom = min(number[1], day[1]) - BELOW
    top = max(number[3], day[3]) + 2
    blanks = (number, day, month) if year is None else (number, day, month, year)
    slots = tuple((box[0] + box[2]) / 2 for box in blanks)
    return Place(0, (left, bottom, right, top), slots)


def _blank(pages: _Pages, before: str, after: str) -> Box:
    """The space between two words of one line, the highest on the page."""
    for first in pages.search(0, before):
        for second in pages.search(0, after):
            same = abs(first.box[1] - second.box[1]) < first.box[3] - first.box[1] + 4
            if same and 4 < second.box[0] - first.box[2] < 40 * MM:
                return (first.box[2], first.box[1], second.box[0], first.box[3])
    raise PlaceNotFound(
        "Không tìm thấy chỗ trống để in số, ngày, tháng trên trang đầu. Hãy kiểm tra thể thức của "
        "tệp PDF hoặc chỉ rõ vị trí."
    )


def _after_year(pages: _Pages, month: Box) -> Box | None:
    """The blank after “năm”, unless the year is printed."""
    word = next((one for one in pages.search(0, "năm") if one.box[0] >= month[2] - 1), None)
    printed = any(abs(one.box[1] - month[1]) < 6 for one in pages.search(0, "năm 20"))
    if word is None or printed:
        return None
    left = word.box[2]
    return (left + 2, month[1], left + 2 + YEAR, month[3])


def top_right(pdf: bytes, page: int = 0) -> Place:
    """The top right corner of a page, for annexes and copies."""
    with _Pages(pdf) as pages:
        width, height = pages.size(page)
    right, top = width - 8 * MM, height - 2 * MM
    return Place(page, (right - CORNER[0], top - CORNER[1], right, top))


def demand_inside(pdf: bytes, place: Place) -> None:
    """:raises PlaceNotFound: the place is not on the paper"""
    with _Pages(pdf) as pages:
        if not 0 <= place.page < len(pages):
            raise PlaceNotFound("Tệp PDF không có trang này. Hãy chọn lại trang ký.")
        width, height = pages.size(place.page)
    left, bottom, right, top = place.box
    if not (0 <= left < right <= width + 1 and 0 <= bottom < top <= height + 1):
        raise PlaceNotFound("Vị trí ký nằm ngoài trang giấy. Hãy chọn lại vị trí ký.")


class _Pages:
    """Text search over an open PDF; compares composed letters, ignoring case and spacing."""

    def __init__(self, pdf: bytes) -> None:
        try:
            self._document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise PdfRefused from error
        self._texts: dict[int, tuple[str, list[int], pypdfium2.PdfTextPage]] = {}

    def __enter__(self) -> _Pages:
        return self

    def __exit__(self, *_: object) -> None:
        for _text, _index, page in self._texts.values():
            page.close()
        self._document.close()

    def __len__(self) -> int:
        return len(self._document)

    def size(self, number: int) -> tuple[float, float]:
        width, height = self._document[number].get_size()
        return float(width), float(height)

    def search(self, number: int, words: str) -> list[Line]:
        """Every place of the words on a page, from the top down; nothing for no words."""
        wanted = _plain(words)
        if not wanted:
            return []
        text, index, page = self._text(number)
        found, start = [], text.find(wanted)
        while start >= 0:
            characters = index[start : start + len(wanted)]
            found.append(Line(number, words, _around(page, characters)))
            start = text.find(wanted, start + 1)
        return sorted(found, key=lambda line: -line.box[3])

    def _text(self, number: int) -> tuple[str, list[int], pypdfium2.PdfTextPage]:
        if number not in self._texts:
            page = self._document[number].get_textpage()
            letters, index = [], []
            for position in range(page.count_chars()):
                for letter in _plain(page.get_text_range(position, 1)):
                    letters.append(letter)
                    index.append(position)
            self._texts[number] = ("".join(letters), index, page)
        return self._texts[number]


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).casefold().split())


def _around(page: pypdfium2.PdfTextPage, characters: list[int]) -> Box:
    boxes = [page.get_charbox(position, loose=True) for position in characters]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
