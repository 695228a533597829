"""Internal processes: the list of a procedure, one table with its diagram, its editing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import NotFound
from congvu.core.organisation.queries import agency, agency_names, members
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import page
from congvu.counter.procedures import actions, policies, queries
from congvu.counter.procedures.choices import (
    PRECONDITIONS,
    MoveBy,
    ProcessState,
    StepHolder,
    StepKind,
)
from congvu.counter.procedures.models import InternalProcess
from congvu.counter.procedures.portable import portable_of
from congvu.counter.procedures.process import Move, Process, Step, changes
from congvu.counter.procedures.process.bpmn import bpmn_of
from congvu.counter.procedures.process.drawing import svg_of
from congvu.counter.procedures.process.flaws import total_hours
from congvu.counter.procedures.processforms import (
    BeginForm,
    MoveForm,
    ProcessCopyForm,
    ProcessPublishForm,
    ProcessWithdrawForm,
    StepForm,
)
from congvu.counter.procedures.views.staff import LIST
from congvu.counter.procedures.views.web import HOME, actor_of, staff

Crumbs = list[tuple[str, str]]
Op = Callable[[Process, str, str], Process]
OPS: dict[str, tuple[Op, str]] = {
    "bo": (lambda shape, step, move: changes.without(shape, step), "Đã bỏ bước."),
    "len": (lambda shape, step, move: changes.shifted(shape, step, -1), "Đã đưa bước lên."),
    "xuong": (lambda shape, step, move: changes.shifted(shape, step, 1), "Đã đưa bước xuống."),
    "bo-thao-tac": (changes.without_move, "Đã bỏ thao tác."),
}


@staff("GET", "POST")
def processes(request: HttpRequest, procedure_code: str) -> HttpResponse:
    """``/danh-muc-thu-tuc/<mã>/quy-trinh/``: every version; beginning a draft."""
    actor, row = actor_of(request), queries.procedure(procedure_code)
    agencies = _agencies(request)
    form = BeginForm(request.POST if request.method == "POST" else None, agencies=agencies)
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            draft = actions.draft_process(
                actor=actor, at=now(), procedure_id=row.pk,
                agency_id=form.cleaned_data["agency_id"],
            )  # fmt: skip
        if attempt.ok:
            return redirect("procedures:process", process_id=draft.pk)
    context = {
        "procedure": row, "rows": queries.processes_of(actor, row.pk), "agencies": agencies,
        "form": form, "crumbs": [*_crumbs(row.code), ("Quy trình nội bộ", "")],
    }  # fmt: skip
    return page(request, "procedures/process/list.html", context, status=status_of(form))


@staff("GET")
def process(request: HttpRequest, process_id: int) -> HttpResponse:
    """The diagram with the table beside it; on a draft what has to be mended, and the editing."""
    row = queries.process_for(actor_of(request), process_id)
    shape = queries.shape_of(row)
    may = policies.keeps_processes(actor_of(request), row.agency_id)
    draft = row.state == ProcessState.DRAFT
    day = row.valid_from or queries.today()
    context = {
        "process": row, "shape": shape, "steps": _rows(shape), "total": total_hours(shape) if shape.steps else 0,
        "limit": actions.limit_hours(row, day),
        "drawn": svg_of(shape, f"Sơ đồ quy trình {row.procedure.code}") if _drawable(shape) else "",
        "flaws": actions.process_flaws(row, day=day, shape=shape) if draft else [],
        "may_edit": may and draft, "may_keep": may, "draft": draft,
        "crumbs": _of(row, str(row.number)),
    }  # fmt: skip
    return page(request, "procedures/process/process.html", context)


@staff("GET", "POST")
def step(request: HttpRequest, process_id: int, step: str = "") -> HttpResponse:
    """Adding a row of the table, or changing one."""
    row, shape = _editable(request, process_id)
    before = changes.found(shape, step) if step else None
    initial = asdict(before) if before else {"hours": 8}
    form = StepForm(_sent(request), process=row, initial=initial)

    def run() -> Process:
        return changes.put(shape, form.step(shape, before))

    title = f"Bước: {before.name}" if before else "Thêm bước"
    return _edit(request, row, form, run, title)


@staff("GET", "POST")
def way_on(request: HttpRequest, process_id: int, step: str, move: str = "") -> HttpResponse:
    """Adding a way on from a step, or changing one."""
    row, shape = _editable(request, process_id)
    at = changes.found(shape, step)
    before = at.move(move) if move else None
    if move and before is None:
        raise NotFound("Bước này không có thao tác đó. Hãy tải lại trang.")
    form = MoveForm(_sent(request), steps=shape, initial=asdict(before) if before else None)

    def run() -> Process:
        return changes.put_move(shape, step, form.move(at, before))

    return _edit(request, row, form, run, f"Thao tác của bước “{at.name}”")


@staff("POST")
def change(request: HttpRequest, process_id: int) -> HttpResponse:
    """Removing and shifting rows: one button each, ``viec`` names which."""
    row, shape = _editable(request, process_id)
    op = OPS.get(request.POST.get("viec", ""))
    if op is None:
        raise NotFound
    act, done = op
    _save(request, row, act(shape, request.POST.get("buoc", ""), request.POST.get("thao_tac", "")))
    messages.success(request, done)
    return redirect("procedures:process", process_id=row.pk)


@staff("GET", "POST")
def process_publish(request: HttpRequest, process_id: int) -> HttpResponse:
    row = _kept(request, process_id)

    def run(given: dict[str, Any]) -> InternalProcess:
        return actions.publish_process(
            actor=actor_of(request), at=now(), process_id=row.pk, version=row.version, **given
        )

    form = ProcessPublishForm(_sent(request))
    return _verb(request, row, form, run, "Công bố quy trình", "Đã công bố quy trình.")


@staff("GET", "POST")
def process_copy(request: HttpRequest, process_id: int) -> HttpResponse:
    row = queries.process_for(actor_of(request), process_id)
    agencies = _agencies(request)
    if not agencies:
        policies.demand_process(actor_of(request), "copy", row.agency_id)
    form = ProcessCopyForm(
        _sent(request), agencies=agencies, initial={"procedure_code": row.procedure.code}
    )

    def run(given: dict[str, Any]) -> InternalProcess:
        return actions.copy_process(
            actor=actor_of(request), at=now(), process_id=row.pk, agency_id=given["agency_id"],
            procedure_id=queries.procedure(given["procedure_code"]).pk,
        )  # fmt: skip

    return _verb(request, row, form, run, "Chép quy trình", "Đã chép thành dự thảo.")


@staff("GET", "POST")
def process_withdraw(request: HttpRequest, process_id: int) -> HttpResponse:
    row = _kept(request, process_id)

    def run(given: dict[str, Any]) -> InternalProcess:
        return actions.withdraw_process(
            actor=actor_of(request), at=now(), process_id=row.pk, **given
        )

    form = ProcessWithdrawForm(_sent(request))
    return _verb(request, row, form, run, "Rút quy trình", "Đã rút; hồ sơ đang chạy vẫn theo nó.")


@staff("POST")
def process_discard(request: HttpRequest, process_id: int) -> HttpResponse:
    row = _kept(request, process_id)
    actions.discard_process(actor=actor_of(request), at=now(), process_id=row.pk)
    messages.success(request, "Đã bỏ dự thảo quy trình.")
    return redirect("procedures:processes", procedure_code=row.procedure.code)


@staff("GET")
def process_file(request: HttpRequest, process_id: int, kind: str) -> HttpResponse:
    """The table as BPMN 2.0 (``bpmn``), or as JSON (``json``) that other installations read."""
    row = queries.process_for(actor_of(request), process_id)
    shape = queries.shape_of(row)
    if kind == "bpmn":
        name = f"Quy trình {row.procedure.code}"
        body = bpmn_of(shape, name=name, key=f"process_{row.pk}")
        content = "application/xml"
    elif kind == "json":
        document = portable_of(shape, agency_id=row.agency_id, on=local_date(now()))
        body = json.dumps(document, ensure_ascii=False, indent=2).encode()
        content = "application/json"
    else:
        raise NotFound
    response = HttpResponse(body, content_type=content)
    name = f"quy-trinh-{row.procedure.code}-{row.number}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _rows(shape: Process) -> list[dict[str, Any]]:
    names = agency_names({s.agency_id for s in shape.steps if s.agency_id is not None})
    return [
        {
            "step": step, "kind": _label(StepKind, step.kind),
            "holder": _label(StepHolder, step.holder),
            "agency": names.get(step.agency_id or 0, ""),
            "moves": [_move(shape, step, move) for move in step.moves],
        }
        for step in shape.steps
    ]  # fmt: skip


def _move(shape: Process, step: Step, move: Move) -> dict[str, Any]:
    target = shape.by_code.get(move.target)
    return {
        "move": move, "to": target.name if target else "Kết thúc",
        "back": shape.is_back(step, move), "who": _label(MoveBy, move.who) if move.who else "",
        "needs": [PRECONDITIONS.get(need, need) for need in move.needs],
    }  # fmt: skip


def _label(kind: Any, value: str) -> str:
    return str(kind(value).label) if value in kind.values else value


def _drawable(shape: Process) -> bool:
    return bool(shape.steps)


def _editable(request: HttpRequest, process_id: int) -> tuple[InternalProcess, Process]:
    row = _kept(request, process_id)
    return row, queries.shape_of(row)


def _kept(request: HttpRequest, process_id: int) -> InternalProcess:
    row = queries.process_for(actor_of(request), process_id)
    policies.demand_process(actor_of(request), "edit", row.agency_id)
    return row


def _save(request: HttpRequest, row: InternalProcess, shape: Process) -> None:
    actions.edit_process(
        actor=actor_of(request), at=now(), process_id=row.pk, version=row.version, process=shape
    )


def _edit(
    request: HttpRequest, row: InternalProcess, form: forms.Form, run: Callable[[], Process],
    title: str,
) -> HttpResponse:  # fmt: skip
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            _save(request, row, run())
        if attempt.ok:
            messages.success(request, "Đã lưu bảng bước.")
            return redirect("procedures:process", process_id=row.pk)
    return _form(request, row, form, title, "Lưu")


def _verb(
    request: HttpRequest, row: InternalProcess, form: forms.Form,
    run: Callable[[dict[str, Any]], InternalProcess], title: str, done: str,
) -> HttpResponse:  # fmt: skip
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            made = run(form.cleaned_data)
        if attempt.ok:
            messages.success(request, done)
            return redirect("procedures:process", process_id=made.pk)
    return _form(request, row, form, title, title)


def _form(
    request: HttpRequest, row: InternalProcess, form: forms.Form, title: str, button: str
) -> HttpResponse:
    context = {
        "form": form, "title": title, "button": button,
        "back": reverse("procedures:process", args=[row.pk]), "crumbs": _of(row, "", title),
    }  # fmt: skip
    return page(request, "procedures/form.html", context, status=status_of(form))


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _agencies(request: HttpRequest) -> list[tuple[str, str]]:
    """Whose processes the actor writes: all agencies' and each one's, or just the own."""
    actor = actor_of(request)
    if policies.keeps_processes(actor, None):
        rows = members(queries.today()).values_list("pk", "name")
        return [("", "Mọi cơ quan"), *((str(pk), name) for pk, name in rows)]
    if actor.agency_id is not None and policies.keeps_processes(actor, actor.agency_id):
        return [(str(actor.agency_id), agency(actor.agency_id).name)]
    return []


def _crumbs(code: str) -> Crumbs:
    return [HOME, LIST, (code, reverse("procedures:staff", args=[code]))]


def _of(row: InternalProcess, number: str, *more: str) -> Crumbs:
    code = row.procedure.code
    listed = ("Quy trình nội bộ", reverse("procedures:processes", args=[code]))
    if number:
        return [*_crumbs(code), listed, (f"Phiên bản {number}", "")]
    own = (f"Phiên bản {row.number}", reverse("procedures:process", args=[row.pk]))
    return [*_crumbs(code), listed, own, *((one, "") for one in more)]
