"""Forms that are data, on a page and back."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from django.utils.datastructures import MultiValueDict
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from lxml import html

from congvu.core.kernel.schema.filling import check
from congvu.core.kernel.tests import rules_cases as shared
from congvu.core.ui.schema_form import Draft, draw_form, draw_paper, read_posted
from congvu.core.ui.tests.schema_pages import EXAMPLE, PAPERS, TODAY, World, aid, every_type

FORM = every_type()


def posted_from(drawn: str) -> QueryDict:
    """What a browser without scripts posts for this page."""
    post = QueryDict(mutable=True)
    page = html.fromstring(f"<form>{drawn}</form>")
    for spare in page.xpath("//template"):
        spare.getparent().remove(spare)
    for name, value in page.form_values():
        post.appendlist(name, value)
    return post


def again(form: Any, data: dict[str, Any], **how: Any) -> dict[str, Any]:
    drawn = draw_form(form, Draft(data, **how), on=TODAY, sources=World())
    posted = read_posted(form, posted_from(drawn))
    return check(form, posted.raw, on=TODAY, typed=True, sources=Kept()).data


class Kept(World):
    def file(self, reference: str) -> Any:
        from congvu.core.kernel.schema.types import FileFact

        return FileFact("giay-chung-sinh.pdf", 52_000, "pdf")


def test_what_is_drawn_comes_back_as_it_was() -> None:
    assert again(FORM, EXAMPLE) == check(FORM, EXAMPLE, on=TODAY).data


@seed(20261123)
@settings(max_examples=20, deadline=None, database=None)
@given(st.sets(st.sampled_from(sorted(EXAMPLE))), shared.filled())
def test_any_data_comes_back_as_it_was(names: set[str], data: dict[str, Any]) -> None:
    part = {name: EXAMPLE[name] for name in names}
    assert again(FORM, part) == check(FORM, part, on=TODAY).data
    form = shared.formula_form({"value": 1}, "number")
    clean = check(form, check(form, data, on=TODAY).data, on=TODAY).data
    assert again(form, clean) == clean


def test_what_people_typed_stays_as_they_typed_it() -> None:
    raw = {"decimal": "1.234,50", "date": "31/02/2026", "short_text": '"><script>alert(1)</script>'}
    drawn = draw_form(FORM, Draft(raw, typed=True, checked=True), on=TODAY)
    assert read_posted(FORM, posted_from(drawn)).raw["date"] == "31/02/2026"
    assert 'value="1.234,50"' in drawn and "<script" not in drawn
    assert "không có trong lịch" in drawn and 'href="#f-date"' in drawn


def test_rows_are_added_and_removed_without_scripts() -> None:
    form = aid()
    post = QueryDict("f.khoan=0&f.khoan=4&f.khoan.0.ten=A&f.khoan.4.ten=B&_dong=khoan%2B")
    found = read_posted(form, post)
    assert [row.get("ten") for row in found.raw["khoan"]] == ["A", "B", None]
    assert found.command == ("khoan", None)
    post = QueryDict("f.khoan=0&f.khoan=4&f.khoan.0.ten=A&f.khoan.4.ten=B&_dong=khoan-0")
    found = read_posted(form, post)
    assert [row["ten"] for row in found.raw["khoan"]] == ["B"]
    for nonsense in ("nguong%2B", "khoan-99", "khong_co%2B", "x"):
        rows = read_posted(form, QueryDict(f"f.khoan=0&f.khoan.0.ten=A&_dong={nonsense}"))
        assert [row["ten"] for row in rows.raw["khoan"]] == ["A"]


def test_uploads_are_handed_over_and_marks_keep_files() -> None:
    upload = SimpleUploadedFile("a.pdf", b"%PDF")
    found = read_posted(FORM, QueryDict("f.file=t-1&f.file=t-2"), MultiValueDict({"f.file.new": [upload]}))  # fmt: skip
    assert found.uploads == {"file": [upload]} and found.raw["file"] == ["t-1", "t-2"]


def test_conditions_are_said_where_no_script_runs() -> None:
    drawn = draw_form(aid(), Draft({"doi_tuong": "to_chuc"}), on=TODAY)
    page = html.fromstring(f"<form>{drawn}</form>")
    (guardian,) = page.xpath('//*[@data-path="giam_ho"]')
    assert "data-off" in guardian.attrib
    assert "Chỉ điền khi “Tuổi” nhỏ hơn 18." in guardian.text_content()
    (tax,) = page.xpath('//*[@data-path="ma_so"]//*[@data-req]')
    assert "hidden" not in tax.attrib


def test_every_box_has_a_name_that_is_read_aloud() -> None:
    page = html.fromstring(
        f"<form>{draw_form(FORM, Draft(EXAMPLE), on=TODAY, sources=World())}</form>"
    )
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    for box in page.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        assert box.xpath("ancestor::label") or page.xpath(f'//label[@for="{box.get("id")}"]')


def test_errors_stand_at_their_boxes_and_in_the_summary() -> None:
    raw = {"doi_tuong": "to_chuc", "khoan": [{}, {"ten": "", "gia": "x"}]}
    drawn = draw_form(aid(), Draft(raw, typed=True, checked=True), on=TODAY)
    page = html.fromstring(f"<form>{drawn}</form>")
    links = page.xpath('//div[@role="alert"]//a/@href')
    assert links == ["#f-ma_so", "#f-khoan-0-ten", "#f-khoan-0-gia"]
    for link in links:
        assert page.xpath(f'//*[@id="{link[1:]}" and @aria-invalid="true"]')


def test_paper_is_drawn_filled_and_empty() -> None:
    filled = draw_paper(FORM, EXAMPLE, on=TODAY, sources=World())
    assert "1.250.000 đồng (Một triệu hai trăm năm mươi nghìn đồng chẵn)" in filled
    assert "☒ Nữ" in filled and "☐ Nam" in filled and "29/02/2020" in filled
    empty = draw_paper(aid(), None, on=TODAY)
    assert "(Ghi khi “Tuổi” nhỏ hơn 18)" in empty and "paper-line" in empty
    short = draw_paper(aid(), PAPERS["tro-cap"], on=TODAY)
    assert "Người giám hộ" not in short and "I. Người" in short


@pytest.mark.django_db
def test_a_page_posts_and_answers(signed_in: None, client: Client) -> None:
    page = client.post("/to-khai/tro-cap", {"f.doi_tuong": "ca_nhan", "f.ngay_sinh": "1990"})
    assert '"tuoi": 35' in page.content.decode().replace("&quot;", '"')
    page = client.post("/to-khai/tro-cap", {"f.ma_so": "1"})
    assert "Hãy chọn một mục cho “Đối tượng”." in page.content.decode()
