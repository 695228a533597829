"""Inside the agency: who works on it, the one extension, stopping and taking back."""

from __future__ import annotations

from datetime import datetime

from congvu.core.audit.actions import action
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import Invalid
from congvu.core.organisation.queries import people_of, unit_names
from congvu.counter.dossiers import indexes
from congvu.counter.dossiers.actions.charging import release
from congvu.counter.dossiers.actions.notices import JOINT, desk_told, given
from congvu.counter.dossiers.actions.steps import DUE_FIELDS, move, redue, said, take, write_event
from congvu.counter.dossiers.actions.waiting import end_wait
from congvu.counter.dossiers.choices import DOSSIER, FINAL
from congvu.counter.dossiers.clock import Longer
from congvu.counter.dossiers.errors import AlreadyExtended, TooLateToExtend
from congvu.counter.dossiers.models import Dossier, Extension
from congvu.counter.dossiers.policies import ROOM

LONGEST_EXTENSION = 365


@action(f"{ROOM}.start")
def start(
    *, actor: Actor, at: datetime, dossier_id: int, unit_id: int | None = None,
    post_id: int | None = None, remark: str = "", version: int | None = None,
) -> Dossier:  # fmt: skip
    """Chuyển xử lý: the desk hands the dossier to a unit or a person of it (Điều 18).

    :raises Invalid: neither, or not of this agency
    """
    return _handed(actor, at, dossier_id, unit_id, post_id, remark, version, "start")


@action(f"{ROOM}.hand_over")
def hand_over(
    *, actor: Actor, at: datetime, dossier_id: int, unit_id: int | None = None,
    post_id: int | None = None, remark: str = "", version: int | None = None,
) -> Dossier:  # fmt: skip
    """Chuyển người xử lý within the agency."""
    return _handed(actor, at, dossier_id, unit_id, post_id, remark, version, "hand_over")


@action(f"{ROOM}.extend")
def extend(
    *, actor: Actor, at: datetime, dossier_id: int, days: int, reason: str,
    version: int | None = None,
) -> Dossier:  # fmt: skip
    """Gia hạn, xin lỗi (Mẫu 04): a new date, once, at least a day before the old one.

    :param days: how many more, in the unit of the term (for hours: working days of eight)
    :raises AlreadyExtended: once before; :raises TooLateToExtend: the date is today or past
    """
    dossier = take(actor=actor, dossier_id=dossier_id, version=version, verb="extend")
    why = said(reason, "Lý do gia hạn", field="reason")
    if not 1 <= days <= LONGEST_EXTENSION:
        raise Invalid(
            f"Số ngày gia hạn phải từ 1 đến {LONGEST_EXTENSION}. Hãy nhập lại.",
            fields={"days": ["Nhập số ngày."]},
        )
    if Extension.objects.filter(dossier=dossier).exists():
        raise AlreadyExtended
    before = dossier.due_at
    if before is None or local_date(before) <= local_date(at):
        raise TooLateToExtend
    redue(dossier, longer=Longer(at, days, why))
    if dossier.due_at is None or dossier.due_at <= before:
        raise Invalid(
            "Số ngày thêm rơi hết vào ngày nghỉ nên hạn trả không đổi. Hãy nhập nhiều ngày hơn.",
            fields={"days": ["Nhập nhiều ngày hơn."]},
        )
    Extension.objects.create(
        dossier=dossier, at=at, days=days, reason=why, before=before, after=dossier.due_at,
        signer_name=actor.name[:150], signer_title=actor.label[:200],
    )  # fmt: skip
    move(
        dossier, "extend", actor=actor, at=at, text=why, changed=DUE_FIELDS,
        changes={"due_at": [before, dossier.due_at], "days": days},
    )  # fmt: skip
    return dossier


@action(f"{ROOM}.stop")
def stop(
    *, actor: Actor, at: datetime, dossier_id: int, reason: str, version: int | None = None
) -> Dossier:
    """Dừng giải quyết with a reason (Mẫu 05); final."""
    return _ended(actor, at, dossier_id, reason, version, "stop", "Lý do dừng")


@action(f"{ROOM}.withdraw")
def withdraw(
    *, actor: Actor, at: datetime, dossier_id: int, reason: str, version: int | None = None
) -> Dossier:
    """Rút hồ sơ at the applicant's wish; final."""
    return _ended(actor, at, dossier_id, reason, version, "withdraw", "Lý do rút")


def let_go(dossier: Dossier, *, reason: str, actor: Actor, at: datetime) -> None:
    """Who asked for this dossier (liên thông) does not need it any more: it is taken back, or
    stopped; where its state allows neither, its desk is told and decides."""
    found = next((one for one in ("withdraw", "stop") if DOSSIER.allows(one, dossier.state)), "")
    if found:
        _ended(actor, at, dossier.pk, reason, None, found, "Lý do thôi")
        return
    if dossier.state in FINAL:
        return
    write_event(dossier, "joint_dropped", actor=actor, at=at, source=dossier.state, text=reason)
    desk_told(
        dossier, JOINT, f"Hồ sơ liên thông {dossier.code}: {reason}", agency_id=dossier.agency_id,
        actor=actor, at=at, key=":dropped",
    )  # fmt: skip


def _ended(
    actor: Actor, at: datetime, dossier_id: int, reason: str, version: int | None, verb: str,
    label: str,
) -> Dossier:  # fmt: skip
    dossier = take(actor=actor, dossier_id=dossier_id, version=version, verb=verb)
    why = said(reason, label, field="reason")
    end_wait(dossier, at)
    release(dossier, at=at, reason=why)
    move(dossier, verb, actor=actor, at=at, text=why)
    return dossier


def _handed(
    actor: Actor, at: datetime, dossier_id: int, unit_id: int | None, post_id: int | None,
    remark: str, version: int | None, verb: str,
) -> Dossier:  # fmt: skip
    dossier = take(actor=actor, dossier_id=dossier_id, version=version, verb=verb)
    words = said(remark, "Lời dặn", field="remark", required=False)
    before, unit_before = dossier.officer_name, dossier.unit_id
    dossier.unit_id, dossier.officer_post_id, dossier.officer_name = seat_of(
        dossier, unit_id, post_id, at
    )
    move(
        dossier, verb, actor=actor, at=at, text=words, to_name=dossier.officer_name,
        changed=("unit", "officer_post", "officer_name"),
        changes={"officer": [before, dossier.officer_name]},
    )  # fmt: skip
    if dossier.unit_id != unit_before:
        indexes.moved(dossier)
    given(dossier, actor=actor, at=at)
    return dossier


def seat_of(
    dossier: Dossier, unit_id: int | None, post_id: int | None, at: datetime
) -> tuple[int, int | None, str]:
    """Unit, post and name of whom it is given to."""
    if post_id is not None:
        people = people_of(at=at, agency_id=dossier.agency_id).filter(post_id=post_id)
        row = people.values_list("unit_id", "user__full_name").first()
        if row is not None:
            return row[0], post_id, row[1][:150]
    elif unit_id is not None:
        names = dict(unit_names(dossier.agency_id, on=local_date(at)))
        if unit_id in names:
            return unit_id, None, names[unit_id][:150]
    raise Invalid(
        "Chưa chọn nơi nhận trong cơ quan. Hãy chọn đơn vị hoặc người xử lý.",
        fields={"to": ["Chọn nơi nhận."]},
    )
