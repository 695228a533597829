"""The list of dossiers, and the register of Mẫu 07."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.permissions import demand, permits
from congvu.core.kernel.phone import format_phone
from congvu.core.ui.listing import Column, Count, Listing, Tab, capped
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.counter.dossiers import queries
from congvu.counter.dossiers.choices import State
from congvu.counter.dossiers.exports import XLSX, dossiers_xlsx
from congvu.counter.dossiers.forms.filter import TAB_STATES, DossierFilter
from congvu.counter.dossiers.forms.intake import SpanFilter
from congvu.counter.dossiers.models import Dossier
from congvu.counter.dossiers.policies import READ, ROOM
from congvu.counter.dossiers.scene import TONES

LISTING: Listing[Dossier] = Listing(
    name="dossiers",
    label="Hồ sơ một cửa",
    noun="hồ sơ",
    default="-ma",
    tab="tt",
    columns=(
        Column("ma", "Mã hồ sơ", "pk", css="nowrap", first_descending=True),
        Column("noi-dung", "Nội dung yêu cầu", css="main"),
        Column("chu", "Chủ hồ sơ", css="wide"),
        Column("han", "Hẹn trả", "due_at", css="nowrap", nulls=True),
        Column("trang-thai", "Trạng thái; người thụ lý"),
    ),
    filter_form=DossierFilter,
)
TABS = (
    ("", "Tất cả"),
    ("cho-tiep-nhan", "Chờ tiếp nhận"),
    ("da-tiep-nhan", "Chờ chuyển xử lý"),
    ("dang-xu-ly", "Đang xử lý"),
    ("cho-bo-sung", "Chờ bổ sung"),
    ("cho-nop-phi", "Chờ nộp phí"),
    ("cho-tra", "Chờ trả kết quả"),
    ("da-xong", "Đã kết thúc"),
)
HOT = {"cho-tiep-nhan", "cho-tra"}
FIELDS = (
    "code", "title", "state", "due_at", "settled_at", "officer_name", "applicant__name",
    "applicant__phone", "filed_at",
)  # fmt: skip


@for_staff
@require_GET
def dossiers(request: HttpRequest) -> HttpResponse:
    """``/mot-cua/ho-so/``."""
    actor, at = actor_of(request), now()
    demand(actor, READ)
    form = DossierFilter(request.GET)
    rows = queries.visible_to(actor).none()
    if form.is_valid():
        rows = queries.filtered(actor, form.filters(), at)
    rows = rows.select_related("applicant").only(*FIELDS)
    listed = LISTING.page(request, rows, tabs=_tabs(actor, at), form=form)
    context = {
        "page": listed,
        "rows": [_row(one, at) for one in listed.rows],
        "may_receive": permits(actor, f"{ROOM}.receive"),
        "may_export": permits(actor, f"{ROOM}.export"),
        "query": request.GET.urlencode(),
        "crumbs": [("Trang chủ", "/"), ("Hồ sơ một cửa", "")],
    }
    return page(request, "dossiers/list.html", context)


@for_staff
@require_GET
def export(request: HttpRequest) -> Any:
    """``/mot-cua/ho-so/xuat.xlsx``: the list as it is filtered."""
    actor, form = actor_of(request), DossierFilter(request.GET)
    if not form.is_valid():
        raise Invalid("Điều kiện lọc chưa đúng. Hãy sửa bộ lọc rồi xuất lại.")
    stream = dossiers_xlsx(actor=actor, at=now(), filters=form.filters())
    return FileResponse(stream, as_attachment=True, filename="ho-so.xlsx", content_type=XLSX)


def _row(one: Dossier, at: datetime) -> dict[str, Any]:
    """Names whole, telephones masked until the dossier is opened."""
    phone = queries.masked_number(one.applicant.phone)
    return {
        "one": one,
        "tone": TONES[State(one.state)],
        "phone": phone or format_phone(""),
        "late": one.due_at is not None and (one.settled_at or at) > one.due_at,
    }


def _tabs(actor: Actor, at: datetime) -> list[Tab]:
    numbers = queries.counts(actor, at)
    return [Tab(key, label, _count(numbers, key), hot=key in HOT) for key, label in TABS]


def _count(numbers: dict[str, int], tab: str) -> Count | None:
    states = [state for state in TAB_STATES.get(tab, ()) if state in numbers]
    return capped(sum(numbers[state] for state in states)) if states else None


@for_staff
@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """``/mot-cua/so-theo-doi/``: Mẫu 07, to print; this month unless asked for other days."""
    actor, today = actor_of(request), local_date(now())
    demand(actor, READ)
    form = SpanFilter(request.GET)
    first, last = _span(form, today)
    context = {
        "form": form,
        "rows": queries.register_rows(actor, first, last) if form.is_valid() else [],
        "first": first,
        "last": last,
        "today": today,
    }
    return page(request, "dossiers/register.html", context)


def _span(form: SpanFilter, today: date) -> tuple[date, date]:
    asked = form.cleaned_data if form.is_valid() else {}
    last = asked.get("den") or today
    first = asked.get("tu") or min(last, today).replace(day=1)
    return first, min(last, first + timedelta(days=366))
