"""Which form a dossier's code has on a day; dated data, since the law changed.

TT 01/2018/TT-VPCP wrote agencies as in QCVN 102:2016, TT 03/2025/TT-VPCP as in QĐ 20/2020/QĐ-TTg,
TT 04/2025/TT-VPCP puts the two letters of the system's owner before the serial of services that
a ministry built for all. Reading accepts every form (``kernel.dossiercode``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from congvu.core.kernel.agencycode import AgencyCode, parse_agency_code, to_new, to_old
from congvu.core.organisation.choices import CodeScheme
from congvu.core.organisation.queries import code_of
from congvu.counter.dossiers.errors import NoAgencyCode


@dataclass(frozen=True, slots=True)
class CodeForm:
    """From ``since`` on agencies are written in ``scheme``; ``source`` is the law."""

    since: date
    scheme: CodeScheme
    source: str


FORMS = (
    CodeForm(date.min, CodeScheme.QCVN102, "TT 01/2018/TT-VPCP"),
    CodeForm(date(2025, 9, 15), CodeScheme.QD20, "TT 03/2025/TT-VPCP"),
)
"""In order of time. The second is counted from the day on which it was issued."""


def form_on(day: date) -> CodeForm:
    """The form of codes given on a day."""
    return next(form for form in reversed(FORMS) if form.since <= day)


def agency_code_on(agency_id: int, day: date) -> AgencyCode:
    """The agency as its dossiers' codes write it on a day.

    Its published code in the scheme of the day comes first, then its code of the other scheme
    converted by the default rule.

    :raises NoAgencyCode: it has none, or one that cannot be written in the scheme of the day
    """
    wanted = form_on(day).scheme
    own = code_of(agency_id, on=day, scheme=wanted)
    if own:
        return parse_agency_code(own)
    other = CodeScheme.QD20 if wanted == CodeScheme.QCVN102 else CodeScheme.QCVN102
    held = code_of(agency_id, on=day, scheme=other)
    converted = _converted(held, wanted) if held else None
    if converted is None:
        raise NoAgencyCode
    return converted


def _converted(held: str, wanted: CodeScheme) -> AgencyCode | None:
    code = parse_agency_code(held)
    return to_new(code) if wanted == CodeScheme.QD20 else to_old(code)
