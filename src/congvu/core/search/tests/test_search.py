"""The door promises: only what the actor's marks open, exact diacritics first, newest first."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction

from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.subject import Subject
from congvu.core.search import actions
from congvu.core.search.factories import FIRST_DAY, KIND, item
from congvu.core.search.models import Entry
from congvu.core.search.queries import Filters, Page, search_marks

pytestmark = pytest.mark.django_db

MINE = {KIND: ["a1"]}


def found(q: str, marks: dict[str, list[str]] | None = None, **filters: object) -> list[int]:
    return ids(
        search_marks(marks=MINE if marks is None else marks, q=q, filters=Filters(**filters))
    )


def ids(page: Page) -> list[int]:
    return [hit.subject.id for hit in page.hits]


# Refusals first: what must not be found.


def test_without_marks_nothing_is_found() -> None:
    actions.put_many([item(1, "Kế hoạch", marks=[])])
    assert found("kế hoạch", marks={}) == []
    assert found("kế hoạch", marks={KIND: []}) == []


def test_foreign_marks_find_nothing() -> None:
    actions.put_many([item(1, "Kế hoạch", marks=["a1", "u34"])])
    assert found("kế hoạch", marks={KIND: ["a2", "u3", "a11", "a"]}) == []
    assert found("kế hoạch", marks={KIND: ["u34"]}) == [1]


def test_a_mark_opens_only_its_own_kind() -> None:
    actions.put_many([item(1, "Kế hoạch"), item(2, "Kế hoạch", kind="test.dossier")])
    assert found("kế hoạch") == [1]
    assert found("kế hoạch", marks={KIND: ["a1"], "test.dossier": ["a1"]}) == [2, 1]


@pytest.mark.parametrize(
    "q",
    [
        "m:test.letter:a1",
        "f:state=done",
        "g:1",
        'tags : "m:test.letter:a1"',
        "tags:a1",
        "a1",
        "' | 'm:test.letter:a1'",
    ],
)
def test_a_question_cannot_name_a_tag(q: str) -> None:
    actions.put_many([item(1, "Kế hoạch", facets={"state": "done"}, marks=["a1"])])
    assert found(q, marks={KIND: ["a2"]}) == []
    assert found(q) == []


@pytest.mark.parametrize("mark", ["a 1", "A1", 'a"1', "a:1", "", "đ", "x" * 61])
def test_a_mark_with_other_signs_is_a_programming_error(mark: str) -> None:
    with pytest.raises(ValueError, match="no mark"), transaction.atomic():
        actions.put_many([item(1, "Kế hoạch", marks=[mark])])
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_index_is_written_only_inside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        actions.put_many([item(1, "Kế hoạch")])
    with pytest.raises(RuntimeError, match="transaction"):
        actions.remove(Subject(KIND, 1))
    with pytest.raises(RuntimeError, match="transaction"):
        actions.set_marks(Subject(KIND, 1), ["a1"])


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_not_found() -> None:
    class Broken(Exception):
        pass

    with transaction.atomic():
        actions.put_many([item(1, "Kế hoạch cũ")])
    with pytest.raises(Broken), transaction.atomic():
        actions.put_many([item(1, "Kế hoạch mới"), item(2, "Kế hoạch mới")])
        raise Broken
    assert found("mới") == []
    assert found("cũ") == [1]


# What any input may do.


@pytest.mark.parametrize(
    "q",
    [
        '"', '""', '"abc', 'a"b"c', "*", "a*", "-", "a -b", "AND", "OR OR", "NOT a", "NEAR(a b)",
        "(", "a)", "{", "a:b", "^a", "a' | 'b", "\\", "a\\'", "%", "_", "!", "&", "a & b", "<->",
        "a <-> b", ":*", "a:*", "';--", "đ" * 400, "a " * 400, '"a" ' * 200, "\u0301", "𝒜", "ß",
        "İ", "ﬁle", "١٢", "中文", "\u200b", "1", "0", "00", "a\u00a0b", "“a b”", "«a", "+", "~a",
        "a'b", "$$", "a\tb\nc",
    ],
)  # fmt: skip
def test_no_question_is_an_error(q: str) -> None:
    actions.put_many([item(1, "Kế hoạch")])
    page = search_marks(marks=MINE, q=q)
    assert page.hits == [] or ids(page) == [1]


@pytest.mark.parametrize("cursor", ["", "x", "9.1", "0.", "0.99999999999999999999", "-1.2", "0.-"])
def test_a_foreign_cursor_starts_somewhere_and_never_fails(cursor: str) -> None:
    actions.put_many([item(1, "Kế hoạch")])
    page = search_marks(marks=MINE, q="kế hoạch", cursor=cursor)
    assert ids(page) in ([1], [])


def test_punctuation_alone_finds_nothing_and_silence_finds_all() -> None:
    actions.put_many([item(1, "Kế hoạch")])
    assert found("!!!") == []
    assert found("   ") == [1]


# Vietnamese.


@pytest.mark.parametrize(
    "q",
    [
        "Lục Ngạn",
        "lục ngạn",
        "luc ngan",
        "LUC NGAN",
        "ngạn lục",
        "huyện luc",
        "Lu\u0323c Nga\u0323n",
    ],
)
def test_marks_and_case_may_be_left_out(q: str) -> None:
    actions.put_many([item(1, "Kế hoạch của huyện Lục Ngạn"), item(2, "Kế hoạch khác")])
    assert found(q) == [1]


def test_d_with_stroke_is_found_by_d() -> None:
    actions.put_many([item(1, "Quyền sử dụng đất"), item(2, "Đường Nguyễn Gia Thiều")])
    assert found("su dung dat") == [1]
    assert found("duong nguyen gia thieu") == [2]


def test_both_tone_placements_are_one_word() -> None:
    actions.put_many([item(1, "Huyện Hiệp Hoà"), item(2, "Huyện Hiệp Hòa")])
    assert found("hòa") == found("hoà") == [2, 1]


def test_exact_diacritics_come_before_newer_folded_ones() -> None:
    actions.put_many(
        [
            item(1, "Huyện Lục Ngạn"),
            item(2, "Ngân sách"),
            item(3, "Lục Ngạn vay ngân hàng"),
            item(4, "Ngân hàng"),
        ]
    )
    assert found("ngạn") == [3, 1, 4, 2]
    assert found("ngân") == [4, 3, 2, 1]
    assert found("ngan") == [4, 3, 2, 1]


def test_title_and_code_come_before_the_body_and_nothing_comes_twice() -> None:
    actions.put_many(
        [
            item(1, "Ngân sách"),
            item(2, "Lục Ngạn"),
            item(3, "Công văn", body="của huyện Lục Ngạn"),
            item(4, "Công văn", body="về ngân sách Lục Ngạn"),
            item(5, "Công văn", body="về ngân sách"),
            item(6, "Lục Ngạn", body="của huyện Lục Ngạn"),
            item(7, "Ngân sách", body="huyện Lục Ngạn"),
            item(8, "Ngang bằng", body="ngàn"),
        ]
    )
    assert found("ngạn") == [6, 2, 7, 4, 3, 1, 8, 5]
    assert found("ngan") == [7, 6, 2, 1, 8, 5, 4, 3]
    assert found("lục sách") == [7, 4]
    assert found("của lục") == [6, 3]


def test_every_word_must_be_there() -> None:
    actions.put_many([item(1, "Kế hoạch năm"), item(2, "Báo cáo năm"), item(3, "Kế hoạch quý")])
    assert found("kế hoạch năm") == [1]


def test_a_quoted_phrase_keeps_its_order() -> None:
    actions.put_many([item(1, "nhà nước cấp"), item(2, "nước nhà cấp")])
    assert found("nha nuoc") == [2, 1]
    assert found('"nhà nước"') == [1]
    assert found("“nha nuoc”") == [1]
    assert found('"nhà nước') == [1]


def test_a_phrase_does_not_run_from_the_title_into_the_body() -> None:
    actions.put_many([item(1, "Kế hoạch", body="công tác"), item(2, "Kế hoạch công tác")])
    assert found('"hoạch công"') == [2]
    assert found("hoạch công") == [2, 1]


def test_the_last_word_matches_as_a_beginning_after_the_whole_word() -> None:
    actions.put_many([item(1, "Tuyển quân"), item(2, "Tuyến đường"), item(3, "Tuy nhiên")])
    assert found("tuy") == [3, 2, 1]
    assert found("tuyể") == [2, 1]
    assert found("tuy ") == [3]
    assert found("qua") == [1]
    assert found('"tuyển qu"') == []


# Numbers and notations.


@pytest.mark.parametrize("q", ["647/STTTT", "647/stttt", "647 STTTT", "647", "647/ST", "STTTT-VP"])
def test_a_number_with_notation_is_found(q: str) -> None:
    actions.put_many(
        [item(1, "Trả lời", code="647/STTTT-VP"), item(2, "Trả lời", code="64/STC-VP")]
    )
    assert found(q) == [1]


def test_a_notation_is_a_phrase() -> None:
    actions.put_many(
        [
            item(1, "Quyết định", code="456/QĐ-UBND"),
            item(2, "Trả lời Quyết định 12/QĐ-UBND số 456"),
            item(3, "Báo cáo", body="Căn cứ Quyết định số 456/QĐ-UBND ngày 1/3"),
        ]
    )
    assert found("456/QĐ-UBND") == [1, 3]
    assert found("456/qd-ubnd") == [1, 3]


def test_a_number_is_no_beginning_and_a_leading_zero_is_nothing() -> None:
    actions.put_many([item(1, "A", code="64/UBND"), item(2, "A", code="01/UBND")])
    assert found("6") == []
    assert found("1/UBND") == found("01/UBND") == [2]


# Order, pages and filters.


def test_the_newest_comes_first_whatever_the_order_of_registering() -> None:
    newer = FIRST_DAY + timedelta(days=400)
    actions.put_many([item(1, "Kế hoạch", at=newer)])
    actions.put_many([item(2, "Kế hoạch"), item(3, "Kế hoạch", at=newer - timedelta(days=900))])
    assert found("kế hoạch") == [1, 2, 3]


def test_pages_join_without_gap_or_repeat_across_the_passes() -> None:
    titles = ["Lục Ngạn", "Ngân sách", "ngan", "ngang bằng"]
    actions.put_many([item(pk, titles[pk % 4]) for pk in range(1, 41)])
    seen: list[int] = []
    cursor = ""
    for _ in range(20):
        page = search_marks(marks=MINE, q="ngạn", limit=7, cursor=cursor)
        seen += ids(page)
        cursor = page.next_cursor
        if not cursor:
            break
    assert len(seen) == 40
    assert set(seen) == set(range(1, 41))
    assert [titles[pk % 4] for pk in seen[:10]] == ["Lục Ngạn"] * 10
    assert [titles[pk % 4] for pk in seen[-10:]] == ["ngang bằng"] * 10


def test_filters_hold_together() -> None:
    actions.put_many(
        [
            item(1, "Kế hoạch", agency_id=1, facets={"state": "new", "urgency": "fast"}),
            item(2, "Kế hoạch", agency_id=2, facets={"state": "new"}),
            item(3, "Kế hoạch", agency_id=1, facets={"state": "done", "urgency": ""}),
        ]
    )
    assert found("", agency_ids=[1]) == [3, 1]
    assert found("", agency_ids=[1, 2]) == [3, 2, 1]
    assert found("kế", facets={"state": ["new"]}) == [2, 1]
    assert found("kế", facets={"state": ["new", "done"]}, agency_ids=[1]) == [3, 1]
    assert found("kế", facets={"state": ["new"], "urgency": ["fast"]}) == [1]


def test_days_are_vietnamese_days_and_both_included() -> None:
    def at(day: int, hour: int, minute: int = 0) -> datetime:
        return datetime(2026, 3, day, hour, minute, tzinfo=VIETNAM)

    actions.put_many(
        [
            item(1, "A", at=at(1, 23, 59)),
            item(2, "A", at=at(2, 0, 0)),
            item(3, "A", at=at(3, 23, 59)),
            item(4, "A", at=at(4, 0, 0)),
        ]
    )
    assert found("a", since=date(2026, 3, 2), until=date(2026, 3, 3)) == [3, 2]
    assert found("a", until=date(1, 1, 1)) == []
    assert found("a", since=date(9999, 12, 31)) == []
    assert found("a", since=date(1, 1, 1), until=date(9999, 12, 31)) == [4, 3, 2, 1]


# Writing.


def test_put_again_replaces_words_marks_and_order() -> None:
    actions.put_many([item(1, "Kế hoạch"), item(2, "Báo cáo")])
    actions.put_many([item(1, "Thông báo", marks=["a2"], at=FIRST_DAY + timedelta(days=9))])
    assert found("kế hoạch") == []
    assert found("thông báo") == []
    assert found("", marks={KIND: ["a1", "a2"]}) == [1, 2]
    assert Entry.objects.count() == 2


def test_removed_subjects_are_gone_with_their_words() -> None:
    actions.put_many([item(1, "Kế hoạch"), item(2, "Kế hoạch")])
    actions.remove(Subject(KIND, 1))
    actions.remove(Subject(KIND, 99))
    assert found("kế hoạch") == [2]
    assert _postings() == 1
    Entry.objects.all().delete()
    assert _postings() == 0


def _postings() -> int:
    table = "search_fts" if connection.vendor == "sqlite" else "search_posting"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def test_marks_and_facets_change_without_the_words() -> None:
    actions.put_many([item(1, "Quyết định", code="456/QĐ-UBND", facets={"state": "new"})])
    actions.set_marks(Subject(KIND, 1), ["a2", "p7"])
    actions.set_facets(Subject(KIND, 1), {"state": "done"})
    actions.set_marks(Subject(KIND, 99), ["a2"])
    assert found("") == []
    yours = {KIND: ["p7"]}
    assert found("456/QĐ-UBND", marks=yours, facets={"state": ["done"]}) == [1]
    assert found("456/QĐ-UBND", marks=yours, facets={"state": ["new"]}) == []
    assert found("456/QĐ-UBND", marks=yours, agency_ids=[1]) == [1]


def test_a_quote_in_the_text_is_only_text() -> None:
    actions.put_many([item(1, "O'Neil \\ \"x\" 'y' :* | &", body="a'b\\")])
    assert found("o'neil") == [1]
    assert found("b") == [1]


def test_a_long_body_is_indexed_up_to_its_limit() -> None:
    body = "chữ " * 4_990 + "cuối xyzzy"
    actions.put_many([item(1, "Dài", body=body), item(2, "Quá dài", body="chữ " * 5_000 + "xyzzy")])
    assert found("xyzzy") == [1]
    assert found('"cuối xyzzy"') == [1]


def test_eight_hundred_marks_are_asked_at_once() -> None:
    actions.put_many([item(pk, "Kế hoạch", marks=[f"a{pk}"]) for pk in range(1, 6)])
    many = {KIND: [f"a{number}" for number in range(3, 803)]}
    assert found("kế hoạch", marks=many) == [5, 4, 3]


@pytest.mark.django_db(transaction=True)
def test_a_bulk_load_is_found_like_any_other() -> None:
    with actions.bulk():
        for start in range(1, 401, 100):
            with transaction.atomic():
                actions.put_many([item(pk, f"Kế hoạch {pk}") for pk in range(start, start + 100)])
    with transaction.atomic():
        actions.put_many([item(401, "Kế hoạch 401")])
    assert found("kế hoạch")[:3] == [401, 400, 399]
    assert found("123") == [123]


def test_registering_costs_few_queries(django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(4):  # known, reserve, entry, words
        actions.put(subject=Subject(KIND, 1), title="Kế hoạch", at=FIRST_DAY, marks=["a1"])
    with django_assert_max_num_queries(4):  # known, erase, entry, words
        actions.put(subject=Subject(KIND, 1), title="Kế hoạch", at=FIRST_DAY, marks=["a1"])
    with django_assert_max_num_queries(8):  # SQLite takes some hundred values a statement
        actions.put_many([item(pk, "Kế hoạch") for pk in range(1, 201)])


def test_a_page_costs_queries_that_do_not_grow(django_assert_max_num_queries: object) -> None:
    actions.put_many([item(pk, "Kế hoạch") for pk in range(1, 101)])
    with django_assert_max_num_queries(3):
        assert len(found("ke hoach ")) == 20


@pytest.mark.skipif(connection.vendor != "postgresql", reason="walk and index are PostgreSQL's")
@pytest.mark.parametrize("few", [0, 1000])
def test_walk_and_index_find_the_same(monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    bodies = ["", "huyện Hiệp Hòa, kế hoạch", "huyện Lục Ngạn"]
    actions.put_many(
        [
            item(pk, "Kế hoạch" if pk % 3 else "Lục Ngạn", body=bodies[pk % 4 % 3])
            for pk in range(1, 61)
        ]
    )
    questions = [
        "ngạn", "ke", "ngan ke", "luc nga", '"luc ngan', "hoach", "kế hoạ", "kế/hoạ", "huyện",
        "huyen ngan", "hiệp", "kế hiệp", '"hiep hoa"',
    ]  # fmt: skip
    since = FIRST_DAY.date() + timedelta(days=1)
    walked = [found(q, **days) for q in questions for days in ({}, {"since": since})]
    assert all(walked)
    monkeypatch.setattr("congvu.core.search.engines.postgres.WALK", 5)
    monkeypatch.setattr("congvu.core.search.engines.postgres.READABLE", 3)
    monkeypatch.setattr("congvu.core.search.engines.postgres.FEW", few)
    again = [found(q, **days) for q in questions for days in ({}, {"since": since})]
    assert again == walked
