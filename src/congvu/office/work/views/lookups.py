"""Small answers inside forms: due dates explained, remarks understood."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.dates import format_date
from congvu.core.kernel.worktime import WorkCalendar
from congvu.core.organisation.queries import calendar_for
from congvu.core.ui.forms import MultilineField, VietDateField
from congvu.core.ui.speech import said
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.office.work.pages.remarks import understand
from congvu.office.work.pages.targets import direct_desks

LONGEST_TERM = 120
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


class DueForm(forms.Form):
    due_on = VietDateField(required=False)


class RemarkForm(forms.Form):
    instruction = MultilineField(max_length=2000, required=False)


@for_staff
@require_GET
def due(request: HttpRequest) -> HttpResponse:
    """One line about a due date: which day of the week, how many working days, what is off."""
    form = DueForm(request.GET)
    line = ""
    if not form.is_valid():
        line = " ".join(said(str(error)) for error in form.errors["due_on"])
    elif form.cleaned_data["due_on"]:
        calendar = calendar_for(actor_of(request).agency_id)
        line = explain_due(form.cleaned_data["due_on"], local_date(now()), calendar)
    return HttpResponse(line)


def explain_due(due_on: date, today: date, calendar: WorkCalendar) -> str:
    """``Thứ Hai, 30/11/2026: còn 5 ngày làm việc, không tính 28/11 (thứ Bảy) …``."""
    head = f"{said(WEEKDAYS[due_on.weekday()])}, {format_date(due_on)}"
    if due_on < today:
        return f"{head}: {said('đã qua. Hãy chọn ngày khác.')}"
    if (due_on - today).days > LONGEST_TERM:
        far = said(f"còn hơn {LONGEST_TERM} ngày. Hãy kiểm tra lại năm.")
        return f"{head}: {far}"
    off = [
        day
        for day in (today + timedelta(days=n + 1) for n in range((due_on - today).days))
        if not calendar.works_on(day)
    ]
    left = said(f"còn {calendar.count_days(today, due_on)} ngày làm việc")
    line = f"{head}: {left}"
    if off:
        shown = ", ".join(f"{day:%d/%m}" for day in off[:8]) + ("…" if len(off) > 8 else "")
        without = said(f"không tính {len(off)} ngày nghỉ ({shown})")
        line += f", {without}"
    if due_on in off:
        why = said(f"Ngày hạn là ngày nghỉ: {calendar.why_off(due_on)}")
        line += f". {why}"
    return f"{line}."


@for_staff
@require_POST
def remark(request: HttpRequest) -> HttpResponse:
    """What a bút phê seems to say, to be confirmed with one press."""
    actor, at, form = actor_of(request), now(), RemarkForm(request.POST)
    context = {}
    if form.is_valid() and form.cleaned_data["instruction"]:
        calendar = calendar_for(actor.agency_id)
        desks = direct_desks(actor, at)
        found = understand(
            form.cleaned_data["instruction"], desks, today=local_date(at),
            add_days=calendar.add_days,
        )  # fmt: skip
        labels = {desk.key: desk.label for desk in desks}
        context = {
            "found": found,
            "lead": labels.get(found.lead, ""),
            "support": [labels[key] for key in found.support],
            "inform": [labels[key] for key in found.inform],
        }
    return page(request, "work/remark.html", context)
