"""Forms to look at: every type once, and the aid application of the shared rule cases."""

from __future__ import annotations

from datetime import date
from typing import Any

from congvu.core.kernel.schema.form import Form, read_form
from congvu.core.kernel.schema.types import TYPES, Sources
from congvu.core.kernel.tests import rules_cases as shared

TODAY = date(2026, 11, 23)
SEX = [{"code": "nam", "label": "Nam"}, {"code": "nu", "label": "Nữ"}]
MORE: dict[str, dict[str, Any]] = {
    "choice": {"settings": {"options": SEX}},
    "choices": {"settings": {"options": SEX}},
    "code_choice": {"settings": {"code_list": "dan-toc"}},
    "computed": {"compute": {"op": "mul", "args": [{"field": "money"}, {"value": 2}]}, "settings": {"money": True}},
    "table": {
        "columns": [
            shared.field("ten", "person_name", required=True),
            shared.field("sinh", "date"),
            shared.field("con_song", "yes_no"),
            shared.field("so", "decimal"),
            shared.field("gioi", "choice", settings={"options": SEX}),
        ]
    },
}  # fmt: skip


class World(Sources):
    def codes(self, name: str, on: date) -> dict[str, str]:
        return {"01": "Kinh", "02": "Tày", "03": "Nùng"}

    def territories(
        self, on: date, within: str, tier: str
    ) -> list[tuple[str, list[tuple[str, str]]]]:
        return [("Tỉnh Bắc Giang", [("24", "Phường Ngô Quyền"), ("25", "Phường Trần Phú")])]


def every_type() -> Form:
    fields = [
        {**shared.field(one.name, one.name, **MORE.get(one.name, {})), "label": one.title, "help": "Theo giấy tờ."}
        for one in TYPES
    ]  # fmt: skip
    parts = [
        {"key": "mot", "title": "Mọi loại ô", "help": "Điền những ô cần thiết.", "fields": fields}
    ]
    return read_form({"format": "congvu-form/1", "key": "moi_loai", "title": "Mọi loại", "sections": parts})  # fmt: skip


def aid() -> Form:
    return read_form(shared.cases()["definitions"]["tro_cap"])


FORMS = {"moi-loai": every_type, "tro-cap": aid}
EXAMPLE: dict[str, Any] = {
    **{one.name: one.example for one in TYPES if one.example is not None},
    "choice": "nu", "choices": ["nam"], "computed": 2_500_000,
    "table": [
        {"ten": "Lê Thị Bình", "sinh": "2020-02-29", "con_song": False, "so": "1.234", "gioi": "nu"},
        {"ten": "Lê Văn An"},
    ],
}  # fmt: skip
STARTS = {"moi-loai": EXAMPLE}
PAPERS = {"moi-loai": EXAMPLE, "tro-cap": shared.cases()["forms"][3]["data"]}
