"""Setting a hall up: its groups, counters, people and kiosks."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, NotFound, Stale
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_line
from congvu.counter.queue.choices import CHOSEN, HALL_KIND, Opening
from congvu.counter.queue.errors import CounterBusy
from congvu.counter.queue.models import Counter, Device, Hall, HallMember, ServiceGroup
from congvu.counter.queue.policies import demand_setup

M = TypeVar("M", bound=Model)
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class HallFields:
    """What a hall is; see the model."""

    name: str
    slug: str
    address: str = ""
    opening: str = Opening.CALENDAR
    early_minutes: int = 30
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class GroupFields:
    """What a group is; see the model."""

    prefix: str
    name: str
    position: int = 0
    expected_minutes: int = 10
    priority_kinds: list[str] = field(default_factory=lambda: [str(one) for one in CHOSEN])
    priority_run: int = 2
    patience_minutes: int = 60
    slot_minutes: int = 0
    slot_capacity: int = 1
    book_days: int = 7
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class CounterFields:
    """What a counter is; ``group_ids`` are groups of the same hall."""

    number: int
    name: str = ""
    group_ids: Sequence[int] = ()
    is_active: bool = True


@action("queue.hall.save")
def save_hall(
    *, actor: Actor, agency_id: int, fields: HallFields, hall_id: int | None = None,
    version: int | None = None, at: datetime,
) -> Hall:  # fmt: skip
    """Thêm, sửa sảnh.

    :raises Invalid: a field, or the short name is another hall's
    :raises Stale: changed since ``version``
    """
    demand_setup(actor, "queue.hall.save", agency_id)
    hall = _row(Hall, hall_id, version) or Hall(agency_id=agency_id)
    demand_setup(actor, "queue.hall.save", hall.agency_id)
    values = asdict(fields) | {
        "name": clean_line(fields.name, 150, label="Tên sảnh"),
        "address": clean_line(fields.address, 300, label="Địa chỉ"),
    }
    if not _SLUG.fullmatch(fields.slug):
        raise Invalid(fields={"slug": ["Chỉ dùng chữ thường không dấu, số và gạch nối."]})
    return _save(hall, values, hall)


@action("queue.group.save")
def save_group(
    *, actor: Actor, hall_id: int, fields: GroupFields, group_id: int | None = None,
    version: int | None = None, at: datetime,
) -> ServiceGroup:  # fmt: skip
    """Thêm, sửa nhóm dịch vụ, its rule of priority and its booking.

    The letter of a group that has given numbers stays, for old tickets carry it.
    """
    hall = _hall(actor, hall_id, "queue.group.save")
    group = _row(ServiceGroup, group_id, version) or ServiceGroup(hall=hall)
    if group.hall_id != hall.pk:
        raise NotFound
    if group.pk and group.prefix != fields.prefix and group.lines.exists():
        raise Invalid(
            fields={"prefix": ["Nhóm đã cấp số nên không đổi chữ đầu. Hãy thêm nhóm mới."]}
        )
    if not set(fields.priority_kinds) <= {str(one) for one in CHOSEN}:
        raise Invalid(fields={"priority_kinds": ["Có diện ưu tiên không có trong danh mục."]})
    values = asdict(fields) | {"name": clean_line(fields.name, 150, label="Tên nhóm")}
    return _save(group, values, hall)


@action("queue.counter.save")
def save_counter(
    *, actor: Actor, hall_id: int, fields: CounterFields, counter_id: int | None = None,
    version: int | None = None, at: datetime,
) -> Counter:  # fmt: skip
    """Thêm, sửa quầy and the groups it serves.

    :raises CounterBusy: put out of use while somebody sits there
    """
    hall = _hall(actor, hall_id, "queue.counter.save")
    counter = _row(Counter, counter_id, version) or Counter(hall=hall)
    if counter.hall_id != hall.pk:
        raise NotFound
    if not fields.is_active and counter.is_open:
        raise CounterBusy("Quầy đang có người trực. Hãy đóng quầy trước khi ngừng dùng.")
    groups = list(ServiceGroup.objects.filter(hall=hall, pk__in=fields.group_ids))
    if len(groups) != len(set(fields.group_ids)):
        raise Invalid(fields={"groups": ["Có nhóm không thuộc sảnh này. Hãy chọn lại."]})
    before = sorted(counter.groups.values_list("prefix", flat=True)) if counter.pk else []
    values = {
        "number": fields.number, "name": clean_line(fields.name, 100, label="Tên quầy"),
        "is_active": fields.is_active,
    }  # fmt: skip
    after = sorted(group.prefix for group in groups)
    counter = _save(counter, values, hall, counter_groups=[before, after])
    counter.groups.set(groups)
    return counter


@action("queue.member.set")
def set_member(
    *, actor: Actor, hall_id: int, user_id: int, user_name: str, member: bool, at: datetime
) -> None:
    """Thêm, bớt nhân sự của sảnh: people of other agencies who sit at counters here."""
    hall = _hall(actor, hall_id, "queue.member.set")
    before = HallMember.objects.filter(hall=hall, user_id=user_id).exists()
    if member:
        HallMember.objects.get_or_create(hall=hall, user_id=user_id)
    else:
        HallMember.objects.filter(hall=hall, user_id=user_id).delete()
    _told(hall, user_name, {"hall_member": [before, member]})


@action("queue.device.add")
def add_device(*, actor: Actor, hall_id: int, name: str, at: datetime) -> tuple[Device, str]:
    """Thêm máy lấy số; the token is shown once, only its digest is kept."""
    hall = _hall(actor, hall_id, "queue.device.add")
    clean = clean_line(name, 100, label="Tên máy")
    if not clean:
        raise Invalid(fields={"name": ["Hãy nhập tên máy."]})
    token = secrets.token_urlsafe(24)
    device = Device.objects.create(hall=hall, name=clean, digest=digest_of(token), created_at=at)
    _told(hall, clean, {"device": [None, clean]})
    return device, token


@action("queue.device.revoke")
def revoke_device(*, actor: Actor, device_id: int, at: datetime) -> Device:
    """Thu hồi máy lấy số: it gives no more numbers from now on."""
    device = Device.objects.select_for_update().filter(pk=device_id).first()
    if device is None:
        raise NotFound
    hall = _hall(actor, device.hall_id, "queue.device.revoke")
    device.revoked_at = device.revoked_at or at
    device.save(update_fields=["revoked_at"])
    _told(hall, device.name, {"device": [device.name, None]})
    return device


def digest_of(token: str) -> str:
    """SHA-256 of a device's token; the token has 192 bits of chance, so no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def _hall(actor: Actor, hall_id: int, verb: str) -> Hall:
    hall = Hall.objects.filter(pk=hall_id).first()
    if hall is None:
        raise NotFound
    demand_setup(actor, verb, hall.agency_id)
    return hall


def _row(model: type[M], pk: int | None, version: int | None) -> M | None:
    if pk is None:
        return None
    row = model._default_manager.select_for_update().filter(pk=pk).first()
    if row is None:
        raise NotFound
    if version is not None and row.version != version:  # type: ignore[attr-defined]
        raise Stale(version=row.version)  # type: ignore[attr-defined]
    return row


def _save(row: M, values: dict[str, Any], hall: Hall, **more: Any) -> M:
    """Set, check by the model's own rules, save, tell."""
    changes = dict(more)
    for name, value in values.items():
        before = getattr(row, name)
        if row.pk is None or before != value:
            changes[name] = [before if row.pk else None, value]
            setattr(row, name, value)
    if row.pk:
        row.version += 1  # type: ignore[attr-defined]
    try:
        row.full_clean()
    except ValidationError as wrong:
        raise Invalid(fields=_sentences(wrong)) from None
    row.save()
    _told(hall, str(row), changes)
    return row


def _sentences(wrong: ValidationError) -> dict[str, list[str]]:
    """What the model says, by field; ``__all__`` stands above the form."""
    found = {name: list(map(str, texts)) for name, texts in wrong.message_dict.items()}
    return {"" if name == "__all__" else name: texts for name, texts in found.items()}


def _told(hall: Hall, label: str, changes: dict[str, Any]) -> None:
    note(
        Subject(HALL_KIND, hall.pk), label=label, agency_id=hall.agency_id,
        changes=changes,
    )  # fmt: skip
