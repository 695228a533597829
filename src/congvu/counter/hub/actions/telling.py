"""Facts that no event of ours tells, entered by the agency."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import Invalid, NotFound, Stale
from congvu.core.kernel.text import clean_line
from congvu.counter.hub.choices import FactCode
from congvu.counter.hub.models import Fact, Feedback
from congvu.counter.hub.policies import agency_told_of

MOST = 10_000_000


@action("hub.fact.record")
def record_fact(
    *, actor: Actor, code: str, month: date, value: int, whole: int, source: str, at: datetime,
    agency_id: int | None = None,
) -> Fact:  # fmt: skip
    """Ghi số liệu bổ sung of an agency and month; what was entered before is kept, replaced.

    :param agency_id: an administrator's choice; None is the actor's own
    :raises Invalid: more than the whole, a month to come, no source
    """
    agency = agency_told_of(actor, "hub.fact.record", agency_id)
    first = month.replace(day=1)
    if code not in FactCode.values:
        raise Invalid("Hãy chọn số liệu.", fields={"code": ["Hãy chọn số liệu."]})
    if first > local_date(at):
        raise Invalid("Tháng này chưa đến.", fields={"month": ["Hãy chọn tháng đã qua hoặc nay."]})
    if not 0 <= value <= whole <= MOST:
        raise Invalid(
            "Số đạt không được lớn hơn tổng số.", fields={"value": ["Hãy nhập từ 0 đến tổng số."]}
        )
    told = _filled("source", source, 300, "Căn cứ")
    held = Fact.objects.select_for_update().filter(
        agency=agency, code=code, period=first, replaced_at=None
    )
    before = [f"{row.value}/{row.whole}" for row in held]
    held.update(replaced_at=at)
    made = Fact.objects.create(
        agency_id=agency, code=code, period=first, value=value, whole=whole, source=told, at=at,
        by_name=actor.name,
    )  # fmt: skip
    note(
        None, label=str(made)[:300], agency_id=agency,
        changes={"value": [", ".join(before), f"{value}/{whole}"], "source": told},
    )  # fmt: skip
    return made


@dataclass(frozen=True, slots=True)
class FeedbackFields:
    received_on: date
    subject: str
    code: str = ""
    attitude: bool = False
    founded: bool | None = None
    refused_on: date | None = None
    asked_on: date | None = None
    answered_on: date | None = None
    published_on: date | None = None


@action("hub.feedback.save")
def save_feedback(
    *, actor: Actor, fields: FeedbackFields, at: datetime, agency_id: int | None = None,
    feedback_id: int | None = None, version: int | None = None,
) -> Feedback:  # fmt: skip
    """Ghi, cập nhật một phản ánh, kiến nghị and the days on which it was dealt with.

    :raises Invalid: days out of order or to come; :raises Stale: changed since
    """
    row = _held(feedback_id, version)
    agency = agency_told_of(actor, "hub.feedback.save", row.agency_id if row.pk else agency_id)
    _check(fields, local_date(at))
    for name, value in asdict(fields).items():
        setattr(row, name, value)
    row.subject = _filled("subject", fields.subject, 500, "Nội dung")
    row.code = clean_line(fields.code, 60, label="Mã phản ánh") if fields.code else ""
    row.agency_id, row.at, row.by_name = agency, at, actor.name
    row.version += row.pk is not None
    row.save()
    note(
        None, label=f"Phản ánh {row.code or row.pk}"[:300], agency_id=agency,
        changes={name: str(value) for name, value in asdict(fields).items() if value is not None},
    )  # fmt: skip
    return row


def _filled(name: str, text: str, most: int, label: str) -> str:
    found = clean_line(text, most, label=label)
    if not found:
        raise Invalid(f"{label} còn trống.", fields={name: [f"Hãy nhập {label.lower()}."]})
    return found


def _held(feedback_id: int | None, version: int | None) -> Feedback:
    if feedback_id is None:
        return Feedback()
    row = Feedback.objects.select_for_update().filter(pk=feedback_id).first()
    if row is None:
        raise NotFound
    if version is not None and version != row.version:
        raise Stale(version=row.version)
    return row


_DAYS = ("refused_on", "asked_on", "answered_on", "published_on")


def _check(fields: FeedbackFields, today: date) -> None:
    wrong: dict[str, list[str]] = {}
    for name in ("received_on", *_DAYS):
        day = getattr(fields, name)
        if day is not None and day > today:
            wrong[name] = ["Ngày này chưa đến."]
        elif day is not None and day < fields.received_on:
            wrong[name] = ["Phải từ ngày nhận trở đi."]
    if fields.refused_on and fields.answered_on:
        wrong["answered_on"] = ["Đã từ chối tiếp nhận thì không có ngày trả lời."]
    if fields.published_on and (
        fields.answered_on is None or fields.published_on < fields.answered_on
    ):
        wrong["published_on"] = ["Phải từ ngày trả lời trở đi."]
    if wrong:
        raise Invalid(
            "Các ngày xử lý phản ánh chưa đúng. Hãy sửa các ô được đánh dấu.", fields=wrong
        )
