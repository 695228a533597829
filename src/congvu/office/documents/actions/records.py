"""Record files (hồ sơ công việc): create, file letters, close (NĐ 30/2020, Điều 28-31)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Stale, WrongState
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.subject import Subject, kinds
from congvu.core.kernel.text import clean_line
from congvu.office.documents.choices import INCOMING_KIND, OUTGOING_KIND, RECORD_KIND
from congvu.office.documents.models import Record, RecordItem
from congvu.office.documents.policies.records import demand_keeper

FILED_KINDS = (INCOMING_KIND, OUTGOING_KIND)


@action("documents.record.create")
def create_record(
    *,
    actor: Actor,
    at: datetime,
    code: str,
    title: str,
    retention: str,
    year: int | None = None,
    note_text: str = "",
) -> Record:
    """Lập hồ sơ: open a record file under the filing plan, owned by the actor's post.

    :param code: number and notation, ``01.TCCB``; once a year in the agency
    :param retention: the term, ``Vĩnh viễn`` or ``20 năm``
    :raises Conflict: the code is taken this year
    :raises Invalid: code, title or term missing or too long
    """
    demand(actor, "documents.record.create")
    if actor.agency_id is None or actor.post_id is None:
        raise NotAllowed("Tài khoản chưa giữ vị trí nào nên chưa lập hồ sơ được.")
    today = local_date(at)
    year = year or today.year
    if not today.year - 5 <= year <= today.year + 1:
        raise Invalid("Năm hồ sơ không hợp lệ. Hãy nhập lại.", fields={"year": ["Năm hồ sơ."]})
    fields = _checked(code=code, title=title, retention=retention)
    fields |= {"owner_name": actor.name[:150], "note": clean_line(note_text, 500, label="Ghi chú")}
    record, created = Record.objects.get_or_create(
        agency_id=actor.agency_id, year=year, code=fields.pop("code"),
        defaults={**fields, "owner_post_id": actor.post_id, "opened_on": today},
    )  # fmt: skip
    if not created:
        raise Conflict(
            f"Hồ sơ {record.code} năm {year} đã có. Hãy dùng hồ sơ đó hoặc chọn ký hiệu khác.",
            fields={"code": ["Ký hiệu đã dùng trong năm."]},
        )
    note(_subject(record), label=str(record), changes={"retention": record.retention})
    return record


@action("documents.record.file")
def file_letters(
    *, actor: Actor, at: datetime, record_id: int, subjects: Sequence[Subject]
) -> list[RecordItem]:
    """Đưa vào hồ sơ: lay letters that the actor reads into a record file, each once.

    :returns: the new items; what lies there already is left out
    :raises NotFound: a letter the actor does not read
    :raises WrongState: the record file is closed
    """
    record = _taken(actor, record_id, "file")
    _demand_readable(actor, subjects)
    there = set(record.items.values_list("subject_kind", "subject_id"))
    new = [s for s in dict.fromkeys(subjects) if (s.kind, s.id) not in there]
    items = RecordItem.objects.bulk_create(
        [
            RecordItem(
                record=record, subject_kind=s.kind, subject_id=s.id, filed_at=at,
                filed_by=actor.name[:150],
            )
            for s in new
        ]
    )  # fmt: skip
    _touch(record)
    for subject in new:
        note(subject, changes={"record": str(record)})
    note(_subject(record), label=str(record), changes={"filed": [str(s) for s in new]})
    return items


@action("documents.record.unfile")
def unfile(*, actor: Actor, at: datetime, item_id: int, reason: str) -> None:
    """Lấy ra khỏi hồ sơ: a letter filed by mistake, with a reason in the journal.

    :raises WrongState: the record file is closed
    """
    item = RecordItem.objects.filter(pk=item_id).first()
    if item is None:
        raise NotFound
    record = _taken(actor, item.record_id, "unfile")
    reason = _required(reason, 500, "Lý do")
    subject = Subject(item.subject_kind, item.subject_id)
    item.delete()
    _touch(record)
    note(subject, changes={"record": str(record), "reason": reason})
    note(_subject(record), label=str(record), changes={"unfiled": str(subject), "reason": reason})


@action("documents.record.close")
def close_record(
    *, actor: Actor, at: datetime, record_id: int, version: int | None = None
) -> Record:
    """Kết thúc hồ sơ: nothing more is filed; its time until the archive begins.

    :raises WrongState: closed already, or empty
    """
    record = _taken(actor, record_id, "close", version)
    if not record.items.exists():
        raise WrongState("Hồ sơ chưa có văn bản nên chưa kết thúc được. Hãy đưa văn bản vào trước.")
    record.closed_on = local_date(at)
    _touch(record, "closed_on")
    note(_subject(record), label=str(record), changes={"closed_on": record.closed_on})
    return record


def _taken(actor: Actor, record_id: int, verb: str, version: int | None = None) -> Record:
    record = Record.objects.select_for_update().filter(pk=record_id).first()
    if record is None:
        raise NotFound
    demand_keeper(actor, record, verb)
    if version is not None and version != record.version:
        raise Stale(version=record.version)
    if record.closed_on is not None:
        raise WrongState("Hồ sơ đã kết thúc nên không thay đổi được. Hãy lập hồ sơ mới.")
    return record


def _demand_readable(actor: Actor, subjects: Sequence[Subject]) -> None:
    if not subjects:
        raise Invalid("Chưa chọn văn bản. Hãy chọn ít nhất một văn bản.")
    for name in {subject.kind for subject in subjects}:
        kind = kinds.get(name) if name in FILED_KINDS else None
        ids = {subject.id for subject in subjects if subject.kind == name}
        if kind is None or kind.readable(actor, ids) != ids:
            raise NotFound("Không tìm thấy văn bản đã chọn. Hãy tải lại danh sách rồi chọn lại.")


def _checked(*, code: str, title: str, retention: str) -> dict[str, str]:
    return {
        "code": _required(code, 20, "Số và ký hiệu hồ sơ", "code"),
        "title": _required(title, 500, "Tiêu đề hồ sơ", "title"),
        "retention": _required(retention, 30, "Thời hạn bảo quản", "retention"),
    }


def _required(text: str, longest: int, label: str, field: str = "reason") -> str:
    text = clean_line(text, longest, label=label)
    if not text:
        raise Invalid(f"{label} chưa có. Hãy nhập rồi gửi lại.", fields={field: [label]})
    return text


def _touch(record: Record, *fields: str) -> None:
    record.version += 1
    record.save(update_fields=["version", *fields])


def _subject(record: Record) -> Subject:
    return Subject(RECORD_KIND, record.pk)
