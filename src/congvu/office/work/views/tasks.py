"""Pages of tasks: the list, giving one, one task and its verbs, what is late in the agency."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import NotAllowed, NotFound
from congvu.core.kernel.subject import Subject, cards, kinds
from congvu.core.organisation.choices import Role
from congvu.core.ui.forms import SafeCharField, refusals, status_of
from congvu.core.ui.listing import Column, FilterForm, Listing, Tab
from congvu.core.ui.web import actor_of, for_staff, is_htmx, page
from congvu.office.work import actions
from congvu.office.work.choices import TASK_KIND, MatterState
from congvu.office.work.models import Matter, Task
from congvu.office.work.pages.targets import all_desks, order_help
from congvu.office.work.pages.tasks import ROWS, VERBS, NewTaskForm, TaskScene, TaskVerb
from congvu.office.work.queries import inbox, leads_of, overdue, tasks_for_actor
from congvu.office.work.views.bulk import buttons

MOST_LATE = 200
SEES_LATE = frozenset({Role.CLERK, Role.OFFICE_HEAD, Role.LEADER, Role.DEPUTY_LEADER})
HEADS = frozenset({Role.UNIT_HEAD, Role.UNIT_DEPUTY})


class TaskFilter(FilterForm):
    q = SafeCharField(label="Tên công việc", max_length=200)
    tt = forms.ChoiceField(
        choices=[("", ""), ("cho-toi", ""), ("toi-giao", ""), ("qua-han", ""), ("xong", "")],
        widget=forms.HiddenInput,
    )


LISTING: Listing[Task] = Listing(
    name="work.tasks",
    label="Công việc",
    noun="việc",
    default="-moi",
    tab="tt",
    columns=(
        Column("moi", "Ngày giao", "pk", css="nowrap", first_descending=True),
        Column("ten", "Công việc", css="main"),
        Column("nguoi-giao", "Người giao", css="wide"),
        Column("han", "Hạn hoàn thành", "due_on", nulls=True),
        Column("tien-do", "Tiến độ", "progress", css="num"),
        Column("trang-thai", "Trạng thái; người xử lý"),
    ),
    filter_form=TaskFilter,
)
TABS = (
    Tab("", "Tất cả"), Tab("cho-toi", "Chờ tôi"), Tab("toi-giao", "Tôi giao"),
    Tab("qua-han", "Quá hạn"), Tab("xong", "Đã kết thúc"),
)  # fmt: skip


@for_staff
@require_GET
def task_list(request: HttpRequest) -> HttpResponse:
    """``/cong-viec/``."""
    actor, at = actor_of(request), now()
    form = TaskFilter(request.GET)
    listed = LISTING.page(request, _tasks(actor, form, at), tabs=TABS, form=form)
    ids = [task.pk for task in listed.rows]
    leads = leads_of(TASK_KIND, ids)
    closed = _closed().filter(subject_id__in=ids).values_list("subject_id", flat=True)
    ended = set(closed)
    today = local_date(at)
    rows = [
        {
            "task": task,
            "href": f"/cong-viec/{task.pk}/",
            "ended": task.pk in ended,
            "holder": leads[task.pk].to_name if task.pk in leads else "",
            "late": task.pk not in ended and task.due_on is not None and task.due_on < today,
        }
        for task in listed.rows
    ]
    crumbs = [("Trang chủ", "/"), ("Công việc", "")]
    context = {
        "page": listed, "rows": rows, "today": today, "crumbs": crumbs, "verbs": buttons(),
    }  # fmt: skip
    return page(request, "work/tasks.html", context)


def _closed() -> QuerySet[Matter]:
    return Matter.objects.filter(subject_kind=TASK_KIND, state=MatterState.CLOSED)


def _tasks(actor: Actor, form: TaskFilter, at: datetime) -> QuerySet[Task]:
    rows = tasks_for_actor(actor)
    if not form.is_valid():
        return rows.none()
    asked = form.cleaned_data
    if asked["q"]:
        rows = rows.filter(title__icontains=asked["q"])
    closed = _closed().values("subject_id")
    mine = inbox(actor).on_kind(TASK_KIND).order_by().values("subject_id")
    conditions = {
        "cho-toi": lambda: rows.filter(pk__in=mine),
        "toi-giao": lambda: rows.filter(given_by_post_id=actor.post_id or 0),
        "qua-han": lambda: rows.filter(due_on__lt=local_date(at)).exclude(pk__in=closed),
        "xong": lambda: rows.filter(pk__in=closed),
    }
    narrow = conditions.get(asked["tt"])
    return narrow() if narrow else rows


@for_staff
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """``/cong-viec/moi/``: giao việc; ``?tu=<kind>:<id>`` names the letter it comes from."""
    actor, at = actor_of(request), now()
    desks = all_desks(actor, at)
    if request.method != "POST":
        form = NewTaskForm(initial=_origin(request, actor), desks=desks)
    else:
        form = NewTaskForm(request.POST, desks=desks)
        if form.is_valid():
            with refusals(form) as attempt:
                made = _create(actor, at, form)
            if attempt.ok:
                messages.success(request, "Đã giao việc.")
                return redirect("work:task", made.pk)
    context = {
        "form": form,
        "crumbs": [("Trang chủ", "/"), ("Công việc", reverse("work:tasks")), ("Giao việc", "")],
        **order_help(actor, at),
    }
    return page(request, "work/task_new.html", context, status=status_of(form))


def _create(actor: Actor, at: datetime, form: NewTaskForm) -> Task:
    asked, order = form.cleaned_data, form.order()
    kind, key = asked["origin_kind"], asked["origin_id"]
    return actions.create_task(
        actor=actor, at=at, title=asked["title"], description=order["instruction"],
        lead=order["lead"], support=order["support"], inform=order["inform"],
        due_on=order["due_on"], origin=Subject(kind, key) if kind and key else None,
    )  # fmt: skip


def _origin(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    person = request.GET.get("nguoi", "")
    if person[:1] == "p" and person[1:].isdigit() and len(person) < 19:
        return {"lead": person}
    name, _, key = request.GET.get("tu", "").partition(":")
    if name not in kinds or not (key.isascii() and key.isdigit() and len(key) < 19):
        return {}
    if int(key) not in kinds[name].readable(actor, [int(key)]):
        raise NotFound
    return {"origin_kind": name, "origin_id": int(key)}


@for_staff
@require_GET
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """``/cong-viec/<id>/``: reading it marks the reader's part as seen."""
    return _page(request, TaskScene.load(actor_of(request), pk, now(), opening=True), None, None)


@for_staff
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """``/cong-viec/<id>/<việc>/``."""
    actor, verb = actor_of(request), VERBS.get(slug)
    if verb is None:
        raise NotFound
    scene = TaskScene.load(actor, pk, now())
    if request.method != "POST":
        if not scene.abilities[verb.ability]:
            raise NotAllowed(
                f"Việc này đã kết thúc hoặc do người khác giữ nên ông/bà không thực hiện được "
                f"“{verb.label}”. Hãy quay lại để xem các việc có thể làm."
            )
        return _page(request, scene, verb, verb.form(scene=scene))
    form = verb.form(request.POST, scene=scene)
    if form.is_valid():
        with refusals(form) as attempt:
            verb.run(scene, form.cleaned_data, form)
        if attempt.ok:
            messages.success(request, verb.done)
            return redirect(scene.href)
        scene = TaskScene.load(actor, pk, now())
    return _page(request, scene, verb, form, status=status_of(form))


def _page(
    request: HttpRequest,
    scene: TaskScene,
    verb: TaskVerb | None,
    form: forms.Form | None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "scene": scene,
        "task": scene.task,
        "today": scene.today,
        "verb": verb,
        "form": form,
        "buttons": [one for one in ROWS if scene.abilities[one.ability] and one != verb],
        "crumbs": [
            ("Trang chủ", "/"), ("Công việc", reverse("work:tasks")), (f"Việc số {scene.task.pk}", ""),
        ],
        **(order_help(scene.actor, scene.at) if verb and verb.is_order else {}),
    }  # fmt: skip
    template = "work/_task_verb.html" if form is not None and is_htmx(request) else "work/task.html"
    return page(request, template, context, status=status)


@for_staff
@require_GET
def late(request: HttpRequest) -> HttpResponse:
    """``/cong-viec/qua-han/``: every part past its date, of the agency or of one's units."""
    actor, at = actor_of(request), now()
    if not actor.has(*SEES_LATE, *HEADS):
        raise NotAllowed(
            "Danh sách quá hạn của cơ quan dành cho lãnh đạo, văn thư và trưởng đơn vị. "
            "Việc quá hạn của mình ở trang “Việc của tôi”."
        )
    parts = overdue(actor.agency_id or 0, at)
    if not actor.has(*SEES_LATE):
        parts = parts.filter(to_unit_id__in=sorted(actor.unit_ids))
    shown = list(parts.select_related("to_unit")[:MOST_LATE])
    found = cards({Subject(part.subject_kind, part.subject_id) for part in shown})
    today = local_date(at)
    rows = [
        (part, found.get(Subject(part.subject_kind, part.subject_id)),
         (today - part.due_on).days if part.due_on else 0)
        for part in shown
    ]  # fmt: skip
    crumbs = [("Trang chủ", "/"), ("Công việc", reverse("work:tasks")), ("Quá hạn", "")]
    context = {"rows": rows, "crumbs": crumbs, "capped": len(shown) == MOST_LATE}
    return page(request, "work/late.html", context)
