"""One section, field or column of a form as boxes: text, limits, conditions, formula, checks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.schema.expressions import in_words
from congvu.core.kernel.schema.form import CHECKS, Field, Form, Section
from congvu.core.kernel.schema.types import OFFLINE, Context, Refused
from congvu.core.ui.forms import MultilineField, SafeCharField
from congvu.counter.procedures import partsettings
from congvu.counter.procedures.builder import conditions, formulas
from congvu.counter.procedures.builder.conditions import Line

LINES = 8
"""Rows of one condition at most."""
SPARE = 2
"""Empty rows offered beside those in use."""
OPERANDS = 4
PLAIN_DEFAULTS = ("text", "number", "date", "bool")
RULES = (("hien", "show_when", "Chỉ hiện khi"), ("buoc", "require_when", "Bắt buộc khi"))


@dataclass(frozen=True, slots=True)
class Group:
    """Boxes that belong together; ``said`` is what holds now, in words."""

    title: str
    rows: list[list[BoundField]]
    hint: str = ""
    said: str = ""


class PartForm(forms.Form):
    """Made for the part that it edits; ``values`` is what ``builder.changes.replace`` takes."""

    label = SafeCharField(label="Nhãn", max_length=500)
    help = MultilineField(label="Hướng dẫn", max_length=2000, rows=2, required=False)

    def __init__(self, data: Any, *, form: Form, part: Field | Section, table: str = "") -> None:
        initial = {
            "label": part.label if isinstance(part, Field) else part.title,
            "help": part.help,
        }
        super().__init__(data, initial=initial)
        self.form, self.part, self.table = form, part, table
        self.extent: dict[str, int] = {}
        if isinstance(part, Section):
            self.fields["label"] = SafeCharField(label="Tên phần", max_length=250)
            self._rule("hien", part.show_when)
            return
        self._field(part)

    # --- boxes

    def _field(self, part: Field) -> None:
        if part.type.holds and part.type.name != "computed":
            self._plain(part)
        for setting in part.type.settings:
            box = partsettings.box(setting, part, self.form)
            self.fields[f"dat_{setting.name}"] = box
        for prefix, name, _ in RULES:
            if name == "show_when" or part.type.holds:
                self._rule(prefix, getattr(part, name))
        if part.type.name == "computed":
            self._formula(part)
        if part.type.holds:
            self._checks(part)

    def _plain(self, part: Field) -> None:
        self.fields["required"] = forms.BooleanField(
            label="Bắt buộc điền", required=False, initial=part.required
        )
        self.fields["prefill"] = SafeCharField(
            label="Nguồn điền sẵn", max_length=100, required=False, initial=part.prefill,
            help_text="Tên giá trị đã biết của người nộp, ví dụ applicant.full_name. Bỏ trống: không điền sẵn.",
        )  # fmt: skip
        if part.kind in PLAIN_DEFAULTS:
            shown = "" if part.default is None else self._shown(part, part.default)
            self.fields["default"] = SafeCharField(
                label="Giá trị mặc định", max_length=500, required=False, initial=shown,
                help_text="Viết như người dân sẽ điền." + partsettings.choices_hint(part),
            )  # fmt: skip

    def _shown(self, part: Field, value: Any) -> str:
        plain = part.type.name in ("choice", "code_choice")
        return str(value) if plain else part.type.show(part, value, OFFLINE, local_date(now()))

    def _rule(self, prefix: str, rule: Any) -> None:
        known = conditions.lines_of(rule)
        join, lines = known if known else ("and", [])
        if known is None:
            self.fields[f"{prefix}_bo"] = forms.BooleanField(
                label="Bỏ điều kiện đang có", required=False
            )
        self._lines(prefix, join, lines)

    def _lines(self, prefix: str, join: str, lines: list[Line]) -> None:
        self.extent[prefix] = min(len(lines) + SPARE, LINES)
        if self.is_bound:
            self.extent[prefix] = max(self.extent[prefix], self._sent(prefix))
        asked = [("", "– Chọn trường –"), *conditions.subjects(self.form, self.table)]
        self.fields[f"{prefix}_noi"] = forms.ChoiceField(
            label="Nối các dòng", choices=conditions.JOINS, initial=join, required=False
        )
        for number in range(self.extent[prefix]):
            line = lines[number] if number < len(lines) else Line("", "eq")
            for name, box in (
                ("truong", forms.ChoiceField(
                    label=f"Trường (dòng {number + 1})", choices=asked, required=False,
                    initial=line.subject)),
                ("phep", forms.ChoiceField(
                    label="So sánh", choices=conditions.OPERATORS, required=False,
                    initial=line.operator)),
                ("gia_tri", SafeCharField(
                    label="Giá trị", max_length=500, required=False, initial=line.value)),
            ):  # fmt: skip
                self.fields[f"{prefix}_{number}_{name}"] = box

    def _sent(self, prefix: str) -> int:
        return sum(f"{prefix}_{number}_truong" in self.data for number in range(LINES))

    def _formula(self, part: Field) -> None:
        self.fields["tinh_kieu"] = forms.ChoiceField(
            label="Công thức" if part.compute is None else "Đổi công thức thành",
            choices=formulas.KINDS, required=False,
        )  # fmt: skip
        offered = formulas.operands(self.form, self.table)
        for number in range(OPERANDS):
            self.fields[f"tinh_{number}"] = forms.ChoiceField(
                label=f"Trường thứ {number + 1}", choices=offered, required=False
            )
        self.fields["tinh_hang"] = SafeCharField(
            label="Thêm số hoặc chữ cố định", max_length=200, required=False
        )

    def _checks(self, part: Field) -> None:
        for number, check in enumerate(part.checks):
            self.fields[f"bo_kiem_{number}"] = forms.BooleanField(
                label=f"Bỏ: {check.message}", required=False,
                help_text=f"Đúng khi {in_words(check.rule, self.form.labels)}.",
            )  # fmt: skip
        if len(part.checks) < CHECKS:
            self._lines("kiem", "and", [])
            self.fields["kiem_cau"] = SafeCharField(
                label="Câu báo khi không đúng", max_length=500, required=False,
                help_text="Câu đầy đủ, nói rõ phải làm gì.",
            )  # fmt: skip

    # --- how the page shows them

    def groups(self) -> Iterator[Group]:
        plain = [
            name
            for name in ("label", "help", "required", "default", "prefill")
            if name in self.fields
        ]
        yield Group("Nội dung", [[self[name]] for name in plain])
        settings = [name for name in self.fields if name.startswith("dat_")]
        if settings:
            yield Group("Thiết lập của loại trường", [[self[name]] for name in settings])
        if "tinh_kieu" in self.fields:
            yield self._formula_group()
        for prefix, name, title in RULES:
            if prefix in self.extent:
                yield self._rule_group(prefix, title, getattr(self.part, name))
        if "kiem" in self.extent or any(name.startswith("bo_kiem_") for name in self.fields):
            yield self._check_group()

    def _formula_group(self) -> Group:
        assert isinstance(self.part, Field)
        rule = self.part.compute
        said = f"Đang tính: {in_words(rule, self.form.labels)}." if rule is not None else ""
        operands = [self[f"tinh_{number}"] for number in range(OPERANDS)]
        return Group(
            "Công thức tự tính", [[self["tinh_kieu"]], operands, [self["tinh_hang"]]],
            "Chọn phép tính rồi chọn các trường theo thứ tự.", said,
        )  # fmt: skip

    def _rule_group(self, prefix: str, title: str, rule: Any) -> Group:
        said = f"Đang đặt: {in_words(rule, self.form.labels)}." if rule is not None else ""
        rows = self._line_rows(prefix)
        if f"{prefix}_bo" in self.fields:
            said += " Điều kiện này phức tạp hơn các dòng bên dưới; đặt dòng mới sẽ thay nó."
            rows.insert(0, [self[f"{prefix}_bo"]])
        return Group(title, rows, "Xóa trường của mọi dòng là bỏ điều kiện.", said)

    def _line_rows(self, prefix: str) -> list[list[BoundField]]:
        lines = [
            [self[f"{prefix}_{number}_{name}"] for name in ("truong", "phep", "gia_tri")]
            for number in range(self.extent[prefix])
        ]
        return [[self[f"{prefix}_noi"]], *lines]

    def _check_group(self) -> Group:
        rows = [[self[name]] for name in self.fields if name.startswith("bo_kiem_")]
        if "kiem" in self.extent:
            rows += [*self._line_rows("kiem"), [self["kiem_cau"]]]
        return Group(
            "Kiểm tra nội dung điền", rows, "Thêm một điều phải đúng và câu báo khi không đúng."
        )

    # --- what was chosen

    def clean(self) -> dict[str, Any]:
        """Reads rules, formula, default and settings, so that what is wrong is said beside it."""
        given: dict[str, Any] = super().clean() or {}
        self.values: dict[str, Any] = {}
        if not self.errors:
            for read in (self._read_plain, self._read_settings, self._read_rules, self._read_rest):
                try:
                    read(given)
                except (Invalid, Refused) as refusal:
                    said = refusal.message if isinstance(refusal, Invalid) else str(refusal)
                    self.add_error(getattr(self, "_at", None), said)
        return given

    def _read_plain(self, given: dict[str, Any]) -> None:
        name = "title" if isinstance(self.part, Section) else "label"
        self.values |= {name: given["label"], "help": given["help"] or None}
        if isinstance(self.part, Field) and "required" in given:
            self.values |= {
                "required": given["required"] or None,
                "prefill": given["prefill"] or None,
            }
        if isinstance(self.part, Field) and "default" in given:
            self._at = "default"
            context = Context(local_date(now()), typed=True)
            typed = given["default"]
            self.values["default"] = (
                self.part.type.read(self.part, typed, context) if typed else None
            )

    def _read_settings(self, given: dict[str, Any]) -> None:
        if not isinstance(self.part, Field):
            return
        found: dict[str, Any] = {}
        for setting in self.part.type.settings:
            self._at = f"dat_{setting.name}"
            value = partsettings.read(setting, given[self._at])
            if value is not None and value != partsettings.default_of(setting):
                found[setting.name] = value
        self.values["settings"] = found or None

    def _read_rules(self, given: dict[str, Any]) -> None:
        for prefix, name, _ in RULES:
            if prefix not in self.extent:
                continue
            self._at = f"{prefix}_0_gia_tri"
            rule = self._rule_of(prefix, given)
            too_deep = f"{prefix}_bo" in self.fields
            if rule is not None or not too_deep or given[f"{prefix}_bo"]:
                self.values[name] = rule

    def _rule_of(self, prefix: str, given: dict[str, Any]) -> Any:
        lines = [
            Line(*(given[f"{prefix}_{number}_{name}"] for name in ("truong", "phep", "gia_tri")))
            for number in range(self.extent[prefix])
        ]
        return conditions.rule_of(self.form, lines, given[f"{prefix}_noi"] or "and", self.table)

    def _read_rest(self, given: dict[str, Any]) -> None:
        if not isinstance(self.part, Field):
            return
        if given.get("tinh_kieu"):
            self._at = "tinh_kieu"
            chosen = [given[f"tinh_{number}"] for number in range(OPERANDS)]
            self.values["compute"] = formulas.formula(
                given["tinh_kieu"], chosen, given["tinh_hang"]
            )
        if self.part.type.holds:
            self.values["checks"] = self._checks_of(self.part, given) or None

    def _checks_of(self, part: Field, given: dict[str, Any]) -> list[dict[str, Any]]:
        kept = [
            check.to_json()
            for number, check in enumerate(part.checks)
            if not given[f"bo_kiem_{number}"]
        ]
        rule = self._rule_of("kiem", given) if "kiem" in self.extent else None
        if rule is None:
            return kept
        self._at = "kiem_cau"
        if not given["kiem_cau"]:
            raise Invalid("Điều kiện kiểm tra chưa có câu báo. Hãy nhập câu báo khi không đúng.")
        return [*kept, {"rule": rule, "message": given["kiem_cau"]}]
