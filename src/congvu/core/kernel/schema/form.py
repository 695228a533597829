"""A form as data: sections of fields, tables of columns. ``read_form`` is the only way in.

``read_form`` refuses what has not the shape of a form; what has it may still be unfinished, and
``flaws.flaws`` lists what stands in the way of publishing it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.schema.expressions import complaints
from congvu.core.kernel.schema.types import TYPES, FieldType
from congvu.core.kernel.schema.values import Json
from congvu.core.kernel.text import clean_line, clean_text

FORMAT = "congvu-form/1"
SECTIONS = 40
FIELDS = 300
COLUMNS = 20
ROWS = 200
CHECKS = 10
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_TABLE = "table"


@dataclass(frozen=True, slots=True)
class Check:
    """A rule that must be true, and the sentence said when it is not."""

    rule: Json
    message: str

    def to_json(self) -> dict[str, Json]:
        return {"rule": self.rule, "message": self.message}


@dataclass(frozen=True)
class Field:
    """One question; ``settings`` are those that its type declares."""

    key: str
    type: FieldType
    label: str
    help: str = ""
    required: bool = False
    show_when: Json = None
    require_when: Json = None
    checks: tuple[Check, ...] = ()
    settings: Mapping[str, Json] = field(default_factory=dict)
    default: Json = None
    prefill: str = ""
    compute: Json = None
    columns: tuple[Field, ...] = ()

    def setting(self, name: str) -> Json:
        """The chosen setting, or what the type takes when nothing was chosen."""
        chosen = self.settings.get(name)
        return self.type.setting(name).default if chosen is None else chosen

    @property
    def kind(self) -> str:
        """How its value enters the rules; a computed field takes the kind of its result."""
        return str(self.setting("gives")) if self.type.name == "computed" else self.type.kind

    def to_json(self) -> dict[str, Json]:
        found: dict[str, Json] = {"key": self.key, "type": self.type.name, "label": self.label}
        for name in ("help", "required", "prefill"):
            if getattr(self, name):
                found[name] = getattr(self, name)
        for name in ("show_when", "require_when", "compute", "default"):
            if getattr(self, name) is not None:
                found[name] = getattr(self, name)
        if self.settings:
            found["settings"] = dict(self.settings)
        if self.checks:
            found["checks"] = [one.to_json() for one in self.checks]
        if self.columns:
            found["columns"] = [one.to_json() for one in self.columns]
        return found


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: str
    help: str = ""
    show_when: Json = None
    fields: tuple[Field, ...] = ()

    def to_json(self) -> dict[str, Json]:
        found: dict[str, Json] = {"key": self.key, "title": self.title}
        if self.help:
            found["help"] = self.help
        if self.show_when is not None:
            found["show_when"] = self.show_when
        found["fields"] = [one.to_json() for one in self.fields]
        return found


@dataclass(frozen=True)
class Form:
    key: str
    title: str
    intro: str = ""
    sections: tuple[Section, ...] = ()
    kept_plan: dict[str, Json] | None = field(default=None, compare=False, repr=False)

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Fields of all sections by key; the columns of tables are not among them."""
        return {one.key: one for section in self.sections for one in section.fields}

    @cached_property
    def labels(self) -> dict[str, str]:
        """Labels by key and by ``table.column``, as ``expressions.in_words`` takes them."""
        found = {}
        for one in self.fields.values():
            found[one.key] = one.label
            found.update({f"{one.key}.{column.key}": column.label for column in one.columns})
        return found

    def to_json(self) -> dict[str, Json]:
        return {
            "format": FORMAT,
            "key": self.key,
            "title": self.title,
            **({"intro": self.intro} if self.intro else {}),
            "sections": [one.to_json() for one in self.sections],
        }


def read_form(document: Json) -> Form:
    """The form of a JSON document.

    :raises Invalid: it is no form; ``data["fields"]`` maps the place of each fault to its sentences
    """
    reader = _Reader()
    form = reader.form(document)
    if reader.faults:
        place, sentences = next(iter(reader.faults.items()))
        raise Invalid(f"Biểu mẫu chưa đọc được, tại {place}: {sentences[0]}", fields=reader.faults)
    return form


class _Reader:
    """Collects every fault with its place instead of stopping at the first."""

    def __init__(self) -> None:
        self.faults: dict[str, list[str]] = {}
        self.count = 0

    def fault(self, place: str, sentence: str) -> None:
        self.faults.setdefault(place, []).append(sentence)

    def form(self, raw: Json) -> Form:
        place = "biểu mẫu"
        known = {"format", "key", "title", "intro", "sections"}
        if not self.record(raw, known, place):
            return Form("", "")
        if raw.get("format") != FORMAT:
            self.fault(place, f"Định dạng phải là “{FORMAT}”. Hãy xuất lại tệp từ hệ thống.")
        sections = self.many(raw.get("sections", []), SECTIONS, "phần", place)
        read = tuple(self.section(one, f"phần {number}") for number, one in enumerate(sections, 1))
        self.unique([one.key for one in read], "Mã phần", place)
        self.unique([one.key for part in read for one in part.fields], "Mã trường", place)
        return Form(
            self.key(raw.get("key"), place),
            self.line(raw.get("title"), 250, "Tên biểu mẫu", place),
            self.text(raw.get("intro", ""), 4000, "Lời dẫn", place),
            read,
        )

    def section(self, raw: Json, place: str) -> Section:
        if not self.record(raw, {"key", "title", "help", "show_when", "fields"}, place):
            return Section("", "")
        fields = self.many(raw.get("fields", []), FIELDS, "trường", place)
        return Section(
            self.key(raw.get("key"), place),
            self.line(raw.get("title"), 250, "Tên phần", place),
            self.text(raw.get("help", ""), 2000, "Hướng dẫn", place),
            self.rule(raw.get("show_when"), place),
            tuple(
                self.field(one, f"{place}, trường {number}") for number, one in enumerate(fields, 1)
            ),
        )

    def field(self, raw: Json, place: str, *, column: bool = False) -> Field:
        self.count += 1
        if self.count == FIELDS + 1:
            self.fault(place, f"Biểu mẫu có quá {FIELDS} trường. Hãy chia thành nhiều biểu mẫu.")
        if self.count > FIELDS or not self.record(raw, _FIELD, place):
            return Field("", TYPES["short_text"], "")
        kind = TYPES.get(raw["type"]) if isinstance(raw.get("type"), str) else None
        if kind is None or (column and not kind.in_tables):
            self.fault(place, "Loại trường không dùng được ở đây. Hãy chọn lại loại trường.")
            return Field("", TYPES["short_text"], "")
        return Field(
            self.key(raw.get("key"), place),
            kind,
            self.line(raw.get("label"), 500, "Nhãn", place),
            self.text(raw.get("help", ""), 2000, "Hướng dẫn", place),
            self.yes(raw.get("required", False), place),
            self.rule(raw.get("show_when"), place),
            self.rule(raw.get("require_when"), place),
            self.checks(raw.get("checks", []), place),
            self.settings(kind, raw.get("settings", {}), place),
            self.default(raw.get("default"), place),
            self.line(raw.get("prefill", ""), 100, "Nguồn điền sẵn", place, empty=True),
            self.compute(kind, raw.get("compute"), place),
            self.columns(kind, raw.get("columns", []), place),
        )

    def columns(self, kind: FieldType, raw: Json, place: str) -> tuple[Field, ...]:
        if kind.name != _TABLE:
            if raw:
                self.fault(place, "Chỉ bảng mới có cột. Hãy bỏ các cột hoặc đổi loại trường.")
            return ()
        columns = self.many(raw, COLUMNS, "cột", place)
        read = tuple(
            self.field(one, f"{place}, cột {number}", column=True)
            for number, one in enumerate(columns, 1)
        )
        self.unique([one.key for one in read], "Mã cột", place)
        return read

    def compute(self, kind: FieldType, raw: Json, place: str) -> Json:
        if raw is not None and kind.name != "computed":
            self.fault(place, "Chỉ trường tự tính mới có công thức. Hãy bỏ công thức.")
            return None
        return self.rule(raw, place)

    def checks(self, raw: Json, place: str) -> tuple[Check, ...]:
        found = []
        for one in self.many(raw, CHECKS, "điều kiện kiểm tra", place):
            if self.record(one, {"rule", "message"}, place):
                rule = self.rule(one.get("rule"), place)
                message = self.line(one.get("message"), 500, "Câu báo lỗi", place)
                if rule is None:
                    self.fault(place, "Điều kiện kiểm tra chưa có quy tắc. Hãy chọn quy tắc.")
                else:
                    found.append(Check(rule, message))
        return tuple(found)

    def settings(self, kind: FieldType, raw: Json, place: str) -> dict[str, Json]:
        known = {one.name: one for one in kind.settings}
        if not isinstance(raw, dict):
            self.fault(place, "Thiết lập của trường không đọc được. Hãy thiết lập lại.")
            return {}
        found = {}
        for name, value in raw.items():
            if name not in known:
                self.fault(place, "Trường có thiết lập mà loại này không có. Hãy bỏ thiết lập đó.")
            elif value is not None:
                sentence = known[name].complaint(value)
                if sentence:
                    self.fault(place, sentence)
                found[name] = value
        return found

    def default(self, raw: Json, place: str) -> Json:
        if raw is None or isinstance(raw, bool | int) or (isinstance(raw, str) and len(raw) < 2000):
            return raw
        if isinstance(raw, list) and all(isinstance(one, str) for one in raw[:ROWS]):
            return raw[:ROWS]
        self.fault(place, "Giá trị mặc định không dùng được. Hãy nhập chữ, số hoặc có/không.")
        return None

    def rule(self, raw: Json, place: str) -> Json:
        if raw is None:
            return None
        found = list(complaints(raw))
        for sentence in found:
            self.fault(place, sentence)
        return None if found else raw

    def record(self, raw: Json, known: set[str], place: str) -> bool:
        if not isinstance(raw, dict):
            self.fault(place, "Nội dung phải là một bản ghi. Hãy kiểm tra lại tệp.")
            return False
        if not all(isinstance(name, str) for name in raw) or set(raw) - known:
            self.fault(place, "Có thông tin không thuộc định dạng này. Hãy bỏ thông tin thừa.")
            return False
        return True

    def many(self, raw: Json, most: int, noun: str, place: str) -> list[Json]:
        if not isinstance(raw, list):
            self.fault(place, f"Danh sách {noun} không đọc được. Hãy kiểm tra lại tệp.")
            return []
        if len(raw) > most:
            self.fault(place, f"Có {len(raw)} {noun}, quá {most}. Hãy bỏ bớt.")
            return []
        return raw

    def key(self, raw: Json, place: str) -> str:
        if isinstance(raw, str) and KEY.fullmatch(raw):
            return raw
        self.fault(
            place,
            "Mã phải bắt đầu bằng chữ thường không dấu, chỉ gồm a-z, 0-9 và dấu gạch dưới, "
            "dài tối đa 40 ký tự. Hãy nhập lại mã.",
        )
        return ""

    def unique(self, keys: list[str], noun: str, place: str) -> None:
        for key in sorted({one for one in keys if one and keys.count(one) > 1}):
            self.fault(place, f"{noun} “{key}” dùng nhiều hơn một lần. Hãy đổi một mã.")

    def yes(self, raw: Json, place: str) -> bool:
        if not isinstance(raw, bool):
            self.fault(place, "Ô “bắt buộc” chỉ nhận có hoặc không. Hãy chọn lại.")
        return raw is True

    def line(self, raw: Json, most: int, label: str, place: str, *, empty: bool = False) -> str:
        read = self._clean(clean_line, raw, most, label, place)
        if not read and not empty and place not in self.faults:
            self.fault(place, f"{label} đang để trống. Hãy nhập {label.lower()}.")
        return read

    def text(self, raw: Json, most: int, label: str, place: str) -> str:
        return self._clean(clean_text, raw, most, label, place)

    def _clean(self, clean: Any, raw: Json, most: int, label: str, place: str) -> str:
        if not isinstance(raw, str):
            self.fault(place, f"{label} phải là chữ. Hãy nhập {label.lower()}.")
            return ""
        try:
            return str(clean(raw, most, label=label))
        except Invalid as refusal:
            self.fault(place, refusal.message)
            return ""


_FIELD = {
    "key", "type", "label", "help", "required", "show_when", "require_when", "checks", "settings",
    "default", "prefill", "compute", "columns",
}  # fmt: skip


def walk(form: Form) -> Iterator[tuple[str, Field]]:
    """Every field and column with its path: ``con``, ``con.ho_ten``."""
    for one in form.fields.values():
        yield one.key, one
        for column in one.columns:
            yield f"{one.key}.{column.key}", column
