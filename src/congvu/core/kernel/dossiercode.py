"""Dossier codes (mã hồ sơ): an agency code, the day, a serial that restarts daily per agency.

``000.00.15.H02-160729-0001`` (TT 01/2018/TT-VPCP), ``H05.15-260115-0001`` (TT 03/2025/TT-VPCP),
``…-YYMMDD-AAXXXX`` with the code AA of the system's owner (TT 04/2025/TT-VPCP), and the form with a
full year seen in circulation, ``G09.20-20260609-0092637``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from congvu.core.kernel.agencycode import AgencyCode, parse_agency_code
from congvu.core.kernel.errors import Invalid

MIN_SERIAL_DIGITS = 4
_FORM = re.compile(r"([A-Z0-9.]+)-([0-9]{6}|[0-9]{8})-([A-Z]{2})?([0-9]{4,})")
_REFUSAL = (
    "Mã hồ sơ chưa đúng. Hãy nhập đủ ba phần: mã cơ quan, ngày tiếp nhận và số thứ tự, "
    "ví dụ H05.15-260115-0001."
)


@dataclass(frozen=True, slots=True)
class DossierCode:
    """``owner`` is the two-letter system code, or empty; ``serial`` keeps its zeros."""

    agency: AgencyCode
    day: date
    serial: str
    owner: str = ""
    full_year: bool = False

    def __str__(self) -> str:
        written = f"{self.day:%Y%m%d}" if self.full_year else f"{self.day:%y%m%d}"
        return f"{self.agency}-{written}-{self.owner}{self.serial}"

    @property
    def number(self) -> int:
        return int(self.serial)

    def owner_and_serial(self) -> tuple[str, str]:
        """The parts of ``AAXXXX``. Where the owner's code is digits only the peer's kind tells a
        centrally built service from a long serial, so ask this of such services alone."""
        if self.owner:
            return self.owner, self.serial
        return self.serial[:2], self.serial[2:]


def make_dossier_code(
    agency: AgencyCode, day: date, number: int, *, owner: str = "", full_year: bool = False
) -> DossierCode:
    """A new code; the serial has at least four digits.

    :raises ValueError: the number is below 1, or the year does not fit the short form
    """
    if number < 1:
        raise ValueError("serials start at 1")
    if not full_year and not 2000 <= day.year < 2100:
        raise ValueError("the short form holds years 2000 to 2099")
    return DossierCode(agency, day, f"{number:0{MIN_SERIAL_DIGITS}}", owner, full_year)


def parse_dossier_code(s: str) -> DossierCode:
    """Any of the forms.

    :raises Invalid: another form, or a day that does not exist
    """
    found = _FORM.fullmatch(s.strip().upper())
    if not found:
        raise Invalid(_REFUSAL)
    agency, written, owner, serial = found.groups()
    full_year = len(written) == 8
    iso = written if full_year else "20" + written
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        raise Invalid(_REFUSAL) from None
    return DossierCode(parse_agency_code(agency), day, serial, owner or "", full_year)
