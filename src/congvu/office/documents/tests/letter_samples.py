"""Letters to print, for the tests of the layout."""

from __future__ import annotations

from datetime import date

from congvu.core.kernel.documentkinds import kind_by_code
from congvu.office.documents.letterhead.engine import compile_pdf
from congvu.office.documents.letterhead.layout import Head, Text, template_data

DAY = date(2026, 2, 5)


def kind(code: str):
    found = kind_by_code(code, DAY)
    assert found is not None
    return found


HEAD = Head(
    name="Sở Thông tin và Truyền thông tỉnh Bắc Giang", notation="STTTT",
    parent_name="Ủy ban nhân dân tỉnh Bắc Giang", place="Bắc Giang", address="Số 1, đường Mẫu",
    head_title="Giám đốc",
)  # fmt: skip
DISTRICT = Head(
    name="Ủy ban nhân dân huyện Hiệp Hòa", notation="UBND",
    parent_name="Ủy ban nhân dân tỉnh Bắc Giang", place="Hiệp Hòa", head_title="Chủ tịch",
)  # fmt: skip
LETTER = Text(
    kind=kind("cong_van"), subject="Triển khai chữ ký số đến cấp xã", code="647/STTTT-CNTT",
    day=DAY, unit_notation="CNTT", addressees=["UBND huyện Hiệp Hòa"],
    body="Đề nghị quý cơ quan rà soát danh sách đăng ký chứng thư số, gửi về Sở để tổng hợp./.",
    places=["UBND huyện Hiệp Hòa", "Lãnh đạo Sở"], signing_lines=["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"],
    signer_name="Nguyễn Văn Mẫu",
)  # fmt: skip


def letter_pdf(head: Head = HEAD, text: Text = LETTER) -> bytes:
    return compile_pdf("letter.typ", template_data(head, text), day=DAY)
