"""Everything that the page of one dossier shows, asked for once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from django.utils.safestring import SafeString

from congvu.core.files.queries import files_of
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.phone import format_phone
from congvu.core.kernel.subject import Subject
from congvu.counter.dossiers.choices import (
    DOSSIER_KIND,
    GAP_KIND,
    OFFICIAL,
    PAPER_KIND,
    RESULT_KIND,
    VERBS,
    Channel,
    Making,
    State,
    Way,
)
from congvu.counter.dossiers.models import (
    Consultation,
    Dossier,
    DossierStep,
    Event,
    Gap,
    Joint,
    JointLink,
    Paper,
    Result,
    ResultEntry,
    Supplement,
)
from congvu.counter.dossiers.policies import abilities
from congvu.counter.dossiers.queries import Twin, for_actor, result_abilities, signed_by, twin_of
from congvu.counter.dossiers.queries.joints import joints_on, link_on
from congvu.counter.dossiers.queries.steps import Way as WayOn
from congvu.counter.dossiers.queries.steps import ways_on
from congvu.counter.procedures.choices import StepKind
from congvu.counter.procedures.process import Process
from congvu.counter.procedures.process.drawing import svg_of
from congvu.counter.procedures.queries import shape_of

TONES = {
    State.NEW: "info", State.ACCEPTED: "info", State.PROCESSING: "", State.SUPPLEMENT: "warn",
    State.PAYMENT: "warn", State.FINISHED: "ok", State.RETURNED: "ok", State.REFUSED: "bad",
    State.STOPPED: "bad", State.WITHDRAWN: "",
}  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """One dossier as its reader may see it."""

    actor: Actor
    at: datetime
    dossier: Dossier
    papers: list[Paper]
    supplements: list[Supplement]
    events: list[Event]
    result: Result | None
    files: dict[Subject, list[Any]]
    abilities: dict[str, bool]
    step_rows: list[DossierStep] = field(default_factory=list)
    consultations: list[Consultation] = field(default_factory=list)
    shape: Process = field(default_factory=Process)
    joints: list[Joint] = field(default_factory=list)
    link: JointLink | None = None

    @classmethod
    def load(cls, actor: Actor, pk: int, at: datetime) -> Self:
        """:raises NotFound: not for this actor"""
        dossier = for_actor(actor, pk)
        papers = list(dossier.papers.all())
        result = Result.objects.filter(dossier=dossier).first()
        subjects = [Subject(PAPER_KIND, paper.pk) for paper in papers]
        supplements = list(dossier.supplements.prefetch_related("gaps"))
        subjects += [Subject(GAP_KIND, gap.pk) for one in supplements for gap in one.gaps.all()]
        subjects += [Subject(RESULT_KIND, result.pk)] if result else []
        return cls(
            actor, at, dossier, papers, supplements,
            list(dossier.events.all()), result, files_of(subjects),
            abilities(actor, dossier) | result_abilities(actor, dossier, result),
            *_by_steps(dossier),
        )  # fmt: skip

    @property
    def open_steps(self) -> list[DossierStep]:
        return [row for row in self.step_rows if row.closed_at is None]

    @property
    def ways(self) -> list[WayOn]:
        """Moves of open steps that the reader may take."""
        return ways_on(self.actor, self.open_steps, self.shape)

    @property
    def asked_elsewhere(self) -> list[str]:
        """What agencies of joint work miss, gathered for one request to the applicant."""
        return [f"{one.agency.name}: {gap}" for one in self.joints for gap in one.gaps]

    @property
    def drawn(self) -> SafeString:
        return svg_of(self.shape, "Sơ đồ quy trình", now=[row.code for row in self.open_steps])

    @property
    def href(self) -> str:
        return f"/mot-cua/ho-so/{self.dossier.pk}/"

    @property
    def tone(self) -> str:
        return TONES[State(self.dossier.state)]

    @property
    def official(self) -> int:
        return OFFICIAL[State(self.dossier.state)]

    @property
    def late(self) -> bool:
        due = self.dossier.due_at
        return due is not None and (self.dossier.settled_at or self.at) > due

    @property
    def facts(self) -> list[tuple[str, Any]]:
        one, who = self.dossier, self.dossier.applicant
        return [
            ("Thủ tục", f"{one.procedure.name} ({one.procedure.procedure.code})"),
            ("Hồ sơ gốc", one.origin_code),
            ("Kênh nộp", Channel(one.channel).label),
            ("Chủ hồ sơ", who.name),
            ("Số định danh, mã số thuế", who.identifier),
            ("Điện thoại", format_phone(who.phone)),
            ("Thư điện tử", who.email),
            ("Địa chỉ", who.address),
            ("Người nộp thay", " ".join(filter(None, (one.filer_name, one.filer_identifier)))),
            ("Số bộ", one.sets),
            ("Nhận kết quả", Way(one.result_way).label),
            ("Địa chỉ nhận kết quả", one.result_address),
            ("Người tiếp nhận", one.receiver_name),
            ("Đơn vị thụ lý", one.unit.name if one.unit else ""),
            ("Người thụ lý", one.officer_name),
        ]

    @property
    def paper_rows(self) -> list[tuple[Paper, list[Any]]]:
        return [(one, self.files.get(Subject(PAPER_KIND, one.pk), [])) for one in self.papers]

    @property
    def asked_rows(self) -> list[tuple[Supplement, list[tuple[Gap, list[Any]]]]]:
        """Requests with their points, each with its pictures."""
        return [
            (one, [(gap, self.files.get(Subject(GAP_KIND, gap.pk), [])) for gap in one.gaps.all()])
            for one in self.supplements
        ]

    @property
    def result_files(self) -> list[Any]:
        return self.files.get(Subject(RESULT_KIND, self.result.pk), []) if self.result else []

    @property
    def twin(self) -> Twin | None:
        """For the desk, while it can still refuse: the same asked for twice."""
        fresh = self.dossier.state in (State.NEW, State.ACCEPTED)
        own = self.actor.agency_id == self.dossier.agency_id
        return twin_of(self.dossier) if fresh and own else None

    @property
    def digital(self) -> bool:
        return self.result is not None and self.result.making != Making.PAPER

    @property
    def signatures(self) -> list[Any]:
        return signed_by(self.result) if self.result is not None and self.digital else []

    @property
    def entries(self) -> list[ResultEntry]:
        """Numbers that the result was given, the newest first."""
        if self.result is None or not self.digital:
            return []
        return list(ResultEntry.objects.filter(result=self.result).order_by("-pk"))

    @property
    def signed_forms(self) -> list[Any]:
        """Files kept with the dossier itself: its forms as they were sealed."""
        return files_of([subject := Subject(DOSSIER_KIND, self.dossier.pk)])[subject]

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The history for the component ``steps``."""
        return [
            {
                "event": event, "title": VERBS.get(event.verb, event.verb),
                "label": State(event.target).label if event.target != event.source else "",
            }
            for event in self.events
        ]  # fmt: skip


def _by_steps(
    dossier: Dossier,
) -> tuple[list[DossierStep], list[Consultation], Process, list[Joint], JointLink | None]:
    """What a dossier without a process and without questions does not ask for."""
    asked = list(dossier.consultations.select_related("agency"))
    link = link_on(dossier)
    if dossier.process is None:
        return [], asked, Process(), [], link
    shape = shape_of(dossier.process)
    linked = any(step.kind == StepKind.LINK for step in shape.steps)
    return list(dossier.steps.all()), asked, shape, joints_on(dossier) if linked else [], link
