"""Joint work (liên thông): a child dossier at another agency, here or in another installation."""

from __future__ import annotations

from datetime import datetime

from congvu.core.audit.actions import action, note
from congvu.core.jobs.actions import enqueue
from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import NotAllowed
from congvu.core.kernel.permissions import demand
from congvu.counter.dossiers.actions.applicants import Who
from congvu.counter.dossiers.actions.copying import contents_here, put_papers, put_result
from congvu.counter.dossiers.actions.filing import Filing, file_dossier
from congvu.counter.dossiers.actions.hearing import NO_RESULT, failed, gathered
from congvu.counter.dossiers.actions.opening import SEND_JOINT
from congvu.counter.dossiers.actions.processing import let_go
from congvu.counter.dossiers.actions.saying import (
    asking,
    new_key,
    papers_of,
    result_of,
    say,
    standing,
    supplying,
)
from congvu.counter.dossiers.actions.steps import subject_of, write_event
from congvu.counter.dossiers.actions.supplements import supply
from congvu.counter.dossiers.choices import JOINT as STATES
from congvu.counter.dossiers.choices import (
    MESSAGE_KIND,
    Channel,
    JointState,
    LinkSide,
    State,
)
from congvu.counter.dossiers.crossing.shape import Stop
from congvu.counter.dossiers.errors import NoJoint, NoWayThere
from congvu.counter.dossiers.models import (
    Dossier,
    DossierStep,
    Joint,
    JointLink,
    JointMessage,
    Result,
)
from congvu.counter.dossiers.policies import DESK, HEADS, LEADERS, ROOM, demand_read
from congvu.office.exchange.choices import DeliveryState
from congvu.office.exchange.queries import Place, deliveries_of, reachable

RESEND = "dossiers.resend"
STUCK = (DeliveryState.FAILED, DeliveryState.DEAD)


@action(f"{ROOM}.send_joint")
def send_joint(*, actor: Actor, at: datetime, joint_id: int) -> Joint:
    """Open the child at the other agency's desk, with the parent's papers as the same contents;
    an agency of another installation gets the request through the exchange.

    Run again after it was sent it changes nothing.

    :raises NotOffered, NotInForce: the other agency does not serve the procedure today
    :raises NoWayThere: it works neither here nor at a peer
    """
    joint = _locked(joint_id)
    if joint.state not in (JointState.WAITING, JointState.FAILED):
        note(subject_of(joint.dossier), label=joint.dossier.code, changes={"again": joint.pk})
        return joint
    place = reachable([joint.agency_id], on=local_date(at)).get(joint.agency_id)
    if place is None:
        raise NoWayThere
    words = _file(joint, actor, at) if place.agency_id else _ask(joint, place, actor, at)
    parent = joint.dossier
    joint.state = STATES.target("send", joint.state)
    joint.error, joint.failed_at, joint.gaps = "", None, []
    joint.tries += 1
    joint.save()
    write_event(
        parent, "joint", actor=actor, at=at, source=parent.state, text=words,
        to_name=joint.agency.name,
    )  # fmt: skip
    note(subject_of(parent), label=parent.code, agency_id=parent.agency_id,
         changes={"joint": joint.pk, "child": words})  # fmt: skip
    return joint


def _file(joint: Joint, actor: Actor, at: datetime) -> str:
    """The child at a desk of this installation."""
    parent, who = joint.dossier, joint.dossier.applicant
    child = file_dossier(
        actor=actor, at=at, agency_id=joint.agency_id, channel=Channel.ONLINE,
        filing=Filing(
            joint.procedure_code,
            Who(who.name, kind=who.kind, identifier=who.identifier, phone=who.phone,
                email=who.email, address=who.address),
            title=f"Liên thông từ {parent.code}: {parent.title}"[:500], answers=parent.answers,
            origin=parent.code,
        ),
    )  # fmt: skip
    papers = papers_of(parent)
    held = contents_here(file for paper in papers for file in paper.files)
    put_papers(child, papers, held, actor, at)
    joint.child, joint.away = child, False
    return child.code


def _ask(joint: Joint, place: Place, actor: Actor, at: datetime) -> str:
    """The request to another installation. What was asked before and failed is asked under a new
    name and with every file, for nobody knows what the other side has kept of it."""
    joint.child, joint.away = None, True
    link = JointLink.objects.select_for_update().filter(joint=joint).first()
    again = link is not None
    if link is None:
        link = JointLink(side=LinkSide.ASKING, joint=joint, agency_id=joint.dossier.agency_id)
    link.key, link.made_at, link.heard = new_key(), at, 0
    link.organ_code, link.organ_name = place.code, place.name[:200]
    link.task, link.leads, link.wanted_at = joint.step.name, joint.step.leads, joint.step.due_at
    link.far_code, link.far_state, link.far_due_at = "", "", None
    link.error, link.error_at = "", None
    link.save()
    say(link, asking(joint), actor=actor, at=at, whole=again)
    return f"Qua trục liên thông tới {place.name}"


@action(f"{ROOM}.fail_joint")
def fail_joint(*, actor: Actor, at: datetime, joint_id: int, error: str) -> Joint:
    """Write down why the child could not be made, and tell the desk that owns the parent."""
    joint = _locked(joint_id)
    joint.tries += 1
    failed(joint, error, actor=actor, at=at)
    note(subject_of(joint.dossier), label=joint.dossier.code,
         agency_id=joint.dossier.agency_id,
         changes={"joint": joint.pk, "error": error})  # fmt: skip
    return joint


@action(f"{ROOM}.retry")
def retry_joint(*, actor: Actor, at: datetime, joint_id: int) -> Joint:
    """Gửi lại: by the desk, the heads or the leaders of the parent's agency. What failed is asked
    for anew; what lies in the exchange and does not get through is tried at once.

    :raises NoJoint: absent, or of a dossier that the actor does not read
    :raises WrongState: it did not fail
    """
    joint = _locked(joint_id)
    parent = joint.dossier
    _demand_keeper(actor, parent)
    stuck = _stuck(joint.link) if joint.away and joint.state == JointState.SENT else None
    if stuck is not None:
        enqueue(RESEND, args={"delivery_id": stuck}, owner=actor.username)
    else:
        STATES.target("retry", joint.state)
        enqueue(
            SEND_JOINT, key=f"{joint.pk}:{joint.tries}", args={"joint_id": joint.pk},
            owner=actor.username,
        )  # fmt: skip
    note(subject_of(parent), label=parent.code, agency_id=parent.agency_id,
         changes={"retry": joint.pk})  # fmt: skip
    return joint


@action(f"{ROOM}.retry_link")
def retry_link(*, actor: Actor, at: datetime, link_id: int) -> JointLink:
    """Gửi lại tin: the asked end says once more, with every file, how its dossier stands.

    :raises NoJoint: absent, or of a dossier that the actor does not read
    """
    link = _locked_end(link_id)
    child = link.dossier
    if child is None:
        raise NoJoint
    _demand_keeper(actor, child)
    stuck = None if link.error else _stuck(link)
    if stuck is not None:
        enqueue(RESEND, args={"delivery_id": stuck}, owner=actor.username)
    else:
        link.error, link.error_at = "", None
        link.save(update_fields=["error", "error_at"])
        say(link, standing(child), actor=system_actor(), at=at, whole=True)
    note(subject_of(child), label=child.code, agency_id=child.agency_id,
         changes={"retry": link.key})  # fmt: skip
    return link


@action(f"{ROOM}.tell_parent")
def tell_parent(*, actor: Actor, at: datetime, dossier_id: int) -> None:
    """A child moved: whoever asked for it hears how it stands, here or in another installation."""
    child = Dossier.objects.select_for_update().select_related("applicant").get(pk=dossier_id)
    link = JointLink.objects.select_for_update().filter(dossier=child).first()
    if link is not None:
        if link.stopped_at is None:
            say(link, standing(child), actor=actor, at=at)
    elif child.state == State.SUPPLEMENT:
        _gaps_here(child, actor, at)
    note(subject_of(child), label=child.code, agency_id=child.agency_id,
         changes={"told": child.state})  # fmt: skip


def _gaps_here(child: Dossier, actor: Actor, at: datetime) -> None:
    found = Joint.objects.filter(child=child).values_list("pk", flat=True).first()
    if found is not None:
        joint = _locked(found)
        if joint.state == JointState.SENT:
            points = list(standing(child).points)
            gathered(joint, points, joint.agency.name, actor=actor, at=at)


@action(f"{ROOM}.pass_on")
def pass_on(*, actor: Actor, at: datetime, joint_id: int, remark: str = "") -> Joint:
    """What the applicant supplied goes on to the agency that asked for it through the parent."""
    joint = _locked(joint_id)
    parent = joint.dossier
    if joint.state == JointState.SENT and joint.gaps:
        _supply(joint, remark, actor, at)
        joint.gaps = []
        joint.save(update_fields=["gaps"])
    note(subject_of(parent), label=parent.code, agency_id=parent.agency_id,
         changes={"joint": joint.pk, "remark": remark})  # fmt: skip
    return joint


def _supply(joint: Joint, remark: str, actor: Actor, at: datetime) -> None:
    parent, child = joint.dossier, joint.child
    if joint.away:
        link = JointLink.objects.select_for_update().get(joint=joint)
        say(link, supplying(parent, remark), actor=actor, at=at)
        return
    if child is None:
        return
    child = Dossier.objects.select_for_update().get(pk=child.pk)
    papers = papers_of(parent)
    put_papers(child, papers, contents_here(f for paper in papers for f in paper.files), actor, at)
    if child.state == State.SUPPLEMENT:
        words = remark or f"Hồ sơ gốc {parent.code} đã bổ sung"
        supply(actor=actor, at=at, dossier_id=child.pk, remark=words)


@action(f"{ROOM}.drop_joint")
def drop_joint(*, actor: Actor, at: datetime, joint_id: int) -> Joint:
    """The parent was stopped or taken back: the other agency hears it."""
    joint = _locked(joint_id)
    parent = joint.dossier
    last = parent.events.order_by("-id").values_list("text", flat=True).first() or ""
    reason = f"Hồ sơ gốc {parent.code}: {State(parent.state).label}. {last}".strip()[:2000]
    if joint.away:
        link = JointLink.objects.select_for_update().get(joint=joint)
        say(link, Stop(reason=reason), actor=actor, at=at)
    elif joint.child_id is not None:
        child = Dossier.objects.select_for_update().get(pk=joint.child_id)
        let_go(child, reason=reason, actor=actor, at=at)
    note(subject_of(parent), label=parent.code, agency_id=parent.agency_id,
         changes={"dropped": joint.pk})  # fmt: skip
    return joint


@action(f"{ROOM}.joint_back")
def joint_back(*, actor: Actor, at: datetime, child_id: int) -> Joint | None:
    """A child here has ended: its result stands among the parent's papers, its outcome on the
    joint; a child that ended without one leaves the work to the parent's desk.

    Run again it changes nothing.
    """
    found = Joint.objects.filter(child=child_id).values_list("pk", flat=True).first()
    joint = _locked(found or 0)
    parent, child = joint.dossier, joint.child
    if child is None or joint.state != JointState.SENT:
        note(subject_of(parent), label=parent.code, changes={"again": joint.pk})
        return None
    if child.state in NO_RESULT:
        why = child.events.order_by("-id").values_list("text", flat=True).first() or ""
        failed(joint, f"{joint.agency.name}: {State(child.state).label}. {why}".strip(),
               actor=actor, at=at)  # fmt: skip
        note(subject_of(parent), label=parent.code, agency_id=parent.agency_id,
             changes={"joint": joint.pk, "error": joint.error})  # fmt: skip
        return None
    result = Result.objects.filter(dossier=child).first()
    joint.state = STATES.target("return", joint.state)
    joint.returned_at, joint.gaps = at, []
    joint.outcome = (result.name if result else State(child.state).label)[:500]
    joint.save()
    if result is not None:
        part = result_of(result)
        put_result(parent, part, contents_here(part.files), actor, at)
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


def joint_of(joint_id: int) -> Joint:
    return Joint.objects.select_related("dossier__process").get(pk=joint_id)


def _demand_keeper(actor: Actor, dossier: Dossier) -> None:
    """The desk, the heads and the leaders of the agency look after what does not get through."""
    demand_read(actor, dossier)
    demand(actor, f"{ROOM}.retry")
    own = actor.agency_id == dossier.agency_id and actor.has(*DESK, *LEADERS, *HEADS)
    if not (actor.is_system or own):
        raise NotAllowed


def _stuck(link: JointLink) -> int | None:
    """The oldest way of this end's messages that does not get through."""
    ids = list(JointMessage.objects.filter(link=link).values_list("pk", flat=True))
    ways = deliveries_of(MESSAGE_KIND, ids)
    return next((ways[pk].pk for pk in sorted(ways) if ways[pk].state in STUCK), None)


def _locked(joint_id: int) -> Joint:
    found = Joint.objects.filter(pk=joint_id).values_list("dossier_id", flat=True).first()
    if found is None or not Dossier.objects.select_for_update().filter(pk=found).exists():
        raise NoJoint
    return Joint.objects.select_related(
        "dossier__applicant", "agency", "child", "step", "link"
    ).get(pk=joint_id)


def _locked_end(link_id: int) -> JointLink:
    found = JointLink.objects.filter(pk=link_id, side=LinkSide.ASKED)
    dossier_id = found.values_list("dossier_id", flat=True).first()
    if not Dossier.objects.select_for_update().filter(pk=dossier_id or 0).exists():
        raise NoJoint
    return (
        JointLink.objects.select_for_update(of=("self",)).select_related("dossier").get(pk=link_id)
    )
