"""The letter on paper: what is where, in which type, in every kind (NĐ 30/2020, Phụ lục I)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from congvu.core.files.factories import pdf as plain_pdf
from congvu.core.kernel.documentkinds import kinds_on
from congvu.core.kernel.errors import Invalid
from congvu.office.documents.letterhead.blocks import parse
from congvu.office.documents.letterhead.layout import (
    agency_lines,
    parent_lines,
    place_lines,
    subject_line,
)
from congvu.office.documents.letterhead.stamp import stamp_number
from congvu.office.documents.tests.letter_samples import DAY, DISTRICT, HEAD, LETTER, kind
from congvu.office.documents.tests.letter_samples import letter_pdf as made

MM = 72 / 25.4


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def text_of(pdf: bytes) -> str:
    with opened(pdf) as document:
        return "\n".join(
            " ".join(page.get_textpage().get_text_range().split()) for page in document
        )


def box_of(pdf: bytes, words: str, page: int = 0) -> tuple[float, float, float, float]:
    """Left, top, right, bottom in mm from the top left corner, of the first place of the words."""
    with opened(pdf) as document:
        text = document[page].get_textpage()
        found = text.search(words, match_case=True).get_next()
        assert found is not None, words
        boxes = [text.get_charbox(found[0] + n) for n in range(found[1])]
        height = document[page].get_height()
    left, bottom = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, top = max(b[2] for b in boxes), max(b[3] for b in boxes)
    return left / MM, (height - top) / MM, right / MM, (height - bottom) / MM


def middle(box: tuple[float, float, float, float]) -> float:
    return (box[0] + box[2]) / 2


# What the file is


def test_it_is_pdf_a_with_every_font_inside_and_the_same_bytes_each_time():
    first = made()
    assert first == made()
    with pikepdf.open(io.BytesIO(first)) as document:
        with document.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "B")
        fonts = {
            str(font["/BaseFont"]): font
            for page in document.pages
            for font in page.resources["/Font"].values()
        }
        assert fonts
        for font in fonts.values():
            below = font["/DescendantFonts"][0]
            assert (
                "/FontFile2" in below["/FontDescriptor"] or "/FontFile3" in below["/FontDescriptor"]
            )


ALPHABET = (
    "aăâbcdđeêghiklmnoôơpqrstuưvxy AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY àảãáạ ằẳẵắặ ầẩẫấậ èẻẽéẹ ềểễếệ ìỉĩíị "
    "òỏõóọ ồổỗốộ ờởỡớợ ùủũúụ ừửữứự ỳỷỹýỵ ẰẲẴẮẶ ẦẨẪẤẬ ỀỂỄẾỆ ỒỔỖỐỘ ỜỞỠỚỢ ỪỬỮỨỰ ỲỶỸÝỴ 0123456789 ₫ % – “”"
)


def test_every_vietnamese_letter_prints_and_reads_back():
    assert ALPHABET in text_of(made(text=replace(LETTER, body=ALPHABET, subject=ALPHABET)))


MARKUP = '*đậm* _nghiêng_ $a^2$ #read("letter.typ") = Đầu đề <nhãn> @x // chú thích [a](b) \\ `mã`'


def test_what_a_user_types_is_never_markup():
    text = replace(LETTER, body=MARKUP, subject=MARKUP, addressees=[MARKUP], signer_name=MARKUP)
    assert text_of(made(text=text)).count('#read("letter.typ")') == 4


# Where things stand


def test_page_and_margins():
    pdf = made()
    with opened(pdf) as document:
        assert [round(edge / MM) for edge in document[0].get_size()] == [210, 297]
    left, top, right, _ = box_of(pdf, "Đề nghị quý cơ quan rà soát")
    assert abs(left - 30 - 12.7) < 0.3, "first line indent of 1,27 cm from a margin of 30 mm"
    assert box_of(pdf, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")[2] <= 195
    assert top > 20 and right <= 195


def test_the_head_has_the_agency_left_and_the_country_right_on_one_line():
    pdf = made()
    agency, country = box_of(pdf, "UBND TỈNH BẮC GIANG"), box_of(pdf, "CỘNG HÒA XÃ HỘI")
    assert agency[2] < country[0]
    assert abs(agency[3] - country[3]) < 1
    motto = box_of(pdf, "Độc lập - Tự do - Hạnh phúc")
    whole = box_of(pdf, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    assert abs(middle(motto) - middle(whole)) < 0.7 and motto[1] > whole[1]


def test_number_and_date_stand_under_agency_and_country():
    pdf = made(text=replace(LETTER, subject="Triển khai chữ ký số"))
    number, day = (
        box_of(pdf, "Số: 647/STTTT-CNTT"),
        box_of(pdf, "Bắc Giang, ngày 05 tháng 02 năm 2026"),
    )
    assert abs(number[3] - day[3]) < 1.5
    assert abs(middle(number) - 65) < 1 and abs(middle(day) - 147.5) < 1
    subject = box_of(pdf, "V/v triển khai chữ ký số")
    assert subject[1] > number[3] and abs(middle(subject) - middle(number)) < 1


def test_places_left_and_signature_right_at_the_same_height():
    pdf = made()
    places, authority = box_of(pdf, "Nơi nhận:"), box_of(pdf, "KT. GIÁM ĐỐC")
    assert round(places[0]) == 30 and authority[0] > 105
    assert abs(places[1] - authority[1]) < 2
    name = box_of(pdf, "Nguyễn Văn Mẫu")
    assert abs(middle(name) - middle(authority)) < 0.5
    assert 22 < name[1] - box_of(pdf, "PHÓ GIÁM ĐỐC")[3] < 35, "room for the hand and the seal"


def test_page_numbers_from_the_second_page_in_the_middle_of_the_top_margin():
    pdf = made(text=replace(LETTER, body="\n".join([LETTER.body] * 40)))
    with opened(pdf) as document:
        assert len(document) > 1
        first = document[0].get_textpage().get_text_range().strip()
        assert not first.startswith("1\r\n")
    number = box_of(pdf, "2", page=1)
    assert 5 < number[1] < 20 and abs(middle(number) - 112.5) < 1
    assert "Địa chỉ" in text_of(pdf).split("\n")[0]
    assert "Địa chỉ" not in text_of(pdf).split("\n")[1]


def test_the_signature_is_never_alone_on_a_page_without_its_places():
    for lines in range(16, 30):
        pdf = made(text=replace(LETTER, body="\n".join([LETTER.body] * lines)))
        pages = text_of(pdf).split("\n")
        [page] = [page for page in pages if "Nguyễn Văn Mẫu" in page]
        assert "Nơi nhận:" in page and "KT. GIÁM ĐỐC" in page and "Lưu: VT, CNTT." in page


@pytest.mark.parametrize(
    ("urgency", "stamp", "wide"),
    [(1, "KHẨN", 20), (2, "THƯỢNG KHẨN", 40), (3, "HOẢ TỐC", 30), (4, "HOẢ TỐC HẸN GIỜ", 50)],
)
def test_urgency_stamps_fit_their_box(urgency, stamp, wide):
    pdf = made(text=replace(LETTER, urgency=urgency))
    left, top, right, bottom = box_of(pdf, stamp)
    assert right - left < wide and bottom - top < 8
    assert right < 100 and top > box_of(pdf, "Số: 647")[3]


# Kinds


def body_of(code: str):
    named = {"quyet_dinh", "quyet_dinh_qppl"}
    return replace(
        LETTER,
        kind=kind(code),
        bases=["Căn cứ Luật A", "Xét đề nghị của B"] if code in named else [],
        body="Điều 1. Ban hành quy chế.\nĐiều 2. Hiệu lực từ ngày ký./." if code in named else LETTER.body,
        details={"time": "08 giờ 00", "place": "Hội trường", "about": "Hội nghị tổng kết"},
    )  # fmt: skip


@pytest.mark.parametrize("code", [k.code for k in kinds_on(DAY) if k.group != "copy"])
def test_every_kind_of_the_decree_prints_with_its_name_and_parts(code):
    text = body_of(code)
    shown = text_of(made(text=text))
    assert (text.kind.name.upper() in shown) == text.kind.is_named
    for part in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 647", "Nơi nhận:", "Nguyễn Văn Mẫu"):
        assert part in shown


def test_a_decision_has_competence_bases_order_and_articles():
    shown = text_of(made(text=replace(body_of("quyet_dinh"), details={"as_article": "Như Điều 2"})))
    parts = [
        "GIÁM ĐỐC SỞ THÔNG TIN VÀ TRUYỀN THÔNG", "Căn cứ Luật A;", "Xét đề nghị của B.",
        "QUYẾT ĐỊNH:", "Điều 1. Ban hành", "Điều 2.", "- Như Điều 2;",
    ]  # fmt: skip
    places = [shown.index(part) for part in parts]
    assert places == sorted(places)
    assert "Kính gửi" not in shown


def test_an_invitation_has_its_rows():
    shown = text_of(made(text=body_of("giay_moi")))
    for part in (
        "trân trọng kính mời: UBND huyện Hiệp Hòa.",
        "Tới dự: Hội nghị",
        "Thời gian: 08 giờ",
        "Địa điểm: Hội trường",
    ):
        assert part in shown


def test_several_addressees_are_a_list_and_one_is_a_line():
    assert "Kính gửi: UBND huyện Hiệp Hòa." in text_of(made())
    many = text_of(made(text=replace(LETTER, addressees=["- Sở A", "Sở B;"])))
    assert "Kính gửi: - Sở A; - Sở B." in many


def test_a_table_prints_its_cells_and_a_draft_leaves_room_for_its_number():
    body = "| STT | Đơn vị |\n|---|---|\n| 1 | Phòng A | thừa |\n| 2 |"
    shown = text_of(made(text=replace(LETTER, body=body, code="", day=None)))
    assert "STT Đơn vị 1 Phòng A thừa 2" in shown
    assert "/STTTT-CNTT" in shown and "ngày tháng năm" in shown


# Words


def test_agencies_are_named_as_the_decree_names_them():
    assert (parent_lines(HEAD), agency_lines(HEAD)) == (
        ["UBND TỈNH BẮC GIANG"], ["SỞ THÔNG TIN VÀ TRUYỀN THÔNG"],
    )  # fmt: skip
    assert (parent_lines(DISTRICT), agency_lines(DISTRICT)) == (
        [], ["ỦY BAN NHÂN DÂN", "HUYỆN HIỆP HÒA"],
    )  # fmt: skip
    council = replace(HEAD, body_name="Hội đồng thi đua")
    assert (parent_lines(council), agency_lines(council)) == (
        ["SỞ THÔNG TIN VÀ TRUYỀN THÔNG"], ["HỘI ĐỒNG THI ĐUA"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "subject", "shown"),
    [
        ("cong_van", "Triển khai chữ ký số", "V/v triển khai chữ ký số"),
        ("cong_van", "V/v triển khai", "V/v triển khai"),
        ("cong_van", "UBND tỉnh giao việc", "V/v UBND tỉnh giao việc"),
        ("quyet_dinh", "V/v thành lập", "Về việc thành lập"),
        ("bao_cao", "Kết quả năm 2026", "Kết quả năm 2026"),
    ],
)
def test_v_v_is_for_cong_van_only(code, subject, shown):
    assert subject_line(replace(LETTER, kind=kind(code), subject=subject)) == shown


def test_places_end_with_what_is_kept():
    assert place_lines(LETTER) == ["Như trên;", "Lãnh đạo Sở;", "Lưu: VT, CNTT."]
    assert place_lines(replace(LETTER, addressees=[], kept_at="VT."))[-1] == "Lưu: VT."


def test_blocks_of_a_body():
    body = "Mở đầu.\n\nI. PHẦN MỘT\n1. Việc thứ nhất\n1. Câu dài có dấu chấm.\nĐiều 3. Nội dung\nChương II\n|a|b|\n\n|c|d|"
    assert [(b.kind, b.label or b.text) for b in parse(body)] == [
        ("paragraph", "Mở đầu."),
        ("heading", "I. PHẦN MỘT"),
        ("heading", "1. Việc thứ nhất"),
        ("paragraph", "1. Câu dài có dấu chấm."),
        ("article", "Điều 3."),
        ("division", "Chương II"),
        ("table", ""),
        ("table", ""),
    ]
    assert parse("") == parse(" \n \n") == []


# Stamping what was made elsewhere


def test_the_number_is_laid_over_the_corner_of_the_first_page_only():
    stamped = stamp_number(plain_pdf("Noi dung", pages=2), code="12/STTTT-CNTT", day=DAY)
    with opened(stamped) as document:
        first, second = (page.get_textpage().get_text_range() for page in document)
        width = document[0].get_width()
    assert "Noi dung" in first and "Số: 12/STTTT-CNTT" in first and "Số:" not in second
    left, top, right, _ = box_of(stamped, "Số: 12/STTTT-CNTT")
    assert right * MM > width - 40 and top < 20 and left * MM > width / 2


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 broken", b"<html></html>"])
def test_what_is_no_pdf_is_refused(content):
    with pytest.raises(Invalid):
        stamp_number(content, code="1/A", day=DAY)


# Beside a real document of the state, where the material is at hand

REAL = Path(__file__).parents[5].parent / "shared" / "data" / "signed-pdf"


@pytest.mark.skipif(not REAL.is_dir(), reason="shared data absent")
def test_a_real_signed_document_takes_the_stamp():
    for path in sorted(REAL.glob("*.pdf"))[:3]:
        with opened(stamp_number(path.read_bytes(), code="12/STTTT-CNTT", day=DAY)) as document:
            assert "12/STTTT-CNTT" in document[0].get_textpage().get_text_range()
