"""Codes of administrative procedures (mã thủ tục hành chính): ``1.009374``.

Also written with the agency that settles it: ``1.009374.H42``, ``1.001234.000.00.00.H02``. The first
two groups are the procedure; everything is keyed on them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from congvu.core.kernel.agencycode import AgencyCode, parse_agency_code
from congvu.core.kernel.errors import Invalid

_FORM = re.compile(r"([0-9]\.[0-9]{6})(?:\.([A-Z0-9.]+))?")


@dataclass(frozen=True, slots=True)
class ProcedureCode:
    """``key`` is the national part, the same at every agency."""

    key: str
    agency: AgencyCode | None = None

    def __str__(self) -> str:
        return f"{self.key}.{self.agency}" if self.agency else self.key


def parse_procedure_code(s: str) -> ProcedureCode:
    """Any of the three forms.

    :raises Invalid: another form
    """
    found = _FORM.fullmatch(s.strip().upper())
    if not found:
        raise Invalid("Mã thủ tục hành chính chưa đúng. Hãy nhập theo dạng 1.009374.")
    return ProcedureCode(found[1], parse_agency_code(found[2]) if found[2] else None)
