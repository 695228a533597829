"""Pages of record files: the list, opening one, one with its letters, filing from a letter."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import Invalid, NotFound
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.subject import Subject, cards, kinds
from congvu.core.organisation.choices import Role
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.listing import Column, Listing
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.office.documents.actions import records as actions
from congvu.office.documents.forms.records import (
    FileForm,
    RecordFilter,
    RecordForm,
    SubjectForm,
    UnfileForm,
)
from congvu.office.documents.models import Record
from congvu.office.documents.policies import records as policy
from congvu.office.documents.queries import records as queries

MOST_CHOICES = 200
LISTING: Listing[Record] = Listing(
    name="documents.records",
    label="Hồ sơ công việc",
    noun="hồ sơ",
    default="-moi",
    columns=(
        Column("moi", "Ký hiệu", "pk", css="nowrap", first_descending=True),
        Column("nam", "Năm", "year", css="num"),
        Column("tieu-de", "Tiêu đề hồ sơ", css="main"),
        Column("nguoi-lap", "Người lập", css="wide"),
        Column("thoi-han", "Bảo quản", css="opt"),
        Column("so-luong", "Văn bản", css="num"),
        Column("tinh-trang", "Tình trạng"),
    ),
    filter_form=RecordFilter,
)


@for_staff
@require_GET
def records(request: HttpRequest) -> HttpResponse:
    """``/ho-so-cong-viec/``."""
    actor, form = actor_of(request), RecordFilter(request.GET)
    demand(actor, policy.READ)
    context = {
        "page": LISTING.page(request, _records(actor, form), form=form),
        "crumbs": [("Trang chủ", "/"), ("Hồ sơ công việc", "")],
    }
    return page(request, "documents/records/list.html", context)


def _records(actor: Actor, form: RecordFilter) -> QuerySet[Record]:
    rows = queries.visible_to(actor)
    if not form.is_valid():
        return rows.none()
    asked = form.cleaned_data
    if asked["q"]:
        rows = queries.matching(rows, asked["q"])
    if asked["tt"]:
        rows = rows.filter(closed_on__isnull=asked["tt"] == "mo")
    return queries.with_counts(rows)


@for_staff
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """``/ho-so-cong-viec/moi/``: lập hồ sơ."""
    actor, at = actor_of(request), now()
    demand(actor, "documents.record.create")
    form = RecordForm(request.POST or None, initial={"year": local_date(at).year})
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            made = actions.create_record(actor=actor, at=at, **form.cleaned_data)
        if attempt.ok:
            messages.success(request, f"Đã lập hồ sơ {made.code}.")
            return redirect("documents:record", made.pk)
    crumbs = [
        ("Trang chủ", "/"),
        ("Hồ sơ công việc", reverse("documents:records")),
        ("Lập hồ sơ", ""),
    ]
    context = {"form": form, "crumbs": crumbs}
    return page(request, "documents/records/new.html", context, status=status_of(form))


@for_staff
@require_GET
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """``/ho-so-cong-viec/<id>/``: the letters in order of filing (mục lục văn bản)."""
    actor = actor_of(request)
    found = queries.for_actor(actor, pk)
    context = {
        "record": found,
        "items": queries.items(actor, found),
        "abilities": policy.abilities(actor, found),
        "crumbs": [
            ("Trang chủ", "/"), ("Hồ sơ công việc", reverse("documents:records")), (found.code, ""),
        ],
    }  # fmt: skip
    return page(request, "documents/records/record.html", context)


@for_staff
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Kết thúc hồ sơ."""
    actor = actor_of(request)
    found = queries.for_actor(actor, pk)
    version = request.POST.get("version", "")
    actions.close_record(
        actor=actor, at=now(), record_id=found.pk,
        version=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None,
    )  # fmt: skip
    messages.success(request, "Đã kết thúc hồ sơ.")
    return redirect("documents:record", pk)


@for_staff
@require_POST
def unfile(request: HttpRequest, pk: int) -> HttpResponse:
    """Lấy văn bản ra khỏi hồ sơ."""
    actor = actor_of(request)
    queries.for_actor(actor, pk)
    form = UnfileForm(request.POST)
    if not form.is_valid():
        raise Invalid("Cần ghi lý do lấy văn bản ra. Hãy quay lại ghi lý do rồi gửi lại.")
    actions.unfile(actor=actor, at=now(), **form.cleaned_data)
    messages.success(request, "Đã lấy văn bản ra khỏi hồ sơ.")
    return redirect("documents:record", pk)


@for_staff
@require_GET
def of_letter(request: HttpRequest) -> HttpResponse:
    """Beside a letter: the record files it lies in, and a box to file it."""
    actor, subject = actor_of(request), _subject(actor_of(request), SubjectForm(request.GET))
    context = {
        "subject": subject,
        "filed": queries.records_of(actor, subject),
        "choices": _choices(actor, now()),
        "may_create": True,
    }
    return page(request, "documents/records/of_letter.html", context)


@for_staff
@require_POST
def file(request: HttpRequest) -> HttpResponse:
    """Đưa vào hồ sơ, from the letter's page."""
    actor, at = actor_of(request), now()
    form = FileForm(request.POST, records=_choices(actor, at))
    subject = _subject(actor, form)
    card = cards([subject])[subject]
    if "record_id" not in form.cleaned_data:
        raise Invalid("Hồ sơ đã chọn không nhận văn bản nữa. Hãy quay lại chọn hồ sơ khác.")
    actions.file_letters(
        actor=actor, at=at, record_id=form.cleaned_data["record_id"], subjects=[subject]
    )
    messages.success(request, "Đã đưa văn bản vào hồ sơ.")
    return redirect(card.url)


def _subject(actor: Actor, form: Any) -> Subject:
    """:raises NotFound: no such letter for this actor"""
    form.is_valid()
    kind, key = form.cleaned_data.get("loai"), form.cleaned_data.get("ma")
    if not kind or not key or key not in kinds[kind].readable(actor, [key]):
        raise NotFound
    return Subject(kind, key)


def _choices(actor: Actor, at: datetime) -> list[tuple[str, str]]:
    """Open record files that the actor keeps."""
    rows = queries.open_for_filing(actor, local_date(at))
    if not actor.has(Role.CLERK, Role.OFFICE_HEAD):
        rows = rows.filter(owner_post_id=actor.post_id or 0)
    found = rows.order_by("-id").values_list("pk", "code", "title")[:MOST_CHOICES]
    return [(str(pk), f"{code} {title}"[:120]) for pk, code, title in found]
