"""Xin ý kiến: what waits for my answer, what I asked, what was answered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.subject import Subject, cards
from congvu.core.ui.forms import SafeCharField
from congvu.core.ui.listing import Column, Count, FilterForm, Listing, Tab
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.office.work.models import Consultation
from congvu.office.work.queries import opinions_answered, opinions_asked, opinions_sent


class OpinionFilter(FilterForm):
    q = SafeCharField(label="Nội dung, nơi hỏi, nơi được hỏi", max_length=200)
    tt = forms.ChoiceField(
        choices=[("", ""), ("toi-hoi", ""), ("da-tra-loi", "")], widget=forms.HiddenInput
    )


LISTING: Listing[Consultation] = Listing(
    name="work.opinions",
    label="Xin ý kiến",
    noun="câu hỏi",
    default="han",
    tab="tt",
    columns=(
        Column("ngay", "Ngày hỏi", "pk", css="nowrap", first_descending=True),
        Column("noi-dung", "Nội dung xin ý kiến", css="main"),
        Column("nguoi-hoi", "Người hỏi; nơi được hỏi", css="wide"),
        Column("han", "Hạn trả lời", "due_on", nulls=True),
        Column("tra-loi", "Trả lời"),
    ),
    filter_form=OpinionFilter,
)
QUESTIONS = {
    "": opinions_asked,
    "toi-hoi": opinions_sent,
    "da-tra-loi": opinions_answered,
}


@for_staff
@require_GET
def opinion_list(request: HttpRequest) -> HttpResponse:
    """``/cong-viec/y-kien/``."""
    actor, at = actor_of(request), now()
    form = OpinionFilter(request.GET)
    listed = LISTING.page(request, _rows(actor, form), tabs=_tabs(actor), form=form)
    subjects = {one.pk: Subject(one.subject_kind, one.subject_id) for one in listed.rows}
    found = cards(set(subjects.values()))
    context: dict[str, Any] = {
        "page": listed,
        "rows": [(one, found.get(subjects[one.pk])) for one in listed.rows],
        "today": local_date(at),
        "crumbs": [("Trang chủ", "/"), ("Xin ý kiến", "")],
    }
    return page(request, "work/opinions.html", context)


def _rows(actor: Actor, form: OpinionFilter) -> QuerySet[Consultation]:
    if not form.is_valid():
        return Consultation.objects.none()
    rows = QUESTIONS[form.cleaned_data["tt"]](actor)
    words = form.cleaned_data["q"]
    return rows.about(words) if words else rows


def _tabs(actor: Actor) -> list[Tab]:
    waiting = Count(opinions_asked(actor).count())
    return [
        Tab("", "Chờ tôi, đơn vị tôi trả lời", waiting, hot=True),
        Tab("toi-hoi", "Tôi đã hỏi", None),
        Tab("da-tra-loi", "Đã trả lời", None),
    ]
