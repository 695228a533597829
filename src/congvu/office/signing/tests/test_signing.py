"""Promises of signatures: what they look like, what they keep, what strangers' tools say."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import transaction

from congvu.core.kernel.errors import NotFound
from congvu.office.signing import actions, places
from congvu.office.signing.choices import CopyForm, FieldKind, Level
from congvu.office.signing.errors import (
    OrderBroken,
    PdfRefused,
    PlaceNotFound,
    SignatureRefused,
)
from congvu.office.signing.factories import (
    FILE_PASSWORD,
    PIN,
    authority,
    enrol,
    enrol_seal,
    letter,
    p12,
)
from congvu.office.signing.models import SignatureRecord
from congvu.office.signing.tests.conftest import Pdfsig
from congvu.office.work.factories import AT, Cast

pytestmark = pytest.mark.django_db
NAMED = actions.Named("Nguyễn Văn Bình", "GIÁM ĐỐC")


@pytest.fixture
def keys(people: Cast):
    return {
        "leader": enrol(people.actor("leader"), AT),
        "clerk": enrol_seal(people.agency.pk, people.agency.name, AT),
    }


def sign(people: Cast, keys, who: str, pdf: bytes, field: FieldKind, **more):
    return actions.sign(
        actor=people.actor(who), at=AT, pdf=pdf, key_id=keys[who].pk, pin=PIN, field=field, **more
    )


@pytest.fixture
def issued(people: Cast, keys) -> bytes:
    """Person, then number and date, then the agency."""
    pdf = sign(people, keys, "leader", letter(), FieldKind.PERSON, place=NAMED).pdf
    pdf = sign(
        people, keys, "clerk", pdf, FieldKind.NUMBER_DATE,
        content=actions.NumberDate("647", date(2026, 2, 5)),
    ).pdf  # fmt: skip
    return sign(people, keys, "clerk", pdf, FieldKind.AGENCY).pdf


def boxes(pdf: bytes) -> dict[str, tuple[float, ...]]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return {
            str(note["/T"]): tuple(float(edge) for edge in note["/Rect"])
            for page in document.pages
            for note in page.get("/Annots", [])
        }


def text_of(pdf: bytes) -> str:
    """With what the appearances print."""
    found = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return found.stdout.decode()


@pytest.mark.parametrize("broken", [b"", b"%PDF-1.7 nothing", b"PK\x03\x04"])
def test_what_is_no_pdf_is_refused(people: Cast, keys, broken: bytes):
    with pytest.raises(PdfRefused):
        sign(people, keys, "leader", broken, FieldKind.INVISIBLE)
    assert not SignatureRecord.objects.exists()


def test_a_locked_pdf_is_refused(people: Cast, keys):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(letter())) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(PdfRefused):
        sign(people, keys, "leader", out.getvalue(), FieldKind.INVISIBLE)


def test_a_name_that_is_not_there_has_no_place(people: Cast, keys):
    with pytest.raises(PlaceNotFound):
        sign(people, keys, "leader", letter(), FieldKind.PERSON, place=actions.Named("Trần Văn Lạ"))
    with pytest.raises(PlaceNotFound):
        sign(people, keys, "leader", letter(), FieldKind.PERSON)
    with pytest.raises(PlaceNotFound):
        sign(people, keys, "clerk", letter(), FieldKind.AGENCY)


@pytest.mark.parametrize(
    "place",
    [actions.Place(3, (10, 10, 90, 60)), actions.Place(0, (500, 10, 700, 60)),
     actions.Place(0, (90, 10, 10, 60))],
)  # fmt: skip
def test_a_place_outside_the_paper_is_refused(people: Cast, keys, place):
    with pytest.raises(PlaceNotFound):
        sign(
            people, keys, "leader", letter(), FieldKind.NUMBER_DATE, place=place,
            content=actions.AnnexLines("647/STTTT"),
        )  # fmt: skip


def test_a_person_does_not_sign_as_the_agency(people: Cast, keys):
    with pytest.raises(SignatureRefused):
        sign(people, keys, "leader", letter(), FieldKind.AGENCY, place=NAMED)


def test_without_a_picture_there_is_no_visible_signature(people: Cast):
    key = actions.enrol_soft_key(
        actor=people.actor("leader"), at=AT, pkcs12=p12("Nguyễn Văn Bình"),
        password=FILE_PASSWORD, pin=PIN,
    )  # fmt: skip
    with pytest.raises(SignatureRefused, match="ảnh chữ ký"):
        sign(people, {"leader": key}, "leader", letter(), FieldKind.PERSON, place=NAMED)


def test_no_person_signs_after_the_agency(people: Cast, keys, issued: bytes):
    with pytest.raises(OrderBroken):
        sign(people, keys, "leader", issued, FieldKind.PERSON, place=NAMED)


def test_no_timestamp_without_an_authority(people: Cast, keys):
    with pytest.raises(SignatureRefused, match="dấu thời gian"):
        sign(people, keys, "leader", letter(), FieldKind.INVISIBLE, level=Level.B_T)


@pytest.mark.django_db(transaction=True)
def test_signing_inside_a_transaction_is_a_mistake(people: Cast, keys):
    with pytest.raises(RuntimeError, match="outside"), transaction.atomic():
        sign(people, keys, "leader", letter(), FieldKind.INVISIBLE)


def test_the_person_stands_between_title_and_name(people: Cast, keys):
    pdf = sign(people, keys, "leader", letter(), FieldKind.PERSON, place=NAMED).pdf
    left, bottom, right, top = boxes(pdf)["NguoiKy1"]
    with places._Pages(pdf) as pages:
        title, name = pages.search(0, "GIÁM ĐỐC")[0], pages.search(0, "Nguyễn Văn Bình")[-1]
    assert name.box[3] < bottom < top < title.box[1]
    assert abs((left + right) / 2 - (name.box[0] + name.box[2]) / 2) < 1
    assert (right - left) / (top - bottom) == pytest.approx(45 / 20, rel=0.02)


def test_the_seal_has_its_size_and_covers_a_third_of_the_signature(issued: bytes):
    found = boxes(issued)
    person, seal = found["NguoiKy1"], found["CoQuan1"]
    assert seal[2] - seal[0] == pytest.approx(36 * places.MM, abs=0.1)
    assert seal[2] - person[0] == pytest.approx((person[2] - person[0]) / 3, abs=0.1)
    assert seal[0] < person[0]


def test_number_day_and_month_stand_on_their_blanks(issued: bytes):
    words = re.sub(r"\s+", " ", text_of(issued))
    assert re.search(r"Số: 647 ?/STTTT-CNTT", words), words
    assert re.search(r"ngày 05 tháng 02 năm 2026", words), words


def test_a_test_certificate_shows_itself(people: Cast, keys, issued: bytes):
    assert text_of(issued).count("CHỮ KÝ THỬ NGHIỆM") == 3
    assert SignatureRecord.objects.filter(is_test=True).count() == 3


def test_annexes_and_copies_carry_their_lines_top_right(people: Cast, keys):
    annex = sign(
        people,
        keys,
        "clerk",
        letter(),
        FieldKind.ANNEX,
        content=actions.AnnexLines("647/STTTT-CNTT"),
    )
    words = text_of(annex.pdf)
    assert "647/STTTT-CNTT" in words
    assert "2026-11-23T09:00:00+07:00" in words
    copy = sign(
        people, keys, "clerk", letter(), FieldKind.COPY,
        content=actions.CopyLines(CopyForm.SAO_LUC, people.agency.name),
    )  # fmt: skip
    words = text_of(copy.pdf)
    assert "SAO LỤC" in words
    assert people.agency.name in words
    _left, _bottom, right, top = boxes(copy.pdf)["BanSao1"]
    assert right > 500
    assert top > 820
    fonts = subprocess.run(["pdffonts", "-"], input=copy.pdf, capture_output=True, check=True)
    assert re.search(r"Liberation ?Serif|Times", fonts.stdout.decode())


def test_every_signature_is_an_update_of_what_was_signed(people: Cast, keys):
    first = sign(people, keys, "leader", letter(), FieldKind.PERSON, place=NAMED)
    second = sign(people, keys, "clerk", first.pdf, FieldKind.AGENCY)
    assert first.pdf.startswith(letter())
    assert second.pdf.startswith(first.pdf)
    assert second.record.sha256_before == hashlib.sha256(first.pdf).hexdigest()
    assert second.record.sha256_after == hashlib.sha256(second.pdf).hexdigest()


def test_the_letter_stays_pdf_a(issued: bytes):
    with pikepdf.open(io.BytesIO(issued)) as document, document.open_metadata() as meta:
        assert meta.pdfa_status == "2B"
        for page in document.pages:
            for note in page.get("/Annots", []):
                assert int(note["/F"]) & 4, "PDF/A asks for printed annotations"
    fonts = subprocess.run(["pdffonts", "-"], input=issued, capture_output=True, check=True)
    for line in fonts.stdout.decode().splitlines()[2:]:
        assert re.search(r"yes yes yes", line), line


def test_pdfsig_accepts_every_signature(issued: bytes, pdfsig: Pdfsig):
    """Poppler 22 cannot be asked about a certificate twice: NSS finds it in its cache and leaves
    an error of "reused issuer and serial" behind, by chance, which poppler shows as "unknown". So
    the person's certificate and the agency's are judged where each stands first.
    """
    found = pdfsig(issued, authority().root.certificate)
    _, person, number, agency = found.split("Signature #")
    for one in (person, number, agency):
        assert "Signature Validation: Signature is Valid." in one, found
    for one in (person, number):
        assert "Certificate Validation: Certificate is Trusted." in one, found


def test_openssl_verifies_each_extracted_signature(issued: bytes, tmp_path: Path):
    root = tmp_path / "root.pem"
    root.write_bytes(authority().root.certificate.public_bytes(Encoding.PEM))
    found = list(re.finditer(rb"/ByteRange\s*\[\s*(\d+) (\d+) (\d+) (\d+)", issued))
    assert len(found) == 3
    for match in found:
        start, first, after, rest = map(int, match.groups())
        signature = bytes.fromhex(issued[start + first + 1 : after - 1].decode())
        (tmp_path / "sig.der").write_bytes(signature)
        (tmp_path / "data").write_bytes(
            issued[start : start + first] + issued[after : after + rest]
        )
        command = [
            "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "sig.der",
            "-content", "data", "-CAfile", str(root), "-purpose", "any", "-out", "/dev/null",
            "-attime", str(int(AT.timestamp())),
        ]  # fmt: skip
        done = subprocess.run(command, cwd=tmp_path, capture_output=True)
        assert done.returncode == 0, done.stderr.decode()


def test_the_signing_time_is_the_callers(people: Cast, keys):
    late = AT + timedelta(days=3, seconds=7)
    signed = actions.sign(
        actor=people.actor("leader"), at=late, pdf=letter(), key_id=keys["leader"].pk, pin=PIN,
        field=FieldKind.INVISIBLE,
    )  # fmt: skip
    with pikepdf.open(io.BytesIO(signed.pdf)) as document:
        [field] = document.Root.AcroForm.Fields
        assert str(field.V.M) == "D:20261126090007+07'00'"


def test_a_stranger_finds_no_key(people: Cast, keys):
    with pytest.raises(NotFound):
        actions.sign(
            actor=people.actor("deputy"), at=AT, pdf=letter(), key_id=keys["leader"].pk, pin=PIN,
            field=FieldKind.INVISIBLE,
        )  # fmt: skip


def test_the_pages_still_open(issued: bytes):
    document = pypdfium2.PdfDocument(issued)
    assert document[0].render(scale=0.3).to_pil().size[0] > 100
    document.close()
