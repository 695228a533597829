"""Forms as data: what is refused, what each type takes, and that nothing makes checking raise."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.schema.exchange import from_json_schema, to_json_schema, to_layout
from congvu.core.kernel.schema.filling import check, starting
from congvu.core.kernel.schema.flaws import flaws
from congvu.core.kernel.schema.form import FIELDS, FORMAT, Form, read_form
from congvu.core.kernel.schema.types import TYPES, FileFact, Sources
from congvu.core.kernel.tests import rules_cases as shared

TODAY = date(2026, 11, 23)
OPTIONS = [{"code": "nam", "label": "Nam"}, {"code": "nu", "label": "Nữ"}]
SEX = {"options": OPTIONS}
NEEDED: dict[str, dict[str, Any]] = {
    "choice": {"settings": SEX},
    "choices": {"settings": SEX},
    "code_choice": {"settings": {"code_list": "dan-toc"}},
    "table": {"columns": [shared.field("ten", "short_text", required=True)]},
    "computed": {"compute": {"value": 1}},
}


def document(*fields: dict[str, Any], **part: Any) -> dict[str, Any]:
    section = {"key": "s", "title": "Phần", "fields": list(fields), **part}
    return {"format": FORMAT, "key": "don", "title": "Đơn", "sections": [section]}


def form(*fields: dict[str, Any], **part: Any) -> Form:
    return read_form(document(*fields, **part))


def every_type() -> Form:
    """One field of each type, with an example."""
    return form(*(shared.field(one.name, one.name, **NEEDED.get(one.name, {})) for one in TYPES))


EXAMPLES: dict[str, Any] = {
    **{one.name: one.example for one in TYPES if one.example is not None},
    "choice": "nu", "choices": ["nam"], "table": [{"ten": "Đất"}],
}  # fmt: skip


def test_there_are_enough_types() -> None:
    assert len(TYPES) >= 24


@pytest.mark.parametrize("name", TYPES.names())
def test_a_type_keeps_what_it_stored_and_shows_it(name: str) -> None:
    one = form(shared.field("o", name, **NEEDED.get(name, {})))
    found = check(one, {"o": EXAMPLES.get(name)}, on=TODAY)
    assert found.ok and (found.data == ({"o": EXAMPLES[name]} if name in EXAMPLES else found.data))
    again = check(one, found.data, on=TODAY)
    assert again.data == found.data
    if name in EXAMPLES:
        shown = one.fields["o"].type.show(one.fields["o"], EXAMPLES[name], Sources(), TODAY)
        assert shown and "{" not in shown


REFUSED: list[tuple[str, dict[str, Any], Any, str]] = [
    ("short_text", {"max_length": 5}, "quá dài rồi", "quá giới hạn 5 ký tự"),
    ("short_text", {"min_length": 5}, "ít", "ít nhất 5 ký tự"),
    ("short_text", {}, "a\x00b", "ký tự điều khiển"),
    ("short_text", {}, "\ud800", "ký tự điều khiển"),
    ("short_text", {}, 5, "bằng chữ"),
    ("long_text", {}, ["a"], "bằng chữ"),
    ("person_name", {}, "Lê", "cả họ và tên"),
    ("person_name", {}, "Lê An 2", "chỉ gồm chữ cái"),
    ("date", {}, "31/02/2026", "không có trong lịch"),
    ("date", {}, "05/02/26", "bốn chữ số"),
    ("date", {"latest": "today"}, "24/11/2026", "không muộn hơn"),
    ("date", {"earliest": "2026-01-01"}, "31/12/2025", "từ ngày 01/01/2026"),
    ("date", {}, "01/01/0900", "năm 900"),
    ("time", {}, "25:00", "giờ:phút"),
    ("birth_date", {}, "2027", "năm sinh đã qua"),
    ("birth_date", {}, "24/11/2026", "sau ngày khai"),
    ("whole", {}, "1.5", "Số chưa đúng cách viết"),
    ("whole", {}, "1,5", "số nguyên"),
    ("whole", {"least": 1}, "0", "từ 1 trở lên"),
    ("whole", {"greatest": 10}, 11, "không được quá 10"),
    ("whole", {}, True, "phải là số"),
    ("whole", {}, 1.5, "phải là số"),
    ("whole", {}, 10**30, "quá lớn"),
    ("decimal", {"places": 1}, "1,25", "tối đa 1 chữ số"),
    ("money", {}, "1.250,5", "Số tiền chưa đúng"),
    ("money", {}, "-1", "từ 0 trở lên"),
    ("percent", {}, "101%", "không được quá 100"),
    ("personal_id", {}, "0123", "đúng 12 chữ số"),
    ("old_id", {}, "12345678", "đúng 9 chữ số"),
    ("passport", {}, "ABCDEFG", "6 đến 12"),
    ("tax_code", {}, "0100109105", "Chữ số kiểm tra"),
    ("phone", {}, "12345", "Số điện thoại chưa đúng"),
    ("phone", {"mobile": True}, "02043854123", "số di động"),
    ("email", {}, "a@b", "thư điện tử"),
    ("web", {}, "javascript:alert(1)", "trang web"),
    ("web", {}, "http://[", "trang web"),
    ("yes_no", {}, "maybe", "Có hoặc Không"),
    ("choice", SEX, "khac", "trong danh sách"),
    ("choices", {**SEX, "least": 2}, ["nam"], "ít nhất 2"),
    ("choices", {**SEX, "most": 1}, ["nam", "nu"], "nhiều nhất 1"),
    ("choices", SEX, [["nam"]], "không thuộc danh sách"),
    ("code_choice", {"code_list": "x"}, "a\nb", "mã đang dùng"),
    ("territory", {}, "abc", "đơn vị hành chính"),
    ("agency", {}, "h02", "cơ quan"),
    ("address", {}, {"line": "Số 5"}, "chưa có đơn vị hành chính"),
    ("address", {"line_required": True}, {"territory": "24"}, "chưa có số nhà"),
    ("address", {}, {"x": "1"}, "chưa đọc được"),
    ("file", {}, [{"file": "../x"}], "tệp không đọc được"),
    ("file", {}, [{"file": "a", "name": "a.exe", "size": 1, "kind": "exe"}], "phải thuộc loại"),
    ("file", {"megabytes": 1}, [{"file": "a", "name": "a", "size": 2**21, "kind": "pdf"}], "1 MB"),
    ("file", {}, ["a", "b"], "nhiều nhất 1 tệp"),
    ("file", {}, ["a"], "không tìm thấy"),
    ("signature", {"means": "digital"}, "account", "chưa được ký"),
    ("signature", {}, {"by": "digital", "ref": "/"}, "chưa được ký"),
    ("consent", {}, False, "đồng ý"),
    ("table", {}, "x", "không đọc được"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "chosen", "value", "said"), REFUSED)
def test_values_are_refused_in_sentences(
    name: str, chosen: dict[str, Any], value: Any, said: str
) -> None:
    more = {"columns": NEEDED["table"]["columns"]} if name == "table" else {}
    one = form(shared.field("o", name, settings=chosen, **more))
    found = check(one, {"o": value}, on=TODAY, typed=True)
    assert "o" not in found.data
    (problem,) = found.problems
    assert said in problem.sentence and problem.code == "refused"
    assert problem.sentence.endswith((".", "…")) and "“" in problem.sentence


TAKEN: list[tuple[str, dict[str, Any], Any, Any]] = [
    ("short_text", {}, "  Lê\u00a0 Lợi ", "Lê Lợi"),
    ("short_text", {}, "ho\u0300a", "hòa"),
    ("person_name", {"capitals": True}, "Ðặng thị hồng", "ĐẶNG THỊ HỒNG"),
    ("person_name", {}, "H’Hen Niê", "H’Hen Niê"),
    ("date", {}, "5-2-2026", "2026-02-05"),
    ("time", {}, "7h05", "07:05"),
    ("birth_date", {}, "5/1990", "1990-05"),
    ("decimal", {}, "1.234,50", "1234.5"),
    ("money", {}, "1 250 000 đ", 1_250_000),
    ("percent", {}, "12,5 %", "12.5"),
    ("personal_id", {}, "024 190 001 234", "024190001234"),
    ("passport", {}, "c 1234567", "C1234567"),
    ("tax_code", {}, "0100109106001", "0100109106-001"),
    ("phone", {}, "+84 912.345.678", "0912345678"),
    ("email", {}, " An@CoQuan.VN ", "An@coquan.vn"),
    ("web", {}, "coquan.vn/tin", "https://coquan.vn/tin"),
    ("yes_no", {}, "khong", False),
    ("choices", SEX, ["nu", "nam"], ["nam", "nu"]),
    ("address", {"abroad": True}, {"line": " Paris "}, {"line": "Paris"}),
]


@pytest.mark.parametrize(("name", "chosen", "typed", "stored"), TAKEN)
def test_what_people_type_is_brought_into_one_form(
    name: str, chosen: dict[str, Any], typed: Any, stored: Any
) -> None:
    one = form(shared.field("o", name, settings=chosen))
    found = check(one, {"o": typed}, on=TODAY, typed=True)
    assert (found.problems, found.data) == ((), {"o": stored})


def test_a_decimal_of_data_is_not_taken_for_thousands() -> None:
    one = form(shared.field("o", "decimal", settings={"places": 3}))
    assert check(one, {"o": "1.234"}, on=TODAY).data == {"o": "1.234"}
    assert check(one, {"o": "1.234"}, on=TODAY, typed=True).data == {"o": "1234"}


def test_a_personal_number_agrees_with_sex_and_birth_date() -> None:
    one = form(
        shared.field("gioi", "choice", settings=SEX),
        shared.field("sinh", "birth_date"),
        shared.field("so", "personal_id", settings={"sex_field": "gioi", "birth_field": "sinh"}),
    )
    good = {"gioi": "nu", "sinh": "1990", "so": "024190001234"}
    assert check(one, good, on=TODAY).ok
    for wrong in ({"gioi": "nam"}, {"sinh": "1991-01-02"}):
        (problem,) = check(one, {**good, **wrong}, on=TODAY).problems
        assert problem.code == "disagrees" and "không khớp" in problem.sentence


def test_hidden_values_are_dropped_and_hidden_faults_are_not_told() -> None:
    one = form(
        shared.field("co", "yes_no"),
        shared.field("so", "whole", required=True, show_when={"field": "co"}),
    )
    assert check(one, {"co": False, "so": "chữ"}, on=TODAY).problems == ()
    assert check(one, {"co": False, "so": 5}, on=TODAY).data == {"co": False}
    assert [one.code for one in check(one, {"co": True}, on=TODAY).problems] == ["required"]


def test_rows_are_counted_and_named() -> None:
    one = form(
        shared.field(
            "con", "table", settings={"least": 2, "most": 3}, columns=NEEDED["table"]["columns"]
        )
    )
    rows = [{"ten": "A"}, {"ten": " "}, {}, None, {"ten": 5}]
    found = check(one, {"con": rows}, on=TODAY)
    assert found.data == {"con": [{"ten": "A"}, {}]}
    assert found.by_path["con.1.ten"][0].startswith("Dòng 2 của “con”: ")
    assert check(one, {"con": rows[:1]}, on=TODAY).problems[0].code == "rows"
    assert check(one, {"con": [{"ten": "A"}] * 4}, on=TODAY).problems[0].code == "rows"
    assert "quá 200 dòng" in check(one, {"con": rows[:1] * 201}, on=TODAY).problems[0].sentence


class Known(Sources):
    def codes(self, name: str, on: date) -> dict[str, str]:
        return {"01": "Kinh", "02": "Tày"}

    def territory(self, code: str, on: date) -> str:
        return {"07210": "Phường Ngô Quyền"}.get(code, "") if on < date(2025, 7, 1) else ""

    def agency(self, code: str, on: date) -> str:
        return "Sở" if code == "H02.15" else ""

    def file(self, reference: str) -> FileFact | None:
        return FileFact("thật.pdf", 10, "pdf") if reference == "a" else None

    def prefill(self, name: str) -> Any:
        return {"applicant.full_name": "Lê An", "applicant.birth": "không rõ"}.get(name)


def test_the_world_outside_is_asked() -> None:
    one = form(
        shared.field("dan_toc", "code_choice", settings={"code_list": "dan-toc"}),
        shared.field("cu", "territory", settings={"at": "2025-06-30"}),
        shared.field("nay", "territory"),
        shared.field("co_quan", "agency"),
        shared.field("tep", "file"),
    )
    data = {"dan_toc": "02", "cu": "07210", "co_quan": "H02.15", "tep": ["a"]}
    found = check(one, {**data, "nay": "07210"}, on=TODAY, sources=Known())
    assert [problem.path for problem in found.problems] == ["nay"]
    assert found.data["tep"] == [{"file": "a", "name": "thật.pdf", "size": 10, "kind": "pdf"}]
    wrong = check(one, {"dan_toc": "99", "co_quan": "H99"}, on=TODAY, sources=Known())
    assert [problem.path for problem in wrong.problems] == ["dan_toc", "co_quan"]


def test_a_new_form_starts_with_what_is_known() -> None:
    one = form(
        shared.field("ten", "person_name", prefill="applicant.full_name", default="Trần Văn B"),
        shared.field("sinh", "birth_date", prefill="applicant.birth"),
        shared.field("so", "whole", default=1),
    )
    assert starting(one, on=TODAY, sources=Known()) == (
        {"ten": "Lê An", "so": 1},
        {"ten": "applicant.full_name"},
    )


NO_FORMS: list[Any] = [
    None, 5, [], {}, {"format": "khác"},
    document({"key": "Hoa", "type": "short_text", "label": "x"}),
    document({"key": "a", "type": "khong_co", "label": "x"}),
    document({"key": "a", "type": ["x"], "label": "x"}),
    document({"key": "a", "type": "short_text", "label": ""}),
    document({"key": "a", "type": "short_text", "label": "x", "thua": 1}),
    document({"key": "a", "type": "short_text", "label": "x", "required": 1}),
    document({"key": "a", "type": "short_text", "label": "x", "settings": {"most": 1}}),
    document({"key": "a", "type": "short_text", "label": "x", "settings": {"max_length": 0}}),
    document({"key": "a", "type": "short_text", "label": "x", "compute": {"value": 1}}),
    document({"key": "a", "type": "short_text", "label": "x", "columns": [{}]}),
    document({"key": "a", "type": "short_text", "label": "x", "default": {"a": 1}}),
    document({"key": "a", "type": "short_text", "label": "x", "checks": [{"message": "x"}]}),
    document({"key": "a", "type": "short_text", "label": "x", "show_when": {"op": "chay"}}),
    document(*[shared.field("a", "whole")] * 2),
    document(*(shared.field(f"a{n}", "whole") for n in range(FIELDS + 1))),
    document(shared.field("a", "table", columns=[shared.field("b", "table")])),
    document(shared.field("a", "choice", settings={"options": OPTIONS + OPTIONS})),
]  # fmt: skip


@pytest.mark.parametrize("wrong", NO_FORMS, ids=[str(n) for n in range(len(NO_FORMS))])
def test_what_is_no_form_is_refused_with_its_places(wrong: Any) -> None:
    with pytest.raises(Invalid) as refusal:
        read_form(wrong)
    assert refusal.value.data["fields"] and refusal.value.message.endswith(".")


RULES: list[Any] = [
    5, {}, {"op": "eq", "args": []}, {"op": "eq"}, {"op": ["eq"], "args": []}, {"field": ""},
    {"value": 1.5}, {"value": {}}, {"value": [1]}, {"number": "x"}, {"date": "2026-02-30"},
    {"today": 1}, {"each": "chia", "table": "t"}, {"each": "sum", "table": "t"},
    {"field": "a", "value": 1}, {"value": 1, "la": 2},
    {"each": "sum", "table": "t", "of": {"each": "count", "table": "t"}},
]  # fmt: skip


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_rules_that_cannot_be_evaluated_are_refused(rule: Any) -> None:
    with pytest.raises(Invalid):
        form(shared.field("a", "whole", show_when=rule))


def test_rules_may_not_be_too_deep_or_too_large() -> None:
    deep: Any = {"value": True}
    for _ in range(500):
        deep = {"op": "not", "args": [deep]}
    wide = {"op": "and", "args": [{"op": "and", "args": [{"value": True}] * 20}] * 20}
    for rule in (deep, wide):
        with pytest.raises(Invalid, match="tầng"):
            form(shared.field("a", "whole", show_when=rule))


def _said(*fields: dict[str, Any], **part: Any) -> str:
    return " | ".join(one.sentence for one in flaws(form(*fields, **part)))


def test_flaws_keep_a_form_from_being_published() -> None:
    a, b = {"field": "a"}, {"field": "b"}
    assert "chưa có trường nào" in _said()
    assert "vòng tròn" in _said(
        shared.field("a", "whole", show_when={"op": "filled", "args": [b]}),
        shared.field("b", "whole", show_when={"op": "filled", "args": [a]}),
    )
    assert "vòng tròn" in _said(shared.field("a", "whole"), show_when={"op": "filled", "args": [a]})
    assert "không có" in _said(shared.field("a", "whole", show_when=b))
    assert "cần có/không" in _said(
        shared.field("a", "whole"), shared.field("b", "whole", show_when=a)
    )
    assert "so sánh" in _said(
        shared.field("a", "whole"),
        shared.field("b", "whole", show_when={"op": "eq", "args": [a, {"value": "nam"}]}),
    )
    assert "không nhận chữ" in _said(
        shared.field("a", "short_text"),
        shared.field("b", "computed", compute={"op": "add", "args": [a]}),
    )
    assert "lựa chọn" in _said(shared.field("a", "choice"))
    assert "danh mục" in _said(shared.field("a", "code_choice"))
    assert "cột" in _said(shared.field("a", "table"))
    assert "công thức" in _said(shared.field("a", "computed"))
    assert "lớn hơn" in _said(shared.field("a", "whole", settings={"least": 5, "greatest": 1}))
    assert "mặc định" in _said(shared.field("a", "whole", default="x"))
    assert "chỉ tới trường" in _said(shared.field("a", "personal_id", settings={"sex_field": "z"}))


def test_forms_of_the_shared_cases_have_no_flaws() -> None:
    for one in shared.cases()["definitions"].values():
        assert flaws(read_form(one)) == []
    assert flaws(every_type()) == []


def test_a_form_goes_out_as_json_schema_and_comes_back() -> None:
    for one in (every_type(), *map(read_form, shared.cases()["definitions"].values())):
        assert read_form(one.to_json()) == one
        assert from_json_schema(to_json_schema(one), to_layout(one)) == one


def test_a_schema_that_was_changed_beside_its_layout_is_refused() -> None:
    one = form(shared.field("a", "whole"))
    schema = to_json_schema(one)
    schema["properties"]["a"]["minimum"] = 5
    with pytest.raises(Invalid, match="không khớp"):
        from_json_schema(schema, to_layout(one))


def test_a_schema_of_somebody_else_is_read_as_far_as_it_can_be() -> None:
    found = from_json_schema(
        {
            "title": "Đơn xin",
            "properties": {
                "Full name": {"type": "string", "title": "Họ tên"},
                "born": {"type": "string", "format": "date"},
                "sex": {"enum": ["M", "F"]},
                "kids": {"type": "array", "items": {"properties": {"n": {"type": "integer"}}}},
            },
            "required": ["born"],
        }
    )
    kinds = [(one.key, one.type.name, one.required) for one in found.fields.values()]
    assert kinds == [
        ("full_name", "short_text", False), ("born", "date", True), ("sex", "choice", False),
        ("kids", "table", False),
    ]  # fmt: skip
    for wrong in (None, {}, {"properties": {"a": {"type": "object"}}}, {"properties": {"a": 1}}):
        with pytest.raises(Invalid):
            from_json_schema(wrong)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda below: (
        st.lists(below, max_size=4) | st.dictionaries(st.text(max_size=8), below, max_size=4)
    ),
    max_leaves=12,
)
EVERY = every_type()


@seed(20261123)
@settings(max_examples=150, deadline=None, database=None)
@given(JSON | st.fixed_dictionaries({one.name: JSON for one in TYPES}), st.booleans())
def test_checking_never_raises_and_what_it_keeps_it_keeps(raw: Any, typed: bool) -> None:
    found = check(EVERY, raw, on=TODAY, typed=typed)
    again = check(EVERY, found.data, on=TODAY)
    assert again.data == found.data
    assert all(one.sentence.endswith(".") for one in found.problems)


@seed(20261123)
@settings(max_examples=150, deadline=None, database=None)
@given(JSON)
def test_reading_a_form_only_refuses(raw: Any) -> None:
    for wrong in (
        raw,
        {**document(), "sections": raw},
        document(raw),
        document({**shared.field("a", "whole"), "show_when": raw}),
    ):
        try:
            found = read_form(wrong)
        except Invalid:
            continue
        assert read_form(found.to_json()) == found
