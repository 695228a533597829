"""Joint work (liên thông) inside the installation: a child dossier at another agency."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from congvu.core.audit.actions import action, note
from congvu.core.files import actions as files
from congvu.core.files.actions import Stored
from congvu.core.files.choices import Use
from congvu.core.files.queries import files_of, stored
from congvu.core.jobs.actions import enqueue
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotAllowed
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.subject import Subject
from congvu.counter.dossiers.actions.applicants import Who
from congvu.counter.dossiers.actions.filing import Filing, file_dossier
from congvu.counter.dossiers.actions.notices import JOINT, desk_told
from congvu.counter.dossiers.actions.opening import SEND_JOINT
from congvu.counter.dossiers.actions.steps import subject_of, write_event
from congvu.counter.dossiers.choices import JOINT as STATES
from congvu.counter.dossiers.choices import (
    PAPER_KIND,
    RESULT_KIND,
    Channel,
    JointState,
    State,
)
from congvu.counter.dossiers.errors import NoJoint
from congvu.counter.dossiers.models import Dossier, DossierStep, Joint, Paper, Result
from congvu.counter.dossiers.policies import DESK, HEADS, LEADERS, ROOM, demand_read


@action(f"{ROOM}.send_joint")
def send_joint(*, actor: Actor, at: datetime, joint_id: int) -> Joint:
    """File the child at the other agency's desk, with the parent's papers as the same contents.

    Run again after it was sent it changes nothing.

    :raises NotOffered, NotInForce: the other agency does not serve the procedure today
    """
    joint = _locked(joint_id)
    if joint.state not in (JointState.WAITING, JointState.FAILED):
        note(subject_of(joint.dossier), label=joint.dossier.code, changes={"again": joint.pk})
        return joint
    parent = joint.dossier
    applicant = parent.applicant
    who = Who(
        applicant.name, kind=applicant.kind, identifier=applicant.identifier,
        phone=applicant.phone, email=applicant.email, address=applicant.address,
    )  # fmt: skip
    child = file_dossier(
        actor=actor, at=at, agency_id=joint.agency_id, channel=Channel.ONLINE,
        filing=Filing(
            joint.procedure_code, who, title=f"Liên thông từ {parent.code}: {parent.title}"[:500],
            answers=parent.answers,
        ),
    )  # fmt: skip
    _same_contents(parent, child, actor, at)
    joint.state = STATES.target("send", joint.state)
    joint.child, joint.error = child, ""
    joint.tries += 1
    joint.save()
    write_event(
        parent, "joint", actor=actor, at=at, source=parent.state, text=child.code,
        to_name=joint.agency.name,
    )  # fmt: skip
    note(subject_of(parent), label=parent.code, agency_id=parent.agency_id,
         changes={"joint": joint.pk, "child": child.code})  # fmt: skip
    return joint


@action(f"{ROOM}.fail_joint")
def fail_joint(*, actor: Actor, at: datetime, joint_id: int, error: str) -> Joint:
    """Write down why the child could not be made, and tell the desk that owns the parent."""
    joint = _locked(joint_id)
    joint.state = STATES.target("fail", joint.state)
    joint.error = error[:2000]
    joint.tries += 1
    joint.save()
    parent = joint.dossier
    write_event(
        parent, "joint_failed", actor=actor, at=at, source=parent.state, text=error,
        to_name=joint.agency.name,
    )  # fmt: skip
    note(subject_of(parent), label=parent.code, agency_id=parent.agency_id,
         changes={"joint": joint.pk, "error": error})  # fmt: skip
    desk_told(
        parent, JOINT, f"Chưa chuyển được liên thông của hồ sơ {parent.code}: {error}",
        agency_id=parent.agency_id, actor=actor, at=at, key=f":{joint.pk}:{joint.tries}",
    )  # fmt: skip
    return joint


@action(f"{ROOM}.retry")
def retry_joint(*, actor: Actor, at: datetime, joint_id: int) -> Joint:
    """Chuyển lại: by the desk, the heads or the leaders of the parent's agency.

    :raises NoJoint: absent, or of a dossier that the actor does not read
    :raises WrongState: it did not fail
    """
    joint = _locked(joint_id)
    demand_read(actor, joint.dossier)
    demand(actor, f"{ROOM}.retry")
    own = actor.agency_id == joint.dossier.agency_id and actor.has(*DESK, *LEADERS, *HEADS)
    if not (actor.is_system or own):
        raise NotAllowed
    STATES.target("retry", joint.state)
    enqueue(
        SEND_JOINT, key=f"{joint.pk}:{joint.tries}", args={"joint_id": joint.pk},
        owner=actor.username,
    )  # fmt: skip
    note(subject_of(joint.dossier), label=joint.dossier.code, agency_id=joint.dossier.agency_id,
         changes={"retry": joint.pk})  # fmt: skip
    return joint


@action(f"{ROOM}.joint_back")
def joint_back(*, actor: Actor, at: datetime, child_id: int) -> Joint | None:
    """The child has ended: its result stands among the parent's papers, its outcome on the joint.

    Run again it changes nothing.
    """
    found = Joint.objects.filter(child=child_id).values_list("pk", flat=True).first()
    joint = _locked(found or 0)
    parent, child = joint.dossier, joint.child
    if child is None or joint.state != JointState.SENT:
        note(subject_of(parent), label=parent.code, changes={"again": joint.pk})
        return None
    result = Result.objects.filter(dossier=child).first()
    joint.state = STATES.target("return", joint.state)
    joint.returned_at = at
    joint.outcome = (result.name if result else State(child.state).label)[:500]
    joint.save()
    if result is not None:
        _result_comes(parent, result, actor, at)
    write_event(
        parent, "joint_returned", actor=actor, at=at, source=parent.state,
        text=f"{child.code}: {joint.outcome}", to_name=parent.officer_name,
    )  # fmt: skip
    note(subject_of(parent), label=parent.code, agency_id=parent.agency_id,
         changes={"joint": joint.pk, "outcome": joint.outcome})  # fmt: skip
    return joint


def waiting_step(joint: Joint) -> DossierStep | None:
    """The parent's step, when it still waits."""
    return DossierStep.objects.filter(pk=joint.step_id, closed_at__isnull=True).first()


def _locked(joint_id: int) -> Joint:
    found = Joint.objects.filter(pk=joint_id).values_list("dossier_id", flat=True).first()
    if found is None or not Dossier.objects.select_for_update().filter(pk=found).exists():
        raise NoJoint
    return Joint.objects.select_related("dossier__applicant", "agency", "child", "step").get(
        pk=joint_id
    )


def _same_contents(parent: Dossier, child: Dossier, actor: Actor, at: datetime) -> None:
    """Each paper of the parent with files meets the child's paper of the same code or name, or
    stands behind the child's own papers."""
    papers = list(parent.papers.all())
    held = files_of([Subject(PAPER_KIND, paper.pk) for paper in papers])
    own = list(child.papers.all())
    for paper in papers:
        there = held.get(Subject(PAPER_KIND, paper.pk), [])
        if not there:
            continue
        target = next((one for one in own if _same(one, paper)), None) or _behind(
            child, paper.name, paper.code
        )
        if not target.provided:
            target.provided = True
            target.save(update_fields=["provided"])
        _attach([(one.blob.sha256, one.name) for one in there], target, actor, at)


def _same(one: Paper, other: Paper) -> bool:
    return (bool(one.code) and one.code == other.code) or one.name == other.name


def _behind(dossier: Dossier, name: str, code: str = "") -> Paper:
    last = dossier.papers.aggregate(last=Max("position"))["last"] or 0
    return Paper.objects.create(
        dossier=dossier, position=last + 1, name=name[:1000], code=code[:60], required=False,
        provided=True,
    )  # fmt: skip


def _attach(contents: list[tuple[str, str]], paper: Paper, actor: Actor, at: datetime) -> None:
    for digest, name in contents:
        content: Stored | None = stored(sha256=digest, name=name)
        if content is not None:
            files.attach(
                source=content, subject=Subject(PAPER_KIND, paper.pk), use=Use.ATTACHMENT,
                actor=actor, at=at,
            )  # fmt: skip


def _result_comes(parent: Dossier, result: Result, actor: Actor, at: datetime) -> None:
    label = " ".join(filter(None, (result.code, result.name)))
    paper = _behind(parent, f"Kết quả liên thông: {label}")
    subject = Subject(RESULT_KIND, result.pk)
    there = files_of([subject]).get(subject, [])
    _attach([(one.blob.sha256, one.name) for one in there], paper, actor, at)
