"""``DocumentType`` of messages and our kinds of documents (annex of QCVN 102:2016/BTTTT)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from congvu.core.kernel.documentkinds import DocumentKind, kind_by_code, kind_from_exchange
from congvu.office.exchange.choices import TypeNumbering
from congvu.office.exchange.edxml.message import Letter

_LEGAL = re.compile(r"\d+/\d{4}")


@dataclass(frozen=True, slots=True)
class ExchangeType:
    """The three values of ``DocumentType``."""

    number: int
    detail: int
    name: str


def exchange_type(
    kind_code: str, on: date, numbering: TypeNumbering = TypeNumbering.LIST
) -> ExchangeType:
    """What to write for one of our kinds; a kind that the annex does not list goes by its name, as 0.

    :raises LookupError: there is no such kind on that day
    """
    kind = kind_by_code(kind_code, on)
    if kind is None:
        raise LookupError(kind_code)
    number = 1 if numbering == TypeNumbering.ONE else kind.exchange_number or 0
    return ExchangeType(number, 0, kind.name)


def kind_of(letter: Letter, today: date) -> DocumentKind | None:
    """Our kind of a letter that came: by ``TypeName``, then by number; None when neither is known.

    A year within the number (``05/2026/QĐ-UBND``) marks a legal normative document.
    """
    day = letter.promulgated_on or today
    legal = is_legal(letter)
    return kind_from_exchange(
        letter.kind_name, letter.kind_type, day, legal=legal
    ) or kind_from_exchange(letter.kind_name, None, day, legal=not legal)


def is_legal(letter: Letter) -> bool:
    """Whether number and notation are those of a legal normative document."""
    return bool(_LEGAL.fullmatch(letter.number) or re.match(r"\d{4}/", letter.notation))
