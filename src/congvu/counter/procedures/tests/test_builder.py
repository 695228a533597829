"""Building forms by clicking: changes of the document, conditions, formulas, differences."""

from __future__ import annotations

from typing import Any

import pytest

from congvu.core.kernel.errors import Invalid, NotFound
from congvu.core.kernel.schema.flaws import flaws
from congvu.core.kernel.schema.form import FORMAT, Form, read_form
from congvu.counter.procedures.builder import changes, conditions, formulas
from congvu.counter.procedures.builder.conditions import Line, lines_of, rule_of, subjects
from congvu.counter.procedures.builder.differences import differences

EMPTY: dict[str, Any] = {"format": FORMAT, "key": "don", "title": "Đơn", "sections": []}


def built() -> dict[str, Any]:
    """Two sections; the first with a choice, a date, an amount and a table."""
    document = changes.add_section(EMPTY, "Người khai")
    document = changes.add_section(document, "Khác")
    for kind, label in (
        ("choice", "Giới tính"), ("date", "Ngày nộp"), ("money", "Số tiền"), ("yes_no", "Bản sao"),
        ("birth_date", "Ngày sinh"), ("table", "Con"), ("decimal", "Tỷ số"), ("choices", "Nhóm"),
    ):  # fmt: skip
        document, _ = changes.add_field(document, ":nguoi_khai", kind, label)
    document, _ = changes.add_field(document, "con", "whole", "Tuổi")
    options = [{"code": "nam", "label": "Nam"}, {"code": "nu", "label": "Nữ"}]
    for path in ("gioi_tinh", "nhom"):
        document = changes.replace(document, path, {"settings": {"options": options}})
    document, _ = changes.add_field(document, ":khac", "short_text", "Ghi chú")
    return document


def form() -> Form:
    return read_form(built())


def order(document: dict[str, Any]) -> list[list[str]]:
    return [[one["key"] for one in part["fields"]] for part in document["sections"]]


@pytest.mark.parametrize("path", [":khong_co", "khong_co", "con.khong_co", ""])
def test_a_place_that_is_not_there_is_not_changed(path: str) -> None:
    with pytest.raises(NotFound):
        changes.remove(built(), path)


def test_what_cannot_be_added_is_refused() -> None:
    for into, kind, label in (
        (":khac", "short_text", " "), (":khac", "la", "x"), ("con", "table", "x"),
        ("con", "consent", "x"),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            changes.add_field(built(), into, kind, label)
    with pytest.raises(Invalid):
        changes.add_section(EMPTY, "")


def test_keys_come_from_labels_and_never_twice() -> None:
    assert changes.key_for("Họ, chữ đệm, tên", set(), "x") == "ho_chu_dem_ten"
    assert changes.key_for("Tên", {"ten", "ten_2"}, "x") == "ten_3"
    assert changes.key_for("123", set(), "truong") == "truong"
    document, path = changes.add_field(built(), "con", "whole", "Tuổi")
    assert path == "con.tuoi_2" and read_form(document)


def test_fields_move_within_and_between_sections() -> None:
    start = order(built())
    down = changes.down(built(), "gioi_tinh")
    assert order(down)[0][:2] == ["ngay_nop", "gioi_tinh"]
    assert order(changes.up(down, "gioi_tinh")) == start
    over = changes.down(built(), "nhom")
    assert order(over)[1] == ["nhom", "ghi_chu"]
    assert order(changes.up(over, "nhom")) == start
    assert order(changes.up(built(), "gioi_tinh")) == start
    assert order(changes.down(built(), ":nguoi_khai"))[0] == ["ghi_chu"]
    assert order(changes.remove(built(), ":khac")) == start[:1]
    assert "columns" in str(changes.remove(built(), "con.tuoi"))


LINES: list[tuple[str, list[Line]]] = [
    ("and", []),
    ("and", [Line("gioi_tinh", "eq", "nam")]),
    ("or", [Line("gioi_tinh", "in", "nam; nu"), Line("nhom", "has", "nu")]),
    ("and", [Line("so_tien", "ge", "1.250.000"), Line("ty_so", "lt", "1,5")]),
    ("and", [Line("ngay_nop", "gt", "05/02/2026"), Line("ngay_nop", "le", "hôm nay")]),
    ("and", [Line("ban_sao", "eq", "có"), Line("con", "filled"), Line("ghi_chu", "empty")]),
]


@pytest.mark.parametrize(("join", "lines"), LINES)
def test_conditions_go_out_as_rules_and_come_back_as_lines(join: str, lines: list[Line]) -> None:
    rule = rule_of(form(), lines, join)
    assert lines_of(rule) == (join if len(lines) > 1 else "and", lines)
    document = changes.replace(built(), "ghi_chu", {"show_when": rule})
    said = [one.sentence for one in flaws(read_form(document))]
    assert not said or lines == LINES[5][1]


def test_conditions_inside_a_table_ask_the_same_row() -> None:
    rule = rule_of(form(), [Line(".tuoi", "lt", "18")], table="con")
    assert rule == {"op": "lt", "args": [{"column": "tuoi"}, {"value": 18}]}
    assert subjects(form(), "con")[0] == (".tuoi", "Tuổi (cùng dòng)")


@pytest.mark.parametrize(
    "line",
    [
        Line("khong_co", "eq", "x"), Line("gioi_tinh", "eq", "khác"), Line("gioi_tinh", "eq", " "),
        Line("so_tien", "gt", "1,5"), Line("ngay_nop", "eq", "31/02/2026"),
        Line("ban_sao", "eq", "đúng"), Line("gioi_tinh", "chay", "nam"),
    ],
)  # fmt: skip
def test_a_condition_that_makes_no_sense_is_refused_in_words(line: Line) -> None:
    with pytest.raises(Invalid) as refusal:
        rule_of(form(), [line])
    assert refusal.value.message.endswith(".")


def test_a_rule_that_is_more_than_lines_is_said_to_be() -> None:
    deep = {"op": "not", "args": [{"op": "filled", "args": [{"field": "con"}]}]}
    pair = {"op": "eq", "args": [{"field": "ngay_nop"}, {"field": "ngay_sinh"}]}
    assert lines_of(deep) is None and lines_of(pair) is None


FORMULAS: list[tuple[str, list[str], str, str]] = [
    ("add", ["so_tien"], "5", "number"), ("sub", ["so_tien", "ty_so"], "", "number"),
    ("percent", ["so_tien", "ty_so"], "", "number"), ("age", ["ngay_sinh"], "", "number"),
    ("days_between", ["ngay_nop", "@"], "", "number"), ("add_days", ["ngay_nop"], "60", "date"),
    ("concat", ["ghi_chu"], "!", "text"), ("words", ["so_tien"], "", "text"),
    ("sum", ["con.tuoi"], "", "number"), ("count", ["con"], "", "number"),
    ("mul", ["so_tien"], "1,5", "number"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "chosen", "constant", "gives"), FORMULAS)
def test_formulas_can_be_reckoned(kind: str, chosen: list[str], constant: str, gives: str) -> None:
    rule = formulas.formula(kind, [*chosen, ""], constant)
    document, path = changes.add_field(built(), ":khac", "computed", "Kết quả")
    document = changes.replace(document, path, {"compute": rule, "settings": {"gives": gives}})
    assert flaws(read_form(document)) == []
    assert {name for name, _ in formulas.operands(form())} >= set(chosen)


@pytest.mark.parametrize(
    ("kind", "chosen"), [("sub", ["so_tien"]), ("sum", []), ("sum", ["con"]), ("add", ["con.tuoi"]), ("la", ["a", "b"])]
)  # fmt: skip
def test_formulas_without_what_they_need_are_refused(kind: str, chosen: list[str]) -> None:
    with pytest.raises(Invalid):
        formulas.formula(kind, chosen)


def test_differences_are_said_in_words() -> None:
    before = form()
    document = changes.remove(built(), "ty_so")
    document, _ = changes.add_field(document, ":khac", "email", "Thư")
    rule = conditions.rule_of(before, [Line("gioi_tinh", "eq", "nam")])
    document = changes.replace(document, "ghi_chu", {"required": True, "show_when": rule})
    said = {(one.what, one.before, one.after) for one in differences(before, read_form(document))}
    assert said == {
        ("Trường “Thư”", "", "thêm (Thư điện tử)"),
        ("Trường “Tỷ số”", "có (Số thập phân)", "bỏ"),
        ("“Ghi chú”: bắt buộc", "không", "có"),
        ("“Ghi chú”: điều kiện hiện", "không", "“Giới tính” là “nam”"),
    }
    assert differences(before, before) == []
    moved = differences(before, read_form(changes.down(built(), "gioi_tinh")))
    assert [one.after for one in moved] == ["đã đổi"]
