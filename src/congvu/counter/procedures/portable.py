"""The table of steps as JSON that another installation reads: official codes of agencies, names of
units and posts, in the place of ids that mean nothing there."""

from __future__ import annotations

from datetime import date
from typing import Any

from congvu.core.kernel.errors import Invalid
from congvu.core.organisation.queries import agency_by_code, codes_on, posts_of, units_of
from congvu.counter.procedures.process.shape import Process, read_process

Named = dict[int, Any]


def portable_of(process: Process, *, agency_id: int | None, on: date) -> dict[str, Any]:
    """The table with codes and names.

    :param agency_id: whose process it is, which has the units and posts; None: of all agencies
    :raises Invalid: an agency of a step has no official code on the day
    """
    document = process.to_json()
    asked = [row["agency_id"] for row in document["steps"] if "agency_id" in row]
    codes = codes_on(asked, on=on) if asked else {}
    units, posts = _names(agency_id, on)
    for row in document["steps"]:
        _replace(row, "agency_id", "agency", codes)
        _replace(row, "unit_id", "unit", units)
        _replace(row, "post_id", "post", posts)
    return document


def from_portable(document: Any, *, agency_id: int | None, on: date) -> Process:
    """A table from either form: codes and names are looked up here, ids are taken as they are.

    :param agency_id: whose process it becomes
    :raises Invalid: not of this form, or nothing here is called so; the sentence names the step
    """
    rows = document.get("steps") if isinstance(document, dict) else None
    if not isinstance(rows, list):
        return read_process(document)
    units, posts = (
        {str(name): pk for pk, name in found.items()} for found in _names(agency_id, on)
    )
    known = {"unit": units, "post": posts}
    return read_process(
        document
        | {"steps": [_here(row, known, on) if isinstance(row, dict) else row for row in rows]}
    )


def _names(agency_id: int | None, on: date) -> tuple[Named, Named]:
    if agency_id is None:
        return {}, {}
    units = dict(units_of(agency_id, on=on).values_list("pk", "name"))
    posts = posts_of(agency_id, on=on).values_list("pk", "unit__name", "title")
    return units, {pk: f"{unit} / {title}" for pk, unit, title in posts}


def _replace(row: dict[str, Any], key: str, name: str, known: Named) -> None:
    if key not in row:
        return
    pk = row.pop(key)
    if pk not in known:
        raise Invalid(
            f"Bước “{row['name']}” chỉ đến nơi không có mã, tên trong ngày này nên không chuyển sang "
            "hệ thống khác được. Hãy sửa bước rồi xuất lại."
        )
    row[name] = known[pk]


LABELS = {"agency": "cơ quan mang mã", "unit": "đơn vị", "post": "vị trí"}


def _here(row: dict[str, Any], known: dict[str, dict[str, int]], on: date) -> dict[str, Any]:
    """The row with ids of this installation."""
    made = dict(row)
    for name, label in LABELS.items():
        if name not in made:
            continue
        said = made.pop(name)
        if not isinstance(said, str) or len(said) > 400 or "\x00" in said:
            raise Invalid(f"Bước “{row.get('name', '')}”: “{name}” là một dòng chữ.")
        found = _agency(said, on) if name == "agency" else known[name].get(said)
        if found is None:
            raise Invalid(
                f"Bước “{row.get('name', '')}”: ở đây không có {label} “{said}”. Hãy sửa tệp, hoặc "
                "khai báo nơi đó trước."
            )
        made[f"{name}_id"] = found
    return made


def _agency(code: str, on: date) -> int | None:
    found = agency_by_code(code, on=on)
    return found.pk if found is not None else None
