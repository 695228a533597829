"""Fields of administration (lĩnh vực)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.collation import sort_key
from congvu.core.kernel.errors import Invalid, NotFound, Stale
from congvu.core.kernel.text import clean_line, fold
from congvu.core.organisation.policies import demand
from congvu.counter.procedures.errors import FieldInUse
from congvu.counter.procedures.models import Field, FieldRename, ProcedureVersion


def fill_field(field: Field) -> Field:
    """Normal form, order and search words."""
    field.code = clean_line(field.code, 30, label="Mã lĩnh vực").upper()
    field.name = clean_line(field.name, 250, label="Tên lĩnh vực")
    field.sort_key = sort_key(field.name)[:1000]
    field.search_key = fold(f"{field.name} {field.code}")[:300]
    return field


@action("procedures.field.save")
def save_field(
    *, actor: Actor, code: str, name: str, at: datetime, version: int | None = None,
    new: bool = False,
) -> Field:  # fmt: skip
    """Thêm hoặc đổi tên một lĩnh vực, by its code.

    :param version: the one the form showed; None when adding
    :param new: only add
    :raises Stale: changed since; :raises Invalid: ``new``, and the code is taken
    """
    demand(actor, "procedures.field.save")
    wanted = fill_field(Field(code=code, name=name))
    field = Field.objects.select_for_update().filter(code=wanted.code).first()
    before = field.name if field else ""
    if not wanted.code or not wanted.name:
        raise Invalid("Hãy nhập mã và tên lĩnh vực.")
    if new and field is not None:
        raise Invalid("Mã này đã có.", fields={"code": [f"Mã này là của “{field.name}”."]})
    if field is None:
        field = wanted
    elif version is not None and version != field.version:
        raise Stale(version=field.version)
    else:
        field.name, field.sort_key, field.search_key = (
            wanted.name, wanted.sort_key, wanted.search_key,
        )  # fmt: skip
        field.version += 1
    field.save()
    note(None, label=f"Lĩnh vực {field.code}", changes={"name": [before, field.name]})
    return field


@action("procedures.field.rename")
def rename_field(
    *, actor: Actor, field_id: int, name: str, from_day: date, at: datetime,
    version: int | None = None,
) -> Field:  # fmt: skip
    """Đổi tên lĩnh vực from a day: at once when the day has come, else by the job of that day.

    :raises Invalid: the same name; :raises Stale: changed since
    """
    demand(actor, "procedures.field.rename")
    field = _locked(field_id, version)
    wanted = fill_field(Field(code=field.code, name=name))
    if not wanted.name or wanted.name == field.name:
        raise Invalid("Hãy nhập tên mới.", fields={"name": ["Tên mới phải khác tên đang dùng."]})
    due = from_day <= local_date(at)
    FieldRename.objects.filter(field=field, from_day=from_day).delete()
    FieldRename.objects.create(
        field=field, name=wanted.name, before=field.name, from_day=from_day, decided_at=at,
        by_name=actor.name, applied_at=at if due else None,
    )  # fmt: skip
    note(
        None, label=f"Lĩnh vực {field.code}",
        changes={"name": [field.name, wanted.name], "from": from_day},
    )  # fmt: skip
    if due:
        _call(field, wanted.name)
    return field


@action("procedures.field.close")
def close_field(
    *, actor: Actor, field_id: int, last_day: date | None, at: datetime,
    version: int | None = None,
) -> Field:  # fmt: skip
    """Đóng lĩnh vực after a day; None opens it again.

    :raises FieldInUse: a procedure in force after that day is of this field
    """
    demand(actor, "procedures.field.close")
    field = _locked(field_id, version)
    if last_day is not None:
        held = ProcedureVersion.objects.in_force(last_day + timedelta(days=1)).filter(field=field)
        if (count := held.count()) > 0:
            raise FieldInUse(count)
        if field.valid_from is not None and last_day < field.valid_from:
            raise Invalid("Ngày cuối phải từ ngày đầu trở đi.")
    note(
        None, label=f"Lĩnh vực {field.code}",
        changes={"last_day": [str(field.valid_to or ""), str(last_day or "")]},
    )  # fmt: skip
    field.valid_to = last_day
    field.version += 1
    field.save(update_fields=["valid_to", "version"])
    return field


@action("procedures.field.apply_names")
def apply_names(*, actor: Actor, at: datetime) -> int:
    """Đổi tên đến ngày: names whose day has come; returns how many."""
    demand(actor, "procedures.field.apply_names")
    rows = FieldRename.objects.select_for_update().filter(
        applied_at=None, from_day__lte=local_date(at)
    )
    found = list(rows.order_by("from_day", "pk"))
    for row in found:
        _call(_locked(row.field_id, None), row.name)
    FieldRename.objects.filter(pk__in=[row.pk for row in found]).update(applied_at=at)
    note(None, label="Đổi tên lĩnh vực đến ngày", changes={"count": len(found)})
    return len(found)


def _locked(field_id: int, version: int | None) -> Field:
    field: Field | None = Field.objects.select_for_update().filter(pk=field_id).first()
    if field is None:
        raise NotFound
    if version is not None and version != field.version:
        raise Stale(version=field.version)
    return field


def _call(field: Field, name: str) -> None:
    field.name = name
    fill_field(field)
    field.version += 1
    field.save(update_fields=["name", "code", "sort_key", "search_key", "version"])
