"""Official codes of many agencies at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from congvu.core.organisation.choices import CodeScheme
from congvu.core.organisation.models import AgencyCode


def codes_on(agency_ids: Collection[int], *, on: date) -> dict[int, str]:
    """The code of each agency on a day, that of QĐ 20 before that of QCVN 102; one query.

    Agencies without a code are left out.
    """
    held = AgencyCode.objects.on(on).filter(agency_id__in=agency_ids).order_by()
    found: dict[int, str] = {}
    for agency_id, scheme, code in held.values_list("agency_id", "scheme", "code"):
        if scheme == CodeScheme.QD20 or agency_id not in found:
            found[agency_id] = code
    return found


def code_rows(codes: Collection[str]) -> dict[str, AgencyCode]:
    """Rows of codes, in force or closed, with their agencies and successors; one query."""
    rows = AgencyCode.objects.filter(code__in=set(codes)).select_related(
        "agency__successor", "successor"
    )
    return {row.code: row for row in rows}
