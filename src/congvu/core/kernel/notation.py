"""Number and notation of a document (số, ký hiệu): ``647/STTTT-CNTT``, ``05/2026/QĐ-UBND``.

Source: ND 30/2020/NĐ-CP, Annex I, part II, section I.3.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from congvu.core.kernel.documentkinds import DocumentKind, kind_by_abbreviation
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.text import nfc

_FORM = re.compile(r"([0-9]{1,11})([a-zđ]?)(?:/([0-9]{4}))?/([^\W\d_][\w&.-]*(?:/[\w&.-]+)?)")
_AROUND = re.compile(r"\s*([/&.\-])\s*")
_DASHES = str.maketrans({"–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "Ð": "Đ"})
_LABEL = re.compile(r"^số\s*:?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Notation:
    """``number`` and ``symbol`` always; ``year`` for legal documents; ``letter`` for a number that
    was squeezed in between two others, as ``12a`` (outside agencies do so)."""

    number: int
    symbol: str
    year: int | None = None
    letter: str = ""

    def __str__(self) -> str:
        year = f"/{self.year}" if self.year else ""
        return f"{format_number(self.number)}{self.letter}{year}/{self.symbol}"

    @property
    def code_number(self) -> str:
        """``CodeNumber`` of an exchange message: ``05``, with the year where there is one."""
        year = f"/{self.year}" if self.year else ""
        return f"{format_number(self.number)}{self.letter}{year}"

    def kind(self, on: date) -> DocumentKind | None:
        """The kind that the symbol begins with; ``None`` for a công văn or an unknown kind."""
        head = re.split(r"[-&./]", self.symbol, maxsplit=1)[0]
        return kind_by_abbreviation(head, on, legal=self.year is not None)


def format_number(number: int) -> str:
    """Numbers below 10 take a leading zero: ``05``, ``10``, ``1024``."""
    return f"{number:02}"


def parse_notation(s: str) -> Notation:
    """As printed; spaces around the strokes, long dashes and a leading ``Số:`` are forgiven.

    :raises Invalid: another form, or number 0
    """
    text = _AROUND.sub(r"\1", _LABEL.sub("", nfc(s).strip()).translate(_DASHES))
    found = _FORM.fullmatch(text)
    if not found or int(found[1]) == 0:
        raise Invalid(
            "Số, ký hiệu văn bản chưa đúng. Hãy nhập theo dạng 647/STTTT-CNTT hoặc 05/2026/QĐ-UBND."
        )
    number, letter, year, symbol = found.groups()
    return Notation(int(number), symbol, int(year) if year else None, letter)


def make_notation(
    number: int,
    kind: DocumentKind,
    agency: str,
    *,
    unit: str = "",
    year: int | None = None,
) -> Notation:
    """The notation of a document to be issued.

    :param agency: the issuing agency's abbreviation, ``UBND``, ``STTTT``
    :param unit: the drafting unit's abbreviation, which only a công văn carries
    :param year: required for legal documents, refused for others
    :raises ValueError: number below 1, year given to or missing from the wrong kind
    """
    if number < 1:
        raise ValueError("numbers start at 1")
    if (kind.group == "legal") != (year is not None):
        raise ValueError("legal documents, and only they, carry the year")
    head = (kind.abbreviation, agency) if kind.is_named else (agency, unit)
    return Notation(number, "-".join(part for part in head if part), year)
