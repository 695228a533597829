"""Work given without a letter (giao việc), and its progress."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, NotAllowed
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_line, clean_text
from congvu.office.work import policies
from congvu.office.work.actions.flow import lock, moved_by
from congvu.office.work.actions.handing import hand_on
from congvu.office.work.actions.matters import open_matter, own_part
from congvu.office.work.actions.running import demand_running
from congvu.office.work.actions.targets import Target
from congvu.office.work.actions.words import LONGEST
from congvu.office.work.choices import TASK_KIND, Part, StepVerb
from congvu.office.work.models import Matter, Task


@action("work.task.create")
def create_task(
    *,
    actor: Actor,
    at: datetime,
    title: str,
    description: str = "",
    lead: Target | None = None,
    support: Sequence[Target] = (),
    inform: Sequence[Target] = (),
    due_on: date | None = None,
    urgency: int = 0,
    origin: Subject | None = None,
) -> Task:
    """Giao việc: a task of the giver's own, handed to ``lead`` if there is one.

    Its matter starts at the giver's post, so a returned task comes back there.

    :param origin: the letter it comes from, which the giver may read
    :raises NotAllowed: the actor has no post
    :raises NotFound: ``origin`` is not for the actor
    """
    if actor.agency_id is None or actor.post_id is None:
        raise NotAllowed("Tài khoản chưa giữ vị trí nào nên chưa giao việc được.")
    if origin is not None and not policies.readable(actor, origin):
        raise policies.refuse(actor, origin, "")
    if origin is not None:
        demand_running(actor, origin)
    title = clean_line(title, 300, label="Tên công việc")
    if not title:
        raise Invalid(
            "Tên công việc chưa có. Hãy nhập tên công việc.",
            fields={"title": ["Chưa nhập tên công việc."]},
        )
    task = Task.objects.create(
        agency_id=actor.agency_id,
        title=title,
        description=clean_text(description, 20_000, label="Mô tả"),
        given_by_post_id=actor.post_id,
        given_by=moved_by(actor)[:200],
        given_at=at,
        due_on=due_on,
        origin_kind=origin.kind if origin else "",
        origin_id=origin.id if origin else None,
    )
    subject = Subject(TASK_KIND, task.pk)
    matter = open_matter(
        actor=actor, at=at, subject=subject, agency_id=actor.agency_id, title=title,
        to_post_id=actor.post_id, urgency=urgency, due_on=due_on,
    )  # fmt: skip
    if lead or support or inform:
        root = matter.assignments.get()
        hand_on(
            actor=actor, at=at, assignment_id=root.pk, lead=lead, support=support, inform=inform,
            instruction=task.description[:LONGEST], due_on=due_on,
        )  # fmt: skip
    note(subject, label=title, changes={"due_on": due_on, "origin": str(origin or "")})
    return task


@action("work.task.progress")
def report_progress(
    *, actor: Actor, at: datetime, task_id: int, percent: int, text: str = ""
) -> Task:
    """Cập nhật tiến độ: by whoever leads or supports the task.

    :raises Invalid: not a whole number from 0 to 100
    """
    matters = Matter.objects.filter(subject_kind=TASK_KIND, subject_id=task_id)
    flow = lock(actor=actor, at=at, matter_id=matters.values_list("pk", flat=True).first())
    own = own_part(flow)
    if own is None or own.part == Part.INFORM:
        raise policies.refuse(
            actor, flow.subject,
            "Chỉ nơi chủ trì hoặc phối hợp mới cập nhật tiến độ. Hãy ghi ý kiến thay thế.",
        )  # fmt: skip
    flow.demand_open()
    if not 0 <= percent <= 100:
        raise Invalid(
            "Tiến độ là số từ 0 đến 100. Hãy nhập lại.",
            fields={"percent": ["Từ 0 đến 100."]},
        )
    task = Task.objects.get(pk=task_id)
    before, task.progress = task.progress, percent
    task.save(update_fields=["progress"])
    text = clean_text(text, LONGEST, label="Nội dung")
    flow.step(StepVerb.PROGRESS, part=own, text=f"{percent} %. {text}".strip())
    note(flow.subject, label=task.title, changes={"progress": [before, percent], "text": text})
    return task
