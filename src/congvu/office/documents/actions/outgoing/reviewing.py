"""Judging a draft: review by the unit, check by the office, approval by the signer, return."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from congvu.core.audit.actions import action
from congvu.core.files import actions as files
from congvu.core.files.choices import Use
from congvu.core.files.queries import files_of
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import DomainError, Invalid, WrongState
from congvu.core.organisation import queries as organisation
from congvu.core.organisation.choices import Role
from congvu.office.documents.actions.outgoing import notices
from congvu.office.documents.actions.outgoing.signed import take_off
from congvu.office.documents.actions.outgoing.steps import judge, move, subject_of, take, told
from congvu.office.documents.authority import Seat, Signature, signature
from congvu.office.documents.choices import OutgoingState
from congvu.office.documents.errors import SignerWithoutAuthority
from congvu.office.documents.models import Outgoing
from congvu.office.documents.routes import route

BATCH_LIMIT = 100


@action("documents.outgoing.review")
def review(
    *, actor: Actor, at: datetime, outgoing_id: int, version: int, remark: str = ""
) -> Outgoing:
    """Duyệt ở đơn vị: the head of the unit agrees with the content and signs it off (ký nháy)."""
    letter = take(actor, outgoing_id, version, "review")
    skip = route("review", actor.roles)
    letter.reached_office_at = letter.reached_office_at or at
    return _pass_on(letter, "review", skip.instead, remark, actor, at)


@action("documents.outgoing.check")
def check(
    *, actor: Actor, at: datetime, outgoing_id: int, version: int, remark: str = ""
) -> Outgoing:
    """Kiểm tra thể thức: the office found form and procedure in order."""
    letter = take(actor, outgoing_id, version, "check")
    return _pass_on(letter, "check", "check", remark, actor, at)


@action("documents.outgoing.approve")
def approve(
    *, actor: Actor, at: datetime, outgoing_id: int, version: int, remark: str = ""
) -> Outgoing:
    """Ký ban hành: with the authority line of the signer's chair or delegation.

    :raises SignerWithoutAuthority: this chair may not sign this letter
    :raises WrongState: not waiting for a signature
    """
    letter = take(actor, outgoing_id, version, "approve")
    signer = _signature_of(actor, letter, at)
    letter.authority = signer.signature.authority
    letter.signing_lines = "\n".join(signer.signature.lines)
    letter.signer_post_id = signer.post_id
    letter.signer_name = actor.name[:100]
    letter.signer_title = signer.title[:150]
    letter.signed_for = actor.delegated.name[:150] if actor.delegated else ""
    letter.signed_at = at
    return _pass_on(letter, "approve", "approve", remark, actor, at)


@action("documents.outgoing.return")
def return_draft(
    *, actor: Actor, at: datetime, outgoing_id: int, version: int, remark: str
) -> Outgoing:
    """Trả lại: to the drafter, with a remark that says what to put right.

    :raises Invalid: no remark
    :raises WrongState: already numbered: use ``refuse_number``
    """
    letter = take(actor, outgoing_id, version, "return")
    if letter.number is not None:
        raise WrongState(
            f"Văn bản đã giữ số {letter.number:02} nên không trả lại được. Hãy dùng “Từ chối ban "
            "hành, trả số”."
        )
    before = letter.state
    if before == OutgoingState.APPROVED:
        take_off(letter, "Văn bản được trả lại người soạn thảo", actor=actor, at=at)
    move(letter, "return")
    unsign(letter)
    letter.save()
    drop_main(letter, actor=actor, at=at)
    text = judge(letter, stage=before, verb="return", remark=remark, actor=actor, at=at)
    if not text:
        raise Invalid(
            "Cần nêu điểm phải sửa để người soạn thảo biết. Hãy ghi ý kiến rồi trả lại.",
            fields={"remark": ["Hãy ghi ý kiến."]},
        )
    told(letter, before=before, changes={"remark": text})
    notices.came_back(letter, text, actor=actor, at=at)
    return letter


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one letter of a batch: signed, or refused with a sentence."""

    outgoing_id: int
    letter: Outgoing | None
    refusal: DomainError | None = None


def batch_approve(
    *, actor: Actor, at: datetime, letters: Sequence[tuple[int, int]], remark: str = ""
) -> list[Verdict]:
    """Ký nhiều văn bản: each by its own ``approve`` and its own entry, one refusal stops no other.

    :param letters: pairs of id and the version seen, at most 100
    """
    if len(letters) > BATCH_LIMIT:
        raise Invalid(f"Mỗi lần ký tối đa {BATCH_LIMIT} văn bản. Hãy chọn ít hơn.")
    return [_verdict(actor, at, pk, version, remark) for pk, version in dict(letters).items()]


def _verdict(actor: Actor, at: datetime, pk: int, version: int, remark: str) -> Verdict:
    try:
        letter = approve(actor=actor, at=at, outgoing_id=pk, version=version, remark=remark)
    except DomainError as refusal:
        return Verdict(pk, None, refusal)
    return Verdict(pk, letter)


def drop_main(letter: Outgoing, *, actor: Actor, at: datetime) -> None:
    """A draft that goes back has no file to be issued any more."""
    subject = subject_of(letter)
    for file in files_of([subject])[subject]:
        if file.use == Use.MAIN:
            files.remove(file=file, actor=actor, at=at)


def unsign(letter: Outgoing) -> None:
    """A draft that goes back carries no signature any more."""
    letter.authority = letter.signing_lines = letter.signed_for = ""
    letter.signer_name = letter.signer_title = ""
    letter.signed_at = None


def _pass_on(
    letter: Outgoing, verb: str, row: str, remark: str, actor: Actor, at: datetime
) -> Outgoing:
    before = letter.state
    move(letter, row)
    letter.save()
    text = judge(letter, stage=before, verb=verb, remark=remark, actor=actor, at=at)
    signed = {"signed": letter.signing_lines} if letter.state == OutgoingState.APPROVED else {}
    told(letter, before=before, changes={"remark": text, **signed} if text else signed)
    notices.waits(letter, actor=actor, at=at)
    return letter


@dataclass(frozen=True, slots=True)
class _Signer:
    signature: Signature
    post_id: int
    title: str


def _signature_of(actor: Actor, letter: Outgoing, at: datetime) -> _Signer:
    """From the actor's own chair, which for a delegate is not the chair they act in."""
    head = organisation.posts_of(letter.agency_id).filter(role=Role.LEADER).first()
    seat, post_id, delegated = _chair(actor, at)
    found = signature(
        seat=seat,
        head_title=head.title if head else "",
        agency_notation=letter.agency.notation,
        body_name=letter.body_name,
        delegated=delegated,
    )
    if found is None:
        raise SignerWithoutAuthority
    return _Signer(found, post_id, seat.title)


def _chair(actor: Actor, at: datetime) -> tuple[Seat, int, str]:
    held = organisation.appointments_of(actor.user_id or 0, at=at)
    if actor.delegated is None:
        own = next((a for a in held if a.post_id == actor.post_id), None)
        if own is None:
            raise SignerWithoutAuthority
        return Seat(own.post.role, own.post.title), own.post_id, ""
    given = organisation.delegations_to([a.pk for a in held], at=at)
    delegation = next((d for d in given if d.pk == actor.delegated.delegation_id), None)
    if delegation is None:
        raise SignerWithoutAuthority(
            "Ủy quyền đã hết hạn hoặc đã thu hồi nên không ký thay được. Hãy đề nghị lập ủy quyền "
            "mới."
        )
    own = next(a for a in held if a.pk == delegation.receiver_id)
    return Seat(own.post.role, own.post.title), own.post_id, delegation.authority
