"""Encrypted files and files with two tables of references: a verdict in words, never an error."""

from __future__ import annotations

import re
import zlib
from io import BytesIO

import pikepdf
from pyhanko.pdf_utils.reader import PdfFileReader

from congvu.office.signing.verification import Verdict
from congvu.office.signing.verification.tests.made import check, letter, sign


def encrypted(pdf: bytes, *, user: str) -> bytes:
    """The letter locked before anybody signs; an empty ``user`` opens for everybody."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        opened.save(out, encryption=pikepdf.Encryption(owner="chu", user=user, R=6))
    return out.getvalue()


def hybrid() -> bytes:
    """A page whose objects stand in a table, and one more in a stream that only newer readers
    look into (ISO 32000-1, 7.5.8.4)."""
    body = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    text = b"BT /F1 14 Tf 72 700 Td (Van ban) Tj ET"
    packed = zlib.compress(b"5 0 << /Title (Van ban) >>")
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> "
        b">>",
        4: b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        6: b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\n"
        b"endstream" % (len(packed), packed),
    }
    at: dict[int, int] = {}
    for number, content in objects.items():
        at[number] = len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    stream_at = len(body)
    rows = bytes([2]) + (6).to_bytes(4, "big") + bytes([0])
    body += (
        b"7 0 obj\n<< /Type /XRef /Size 8 /W [1 4 1] /Index [5 1] /Root 1 0 R /Length %d >>\n"
        b"stream\n%s\nendstream\nendobj\n" % (len(rows), rows)
    )
    table_at = len(body)
    body += b"xref\n0 8\n0000000005 65535 f \n"
    for number in range(1, 8):
        place = stream_at if number == 7 else at.get(number)
        body += b"0000000000 00001 f \n" if place is None else b"%010d 00000 n \n" % place
    body += b"trailer\n<< /Size 8 /Root 1 0 R /XRefStm %d >>\n" % stream_at
    body += b"startxref\n%d\n%%%%EOF\n" % table_at
    return bytes(body)


def test_the_hybrid_file_is_one() -> None:
    assert PdfFileReader(BytesIO(hybrid()), strict=False).xrefs.hybrid_xrefs_present


def test_a_file_with_a_password_is_refused_in_words() -> None:
    report = check(encrypted(sign(letter(), "LanhDao"), user="khach"))
    assert "mật khẩu" in report.refusal
    assert report.verdict is not Verdict.VALID


def test_encrypting_what_was_signed_leaves_a_verdict_in_words() -> None:
    report = check(encrypted(sign(letter(), "LanhDao"), user=""))
    assert report.verdict is not Verdict.VALID
    assert report.reason


def test_what_was_signed_in_an_open_encrypted_file_is_judged() -> None:
    signed = sign(encrypted(letter(), user=""), "LanhDao", password="", stamped=True)
    report = check(signed)
    [one] = report.signatures
    assert one.integrity == "intact"
    assert report.verdict is Verdict.VALID
    broken = bytearray(signed)
    start = broken.index(b"/Contents") - 200
    broken[start] ^= 1
    assert check(bytes(broken)).verdict is not Verdict.VALID


def changed_behind_the_table(signed: bytes) -> bytes:
    """The page's words replaced by an object that only the hidden stream of a later update tells."""
    start = int(re.findall(rb"startxref\s+(\d+)", signed)[-1])
    text = b"BT /F1 14 Tf 72 700 Td (Noi dung khac) Tj ET"
    body = bytearray(signed)
    content_at = len(body)
    body += b"40 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (len(text), text)
    packed = zlib.compress(
        b"3 0 << /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 40 0 R /Resources "
        b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
    )
    objects_at = len(body)
    body += b"41 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\n" % len(
        packed
    )
    body += b"stream\n%s\nendstream\nendobj\n" % packed
    stream_at = len(body)
    rows = bytes([2]) + (41).to_bytes(4, "big") + bytes([0])
    body += (
        b"42 0 obj\n<< /Type /XRef /Size 43 /W [1 4 1] /Index [3 1] /Root 1 0 R /Length %d >>\n"
        b"stream\n%s\nendstream\nendobj\n" % (len(rows), rows)
    )
    table_at = len(body)
    body += b"xref\n3 1\n0000000000 00001 f \n40 3\n"
    body += b"".join(b"%010d 00000 n \n" % at for at in (content_at, objects_at, stream_at))
    body += b"trailer\n<< /Size 43 /Root 1 0 R /Prev %d /XRefStm %d >>\n" % (start, stream_at)
    body += b"startxref\n%d\n%%%%EOF\n" % table_at
    return bytes(body)


def test_a_hybrid_file_is_judged_in_words() -> None:
    report = check(sign(hybrid(), "LanhDao", strict=False))
    [one] = report.signatures
    assert one.integrity == "intact"
    assert report.reason
    assert one.reason


def test_a_page_changed_where_only_some_readers_look_is_not_valid() -> None:
    signed = sign(hybrid(), "LanhDao", strict=False)
    report = check(changed_behind_the_table(signed))
    assert report.verdict is not Verdict.VALID
    assert report.reason
