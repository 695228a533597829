"""What the holder of a part does with a letter: open, return, report; what the giver takes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotAllowed, NotFound, WrongState
from congvu.office.documents.actions.incoming.locking import (
    NOT_YOURS,
    demand_state,
    follow_work,
    own_part,
    subject_of,
    take,
)
from congvu.office.documents.choices import INCOMING_KIND
from congvu.office.documents.models import Incoming
from congvu.office.documents.queries.incoming import parts_of
from congvu.office.work import actions as work
from congvu.office.work import policies as work_policies
from congvu.office.work.queries import matter_of, subject_of_request

if TYPE_CHECKING:
    from congvu.office.work.models import Assignment, ExtensionRequest


@action("documents.incoming.return")
def return_letter(
    *,
    actor: Actor,
    at: datetime,
    incoming_id: int,
    reason: str,
    version: int | None = None,
    assignment_id: int | None = None,
) -> Incoming:
    """Trả lại: give one's part back to its giver with a reason.

    :raises Invalid: no reason
    """
    return _with_part(
        "return", work.return_assignment, actor=actor, at=at, incoming_id=incoming_id,
        version=version, assignment_id=assignment_id, words={"reason": reason},
    )  # fmt: skip


@action("documents.incoming.report")
def report(
    *,
    actor: Actor,
    at: datetime,
    incoming_id: int,
    result: str,
    version: int | None = None,
    assignment_id: int | None = None,
) -> Incoming:
    """Báo cáo kết quả: end one's part with its result, back to the giver.

    :raises Invalid: no result
    """
    return _with_part(
        "report", work.finish, actor=actor, at=at, incoming_id=incoming_id,
        version=version, assignment_id=assignment_id, words={"result": result},
    )  # fmt: skip


@action("documents.incoming.recall")
def recall(
    *,
    actor: Actor,
    at: datetime,
    incoming_id: int,
    assignment_id: int,
    reason: str = "",
    version: int | None = None,
) -> Incoming:
    """Thu hồi: the giver takes back a part that its holder has not opened.

    :raises AlreadyOpened: too late
    """
    letter = take(actor=actor, incoming_id=incoming_id, verb="recall", version=version)
    _demand_of_letter(letter, assignment_id)
    work.recall(actor=actor, at=at, assignment_id=assignment_id, reason=reason)
    follow_work(letter, actor=actor, at=at)
    note(subject_of(letter), label=str(letter), changes={"assignment": assignment_id})
    return letter


@action("documents.incoming.open")
def _open(*, actor: Actor, at: datetime, incoming_id: int) -> list[Assignment]:
    letter = take(actor=actor, incoming_id=incoming_id, verb="open")
    opened = work.open_for(actor=actor, at=at, subject=subject_of(letter))
    note(subject_of(letter), label=str(letter), changes={"parts": [part.pk for part in opened]})
    return opened


def open_letter(*, actor: Actor, at: datetime, incoming_id: int) -> list[Assignment]:
    """Mở xem: mark the actor's unseen parts as seen; when there is none, nothing is written.

    The page of a letter calls it on every reading; it raises no version.
    """
    waiting = any(
        part.state == "waiting" and work_policies.holds(actor, part)
        for part in parts_of(incoming_id)
    )
    return _open(actor=actor, at=at, incoming_id=incoming_id) if waiting else []


@action("documents.incoming.decide_extension")
def decide_extension(
    *, actor: Actor, at: datetime, request_id: int, granted: bool, remark: str = ""
) -> ExtensionRequest:
    """Trả lời gia hạn on a letter: a later limit of the whole is the letter's limit too.

    :raises NotFound: no request on a letter that the actor reads
    """
    about = subject_of_request(request_id)
    if about is None or about.kind != INCOMING_KIND:
        raise NotFound
    letter = take(actor=actor, incoming_id=about.id, verb="decide_extension")
    demand_state(letter, "forward")
    request = work.decide_extension(
        actor=actor, at=at, request_id=request_id, granted=granted, remark=remark
    )
    matter = matter_of(subject_of(letter))
    if matter is not None and matter.due_on != letter.due_on:
        letter.due_on = matter.due_on
        follow_work(letter, "due_on", actor=actor, at=at)
    note(subject_of(letter), label=str(letter), changes={"granted": granted, "remark": remark})
    return request


def _with_part(
    verb: str,
    act: Callable[..., Assignment],
    *,
    actor: Actor,
    at: datetime,
    incoming_id: int,
    version: int | None,
    assignment_id: int | None,
    words: dict[str, str],
) -> Incoming:
    letter = take(actor=actor, incoming_id=incoming_id, verb=verb, version=version)
    own = own_part(letter, actor, assignment_id)
    if own is None:
        raise NotAllowed(NOT_YOURS)
    act(actor=actor, at=at, assignment_id=own.pk, **words)
    follow_work(letter, actor=actor, at=at)
    note(subject_of(letter), label=str(letter), changes=words)
    return letter


def _demand_of_letter(letter: Incoming, assignment_id: int) -> None:
    if all(part.pk != assignment_id for part in parts_of(letter.pk)):
        raise WrongState("Phần việc này không thuộc văn bản đang mở. Hãy tải lại trang.")
