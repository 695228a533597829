"""Agencies: create, update, close, merge."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Conflict, Invalid, WrongState
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_line
from congvu.core.organisation.choices import Level
from congvu.core.organisation.errors import Closed, StillInUse
from congvu.core.organisation.keys import fill_agency, moved, path_of
from congvu.core.organisation.models import Agency, AgencyCode, Appointment, Post, Unit
from congvu.core.organisation.policies import demand, demand_manage
from congvu.core.organisation.rows import changed, locked

KIND = "organisation.agency"
OWN_FIELDS = frozenset({"place", "address", "email", "phone", "website", "short_name"})
"""What an agency's own administrator may change; the rest is the system administrator's."""


@dataclass(frozen=True, slots=True)
class AgencyDetails:
    """What a person enters about an agency; ``slug`` is its short word in addresses."""

    name: str
    slug: str
    level: Level
    short_name: str = ""
    notation: str = ""
    parent_id: int | None = None
    territory_id: int | None = None
    is_member: bool = True
    place: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""

    def cleaned(self) -> dict[str, object]:
        values = asdict(self)
        for name, size in (
            ("name", 200), ("short_name", 100), ("notation", 30), ("place", 100),
            ("address", 300), ("phone", 20), ("website", 100),
        ):  # fmt: skip
            values[name] = clean_line(values[name], size)
        if not values["name"]:
            raise Invalid(fields={"name": ["Hãy nhập tên cơ quan."]})
        return values


@action("organisation.agency.create")
def create_agency(
    *, actor: Actor, details: AgencyDetails, valid_from: date | None = None, at: datetime
) -> Agency:
    """Thêm cơ quan, dùng hệ thống này hoặc chỉ để gửi nhận.

    :raises NotAllowed: not the system administrator
    :raises Conflict: the short word is taken
    """
    demand(actor, "organisation.agency.create")
    if Agency.objects.filter(slug=details.slug).exists():
        raise Conflict("Mã ngắn này đã có cơ quan dùng. Hãy chọn mã ngắn khác.")
    agency = fill_agency(Agency(**details.cleaned(), valid_from=valid_from))
    agency.save(force_insert=True)
    agency.path = path_of(agency, agency.parent)
    agency.save(update_fields=["path"])
    note(Subject(KIND, agency.pk), label=agency.name, changes={"created": details.cleaned()})
    return agency


@action("organisation.agency.update")
def update_agency(
    *, actor: Actor, agency: Agency, details: AgencyDetails, version: int | None = None,
    at: datetime,
) -> Agency:  # fmt: skip
    """Sửa thông tin cơ quan; its own administrator changes contacts only.

    :raises Stale: somebody changed it since
    :raises Invalid: moved under itself
    """
    demand_manage(actor, "organisation.agency.update", agency.pk)
    row = locked(agency, version)
    old_path = row.path
    changes = changed(row, details.cleaned())
    if not actor.is_admin and set(changes) - OWN_FIELDS:
        raise Invalid(
            "Quản trị cơ quan chỉ sửa được tên ngắn và thông tin liên hệ. Các thông tin khác do "
            "quản trị hệ thống sửa."
        )
    fill_agency(row)
    _move(row, old_path)
    row.version += 1
    row.save()
    note(Subject(KIND, row.pk), label=row.name, changes=changes, agency_id=row.pk)
    return row


def _move(row: Agency, old_path: str) -> None:
    if row.parent is not None and row.parent.path.startswith(old_path):
        raise Invalid(fields={"parent": ["Cơ quan không thể trực thuộc chính mình."]})
    row.path = path_of(row, row.parent)
    if row.path != old_path:
        below = Agency.objects.filter(path__startswith=old_path).exclude(pk=row.pk)
        Agency.objects.bulk_update(moved(below, old_path, row.path), ["path"], batch_size=500)


@action("organisation.agency.close")
def close_agency(*, actor: Actor, agency: Agency, last_day: date, at: datetime) -> Agency:
    """Kết thúc hoạt động: the agency and its codes hold until ``last_day``.

    :raises StillInUse: people or agencies are still in it after that day
    """
    demand(actor, "organisation.agency.close")
    row = _open(agency)
    next_day = last_day + timedelta(days=1)
    if (
        Appointment.objects.on(next_day).filter(agency=row).exists()
        or Agency.objects.on(next_day).filter(parent=row).exists()
    ):
        raise StillInUse()
    _end(row, last_day)
    note(
        Subject(KIND, row.pk), label=row.name, changes={"valid_to": [None, last_day]},
        agency_id=row.pk,
    )  # fmt: skip
    return row


@action("organisation.agency.merge")
def merge_agency(
    *, actor: Actor, agency: Agency, successor: Agency, last_day: date, at: datetime
) -> Agency:
    """Sáp nhập: ``agency`` ends on ``last_day`` and ``successor`` stands for it afterwards.

    Its codes, units, posts and appointments end on the same day; agencies under it move under
    the successor. Letters keep naming the old agency; look-ups follow ``successor``.

    :raises WrongState: the successor does not exist on the next day, or follows the agency itself
    """
    demand(actor, "organisation.agency.merge")
    row = _open(agency)
    _demand_heir(row, successor, last_day)
    old_path = row.path
    _end(row, last_day, successor)
    for model, inside in (
        (Appointment, {"agency": row}),
        (Post, {"unit__agency": row}),
        (Unit, {"agency": row}),
    ):
        model._default_manager.filter(**inside, valid_to__isnull=True).update(valid_to=last_day)
    children = list(Agency.objects.on(last_day + timedelta(days=1)).filter(parent=row))
    for child in children:
        head = child.path
        below = moved(Agency.objects.filter(path__startswith=head), head, path_of(child, successor))
        Agency.objects.bulk_update(below, ["path"], batch_size=500)
    Agency.objects.filter(pk__in=[child.pk for child in children]).update(parent=successor)
    note(
        Subject(KIND, row.pk), label=row.name, agency_id=row.pk,
        changes={"successor": [None, successor.name], "valid_to": [None, last_day],
                 "path": [old_path, row.path]},
    )  # fmt: skip
    note(
        Subject(KIND, successor.pk), label=successor.name, agency_id=successor.pk,
        changes={"merged": row.name, "moved": [child.name for child in children]},
    )  # fmt: skip
    return row


def _open(agency: Agency) -> Agency:
    row = locked(agency)
    if row.valid_to is not None:
        raise Closed("Cơ quan này đã kết thúc hoạt động. Hãy chọn cơ quan kế thừa.")
    return row


def _demand_heir(row: Agency, successor: Agency, last_day: date) -> None:
    next_day = last_day + timedelta(days=1)
    if successor.pk == row.pk or successor.path.startswith(row.path):
        raise WrongState("Cơ quan kế thừa phải là cơ quan khác, không trực thuộc cơ quan sáp nhập.")
    if not Agency.objects.on(next_day).filter(pk=successor.pk).exists():
        raise WrongState(
            f"{successor.name} không hoạt động vào ngày {next_day:%d/%m/%Y}. Hãy chọn cơ quan "
            "khác hoặc sửa ngày sáp nhập."
        )


def _end(row: Agency, last_day: date, successor: Agency | None = None) -> None:
    if row.valid_from and last_day < row.valid_from:
        raise Invalid(fields={"last_day": ["Ngày kết thúc phải sau ngày bắt đầu hiệu lực."]})
    row.valid_to, row.successor = last_day, successor
    row.version += 1
    row.save(update_fields=["valid_to", "successor", "version"])
    AgencyCode.objects.filter(agency=row, valid_to__isnull=True).update(valid_to=last_day)
