"""Letters made and spoilt here: what the verification refuses, then what it accepts."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from asn1crypto import cms
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pikepdf import Encryption, Pdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields
from pyhanko.sign.fields import MDPPerm

from congvu.office.signing.verification import Verdict
from congvu.office.signing.verification.tests import made
from congvu.office.signing.verification.tests.made import AT, check, issue, letter, root, sign

NO_SHRINK = (Phase.explicit, Phase.generate)
"""A found file is small enough to look at; making it smaller takes minutes."""


@pytest.fixture(scope="module")
def signed() -> bytes:
    return sign(letter(), "LanhDao", stamped=True)


def update(pdf: bytes, change) -> bytes:
    """The file with one more revision, in which ``change(writer)`` was done."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def page_of(writer):
    return writer.root["/Pages"]["/Kids"][0].get_object()


def new_words(writer):
    page = page_of(writer)
    page["/Contents"] = writer.add_object(
        generic.StreamObject(stream_data=b"BT /F1 12 Tf 72 700 Td (So tien: 900 dong) Tj ET")
    )
    writer.update_container(page)


def note_over(writer):
    page = page_of(writer)
    note = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
            generic.pdf_name("/Rect"): generic.ArrayObject(
                map(generic.NumberObject, (72, 690, 200, 715))
            ),
            generic.pdf_name("/Contents"): generic.TextStringObject("900 dong"),
        }
    )
    notes = generic.ArrayObject([*page.get("/Annots", ()), writer.add_object(note)])
    page["/Annots"] = notes
    writer.update_container(page)


def more_pages(writer):
    pages = writer.root["/Pages"]
    extra = generic.DictionaryObject(page_of(writer))
    pages["/Kids"] = generic.ArrayObject([*list(pages["/Kids"]), writer.add_object(extra)])
    pages["/Count"] = generic.NumberObject(2)
    writer.update_container(pages)


def empty_seal(writer):
    fields.append_signature_field(writer, fields.SigFieldSpec("ConDau", box=(300, 100, 400, 140)))


def other_amount(writer):
    entry = writer.root["/AcroForm"]["/Fields"][0].get_object()
    entry["/V"] = generic.TextStringObject("900")
    writer.update_container(entry)


@pytest.mark.parametrize("change", [new_words, note_over, more_pages])
@pytest.mark.parametrize("certify", [None, MDPPerm.FILL_FORMS])
def test_a_page_changed_after_signing_is_condemned(change, certify):
    spoilt = update(sign(letter(), "LanhDao", certify=certify), change)
    report = check(spoilt)
    assert report.verdict is Verdict.INVALID
    assert report.signatures[0].integrity == "intact"
    assert report.signatures[0].later_changes == "OTHER"
    assert "thay đổi sau khi ký" in report.signatures[0].reason


def test_a_change_is_not_hidden_by_a_later_signature():
    spoilt = update(sign(letter(), "LanhDao", certify=MDPPerm.FILL_FORMS), new_words)
    report = check(sign(spoilt, "ConDau", made.agency(), stamped=True))
    first, seal = report.signatures
    assert first.verdict is Verdict.INVALID
    assert "trang 1" in first.reason
    assert seal.verdict is Verdict.VALID
    assert report.verdict is Verdict.INVALID


def test_an_amount_in_a_form_changed_after_signing_is_condemned():
    report = check(update(sign(letter(form=True), "LanhDao"), other_amount))
    assert report.verdict is Verdict.INVALID
    assert "so_tien" in report.signatures[0].reason


def test_an_amount_filled_where_the_signer_allows_filling_must_be_compared():
    spoilt = sign(letter(form=True), "LanhDao", certify=MDPPerm.FILL_FORMS)
    report = check(update(spoilt, other_amount))
    assert report.verdict is Verdict.UNKNOWN
    assert "so_tien" in report.signatures[0].reason


def test_a_picture_over_half_the_page_is_no_seal():
    first = sign(letter(), "LanhDao", certify=MDPPerm.FILL_FORMS)
    report = check(sign(first, "ConDau", made.agency(), box=(0, 300, 595, 842)))
    assert report.signatures[0].verdict is Verdict.INVALID
    assert "che" in report.signatures[0].reason


def test_a_signer_who_forbade_changes_is_heard():
    pdf = sign(letter(), "LanhDao", certify=MDPPerm.NO_CHANGES)
    report = check(update(pdf, empty_seal))
    assert report.signatures[0].verdict is Verdict.INVALID
    assert "khóa" in report.signatures[0].reason


def test_a_second_picture_of_a_signed_field_is_seen():
    pdf = sign(letter(), "LanhDao", certify=MDPPerm.FILL_FORMS)

    def again(writer):
        page = page_of(writer)
        seal = page["/Annots"][0]
        double = generic.DictionaryObject(seal)
        double["/Rect"] = generic.ArrayObject(map(generic.NumberObject, (60, 680, 250, 720)))
        notes = generic.ArrayObject([writer.add_object(double), *list(page["/Annots"])])
        page["/Annots"] = notes
        writer.update_container(page)

    report = check(update(pdf, again))
    assert report.verdict is Verdict.INVALID
    assert "đã ký bị thay đổi" in report.signatures[0].reason


def test_a_flipped_byte_of_the_signature_value_is_broken(signed):
    start = signed.index(b"/Contents <") + len(b"/Contents <")
    end = signed.index(b">", start)
    body = bytes.fromhex(signed[start:end].decode())

    info = cms.ContentInfo.load(body)["content"]["signer_infos"][0]
    value = info["signature"].contents
    at = signed.index(value.hex().upper().encode(), start)
    spoilt = signed[:at] + (b"00" if signed[at : at + 2] != b"00" else b"11") + signed[at + 2 :]
    report = check(spoilt)
    assert report.signatures[0].integrity == "broken"
    assert report.verdict is Verdict.INVALID


def test_a_signature_taken_from_another_letter_is_broken(signed):
    other = sign(letter("So tien: 900 dong"), "LanhDao", stamped=True)

    def room(data):
        start = data.index(b"/Contents <") + len(b"/Contents <")
        return start, data.index(b">", start)

    (a, b), (c, d) = room(signed), room(other)
    assert b - a == d - c
    report = check(signed[:a] + other[c:d] + signed[b:])
    assert report.signatures[0].integrity == "broken"
    assert report.verdict is Verdict.INVALID


@pytest.mark.parametrize("junk", [b"00", b"3003020101", b"ff"])
def test_a_signature_that_is_no_cms_is_refused_in_words(signed, junk):
    start = signed.index(b"/Contents <") + len(b"/Contents <")
    end = signed.index(b">", start)
    report = check(signed[:start] + junk.ljust(end - start, b"0") + signed[end:])
    assert [facts.integrity for facts in report.signatures] == ["broken"]
    assert report.verdict is Verdict.INVALID
    assert report.signatures[0].reason.endswith(".")


@settings(max_examples=25, deadline=None, derandomize=True, phases=NO_SHRINK)
@given(st.data())
def test_no_flipped_byte_under_the_signature_survives(signed, data):
    whole = signed
    start = whole.index(b"/Contents <") + len(b"/Contents <")
    end = whole.index(b">", start) + 1
    place = data.draw(st.integers(0, start - 2) | st.integers(end, len(whole) - 1), label="place")
    spoilt = bytearray(whole)
    spoilt[place] ^= data.draw(st.integers(1, 255), label="mask")
    report = check(bytes(spoilt))
    assert report.verdict is not Verdict.VALID
    assert all(facts.integrity == "broken" for facts in report.signatures)


@settings(max_examples=40, deadline=None, derandomize=True, phases=NO_SHRINK)
@given(st.data())
def test_mutations_of_the_cms_never_raise(signed, data):
    whole = signed
    start = whole.index(b"/Contents <") + len(b"/Contents <")
    end = start + len(signed[start : signed.index(b">", start)].rstrip(b"0"))
    place = data.draw(st.integers(start, end), label="place")
    spoilt = bytearray(whole)
    spoilt[place] = ord(data.draw(st.sampled_from("0123456789abcdef"), label="digit"))
    report = check(bytes(spoilt))
    assert report.verdict in set(Verdict)
    assert all(facts.reason for facts in report.signatures)


def test_who_is_unknown_stays_unknown():
    stranger = issue("Gốc lạ", None, usage="ca")
    report = check(sign(letter(), "LanhDao", issue("Người lạ", stranger), chain=False))
    assert report.verdict is Verdict.UNKNOWN
    assert "Gốc lạ" in report.signatures[0].reason
    assert not report.signatures[0].now.trusted


def test_a_certificate_not_made_for_signing_is_not_trusted():
    report = check(sign(letter(), "LanhDao", issue("Máy chủ", root(), usage="seal")))
    assert report.verdict is Verdict.UNKNOWN


def test_expired_since_with_a_timestamp_is_valid_and_without_is_not_proven():
    past = issue(
        "Nguyễn Văn Cũ", root(), begins=AT - timedelta(days=900), ends=AT - timedelta(days=100)
    )
    when = AT - timedelta(days=400)
    stamped = check(sign(letter(), "LanhDao", past, when=when, stamped=True)).signatures[0]
    bare = check(sign(letter(), "LanhDao", past, when=when)).signatures[0]
    assert (stamped.at_signing.trusted, stamped.now.trusted) == (True, False)
    assert stamped.verdict is Verdict.VALID
    assert (bare.at_signing.trusted, bare.now.trusted) == (True, False)
    assert bare.verdict is Verdict.UNKNOWN
    assert "dấu thời gian" in bare.reason


def test_a_timestamp_of_an_unknown_authority_proves_nothing():
    clock = issue("Giờ giả", issue("Gốc giả", None, usage="ca"), usage="stamp")
    past = issue(
        "Nguyễn Văn Cũ", root(), begins=AT - timedelta(days=900), ends=AT - timedelta(days=100)
    )
    facts = check(
        sign(letter(), "LanhDao", past, when=AT - timedelta(days=400), stamped=True, stamp_by=clock)
    ).signatures[0]
    assert facts.timestamp is not None
    assert not facts.timestamp.trusted
    assert facts.verdict is Verdict.UNKNOWN


def test_initials_leader_and_seal_are_valid_together():
    pdf = sign(letter(), "NhayTat", issue("Trần Thị Nháy", root()), certify=MDPPerm.FILL_FORMS)
    pdf = sign(pdf, "LanhDao", stamped=True, box=(300, 200, 400, 260))
    for name, box in (("So", (72, 760, 120, 775)), ("Ngay", (300, 760, 340, 775))):
        pdf = sign(pdf, name, made.agency(), stamped=True, box=box)
    pdf = sign(pdf, "ConDau", made.agency(), stamped=True, box=(240, 200, 320, 280))
    report = check(pdf)
    assert report.verdict is Verdict.VALID, [facts.reason for facts in report.signatures]
    assert [facts.field for facts in report.signatures] == [
        "NhayTat", "LanhDao", "So", "Ngay", "ConDau",
    ]  # fmt: skip
    first = report.signatures[0]
    assert len(first.later) == 4
    assert "VĂN PHÒNG UBND TỈNH" in first.later[-1].text
    assert "ConDau" in first.later[-1].text
    assert report.signatures[1].signer.organisation == "UBND tỉnh Thử Nghiệm"
    assert report.signatures[1].at_signing.label == "thử nghiệm"


def test_the_file_is_refused_in_words():
    assert check(b"").refusal.startswith("Tệp không phải là PDF")
    assert check(b"<html>").refusal.endswith("có chữ ký số.")
    assert "hỏng" in check(b"%PDF-1.7\nnothing").refusal


def test_a_file_locked_by_a_password_is_refused_in_words(signed):
    buffer = BytesIO()
    with Pdf.open(BytesIO(letter())) as pdf:
        pdf.save(buffer, encryption=Encryption(owner="chu", user="khach"))
    assert "mật khẩu" in check(buffer.getvalue()).refusal


def test_damage_after_the_signed_part_still_tells_who_signed(signed):
    at = signed.rindex(b"startxref")
    report = check(signed[:at] + b"startxref\n999999999\n%%EOF\n")
    assert report.verdict is Verdict.INVALID
    assert "hỏng" in report.refusal or report.signatures


def test_an_unsigned_letter_says_so():
    report = check(letter())
    assert report.verdict is Verdict.UNKNOWN
    assert report.reason == "Tệp không có chữ ký số nào."
