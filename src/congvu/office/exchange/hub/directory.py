"""The agencies on the axis: those of this installation, and those of connected systems."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from congvu.core.kernel.agencycode import parse_agency_code, to_old
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import Invalid
from congvu.core.organisation.choices import CodeScheme
from congvu.core.organisation.queries import members
from congvu.office.exchange.hub.mailbox import Listed
from congvu.office.exchange.models import Route
from congvu.office.exchange.models.peer import holds_on
from congvu.office.exchange.queries.directory import ANY, row_open

if TYPE_CHECKING:
    from congvu.core.organisation.models import AgencyCode


def agencies(*, level: int | None, at: datetime) -> Sequence[Listed]:
    """Everybody that can be written to, by code; of one level of codes when it is given."""
    day = local_date(at)
    found = {one.code: one for one in _here(day)}
    for one in _elsewhere(day):
        found.setdefault(one.code, one)
    rows = sorted(found.values(), key=lambda one: one.code)
    return [one for one in rows if level is None or _level(one.code) == level]


def _here(day: date) -> Iterable[Listed]:
    for agency in members(day).prefetch_related("codes").order_by():
        codes = {row.scheme: row for row in agency.codes.all() if row_open(row, day)}
        if codes:
            new, old = codes.get(CodeScheme.QD20), codes.get(CodeScheme.QCVN102)
            code = (new or old or next(iter(codes.values()))).code
            yield Listed(
                code=code, name=agency.name, parent_code=_parent(code), mail=agency.email,
                phone=agency.phone, old_code=_old(code, old),
            )  # fmt: skip


def _elsewhere(day: date) -> Iterable[Listed]:
    for route in Route.objects.filter(holds_on(day)).exclude(code=ANY).exclude(name=""):
        yield Listed(
            code=route.code, name=route.name, parent_code=route.parent_code or _parent(route.code),
            mail=route.email, phone=route.phone, fax=route.fax, old_code=_old(route.code, None),
        )  # fmt: skip


def _old(code: str, row: AgencyCode | None) -> str:
    """The published code of QCVN 102:2016, else the default conversion."""
    if row is not None:
        return row.code
    try:
        old = to_old(parse_agency_code(code))
    except Invalid:
        return ""
    return old.text if old else ""


def _parent(code: str) -> str:
    try:
        parent = parse_agency_code(code).parent
    except Invalid:
        return ""
    return parent.text if parent else ""


def _level(code: str) -> int:
    try:
        return parse_agency_code(code).level
    except Invalid:
        return 0
