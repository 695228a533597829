"""Units and posts of an agency."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Conflict, Invalid
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_line
from congvu.core.organisation.choices import Role, UnitKind
from congvu.core.organisation.errors import Closed, StillInUse
from congvu.core.organisation.keys import moved, path_of
from congvu.core.organisation.models import Agency, Appointment, Post, Unit
from congvu.core.organisation.policies import demand_manage
from congvu.core.organisation.rows import changed, locked

UNIT, POST = "organisation.unit", "organisation.post"


@action("organisation.unit.create")
def create_unit(
    *, actor: Actor, agency: Agency, name: str, kind: UnitKind, notation: str = "",
    parent: Unit | None = None, position: int = 0, valid_from: date | None = None, at: datetime,
) -> Unit:  # fmt: skip
    """Thêm đơn vị vào cơ quan.

    :raises Conflict: the agency has a unit of that name
    :raises Invalid: the unit above belongs to another agency
    """
    demand_manage(actor, "organisation.unit.create", agency.pk)
    values = _unit_values(name, kind, notation, parent, position)
    _demand_place(agency.pk, values["name"], parent, None)
    unit = Unit(agency=agency, valid_from=valid_from, **values)
    unit.save(force_insert=True)
    unit.path = path_of(unit, parent)
    unit.save(update_fields=["path"])
    note(
        Subject(UNIT, unit.pk), label=f"{unit.name}, {agency.name}", agency_id=agency.pk,
        changes={"kind": kind, "notation": unit.notation, "valid_from": valid_from},
    )  # fmt: skip
    return unit


@action("organisation.unit.update")
def update_unit(
    *, actor: Actor, unit: Unit, name: str, kind: UnitKind, notation: str = "",
    parent: Unit | None = None, position: int = 0, version: int | None = None, at: datetime,
) -> Unit:  # fmt: skip
    """Sửa đơn vị; moving it moves every unit below.

    :raises Stale: somebody changed it since
    """
    demand_manage(actor, "organisation.unit.update", unit.agency_id)
    row = locked(unit, version)
    values = _unit_values(name, kind, notation, parent, position)
    _demand_place(row.agency_id, values["name"], parent, row)
    changes = changed(row, {key: value for key, value in values.items() if key != "parent"})
    if row.parent_id != (parent.pk if parent else None):
        changes["parent"] = [row.parent and row.parent.name, parent and parent.name]
        row.parent = parent
    old_path, row.path = row.path, path_of(row, parent)
    if row.path != old_path:
        below = Unit.objects.filter(path__startswith=old_path).exclude(pk=row.pk)
        Unit.objects.bulk_update(moved(below, old_path, row.path), ["path"], batch_size=500)
    row.version += 1
    row.save()
    note(Subject(UNIT, row.pk), label=row.name, changes=changes, agency_id=row.agency_id)
    return row


@action("organisation.unit.close")
def close_unit(*, actor: Actor, unit: Unit, last_day: date, at: datetime) -> Unit:
    """Kết thúc hoạt động đơn vị; its posts end with it.

    :raises StillInUse: people or units are still in it after that day
    """
    demand_manage(actor, "organisation.unit.close", unit.agency_id)
    row = locked(unit)
    if row.valid_to is not None:
        raise Closed()
    next_day = last_day + timedelta(days=1)
    people = Appointment.objects.on(next_day).filter(unit=row)
    below = Unit.objects.on(next_day).filter(parent=row)
    if people.exists() or below.exists():
        raise StillInUse()
    _demand_order(row.valid_from, last_day)
    row.valid_to, row.version = last_day, row.version + 1
    row.save(update_fields=["valid_to", "version"])
    Post.objects.filter(unit=row, valid_to__isnull=True).update(valid_to=last_day)
    note(
        Subject(UNIT, row.pk), label=row.name, agency_id=row.agency_id,
        changes={"valid_to": [None, last_day]},
    )  # fmt: skip
    return row


@action("organisation.post.create")
def create_post(
    *, actor: Actor, unit: Unit, title: str, role: Role, position: int = 0,
    valid_from: date | None = None, at: datetime,
) -> Post:  # fmt: skip
    """Thêm vị trí công tác với chức vụ in trên văn bản và vai trò trong hệ thống."""
    demand_manage(actor, "organisation.post.create", unit.agency_id)
    post = Post.objects.create(
        unit=unit, title=_title(title), role=role, position=position, valid_from=valid_from
    )
    note(
        Subject(POST, post.pk), label=f"{post.title}, {unit.name}", agency_id=unit.agency_id,
        changes={"role": role},
    )  # fmt: skip
    return post


@action("organisation.post.update")
def update_post(
    *, actor: Actor, post: Post, title: str, role: Role, position: int = 0,
    version: int | None = None, at: datetime,
) -> Post:  # fmt: skip
    """Sửa vị trí: a new role holds at once for everybody on it.

    :raises Stale: somebody changed it since
    """
    demand_manage(actor, "organisation.post.update", post.unit.agency_id)
    row = locked(post, version)
    changes = changed(row, {"title": _title(title), "role": str(role), "position": position})
    row.version += 1
    row.save()
    note(Subject(POST, row.pk), label=row.title, changes=changes, agency_id=row.unit.agency_id)
    return row


@action("organisation.post.close")
def close_post(*, actor: Actor, post: Post, last_day: date, at: datetime) -> Post:
    """Kết thúc vị trí.

    :raises StillInUse: somebody holds it after that day
    """
    demand_manage(actor, "organisation.post.close", post.unit.agency_id)
    row = locked(post)
    if row.valid_to is not None:
        raise Closed()
    if Appointment.objects.on(last_day + timedelta(days=1)).filter(post=row).exists():
        raise StillInUse()
    _demand_order(row.valid_from, last_day)
    row.valid_to, row.version = last_day, row.version + 1
    row.save(update_fields=["valid_to", "version"])
    note(
        Subject(POST, row.pk), label=row.title, agency_id=row.unit.agency_id,
        changes={"valid_to": [None, last_day]},
    )  # fmt: skip
    return row


def _unit_values(
    name: str, kind: UnitKind, notation: str, parent: Unit | None, position: int
) -> dict[str, object]:
    clean = clean_line(name, 200, label="Tên đơn vị")
    if not clean:
        raise Invalid(fields={"name": ["Hãy nhập tên đơn vị."]})
    return {
        "name": clean, "kind": str(kind), "notation": clean_line(notation, 30, label="Ký hiệu"),
        "parent": parent, "position": position,
    }  # fmt: skip


def _demand_place(agency_id: int, name: object, parent: Unit | None, row: Unit | None) -> None:
    if parent is not None and parent.agency_id != agency_id:
        raise Invalid(fields={"parent": ["Đơn vị cấp trên phải thuộc cùng cơ quan."]})
    if parent is not None and row is not None and parent.path.startswith(row.path):
        raise Invalid(fields={"parent": ["Đơn vị không thể trực thuộc chính mình."]})
    same = Unit.objects.filter(agency_id=agency_id, name=name)
    if row is not None:
        same = same.exclude(pk=row.pk)
    if same.exists():
        raise Conflict("Cơ quan đã có đơn vị tên này. Hãy dùng tên khác hoặc mở đơn vị đã có.")


def _demand_order(first: date | None, last: date) -> None:
    if first and last < first:
        raise Invalid(fields={"last_day": ["Ngày kết thúc phải sau ngày bắt đầu hiệu lực."]})


def _title(title: str) -> str:
    clean = clean_line(title, 100, label="Chức vụ")
    if not clean:
        raise Invalid(fields={"title": ["Hãy nhập chức vụ."]})
    return clean
