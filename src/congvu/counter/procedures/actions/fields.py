"""Fields of administration (lĩnh vực)."""

from __future__ import annotations

from datetime import datetime

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.collation import sort_key
from congvu.core.kernel.errors import Stale
from congvu.core.kernel.text import clean_line, fold
from congvu.core.organisation.policies import demand
from congvu.counter.procedures.models import Field


def fill_field(field: Field) -> Field:
    """Normal form, order and search words."""
    field.code = clean_line(field.code, 30, label="Mã lĩnh vực").upper()
    field.name = clean_line(field.name, 250, label="Tên lĩnh vực")
    field.sort_key = sort_key(field.name)[:1000]
    field.search_key = fold(f"{field.name} {field.code}")[:300]
    return field


@action("procedures.field.save")
def save_field(
    *, actor: Actor, code: str, name: str, at: datetime, version: int | None = None
) -> Field:
    """Thêm hoặc đổi tên một lĩnh vực, by its code.

    :param version: the one the form showed; None when adding
    :raises Stale: changed since
    """
    demand(actor, "procedures.field.save")
    wanted = fill_field(Field(code=code, name=name))
    field = Field.objects.select_for_update().filter(code=wanted.code).first()
    before = field.name if field else ""
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
