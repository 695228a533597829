"""The list of outgoing letters and signing many at once."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.permissions import demand, permits
from congvu.core.ui.listing import Column, Count, Listing, Tab
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.office.documents.actions import outgoing as actions
from congvu.office.documents.choices import OutgoingState, Urgency
from congvu.office.documents.forms.outgoing_filter import OutgoingFilter
from congvu.office.documents.models import Outgoing
from congvu.office.documents.queries import outgoing as queries
from congvu.office.documents.scenes.kinds import kind_name
from congvu.office.documents.scenes.looks import OUTGOING_LOOKS
from congvu.office.documents.views.bulk import ChosenForm
from congvu.office.documents.views.incoming_list import unit_choices

LISTING: Listing[Outgoing] = Listing(
    name="documents.outgoing",
    label="Văn bản đi",
    noun="văn bản",
    default="-moi",
    tab="tt",
    columns=(
        Column("moi", "Số, ký hiệu", "pk", css="nowrap", first_descending=True),
        Column("ngay", "Ngày ban hành", css="nowrap opt"),
        Column("trich-yeu", "Trích yếu nội dung", css="main"),
        Column("don-vi", "Đơn vị, người soạn", css="wide"),
        Column("nguoi-ky", "Người ký", css="opt"),
        Column("noi-nhan", "Nơi nhận", css="num opt"),
        Column("trang-thai", "Trạng thái"),
    ),
    filter_form=OutgoingFilter,
)
TABS = (
    ("", "Tất cả"),
    ("du-thao", "Dự thảo"),
    ("dang-duyet", "Đang duyệt"),
    ("cho-phat-hanh", "Chờ phát hành"),
    ("da-phat-hanh", "Đã phát hành"),
    ("thu-hoi", "Thu hồi, thay thế"),
    ("huy", "Đã hủy"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line, everything ready to print."""

    letter: Outgoing
    href: str
    kind: str
    state: str
    tone: str
    symbol: str
    urgency: str


@for_staff
@require_GET
def outgoing_list(request: HttpRequest) -> HttpResponse:
    """``/van-ban-di/``; ``?hop=`` shows one box of the desk."""
    actor, at = actor_of(request), now()
    form = OutgoingFilter(request.GET, units=unit_choices(actor, at))
    listed = LISTING.page(request, _letters(actor, form), tabs=_tabs(), form=form)
    box = request.GET.get("hop", "")
    may_sign = box in ("", "approve") and permits(actor, "documents.outgoing.approve")
    verbs = [{"label": "Ký các văn bản đã chọn", "url": reverse("documents:bulk_approve"),
              "icon": "signed", "confirm": "Ký ban hành các văn bản đã chọn?"}]  # fmt: skip
    context = {
        "page": listed,
        "rows": [_row(letter) for letter in listed.rows],
        "today": local_date(at),
        "box": queries.BOXES.get(box, ""),
        "verbs": verbs if may_sign else [],
        "may_record_secret": permits(actor, "documents.outgoing.record_secret"),
        "crumbs": [("Trang chủ", "/"), ("Văn bản đi", "")],
    }
    return page(request, "documents/outgoing/list.html", context)


def _letters(actor: Actor, form: OutgoingFilter) -> QuerySet[Outgoing]:
    rows = queries.visible_to(actor)
    if not form.is_valid():
        return rows.none()
    box = form.cleaned_data["hop"]
    if box:
        rows = queries.inbox(actor, box)
    return queries.in_list(queries.matching(rows, form.filters(), actor=actor)).order_by("-id")


def _tabs() -> list[Tab]:
    nothing: Count | None = None
    return [Tab(key, label, nothing) for key, label in TABS]


def _row(letter: Outgoing) -> Row:
    tone, symbol = OUTGOING_LOOKS[letter.state]
    return Row(
        letter=letter,
        href=f"/van-ban-di/{letter.pk}/",
        kind=kind_name(letter.kind),
        state=OutgoingState(letter.state).label,
        tone=tone,
        symbol=symbol,
        urgency=Urgency(letter.urgency).label if letter.urgency else "",
    )


@for_staff
@require_POST
def bulk_approve(request: HttpRequest) -> HttpResponse:
    """Ký nhiều văn bản: each on its own, the page says what became of each."""
    actor, at = actor_of(request), now()
    demand(actor, "documents.outgoing.approve")
    form = ChosenForm(request.POST)
    chosen = form.cleaned_data["chon"] if form.is_valid() else []
    seen = queries.visible_to(actor).filter(pk__in=chosen).values_list("pk", "version", "subject")
    names = {pk: subject for pk, _, subject in seen}
    verdicts = actions.batch_approve(
        actor=actor, at=at, letters=[(pk, version) for pk, version, _ in seen]
    )
    signed = [verdict.outgoing_id for verdict in verdicts if verdict.letter is not None]
    batch = actions.lay_before_signer(actor=actor, at=at, outgoing_ids=signed)
    for verdict in verdicts:
        if verdict.refusal:
            messages.error(request, f"{names[verdict.outgoing_id]}: {verdict.refusal.message}")
    well = sum(verdict.letter is not None for verdict in verdicts)
    if well:
        messages.success(request, f"Đã ký {well}/{len(verdicts)} văn bản.")
    if not verdicts:
        messages.warning(request, "Chưa chọn văn bản nào. Hãy đánh dấu các dòng rồi ký lại.")
    if batch is not None:
        return redirect("signing:request", batch.pk)
    return redirect(reverse("documents:outgoing") + "?hop=approve")
