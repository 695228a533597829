"""The list of incoming letters: tabs, filters, rows, and the preview beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.permissions import permits
from congvu.core.organisation.queries import unit_names
from congvu.core.search.queries import Filters as SearchFilters
from congvu.core.search.queries import search
from congvu.core.ui.listing import Column, Count, Listing, Opening, Tab, capped
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.office.documents.choices import INCOMING_KIND
from congvu.office.documents.forms.incoming_filter import TAB_STATES, IncomingFilter
from congvu.office.documents.models import Incoming
from congvu.office.documents.policies import incoming as policy
from congvu.office.documents.queries import incoming as queries
from congvu.office.documents.views.incoming_rows import rows_of

MOST_FOUND = 500
"""Letters that a search by words may bring to the list; more words find less."""

LISTING: Listing[Incoming] = Listing(
    name="documents.incoming",
    label="Văn bản đến",
    noun="văn bản",
    default="-den",
    tab="tt",
    columns=(
        Column("den", "Số đến", "pk", css="num", first_descending=True),
        Column("ngay-den", "Ngày đến", css="nowrap opt"),
        Column("ky-hieu", "Số, ký hiệu; cơ quan ban hành", css="wide"),
        Column("trich-yeu", "Trích yếu nội dung", css="main"),
        Column("han", "Hạn xử lý", "due_on", css="opt", nulls=True),
        Column("trang-thai", "Trạng thái; người xử lý"),
        Column("viec", "Việc", css="acts", hidden_label=True),
    ),
    filter_form=IncomingFilter,
)

TABS = (
    ("", "Tất cả"),
    ("cho-vao-so", "Chờ vào sổ"),
    ("cho-trinh", "Chờ trình"),
    ("cho-but-phe", "Chờ bút phê"),
    ("cho-phan-cong", "Chờ phân công"),
    ("dang-xu-ly", "Đang xử lý"),
    ("thu-hoi", "Thu hồi"),
    ("hoan-thanh", "Hoàn thành"),
    ("tu-choi", "Từ chối"),
)
HOT = {"cho-vao-so", "thu-hoi"}
PROCESSING_TABS = {"", "cho-phan-cong", "dang-xu-ly", "hoan-thanh"}
"""What somebody who reads only their own letters can meet."""


@for_staff
@require_GET
def incoming_list(request: HttpRequest) -> HttpResponse:
    """``/van-ban-den/``."""
    actor, at = actor_of(request), now()
    form = IncomingFilter(request.GET, units=unit_choices(actor, at))
    listed = LISTING.page(
        request,
        lambda: _letters(actor, form, at),
        tabs=_tabs(actor),
        form=form,
        opening=_opening(actor, form),
    )
    verbs = _bulk_verbs(actor, request.GET.get("tt", ""))
    context = {
        "page": listed,
        "rows": rows_of(listed.rows, actor=actor, today=local_date(at), pick=bool(verbs)),
        "today": local_date(at),
        "crumbs": [("Trang chủ", "/"), ("Văn bản đến", "")],
        "may_register": permits(actor, f"{policy.ROOM}.register"),
        "verbs": verbs,
    }
    return page(request, "documents/incoming/list.html", context)


def _opening(actor: Actor, form: IncomingFilter) -> Opening[Incoming] | None:
    """The list that people open most: the whole agency, nothing filtered."""
    agency_id = actor.agency_id
    if agency_id is None or not form.is_valid() or any(form.cleaned_data.values()):
        return None
    if not policy.reads_whole_agency(actor):
        return None
    return Opening(
        rows=lambda limit: queries.newest(agency_id, limit),
        count=lambda: capped(queries.number_of(agency_id)),
    )


def unit_choices(actor: Actor, at: datetime) -> list[tuple[str, str]]:
    units = unit_names(actor.agency_id or 0, on=local_date(at))
    return [(str(pk), name) for pk, name in units]


def _letters(actor: Actor, form: IncomingFilter, at: datetime) -> QuerySet[Incoming]:
    if not form.is_valid():
        return queries.visible_to(actor).none()
    letters = queries.filtered(actor, form.filters(), at)
    words = form.cleaned_data["q"]
    if not words:
        return letters
    found = search(
        actor=actor, q=words, limit=MOST_FOUND,
        filters=SearchFilters(kinds=(INCOMING_KIND,), agency_ids=(actor.agency_id or 0,)),
    )  # fmt: skip
    return letters.filter(pk__in=[hit.subject.id for hit in found.hits])


def _tabs(actor: Actor) -> list[Tab]:
    wide = policy.reads_whole_agency(actor)
    counts = (
        queries.waiting_counts(actor, now())
        if wide
        else queries.state_counts(queries.visible_to(actor))
    )
    return [
        Tab(key, label, _count(counts, key), hot=key in HOT)
        for key, label in TABS
        if wide or key in PROCESSING_TABS
    ]


def _count(counts: Mapping[str, int], tab: str) -> Count | None:
    states = [state for state in TAB_STATES.get(tab, ()) if state in counts]
    if not states:
        return None
    number = sum(counts[state] for state in states)
    return Count(number, capped=number >= queries.COUNT_CAP)


def _bulk_verbs(actor: Actor, tab: str) -> list[dict[str, str]]:
    verbs = []
    if tab in ("", "cho-vao-so") and permits(actor, f"{policy.ROOM}.register"):
        url = reverse("documents:bulk_register")
        verbs.append({"label": "Vào sổ hàng loạt", "url": url, "icon": "book"})
    if permits(actor, f"{policy.ROOM}.direct"):
        url = reverse("documents:bulk_direct")
        verbs.append({"label": "Bút phê hàng loạt", "url": url, "icon": "pen"})
    return verbs
