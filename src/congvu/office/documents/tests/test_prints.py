"""Registers on paper and as sheets: statutory columns, every number, nothing executable."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pypdfium2
import pytest

from congvu.core.audit.models import Entry
from congvu.core.files.models import File
from congvu.core.files.queries import open_file
from congvu.core.kernel.errors import Invalid, NotFound
from congvu.core.kernel.subject import Subject
from congvu.office.documents.actions import incoming, outgoing, registers
from congvu.office.documents.choices import OUTGOING_KIND
from congvu.office.documents.models import Register
from congvu.office.documents.prints.books import BOOKS
from congvu.office.documents.prints.rows import Span, rows_of
from congvu.office.documents.queries import prints
from congvu.office.documents.tests.letter_samples import letter_pdf
from congvu.office.documents.tests.outgoing_cast import issued, numbered, step
from congvu.office.work.actions import Target
from congvu.office.work.factories import AT, Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def register(people) -> Register:
    """01 issued, 02 given back, 03 held, 04 annulled, 05 not issued yet."""
    clerk = people.actor("clerk")
    issued(people, subject="=HYPERLINK(1)")
    (back,) = (numbered(people) for _ in range(1))
    held, gone = registers.hold(
        actor=clerk, at=AT, agency_id=people.agency.pk, reason="Chờ hội nghị", count=2
    )
    registers.annul(actor=clerk, at=AT, number_id=gone.pk, reason="Biên bản 07/BB-VP")
    last = numbered(people)
    step("refuse_number", clerk, back, reason="Sai thẩm quyền")
    assert (held.value, gone.value, last.number) == (3, 4, 5)
    return Register.objects.get()


def test_strangers_and_officers_print_nothing(people, register):
    other = cast("hiephoa", "UBND huyện Hiệp Hòa")
    for actor in (other.actor("clerk"), people.actor("it_officer")):
        with pytest.raises(NotFound):
            prints.register_pdf(actor=actor, at=AT, register_id=register.pk)
        with pytest.raises(NotFound):
            prints.register_xlsx(actor=actor, at=AT, register_id=register.pk)
    with pytest.raises(Invalid):
        prints.register_pdf(
            actor=people.actor("clerk"), at=AT, register_id=register.pk, book="tracking"
        )


def test_the_columns_are_those_of_the_decree():
    assert [c.label for c in BOOKS["outgoing"].columns] == [
        "Số, ký hiệu văn bản", "Ngày tháng văn bản", "Tên loại và trích yếu nội dung văn bản",
        "Người ký", "Nơi nhận văn bản", "Đơn vị, người nhận bản lưu", "Số lượng bản",
        "Ngày chuyển", "Ký nhận", "Ghi chú",
    ]  # fmt: skip
    assert [len(BOOKS[name].columns) for name in ("outgoing", "incoming", "tracking")] == [
        10,
        10,
        7,
    ]


def test_no_number_is_missing_and_each_without_a_letter_says_why(register):
    rows = list(rows_of(register, "outgoing", Span()))
    assert [str(row[0])[:2] for row in rows] == ["01", "02", "03", "04", "05"]
    notes = [row[-1] for row in rows]
    assert "Sai thẩm quyền" in notes[1]
    assert "Chờ hội nghị" in notes[2] and "Giữ số" in notes[2]
    assert "Biên bản 07/BB-VP" in notes[3]
    assert notes[4] == "Chưa phát hành"


def test_a_span_narrows_by_day_and_by_number(register):
    day = AT.date()
    assert len(list(rows_of(register, "outgoing", Span(day_from=day, day_to=day)))) == 5
    assert not list(rows_of(register, "outgoing", Span(day_from=day + timedelta(days=1))))
    assert len(list(rows_of(register, "outgoing", Span(value_from=2, value_to=3)))) == 2


def test_the_sheet_reads_back_and_holds_no_formula(people, register):
    with prints.register_xlsx(actor=people.actor("clerk"), at=AT, register_id=register.pk) as file:
        sheet = openpyxl.load_workbook(file).active
    lines = list(sheet.iter_rows(values_only=True))
    assert lines[1][0] == "SỔ ĐĂNG KÝ VĂN BẢN ĐI NĂM 2026"
    assert lines[5][0] == "Số, ký hiệu văn bản" and lines[6][9] == "(10)"
    first = sheet[8]
    assert first[0].value == "01/STTTT-CNTT"
    assert first[1].value.date() == date(2026, 11, 23) and first[1].number_format == "dd/mm/yyyy"
    assert (first[2].value, first[2].data_type) == ("Công văn: =HYPERLINK(1)", "s")
    assert len(lines) == 12
    assert sheet.print_title_rows == "$6:$7"


def test_the_pdf_carries_head_rows_and_reasons(people, register):
    clerk = people.actor("clerk")
    pdf = prints.register_pdf(actor=clerk, at=AT, register_id=register.pk)
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    for expected in (
        "SỔ ĐĂNG KÝ VĂN BẢN ĐI NĂM 2026", "01/STTTT-CNTT", "Sai thẩm quyền", "Có 5 dòng",
        "Độc lập - Tự do - Hạnh phúc",
    ):  # fmt: skip
        assert expected in " ".join(text.split()), expected
    entry = Entry.objects.get(verb="documents.register.print")
    assert entry.changes == {"book": "outgoing", "form": "pdf", "lines": 5}


def test_incoming_and_tracking_books_show_the_answer(people):
    clerk = people.actor("clerk")
    question = incoming.register(
        actor=clerk, at=AT,
        fields=incoming.Fields(
            issuer_name="UBND huyện Hiệp Hòa", issued_on=AT.date(), subject="Về việc báo cáo",
            code="1/UBND", kind="cong_van",
        ),
    )  # fmt: skip
    letter = numbered(people, who="leader", reply_to=[question.pk])
    step("issue", clerk, letter)
    book = Register.objects.get(direction="in")
    [row] = rows_of(book, "incoming", Span())
    assert row[1:6] == [
        1, "UBND huyện Hiệp Hòa", "1/UBND", AT.date(), "Công văn: Về việc báo cáo",
    ]  # fmt: skip
    [row] = rows_of(book, "tracking", Span())
    assert row[5] == letter.code
    assert "Hoàn thành ngày 23/11/2026" in str(row[4])


def test_copies_print_in_their_own_book(people):
    letter = issued(people)
    outgoing.make_copy(
        actor=people.actor("clerk"), at=AT, kind="sao_y", signer_name="Lê Thị Dung",
        subject=Subject(OUTGOING_KIND, letter.pk),
    )  # fmt: skip
    book = Register.objects.get(series="copies")
    assert [b.name for b in prints.books_of(book)] == ["copies"]
    [row] = rows_of(book, "copies", Span())
    assert row[0] == "01/SY-STTTT"


def test_a_book_costs_queries_by_the_batch_not_by_the_line(
    people, register, django_assert_num_queries
):
    with django_assert_num_queries(3):
        assert len(list(rows_of(register, "outgoing", Span()))) == 5
    for _ in range(3):
        numbered(people)
    with django_assert_num_queries(3):
        assert len(list(rows_of(register, "outgoing", Span()))) == 7


# Stamp ĐẾN and phiếu giải quyết


def received(people: Cast, content: bytes | None = None):
    clerk = people.actor("clerk")
    fields = incoming.Fields(
        issuer_name="UBND huyện Hiệp Hòa", issued_on=AT.date(), subject="Về việc báo cáo",
        code="1/UBND", kind="cong_van",
    )  # fmt: skip
    uploads = [incoming.Upload(BytesIO(content), "van-ban.pdf")] if content else []
    stored = incoming.take_in(actor=clerk, at=AT, uploads=uploads)
    return incoming.register(actor=clerk, at=AT, fields=fields, papers=stored)


def test_the_stamp_stands_on_blank_paper_and_leaves_the_original(people):
    letter = received(people, letter_pdf())
    clerk = people.actor("clerk")
    with pytest.raises(NotFound):
        prints.arrival_stamped(actor=people.actor("post_officer"), incoming_id=letter.pk)
    stamped = prints.arrival_stamped(actor=clerk, incoming_id=letter.pk)
    page = pypdfium2.PdfDocument(stamped)[0]
    words = " ".join(page.get_textpage().get_text_range().split())
    assert "ĐẾN" in words and "23/11/2026" in words
    with_it, without = (
        pypdfium2.PdfDocument(pdf)[0].render(scale=0.5, grayscale=True).to_pil()
        for pdf in (stamped, letter_pdf())
    )
    hidden = sum(
        was < 128 and now != was
        for was, now in zip(without.tobytes(), with_it.tobytes(), strict=True)
    )
    assert hidden == 0, "the stamp covers nothing that was printed"
    file = File.objects.get(use="main")
    with open_file(file) as stream:
        assert stream.read() == letter_pdf()


def test_a_letter_without_a_pdf_takes_no_stamp(people):
    letter = received(people)
    with pytest.raises(Invalid):
        prints.arrival_stamped(actor=people.actor("clerk"), incoming_id=letter.pk)


def test_the_slip_carries_the_three_opinions(people):
    letter = received(people)
    empty = text_of(prints.handling_slip(actor=people.actor("clerk"), at=AT, incoming_id=letter.pk))
    assert "PHIẾU GIẢI QUYẾT VĂN BẢN ĐẾN" in empty and "Ý kiến của lãnh đạo đơn vị" in empty
    incoming.direct(
        actor=people.actor("leader"), at=AT, incoming_id=letter.pk,
        lead=Target(unit_id=people.units["it"].pk), support=[Target(unit_id=people.units["post"].pk)],
        instruction="Tham mưu trả lời trước tháng 12", due_on=date(2026, 12, 15),
    )  # fmt: skip
    incoming.assign(
        actor=people.actor("it_head"), at=AT, incoming_id=letter.pk,
        lead=Target(post_id=people.posts["it_officer"].pk), instruction="Soạn báo cáo",
    )  # fmt: skip
    incoming.report(
        actor=people.actor("it_officer"), at=AT, incoming_id=letter.pk, result="Đã soạn xong"
    )
    shown = text_of(prints.handling_slip(actor=people.actor("clerk"), at=AT, incoming_id=letter.pk))
    order = [
        "Ý kiến của lãnh đạo cơ quan", "Tham mưu trả lời trước tháng 12",
        "Ý kiến của lãnh đạo đơn vị", "Soạn báo cáo",
        "Ý kiến đề xuất của người giải quyết", "Đã soạn xong",
    ]  # fmt: skip
    places = [shown.index(words) for words in order]
    assert places == sorted(places)
    assert "chủ trì" in shown and "phối hợp, hạn 15/12/2026" in shown


def text_of(pdf: bytes) -> str:
    return " ".join(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range().split())
