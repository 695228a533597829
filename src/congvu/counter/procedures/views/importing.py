"""``/danh-muc-thu-tuc/nap/``: upload, look at the report, confirm."""

from __future__ import annotations

import csv

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from congvu.core.kernel.clock import now
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import page
from congvu.counter.procedures import actions, policies, queries
from congvu.counter.procedures.actions.staging import columns_of, known, read_file, read_mapping
from congvu.counter.procedures.choices import ImportState
from congvu.counter.procedures.forms import ColumnsForm, ImportForm
from congvu.counter.procedures.imports.candidates import headers
from congvu.counter.procedures.models import ImportRun
from congvu.counter.procedures.views.staff import LIST
from congvu.counter.procedures.views.web import HOME, actor_of, staff

UPLOAD = ("Nạp danh mục", "/danh-muc-thu-tuc/nap/")
SHOWN = 200


@staff("GET", "POST")
def upload(request: HttpRequest) -> HttpResponse:
    policies.demand_keeper(actor_of(request))
    sent = request.method == "POST"
    form = ImportForm(request.POST if sent else None, request.FILES if sent else None)
    if sent and form.is_valid():
        with refusals(form) as attempt:
            made = _stage(request, form)
        if attempt.ok:
            return redirect("procedures:import_run", run_id=made.pk)
    context = {
        "form": form, "runs": queries.import_runs()[:20],
        "crumbs": [HOME, LIST, ("Nạp danh mục", "")], "back": LIST[1],
    }  # fmt: skip
    return page(request, "procedures/import.html", context, status=status_of(form))


def _stage(request: HttpRequest, form: ImportForm) -> ImportRun:
    given = form.cleaned_data
    file, sent = given["catalogue"], given["mapping"]
    data, layout = file.read(), None
    if sent:
        layout = read_mapping(sent.read())
    found = read_file(data, file.name, layout) if layout or known(data, file.name) else None
    return actions.stage_import(
        actor=actor_of(request), data=data, found=found, layout=layout,
        file_name=file.name, valid_from=given["valid_from"], new_fields=given["new_fields"],
        skip_refused=given["skip_refused"], at=now(),
    )  # fmt: skip


@staff("GET")
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    policies.demand_keeper(actor_of(request))
    found = queries.import_run(run_id)
    if found.state == ImportState.COLUMNS:
        return redirect("procedures:import_columns", run_id=run_id)
    report = found.report
    context = {
        "run": found,
        "title": "Xem trước danh mục" if found.state == "staged" else "Kết quả nạp danh mục",
        "facts": [
            ("Tệp", found.file_name),
            ("Trạng thái", found.get_state_display()),
            ("Hiệu lực từ", f"{found.valid_from:%d/%m/%Y}"),
            ("Số dòng", str(report["rows"])),
            ("Thủ tục mới", str(report["added"])),
            ("Phiên bản mới", str(report["changed"])),
            ("Không đổi", str(report["same"])),
            ("Không nạp được", str(report["refused"])),
            ("Điều cần xem lại", str(report["doubtful"])),
            ("Lĩnh vực mới", ", ".join(report["fields"])),
        ],
        "doubts": report["doubts"][:SHOWN],
        "more": len(report["doubts"]) > SHOWN,
        "waits": found.state == ImportState.STAGED,
        "runs": found.state == ImportState.RUNNING,
        "may_confirm": found.skip_refused or not report["refused"],
        "crumbs": [HOME, LIST, UPLOAD, (f"Đợt {found.pk}", "")],
    }
    return page(request, "procedures/import_run.html", context)


@staff("POST")
def confirm(request: HttpRequest, run_id: int) -> HttpResponse:
    policies.demand_keeper(actor_of(request))
    actions.start_import(actor=actor_of(request), run_id=run_id, at=now())
    messages.success(request, "Đang nạp danh mục. Ông/bà có thể rời trang này và quay lại sau.")
    return redirect("procedures:import_run", run_id=run_id)


@staff("GET", "POST")
def columns(request: HttpRequest, run_id: int) -> HttpResponse:
    """Which column of the file is which part; what is doubted then is shown before anything."""
    policies.demand_keeper(actor_of(request))
    found = queries.import_run(run_id)
    headers, first = columns_of(found)
    sent = request.POST if request.method == "POST" else None
    form = ColumnsForm(sent, headers=headers, initial={"version": found.version})
    if sent is not None and form.is_valid():
        layout, version = form.layout(), form.cleaned_data["version"]
        with refusals(form) as attempt:
            actions.choose_columns(
                actor=actor_of(request), run_id=run_id, layout=layout, version=version, at=now(),
                found=actions.read_columns(found, layout),
            )  # fmt: skip
        if attempt.ok:
            return redirect("procedures:import_run", run_id=run_id)
    context = {
        "form": form, "run": found, "title": "Chọn cột của danh mục",
        "sample": [(one, str(first.get(one, ""))[:120]) for one in headers],
        "back": UPLOAD[1], "crumbs": [HOME, LIST, UPLOAD, (f"Đợt {found.pk}", "")],
    }  # fmt: skip
    return page(request, "procedures/columns.html", context, status=status_of(form))


@staff("POST")
def discard(request: HttpRequest, run_id: int) -> HttpResponse:
    actions.discard_import(actor=actor_of(request), run_id=run_id, at=now())
    messages.success(request, "Đã bỏ danh mục đã tải lên.")
    return redirect(reverse("procedures:import"))


@staff("GET")
def doubts(request: HttpRequest, run_id: int) -> HttpResponse:
    """The report as a table for a spreadsheet."""
    policies.demand_keeper(actor_of(request))
    found = queries.import_run(run_id)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="xem-lai-{found.pk}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(headers().values())
    for doubt in found.report["doubts"]:
        writer.writerow([_cell(doubt[name]) for name in headers()])
    return response


def _cell(value: object) -> str:
    """A text from somebody's file never becomes a formula of a spreadsheet."""
    text = str(value)
    return "'" + text if text[:1] in "=+-@\t\r" else text
