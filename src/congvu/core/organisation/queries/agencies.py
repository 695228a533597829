"""Agencies, their codes and successors."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.prepared import Prepared
from congvu.core.kernel.text import fold
from congvu.core.organisation.choices import CodeScheme, Level
from congvu.core.organisation.models import Agency, AgencyCode
from congvu.core.organisation.queries.codes import PLACES, few
from congvu.core.organisation.validity import valid_on


def agency(agency_id: int) -> Agency:
    """One agency, open or closed.

    :raises NotFound: no such agency
    """
    found: Agency | None = (
        Agency.objects.select_related("parent", "territory").filter(pk=agency_id).first()
    )
    if found is None:
        raise NotFound("Không tìm thấy cơ quan này. Hãy chọn lại trong danh mục cơ quan.")
    return found


def agency_names(ids: Collection[int]) -> dict[int, str]:
    """Names of agencies by id, open or closed, in one query; unknown ids are left out."""
    found = Agency.objects.filter(pk__in=ids).order_by() if ids else Agency.objects.none()
    return dict(found.values_list("pk", "name"))


def names_and_levels(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Name and level (in words) of agencies by id, open or closed, in one query."""
    words = dict(Level.choices)
    rows = Agency.objects.filter(pk__in=ids).order_by().values_list("pk", "name", "level")
    return {pk: (name, str(words.get(level, level))) for pk, name, level in rows}


def agencies_on(day: date) -> QuerySet[Agency]:
    """Every agency that exists on ``day``, members and correspondents, in Vietnamese order."""
    return Agency.objects.on(day)


def members(day: date) -> QuerySet[Agency]:
    """Agencies that work in this installation on ``day``."""
    return agencies_on(day).filter(is_member=True)


def member_names(agency_ids: Collection[int], *, on: date) -> dict[int, str]:
    """Names of those of the agencies that work in this installation on a day; one query."""
    some = few(agency_ids)
    return dict(_FEW(on=on, **some) if some else _names(on, agency_ids))


def _names(on: date, agency_ids: Collection[int]) -> QuerySet[Agency, tuple[int, str]]:
    return members(on).filter(pk__in=agency_ids).order_by().values_list("pk", "name")


_FEW = Prepared(
    lambda on, **ids: _names(on, list(ids.values())), on=date, **dict.fromkeys(PLACES, int)
)


def agencies_below(agency: Agency, day: date) -> QuerySet[Agency]:
    """The agency and every agency under it on ``day``."""
    return agencies_on(day).filter(path__startswith=agency.path)


def agency_by_code(code: str, *, on: date, scheme: CodeScheme | None = None) -> Agency | None:
    """The agency that bore an official code on a day.

    A code closed since still finds the agency of an old letter when ``on`` is the letter's date.
    """
    wanted = code.strip().upper()
    found = _BEARERS(on=on, code=wanted)
    return next((row.agency for row in found if scheme in (None, row.scheme)), None)


_BEARERS = Prepared(
    lambda on, code: AgencyCode.objects.on(on).filter(code=code).select_related("agency"),
    on=date,
    code=str,
)


def codes_of(agency_id: int) -> list[AgencyCode]:
    """All codes of an agency, those in force first."""
    return list(AgencyCode.objects.filter(agency_id=agency_id).order_by("-valid_from", "scheme"))


def code_of(agency_id: int, *, on: date, scheme: CodeScheme = CodeScheme.QD20) -> str:
    """The agency's code in a scheme on a day, or an empty text."""
    held = _CODES(agency_id=agency_id, on=on, scheme=str(scheme))
    return str(held[0][0]) if held else ""


_CODES = Prepared(
    lambda agency_id, on, scheme: (
        AgencyCode.objects.on(on).filter(agency_id=agency_id, scheme=scheme).values_list("code")
    ),
    agency_id=int, on=date, scheme=str,
)  # fmt: skip


def search_agencies(
    q: str, *, on: date | None = None, members_only: bool = False
) -> QuerySet[Agency]:
    """Agencies whose name, short name or notation holds every word of ``q``, or with that code.

    Words match without diacritics (``so thong tin`` finds ``Sở Thông tin``). An empty ``q``
    gives all. ``on`` leaves out agencies that do not exist on that day.
    """
    found = Agency.objects.all() if on is None else agencies_on(on)
    if members_only:
        found = found.filter(is_member=True)
    words = Q()
    for word in fold(q).split()[:12]:
        words &= Q(search_key__contains=word)
    by_code = AgencyCode.objects.filter(code=q.strip().upper()).values("agency_id")
    return found.filter(words | Q(pk__in=by_code)) if words else found


def successor_of(agency: Agency, *, on: date) -> Agency | None:
    """The agency that stands for ``agency`` on a day: itself while it exists, else its heir.

    None when the line of successors ends before that day.
    """
    current: Agency | None = agency
    seen: set[int] = set()
    while current is not None and current.pk not in seen:
        if Agency.objects.filter(valid_on(on), pk=current.pk).exists():
            return current
        seen.add(current.pk)
        current = current.successor
    return None
