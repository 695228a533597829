"""``/so-lieu/nap/``: upload, look at the report, confirm."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from congvu.core.kernel.clock import local_date, now
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import actor_of, page
from congvu.counter.hub import actions, policies, queries
from congvu.counter.hub.choices import BatchState, Kind
from congvu.counter.hub.forms import ImportForm
from congvu.counter.hub.models import Batch
from congvu.counter.hub.views.web import HOME, REPORT, staff

UPLOAD = ("Nạp số liệu", "/so-lieu/nap/")
SHOWN = 200


@staff("GET", "POST")
def upload(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    policies.demand_reporter(actor)
    sent = request.method == "POST"
    form = ImportForm(request.POST if sent else None, request.FILES if sent else None)
    if sent and form.is_valid():
        with refusals(form) as attempt:
            made = _stage(request, form)
        if attempt.ok:
            return redirect("onestop:batch", batch_id=made.pk)
    context = {
        "form": form, "batches": queries.batches_for(actor)[:20],
        "crumbs": [HOME, REPORT, (UPLOAD[0], "")], "back": REPORT[1],
    }  # fmt: skip
    return page(request, "hub/import.html", context, status=status_of(form))


def _stage(request: HttpRequest, form: ImportForm) -> Batch:
    at = now()
    file = form.cleaned_data["file"]
    data = file.read()
    return actions.stage_import(
        actor=actor_of(request), data=data,
        found=actions.read_file(data, file.name, local_date(at)), file_name=file.name, at=at,
        skip_refused=form.cleaned_data["skip_refused"],
    )  # fmt: skip


@staff("GET")
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = queries.batch_for(actor, batch_id)
    policies.demand_reporter(actor)
    report = found.report
    waits = found.state == BatchState.STAGED
    context = {
        "batch": found, "report": report, "waits": waits,
        "title": "Xem trước số liệu" if waits else "Kết quả nhận số liệu",
        "facts": [
            ("Tệp", found.name), ("Loại số liệu", found.get_kind_display()),
            ("Nguồn", found.get_source_display()), ("Trạng thái", found.get_state_display()),
            ("Người gửi", found.by_name), ("Số dòng", str(report.get("rows", 0))),
            ("Dòng mới", str(report.get("added", 0))),
            ("Dòng thay số đã có", str(report.get("replaced", 0))),
            ("Dòng không đổi", str(report.get("same", 0))),
            ("Dòng không đọc được", str(report.get("refused", 0))),
            ("Điều cần xem lại", str(report.get("doubtful", 0))),
            ("Đẳng thức không khớp", str(report.get("broken_rows", 0))),
            ("Đơn vị mới", ", ".join(report.get("desks", [])[:30])),
        ],
        "identities": sorted(report.get("identities", {}).items(), key=lambda one: -one[1]),
        "doubts": report.get("doubts", [])[:SHOWN], "broken": report.get("broken", [])[:SHOWN],
        "may_confirm": found.skip_refused or not report.get("refused"),
        "crumbs": [HOME, REPORT, UPLOAD, (f"Đợt {found.pk}", "")],
    }  # fmt: skip
    return page(request, "hub/batch.html", context)


@staff("POST")
def confirm(request: HttpRequest, batch_id: int) -> HttpResponse:
    actor = actor_of(request)
    waiting = queries.batch_for(actor, batch_id)
    policies.demand_reporter(actor)
    at = now()
    found = actions.read_batch(waiting, at)
    done = actions.confirm_import(actor=actor, batch_id=batch_id, found=found, at=at)
    messages.success(request, f"Đã nạp {done.added} dòng mới, thay {done.replaced} dòng đã có.")
    if done.kind == Kind.SURVEY:
        return redirect("onestop:survey")
    return redirect("onestop:batch", batch_id=batch_id)


@staff("POST")
def discard(request: HttpRequest, batch_id: int) -> HttpResponse:
    actor = actor_of(request)
    queries.batch_for(actor, batch_id)
    actions.discard_import(actor=actor, batch_id=batch_id, at=now())
    messages.success(request, "Đã bỏ tệp đã tải lên.")
    return redirect(reverse("onestop:import"))
