"""One task as its page needs it, and the verbs that may be done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django import forms
from django.urls import reverse

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.subject import Card, Subject, cards
from congvu.core.ui.chain import ChainNode
from congvu.core.ui.forms import FilteredRadios, MultilineField, SafeCharField, VietDateField
from congvu.office.work import actions, policies
from congvu.office.work.choices import ACTIVE, LIVE, TASK_KIND, Holding, MatterState, Part
from congvu.office.work.models import Assignment, ExtensionRequest, Task
from congvu.office.work.pages.chain import chain_nodes
from congvu.office.work.pages.targets import TargetsForm, all_desks
from congvu.office.work.queries import Chain, chain, task_for_actor


@dataclass
class TaskScene:
    """A task and its matter, for one actor at one moment."""

    actor: Actor
    at: datetime
    task: Task
    chain: Chain

    @classmethod
    def load(cls, actor: Actor, pk: int, at: datetime, *, opening: bool = False) -> TaskScene:
        """:raises NotFound: absent or not for this actor"""
        task, subject = task_for_actor(actor, pk), Subject(TASK_KIND, pk)
        found = chain(subject)
        if found is None:
            raise NotFound
        scene = cls(actor, at, task, found)
        if opening and any(part.state == Holding.WAITING for part in scene.mine):
            actions.open_for(actor=actor, at=at, subject=subject)
            return cls(actor, at, task, chain(subject) or found)
        return scene

    @property
    def href(self) -> str:
        return reverse("work:task", args=[self.task.pk])

    @property
    def today(self) -> date:
        return local_date(self.at)

    @property
    def is_open(self) -> bool:
        return bool(self.chain.matter.state == MatterState.OPEN)

    @cached_property
    def mine(self) -> list[Assignment]:
        """The actor's parts, the one to act on first."""
        parts = [node.part for node in self.chain.nodes.values()]
        own = [part for part in parts if policies.holds(self.actor, part)]
        return sorted(own, key=lambda p: (p.state not in ACTIVE, p.part == Part.INFORM, p.pk))

    @property
    def own(self) -> Assignment | None:
        return self.mine[0] if self.mine else None

    @cached_property
    def requests(self) -> list[ExtensionRequest]:
        """Open requests for a later date that the actor decides."""
        found: list[ExtensionRequest] = []
        for node in self.chain.nodes.values():
            parent = self.chain.parent(node.part)
            if parent is not None and policies.holds(self.actor, parent):
                found += [one for one in node.extensions if one.granted is None]
        return found

    @cached_property
    def abilities(self) -> dict[str, bool]:
        own, matter = self.own, self.chain.matter
        may: dict[str, bool] = {}
        if own is not None:
            may = policies.abilities(self.actor, matter, own, self.chain.parent(own))
        leads = any(p.part == Part.LEAD and p.state in LIVE for p in self.mine)
        working = any(p.part != Part.INFORM and p.state in LIVE for p in self.mine)
        return {
            "hand_on": may.get("hand_on", False),
            "return": may.get("return", False),
            "finish": may.get("finish", False),
            "ask_extension": may.get("ask_extension", False),
            "decide_extension": bool(self.requests),
            "progress": self.is_open and working,
            "note": self.is_open and own is not None,
            "close": self.is_open and leads,
            "reopen": not self.is_open and any(p.part == Part.LEAD for p in self.mine),
        }

    @property
    def nodes(self) -> list[ChainNode]:
        return chain_nodes(self.chain)

    @cached_property
    def origin(self) -> Card | None:
        """The letter the task came from, if the actor may read it."""
        if not self.task.origin_kind or self.task.origin_id is None:
            return None
        subject = Subject(self.task.origin_kind, self.task.origin_id)
        return cards([subject]).get(subject) if policies.readable(self.actor, subject) else None

    @property
    def facts(self) -> list[tuple[str, Any]]:
        task = self.task
        return [
            ("Người giao", task.given_by),
            ("Giao ngày", f"{task.given_at.astimezone(self.at.tzinfo):%d/%m/%Y %H:%M}"),
            ("Hạn hoàn thành", task.due_on and f"{task.due_on:%d/%m/%Y}"),
            ("Tiến độ", f"{task.progress} %"),
            ("Kết quả", self.chain.matter.result),
        ]


class TaskVerbForm(forms.Form):
    """Base of the verbs' forms."""

    def __init__(self, *args: Any, scene: TaskScene, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scene = scene


def words(label: str) -> type[TaskVerbForm]:
    box = MultilineField(label=label, max_length=2000)
    return type("TaskWordsForm", (TaskVerbForm,), {"text": box})


class ProgressForm(TaskVerbForm):
    percent = forms.IntegerField(label="Tiến độ (%)", min_value=0, max_value=100)
    text = MultilineField(label="Nội dung đã làm", required=False, max_length=2000, rows=2)


class ExtendForm(TaskVerbForm):
    due_on = VietDateField(label="Đề nghị gia hạn đến ngày")
    text = MultilineField(label="Lý do", max_length=1000)


class DecideForm(TaskVerbForm):
    request_id = forms.TypedChoiceField(label="Đề nghị", coerce=int, widget=FilteredRadios)
    granted = forms.TypedChoiceField(
        label="Quyết định", coerce=lambda value: value == "1", widget=forms.RadioSelect,
        choices=[("1", "Đồng ý gia hạn"), ("0", "Không đồng ý")], initial="1",
    )  # fmt: skip
    text = MultilineField(label="Ý kiến", required=False, max_length=1000, rows=2)

    def __init__(self, *args: Any, scene: TaskScene, **kwargs: Any) -> None:
        super().__init__(*args, scene=scene, **kwargs)
        choices = [
            (str(one.pk), f"{one.asked_by}: đến {one.asked_due_on:%d/%m/%Y}. {one.reason[:120]}")
            for one in scene.requests
        ]
        self.fields["request_id"].choices = choices  # type: ignore[attr-defined]
        if choices:
            self.fields["request_id"].initial = choices[0][0]


class HandOnForm(TargetsForm):
    def __init__(self, *args: Any, scene: TaskScene, **kwargs: Any) -> None:
        super().__init__(*args, desks=all_desks(scene.actor, scene.at), **kwargs)


class NewTaskForm(TargetsForm):
    """Giao việc."""

    title = SafeCharField(label="Tên công việc", max_length=300)
    origin_kind = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    origin_id = forms.IntegerField(required=False, widget=forms.HiddenInput)


Run = Callable[[TaskScene, dict[str, Any], Any], object]


@dataclass(frozen=True, slots=True)
class TaskVerb:
    """``ability`` names the key of the ability map."""

    slug: str
    ability: str
    label: str
    icon: str
    form: Callable[..., forms.Form]
    run: Run
    done: str
    key: str = ""
    tone: str = ""
    is_order: bool = False


def _on_part(act: Callable[..., object], argument: str) -> Run:
    def run(scene: TaskScene, asked: dict[str, Any], form: Any) -> object:
        part = scene.own
        return act(
            actor=scene.actor, at=scene.at, assignment_id=part.pk if part else 0,
            **{argument: asked["text"]},
        )  # fmt: skip

    return run


def _on_matter(act: Callable[..., object], argument: str) -> Run:
    def run(scene: TaskScene, asked: dict[str, Any], form: Any) -> object:
        given = {argument: asked["text"]}
        return act(actor=scene.actor, at=scene.at, matter_id=scene.chain.matter.pk, **given)

    return run


def _hand_on(scene: TaskScene, asked: dict[str, Any], form: Any) -> object:
    part = scene.own
    return actions.hand_on(
        actor=scene.actor, at=scene.at, assignment_id=part.pk if part else 0, **form.order()
    )


def _progress(scene: TaskScene, asked: dict[str, Any], form: Any) -> object:
    return actions.report_progress(
        actor=scene.actor, at=scene.at, task_id=scene.task.pk, percent=asked["percent"],
        text=asked["text"],
    )  # fmt: skip


def _extend(scene: TaskScene, asked: dict[str, Any], form: Any) -> object:
    part = scene.own
    return actions.ask_extension(
        actor=scene.actor, at=scene.at, assignment_id=part.pk if part else 0,
        due_on=asked["due_on"], reason=asked["text"],
    )  # fmt: skip


def _decide(scene: TaskScene, asked: dict[str, Any], form: Any) -> object:
    return actions.decide_extension(
        actor=scene.actor, at=scene.at, request_id=asked["request_id"], granted=asked["granted"],
        remark=asked["text"],
    )  # fmt: skip


ROWS = (
    TaskVerb("tien-do", "progress", "Cập nhật tiến độ", "chart", ProgressForm, _progress,
             "Đã cập nhật tiến độ.", "p"),
    TaskVerb("giao", "hand_on", "Giao tiếp", "branch", HandOnForm, _hand_on, "Đã giao việc.", "c",
             is_order=True),
    TaskVerb("bao-cao", "finish", "Báo cáo kết quả", "check", words("Kết quả"),
             _on_part(actions.finish, "result"), "Đã báo cáo kết quả.", "r"),
    TaskVerb("y-kien", "note", "Ghi ý kiến", "text", words("Ý kiến"),
             _on_matter(actions.add_note, "text"), "Đã ghi ý kiến.", "i"),
    TaskVerb("gia-han", "decide_extension", "Trả lời gia hạn", "calendar", DecideForm, _decide,
             "Đã trả lời đề nghị gia hạn.", "g"),
    TaskVerb("xin-gia-han", "ask_extension", "Xin gia hạn", "calendar", ExtendForm, _extend,
             "Đã gửi đề nghị gia hạn."),
    TaskVerb("ket-thuc", "close", "Kết thúc việc", "check", words("Kết quả"),
             _on_matter(actions.close_matter, "result"), "Đã kết thúc việc.", "e"),
    TaskVerb("mo-lai", "reopen", "Mở lại", "refresh", words("Lý do mở lại"),
             _on_matter(actions.reopen_matter, "reason"), "Đã mở lại việc."),
    TaskVerb("tra-lai", "return", "Trả lại", "back", words("Lý do trả lại"),
             _on_part(actions.return_assignment, "reason"), "Đã trả lại người giao.", tone="bad"),
)  # fmt: skip
VERBS = {row.slug: row for row in ROWS}
