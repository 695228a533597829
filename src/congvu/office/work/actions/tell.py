"""Telling the next holder, the giver and the asked, in the transaction of the act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.dates import format_date
from congvu.core.kernel.subject import Subject
from congvu.core.notifications.actions import notify
from congvu.office.work.actions.flow import Flow
from congvu.office.work.actions.targets import Desk
from congvu.office.work.choices import Notice, Part
from congvu.office.work.models import Assignment, Consultation
from congvu.office.work.queries.desks import people_at


def given(flow: Flow, parts: Sequence[Assignment], desks: Iterable[Desk]) -> None:
    """The new holders: what they were given, by whom, until when."""
    if not parts:
        return
    first = parts[0]
    words = [f"{Part(part.part).label}: {part.to_name}" for part in parts]
    if first.due_on:
        words.append(f"Hạn xử lý: {format_date(first.due_on)}")
    _notify(
        flow, Notice.GIVEN, _people_of(desks), f"given:{first.pk}:{flow.matter.version}",
        title=f"{first.from_name} chuyển: {flow.matter.title}",
        body="\n".join([*words, first.instruction]).strip(),
    )  # fmt: skip


def returned(flow: Flow, part: Assignment, reason: str) -> None:
    """The giver, to whom a part came back."""
    _to_giver(flow, part, "returned", f"{part.to_name} trả lại: {flow.matter.title}", reason)


def finished(flow: Flow, part: Assignment, result: str) -> None:
    """The giver, to whom a result was reported."""
    _to_giver(
        flow, part, "finished", f"{part.to_name} báo cáo kết quả: {flow.matter.title}", result
    )


def reopened(flow: Flow, part: Assignment, reason: str) -> None:
    """Who leads again."""
    _notify(
        flow, Notice.GIVEN, _people_at(flow, part), f"reopened:{part.pk}:{flow.matter.version}",
        title=f"Mở lại: {flow.matter.title}", body=reason,
    )  # fmt: skip


def extension_asked(flow: Flow, part: Assignment, words: str, request_id: int) -> None:
    _to_giver(
        flow, part, f"extension:{request_id}", f"{part.to_name} xin gia hạn: {flow.matter.title}",
        words,
    )  # fmt: skip


def extension_decided(flow: Flow, part: Assignment, words: str, request_id: int) -> None:
    _notify(
        flow, Notice.GIVEN, _people_at(flow, part), f"decided:{request_id}",
        title=f"Trả lời gia hạn: {flow.matter.title}", body=words,
    )  # fmt: skip


def reminded(flow: Flow, part: Assignment, title: str, body: str, day: str) -> None:
    """The holder, once a day."""
    _notify(
        flow, Notice.REMINDED, _people_at(flow, part), f"reminded:{part.pk}:{day}", title=title, body=body,
        urgent=True,
    )  # fmt: skip


def asked(
    consultations: Sequence[Consultation], desks: Iterable[Desk], *, actor: Actor, at: datetime
) -> None:
    """Those whose opinion is wanted."""
    first = consultations[0]
    until = f"\nHạn trả lời: {format_date(first.due_on)}" if first.due_on else ""
    notify(
        event_key=f"work.asked:{first.pk}", kind=Notice.OPINION,
        recipients=_people_of(desks),
        subject=Subject(first.subject_kind, first.subject_id),
        title=f"{first.from_name} xin ý kiến", body=first.question + until, actor=actor, at=at,
    )  # fmt: skip


def answered(consultation: Consultation, *, actor: Actor, at: datetime) -> None:
    """Who asked."""
    if consultation.from_post_id is None:
        return
    notify(
        event_key=f"work.answered:{consultation.pk}", kind=Notice.OPINION,
        recipients=people_at(
            [(0, consultation.from_post_id)], agency_id=consultation.agency_id, at=at
        ),
        subject=Subject(consultation.subject_kind, consultation.subject_id),
        title=f"{consultation.to_name} đã cho ý kiến", body=consultation.answer, actor=actor,
        at=at,
    )  # fmt: skip


def _people_of(desks: Iterable[Desk]) -> set[int]:
    return {pk for desk in desks for pk in desk.people}


def _people_at(flow: Flow, part: Assignment) -> set[int]:
    desk = (part.to_unit_id, part.to_post_id)
    return people_at([desk], agency_id=flow.matter.agency_id, at=flow.at)


def _to_giver(flow: Flow, part: Assignment, key: str, title: str, body: str) -> None:
    giver = flow.parent(part)
    if giver is not None:
        _notify(
            flow, Notice.CAME_BACK, _people_at(flow, giver), f"{key}:{part.pk}:{flow.matter.version}",
            title=title, body=body,
        )  # fmt: skip


def _notify(
    flow: Flow, kind: str, people: set[int], key: str, *, title: str, body: str,
    urgent: bool = False,
) -> None:  # fmt: skip
    if people:
        notify(
            event_key=f"work.{key}", kind=kind, recipients=people, subject=flow.subject,
            title=title, body=body, actor=flow.actor, at=flow.at, urgent=urgent,
        )  # fmt: skip


__all__ = [
    "answered",
    "asked",
    "extension_asked",
    "extension_decided",
    "finished",
    "given",
    "reminded",
    "reopened",
    "returned",
]
