"""Official codes of many agencies at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from congvu.core.kernel.prepared import Prepared
from congvu.core.organisation.choices import CodeScheme
from congvu.core.organisation.models import AgencyCode


def codes_on(agency_ids: Collection[int], *, on: date) -> dict[int, str]:
    """The code of each agency on a day, that of QĐ 20 before that of QCVN 102; one query.

    Agencies without a code are left out.
    """
    some = few(agency_ids)
    held = _FEW(on=on, **some) if some else list(_held(on, agency_ids))
    found: dict[int, str] = {}
    for agency_id, scheme, code in held:
        if scheme == CodeScheme.QD20 or agency_id not in found:
            found[agency_id] = code
    return found


def _held(on: date, agency_ids: Collection[int]) -> QuerySet[AgencyCode, tuple[int, str, str]]:
    rows = AgencyCode.objects.on(on).filter(agency_id__in=agency_ids).order_by()
    return rows.values_list("agency_id", "scheme", "code")


PLACES = ("first", "second", "third", "fourth")


def few(ids: Collection[int]) -> dict[str, int]:
    """At most four ids as the values of a prepared question, some twice; empty when more."""
    if not 0 < len(ids) <= len(PLACES):
        return {}
    several = [*ids, *ids, *ids, *ids]
    return dict(zip(PLACES, several, strict=False))


_FEW = Prepared(
    lambda on, **ids: _held(on, list(ids.values())), on=date, **dict.fromkeys(PLACES, int)
)


def code_rows(codes: Collection[str]) -> dict[str, AgencyCode]:
    """Rows of codes, in force or closed, with their agencies and successors; one query."""
    wanted = list(set(codes))
    if 0 < len(wanted) <= len(SPELLINGS):
        padded = wanted + wanted[:1] * (len(SPELLINGS) - len(wanted))
        rows = _FEW_ROWS(**dict(zip(SPELLINGS, padded, strict=True)))
    else:
        rows = list(_rows(wanted))
    return {row.code: row for row in rows}


def _rows(codes: Collection[str]) -> QuerySet[AgencyCode]:
    found = AgencyCode.objects.filter(code__in=codes)
    return found.select_related("agency__successor", "successor")


SPELLINGS = tuple(f"code{number}" for number in range(8))
_FEW_ROWS = Prepared(lambda **codes: _rows(list(codes.values())), **dict.fromkeys(SPELLINGS, str))
