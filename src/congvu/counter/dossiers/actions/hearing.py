"""What the other end of joint work says: a request, its withdrawal, a supplement, how it stands.

Every message may come twice and in any order: a piece of work has one child, of news the highest
number counts, and a withdrawal before the request is remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from congvu.core.audit.actions import action, note
from congvu.core.files.actions import Stored
from congvu.core.jobs.actions import enqueue
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.subject import Subject
from congvu.counter.dossiers.actions.applicants import Who
from congvu.counter.dossiers.actions.copying import Contents, put_papers, put_result
from congvu.counter.dossiers.actions.filing import Filing, file_dossier
from congvu.counter.dossiers.actions.notices import JOINT, desk_told
from congvu.counter.dossiers.actions.processing import let_go
from congvu.counter.dossiers.actions.steps import CHILD_MOVED, subject_of, write_event
from congvu.counter.dossiers.actions.supplements import supply
from congvu.counter.dossiers.choices import JOINT as STATES
from congvu.counter.dossiers.choices import LINK_KIND, Channel, JointState, LinkSide, State
from congvu.counter.dossiers.crossing.letter import read_letter
from congvu.counter.dossiers.crossing.shape import (
    Ask,
    PartMessage,
    PartResult,
    Stop,
    Supply,
    Told,
    files_of_body,
)
from congvu.counter.dossiers.errors import FileNotHere, JointStopped
from congvu.counter.dossiers.models import Dossier, Joint, JointLink, JointMessage
from congvu.counter.dossiers.policies import ROOM
from congvu.office.exchange.kinds import Arrival
from congvu.office.exchange.queries import same_codes, shared_with

if TYPE_CHECKING:
    from congvu.core.files.models import Blob

REFUSED_JOB = "dossiers.joint_refused"
GO_ON = "dossiers.joint_go_on"
NO_RESULT = (State.REFUSED, State.STOPPED, State.WITHDRAWN)
"""The child has ended and there is nothing to go on with."""


@dataclass(frozen=True)
class _Heard:
    """One message with who sent it to whom, and its files by digest."""

    actor: Actor
    at: datetime
    agency_id: int
    organ_code: str
    organ_name: str
    message: PartMessage
    blobs: Mapping[str, Blob]

    def contents(self) -> Contents:
        return {digest: Stored(blob, "") for digest, blob in self.blobs.items()}


@action(f"{ROOM}.take_message")
def take_message(*, actor: Actor, at: datetime, arrival: Arrival) -> Subject:
    """Nhận thư liên thông: a step of the exchange's laying before agencies here.

    :returns: the dossier here that it is about
    :raises UnreadableMessage: not what both sides agreed on
    :raises FileNotHere: a file is named that neither side has given to the other
    :raises NotInForce, NotOffered: the procedure is not known here, or not served
    :raises NotFound: news of a piece of work that was never asked for, or of another agency's
    """
    message = read_letter(arrival.letter)
    sender = arrival.letter.sender
    heard = _Heard(
        actor, at, arrival.agency_id, sender.code, (sender.name or sender.code)[:200], message,
        _blobs(arrival, message),
    )  # fmt: skip
    about = _HANDLERS[type(message.body)](heard)
    subject = subject_of(about) if isinstance(about, Dossier) else Subject(LINK_KIND, about.pk)
    note(subject, label=about.code if isinstance(about, Dossier) else about.key,
         agency_id=arrival.agency_id,
         changes={"joint": message.key, "number": message.number, "said": message.body.verb,
                  "from": sender.code})  # fmt: skip
    return subject


def _blobs(arrival: Arrival, message: PartMessage) -> dict[str, Blob]:
    named = {file.sha256: file.name for file in files_of_body(message.body)}
    found = {one.blob.sha256: one.blob for one in arrival.files}
    found |= shared_with(arrival.letter.sender.code, named.keys() - found.keys())
    gone = next((name for digest, name in named.items() if digest not in found), None)
    if gone is not None:
        raise FileNotHere(f"Thiếu tệp “{gone}” trong thư liên thông. Hãy chuyển lại kèm tệp.")
    return found


def _asked(heard: _Heard) -> Dossier:
    """Open the child at the desk: its own code, its own clock."""
    body = heard.message.body
    assert isinstance(body, Ask)
    link = _link(heard, LinkSide.ASKED)
    if link is not None:
        if link.dossier is None:
            raise JointStopped
        return link.dossier
    who = body.applicant
    child = file_dossier(
        actor=heard.actor, at=heard.at, agency_id=heard.agency_id, channel=Channel.ONLINE,
        filing=Filing(
            body.procedure_code,
            Who(who.name, kind=who.kind, identifier=who.identifier, phone=who.phone,
                email=who.email, address=who.address),
            title=f"Liên thông từ {body.origin_code}: {body.title}"[:500], answers=body.answers,
            origin=body.origin_code,
        ),
    )  # fmt: skip
    put_papers(child, body.papers, heard.contents(), heard.actor, heard.at)
    JointLink.objects.create(
        key=heard.message.key, side=LinkSide.ASKED, agency_id=heard.agency_id,
        organ_code=heard.organ_code, organ_name=heard.organ_name, dossier=child, task=body.task,
        leads=body.leads, wanted_at=body.wanted_at, made_at=heard.at, heard=heard.message.number,
        heard_at=heard.at,
    )  # fmt: skip
    enqueue(CHILD_MOVED, key=f"{child.pk}:{child.version}", args={"dossier_id": child.pk})
    desk_told(
        child, JOINT, f"Hồ sơ liên thông {child.code} từ {heard.organ_name}",
        agency_id=child.agency_id, actor=heard.actor, at=heard.at, key=":in",
    )  # fmt: skip
    return child


def _stopped(heard: _Heard) -> Dossier | JointLink:
    """Let the child go as far as its state allows; before the request came, remember it."""
    body = heard.message.body
    assert isinstance(body, Stop)
    link = _link(heard, LinkSide.ASKED)
    if link is None:
        return JointLink.objects.create(
            key=heard.message.key, side=LinkSide.ASKED, agency_id=heard.agency_id,
            organ_code=heard.organ_code, organ_name=heard.organ_name, made_at=heard.at,
            heard=heard.message.number, heard_at=heard.at, stopped_at=heard.at,
        )  # fmt: skip
    if link.dossier is None:
        return link
    if link.stopped_at is None:
        link.stopped_at = heard.at
        _mark(link, heard, "stopped_at")
        let_go(link.dossier, reason=f"{heard.organ_name} thôi liên thông. {body.reason}".strip(),
               actor=heard.actor, at=heard.at)  # fmt: skip
    return link.dossier


def _supplied(heard: _Heard) -> Dossier:
    body = heard.message.body
    assert isinstance(body, Supply)
    link = _link(heard, LinkSide.ASKED)
    if link is None or link.dossier is None:
        raise NotFound("Không có hồ sơ liên thông của thư bổ sung này. Hãy chuyển lại từ đầu.")
    child = link.dossier
    if heard.message.number <= link.heard:
        return child
    _mark(link, heard)
    put_papers(child, body.papers, heard.contents(), heard.actor, heard.at)
    if body.answers != child.answers:
        child.answers = body.answers
        child.save(update_fields=["answers"])
    if child.state == State.SUPPLEMENT:
        words = body.remark or f"{heard.organ_name} đã bổ sung"
        return supply(actor=heard.actor, at=heard.at, dossier_id=child.pk, remark=words)
    write_event(child, "joint_moved", actor=heard.actor, at=heard.at, source=child.state,
                text=f"{heard.organ_name} gửi bổ sung. {body.remark}".strip())  # fmt: skip
    return child


def _told(heard: _Heard) -> Dossier:
    """News of the child: the highest number counts, for each says all of it."""
    body = heard.message.body
    assert isinstance(body, Told)
    link = _link(heard, LinkSide.ASKING)
    if link is None or link.joint is None:
        raise NotFound("Nơi nhận không chuyển việc liên thông này. Hãy kiểm tra mã hồ sơ gốc.")
    joint = link.joint
    if heard.message.number <= link.heard:
        return joint.dossier
    before, due = link.far_state, link.far_due_at
    link.far_code, link.far_state, link.far_due_at = body.code, body.state, body.due_at
    link.error, link.error_at = "", None
    _mark(link, heard, "far_code", "far_state", "far_due_at", "error", "error_at")
    if joint.state == JointState.DROPPED:
        return joint.dossier
    if body.result is not None:
        _returned(joint, link, body.result, heard)
    elif body.state in NO_RESULT:
        failed(joint, f"{heard.organ_name}: {body.state.label}. {body.text}".strip(),
               actor=heard.actor, at=heard.at)  # fmt: skip
    elif body.state == State.SUPPLEMENT:
        gathered(joint, list(body.points), link.organ_name, actor=heard.actor, at=heard.at)
    elif (before, due) != (body.state, body.due_at):
        _moved(joint, body, heard)
    return joint.dossier


def _moved(joint: Joint, body: Told, heard: _Heard) -> None:
    due = f", hẹn trả {body.due_at.astimezone(VIETNAM):%d/%m/%Y}" if body.due_at else ""
    if joint.gaps:
        joint.gaps = []
        joint.save(update_fields=["gaps"])
    write_event(
        joint.dossier, "joint_moved", actor=heard.actor, at=heard.at, source=joint.dossier.state,
        text=f"{body.code}: {body.state.label}{due}", to_name=heard.organ_name,
    )  # fmt: skip


def _returned(joint: Joint, link: JointLink, result: PartResult, heard: _Heard) -> None:
    """The result stands among the parent's papers; what was signed later is laid beside it."""
    put_result(joint.dossier, result, heard.contents(), heard.actor, heard.at)
    if joint.state == JointState.RETURNED:
        return
    joint.state = STATES.target("return", joint.state)
    joint.returned_at, joint.outcome = heard.at, result.name[:500]
    joint.gaps, joint.error, joint.failed_at = [], "", None
    joint.save()
    write_event(
        joint.dossier, "joint_returned", actor=heard.actor, at=heard.at,
        source=joint.dossier.state, text=f"{link.far_code}: {result.code} {result.name}",
        to_name=joint.dossier.officer_name,
    )  # fmt: skip
    enqueue(GO_ON, key=f"{joint.pk}:{joint.tries}", args={"joint_id": joint.pk})


def failed(joint: Joint, words: str, *, actor: Actor, at: datetime) -> None:
    """A piece of work that gave no result is its desk's again, with the reason and its age."""
    if not STATES.allows("fail", joint.state):
        return
    joint.state = STATES.target("fail", joint.state)
    joint.error, joint.failed_at = words[:2000], at
    joint.gaps = []
    joint.save()
    parent = joint.dossier
    write_event(parent, "joint_failed", actor=actor, at=at, source=parent.state, text=words,
                to_name=joint.agency.name)  # fmt: skip
    desk_told(
        parent, JOINT, f"Liên thông của hồ sơ {parent.code} chưa có kết quả: {words}",
        agency_id=parent.agency_id, actor=actor, at=at, key=f":{joint.pk}:{joint.tries}:{at.timestamp():.0f}",
    )  # fmt: skip


def gathered(
    joint: Joint, points: list[str], organ_name: str, *, actor: Actor, at: datetime
) -> None:
    """What the child misses is gathered at the parent, for one request to the applicant."""
    if not points or points == joint.gaps:
        return
    joint.gaps = points
    joint.save(update_fields=["gaps"])
    parent = joint.dossier
    write_event(parent, "joint_gaps", actor=actor, at=at, source=parent.state,
                text="\n".join(points), to_name=organ_name)  # fmt: skip
    desk_told(
        parent, JOINT, f"{organ_name} yêu cầu bổ sung hồ sơ {parent.code}: {points[0]}",
        agency_id=parent.agency_id, actor=actor, at=at, key=f":{joint.pk}:gaps:{at.timestamp():.0f}",
    )  # fmt: skip


@action(f"{ROOM}.joint_refused")
def joint_refused(*, actor: Actor, at: datetime, message_id: int, words: str) -> None:
    """The other side would not take a message: its words stand at this end, for its desk."""
    row = JointMessage.objects.select_related("link__joint", "link__dossier").get(pk=message_id)
    dossier_id = row.link.joint.dossier_id if row.link.joint else row.link.dossier_id
    dossier = Dossier.objects.select_for_update().get(pk=dossier_id or 0)
    link = JointLink.objects.select_for_update(of=("self",)).select_related(
        "joint__dossier", "joint__agency"
    ).get(pk=row.link_id)  # fmt: skip
    link.error, link.error_at = words[:2000], at
    link.save(update_fields=["error", "error_at"])
    note(subject_of(dossier), label=dossier.code, agency_id=dossier.agency_id,
         changes={"joint": link.key, "number": row.number, "refused": words})  # fmt: skip
    joint = link.joint
    if joint is not None and joint.state == JointState.SENT and not link.heard:
        failed(joint, words, actor=actor, at=at)
    elif joint is None:
        desk_told(dossier, JOINT, f"Bên chuyển không nhận tin của hồ sơ {dossier.code}: {words}",
                  agency_id=dossier.agency_id, actor=actor, at=at, key=f":{row.pk}")  # fmt: skip


def _link(heard: _Heard, side: str) -> JointLink | None:
    """This end, its dossier locked before it; only the other end of it may speak.

    :raises NotFound: it is another agency's
    """
    rows = JointLink.objects.filter(key=heard.message.key, side=side)
    known = rows.values_list("pk", "dossier_id", "joint__dossier_id").first()
    if known is None:
        return None
    pk, child_id, parent_id = known
    list(Dossier.objects.select_for_update().filter(pk=child_id or parent_id or 0))
    link = JointLink.objects.select_for_update(of=("self",)).select_related(
        "dossier__applicant", "joint__dossier__applicant", "joint__agency", "joint__step"
    ).get(pk=pk)  # fmt: skip
    if link.agency_id != heard.agency_id or not same_codes(link.organ_code, heard.organ_code):
        raise NotFound("Việc liên thông này là của cơ quan khác. Hãy kiểm tra cơ quan gửi, nhận.")
    return link


def _mark(link: JointLink, heard: _Heard, *fields: str) -> None:
    link.heard = max(link.heard, heard.message.number)
    link.heard_at = heard.at
    link.save(update_fields=["heard", "heard_at", *fields])


_HANDLERS: dict[type, Callable[[_Heard], Dossier | JointLink]] = {
    Ask: _asked,
    Stop: _stopped,
    Supply: _supplied,
    Told: _told,
}
