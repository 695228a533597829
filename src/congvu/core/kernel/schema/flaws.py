"""What stands in the way of publishing a form; each flaw is a sentence with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from congvu.core.kernel.schema import rules
from congvu.core.kernel.schema.expressions import Reference, references
from congvu.core.kernel.schema.form import Field, Form, Section, walk
from congvu.core.kernel.schema.operators import OPERATORS
from congvu.core.kernel.schema.types import Context, Refused
from congvu.core.kernel.schema.values import Json

_KINDS = {
    "number": "number", "text": "text", "date": "date", "partial": "birth", "bool": "bool",
    "list": "list", "place": "text", "mark": "bool", "table": "bool",
}  # fmt: skip
_TAKES = {
    "any": set[str](), "bool": {"bool"}, "number": {"number"}, "date": {"date", "birth"},
    "birth": {"date", "birth"}, "text": {"text"}, "list": {"list"}, "texts": {"text", "list"},
    "order": {"number", "date", "birth"},
}  # fmt: skip
_TITLES = {
    "number": "số", "text": "chữ", "date": "ngày", "birth": "ngày sinh", "bool": "có/không",
    "list": "danh sách",
}  # fmt: skip
_PAIRS = ("eq", "ne", "lt", "le", "gt", "ge")
_ORDERED = (("min_length", "max_length"), ("least", "greatest"), ("least", "most"))


@dataclass(frozen=True, slots=True)
class Flaw:
    """``path`` is a field, ``table.column``, ``section:key``, or empty for the whole form."""

    path: str
    sentence: str


def flaws(form: Form) -> list[Flaw]:
    """Everything that must be mended before a form can be published."""
    return [*_whole(form), *_circles(form), *_sections(form), *_fields(form)]


def _whole(form: Form) -> Iterator[Flaw]:
    if not form.fields:
        yield Flaw("", "Biểu mẫu chưa có trường nào. Hãy thêm ít nhất một trường.")


def _circles(form: Form) -> Iterator[Flaw]:
    _, circle = rules.ordered(form)
    if circle:
        names = ", ".join(f"“{_name(form, node)}”" for node in circle[:6])
        yield Flaw(
            circle[0].partition(":")[2],
            f"Các điều kiện và công thức của {names} chờ nhau thành vòng tròn. "
            "Hãy bỏ một điều kiện trong số đó.",
        )


def _name(form: Form, node: str) -> str:
    kind, _, key = node.partition(":")
    if kind == "section":
        return next(part.title for part in form.sections if part.key == key)
    return form.labels[key]


def _sections(form: Form) -> Iterator[Flaw]:
    for part in form.sections:
        path = f"section:{part.key}"
        if not part.fields:
            yield Flaw(
                path, f"Phần “{part.title}” chưa có trường nào. Hãy thêm trường hoặc xóa phần."
            )
        yield from _rule(form, path, part, part.show_when, "bool")


def _fields(form: Form) -> Iterator[Flaw]:
    for path, one in walk(form):
        table = path.partition(".")[0] if "." in path else ""
        for sentence in _own(form, one, table):
            yield Flaw(path, f"“{one.label}”: {sentence}")
        for node in (one.show_when, one.require_when, *(check.rule for check in one.checks)):
            yield from _rule(form, path, one, node, "bool", table)
        if one.compute is not None:
            yield from _rule(form, path, one, one.compute, one.kind, table)


def _own(form: Form, one: Field, table: str) -> Iterator[str]:
    name = one.type.name
    if name in ("choice", "choices") and not one.setting("options"):
        yield "chưa có lựa chọn nào. Hãy thêm lựa chọn."
    if name == "code_choice" and not one.setting("code_list"):
        yield "chưa chọn danh mục mã. Hãy chọn danh mục."
    if name == "table" and not one.columns:
        yield "bảng chưa có cột nào. Hãy thêm cột."
    if name == "computed" and one.compute is None:
        yield "chưa có công thức. Hãy lập công thức."
    for least, most in _ORDERED:
        known = {setting.name for setting in one.type.settings}
        if {least, most} <= known and _crossed(one.setting(least), one.setting(most)):
            yield "giới hạn nhỏ nhất lớn hơn giới hạn lớn nhất. Hãy sửa một trong hai."
    for setting in one.type.settings:
        other = one.settings.get(setting.name)
        if setting.kind == "field" and other and other not in _visible(form, table):
            yield f"thiết lập “{setting.title}” chỉ tới trường không có. Hãy chọn lại."
    if one.default is not None:
        try:
            one.type.read(one, one.default, Context(date(2026, 1, 1)))
        except Refused as refusal:
            yield f"giá trị mặc định không dùng được: {refusal}"


def _crossed(least: Json, most: Json) -> bool:
    return least is not None and most is not None and least > most


def _visible(form: Form, table: str) -> set[str]:
    columns = form.fields[table].columns if table else ()
    return {*form.fields, *(column.key for column in columns)}


def _rule(
    form: Form, path: str, owner: Field | Section, node: Json, wanted: str, table: str = ""
) -> Iterator[Flaw]:
    if node is None:
        return
    title = owner.title if isinstance(owner, Section) else owner.label
    missing = [one for one in references(node, table) if not _known(form, one)]
    if missing:
        yield Flaw(
            path,
            f"“{title}”: quy tắc dùng trường “{missing[0].name}” không có hoặc không giữ giá trị. "
            "Hãy chọn lại trường.",
        )
        return
    typing = _Typing(form)
    given = typing.of(node, table)
    if given not in ("any", wanted) and not typing.clash:
        typing.clash = f"kết quả là {_TITLES[given]}, cần {_TITLES[wanted]}"
    if typing.clash:
        yield Flaw(path, f"“{title}”: quy tắc {typing.clash}. Hãy chọn lại.")


def _known(form: Form, one: Reference) -> bool:
    if one.kind == "column":
        table = form.fields.get(one.table)
        return table is not None and any(column.key == one.name for column in table.columns)
    found = form.fields.get(one.name)
    if found is None or not found.type.holds:
        return False
    return one.kind == "field" or found.type.name == "table"


class _Typing:
    """Kinds of the parts of a rule; ``clash`` is the first that cannot meet."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.clash = ""

    def of(self, node: Json, table: str) -> str:
        if "field" in node:
            return _KINDS[self.form.fields[node["field"]].kind]
        if "column" in node:
            columns = self.form.fields[table].columns
            return _KINDS[next(one.kind for one in columns if one.key == node["column"])]
        if "each" in node:
            return self.of_rows(node)
        if "op" in node:
            return self.of_operator(node, table)
        return _constant_kind(node)

    def of_rows(self, node: Json) -> str:
        if "where" in node:
            self.want(self.of(node["where"], node["table"]), "bool", "điều kiện của bảng")
        given = self.of(node["of"], node["table"]) if "of" in node else "number"
        how = node["each"]
        if how in ("any", "all"):
            self.want(given, "bool", "điều kiện của bảng")
            return "bool"
        self.want(given, "number" if how == "sum" else "order", "phép tính trên bảng")
        return "number" if how in ("count", "sum") else given

    def of_operator(self, node: Json, table: str) -> str:
        operator = OPERATORS[node["op"]]
        given = [self.of(one, table) for one in node["args"]]
        for number, kind in enumerate(given):
            wanted = operator.takes[min(number, len(operator.takes) - 1)]
            self.want(kind, wanted, f"phép “{operator.title}”")
        if node["op"] in _PAIRS and len({_day_like(kind) for kind in given} - {"any"}) > 1:
            self.clash = self.clash or (
                f"so sánh {_TITLES[given[0]]} với {_TITLES[given[1]]} bằng phép “{operator.title}”"
            )
        if operator.gives != "any":
            return operator.gives
        results = {_day_like(kind) for kind in given[1 if node["op"] == "if" else 0 :]} - {"any"}
        return results.pop() if len(results) == 1 else "any"

    def want(self, given: str, wanted: str, where: str) -> None:
        taken = _TAKES[wanted]
        if taken and given != "any" and given not in taken:
            self.clash = self.clash or f"{where} không nhận {_TITLES[given]}"


def _day_like(kind: str) -> str:
    return "date" if kind == "birth" else kind


def _constant_kind(node: Json) -> str:
    if "today" in node or "date" in node:
        return "date"
    value = node.get("value", 0) if "number" not in node else 0
    kinds = ((bool, "bool"), (int, "number"), (str, "text"), (list, "list"))
    return next((name for kind, name in kinds if isinstance(value, kind)), "any")
