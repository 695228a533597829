"""What bad input does at the door: refused in words, held back when it is a message, and neither
ledger nor registers change."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from congvu.core.kernel.clock import now
from congvu.core.organisation import factories as organisation
from congvu.office.exchange import factories, queries, vault
from congvu.office.exchange.edxml.building import build
from congvu.office.exchange.edxml.message import Organ
from congvu.office.exchange.edxml.signature import SoftSigner
from congvu.office.exchange.edxml.tests.test_hostile import BOMB, MB, ROOT, zipped
from congvu.office.exchange.factories import spoken
from congvu.office.exchange.models import Delivery, Envelope, Peer, Quarantined, StatusEntry
from congvu.office.exchange.tests.test_accepting import letter, written
from congvu.office.exchange.tests.test_native import LETTERS, post, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    with factories.room("letter") as made:
        yield made


@pytest.fixture
def here():
    return organisation.agency("Sở Thông tin và Truyền thông", code="H05.15")


@pytest.fixture
def peer():
    return factories.peer("huyen", routes=["H05.31"], secret=vault.seal("khóa chung"))


@pytest.fixture
def door(settings, room, here, peer) -> Callable[..., dict]:
    """Hand a body over as the peer does; refused, and nothing of it is a letter."""

    def hand_over(body: bytes, *, code: str, status: int, held: bool = True, **more) -> dict:
        headers = signed(settings, LETTERS, body, **more)
        answer = post(LETTERS, body, headers)
        told = answer.json()
        assert (answer.status_code, told["code"]) == (status, code), told
        assert told["message"].rstrip().endswith(".")
        assert [row.reason_code for row in Quarantined.objects.all()] == ([code] if held else [])
        assert not Envelope.objects.exists()
        assert not Delivery.objects.exists()
        assert not StatusEntry.objects.exists()
        assert not room.arrivals
        return told

    return hand_over


def with_doctype(inner: str) -> bytes:
    body = written(letter()).replace(ROOT, f"<!DOCTYPE edXML {inner}>".encode() + ROOT)
    return body.replace(b"<edXML:Subject>", b"<edXML:Subject>&j;&x;")


@pytest.mark.parametrize(
    "inner",
    ["", '[<!ENTITY x "y">]', BOMB, '[<!ENTITY x SYSTEM "file:///etc/passwd">]',
     'SYSTEM "http://example.vn/a.dtd"', '[<!ENTITY % p SYSTEM "http://example.vn/p"> %p;]'],
    ids=["doctype", "entity", "billion-laughs", "file", "external-dtd", "parameter"],
)  # fmt: skip
def test_entities_doctype_and_external_references(door, inner):
    body = with_doctype(inner)
    assert b"<!DOCTYPE" in body
    assert "DOCTYPE" in door(body, code="edxml_refused", status=422)["message"]


def test_a_wrong_namespace(door):
    body = written(letter()).replace(b"QCVN_102_2016", b"QCVN_102_2030")
    assert "không gian tên" in door(body, code="edxml_malformed", status=422)["message"]


def test_base64_that_lies_about_its_size(door):
    tag = b"<ContentTransferEncoded>"
    lying = written(letter()).replace(tag, b"<Size>99</Size>" + tag)
    assert lying != written(letter())
    door(lying, code="edxml_malformed", status=422)


def test_base64_that_is_none(door):
    door(written(letter()).replace(b"JVBE", b"JV=E"), code="edxml_malformed", status=422)


def with_file(data: bytes, name: str) -> bytes:
    file = replace(letter().attachments[0], content=spoken(data), name=name)
    return written(letter(attachments=(file,)))


@pytest.mark.parametrize(
    "data",
    [
        zipped(("b.zip", zipped(("c.pdf", b"%PDF-")))),
        zipped(("b.pdf", zipped(("c.pdf", b"%PDF-")))),
        zipped(("a.pdf", bytes(5_000_000))),
    ],
    ids=["zip-in-zip", "zip-called-pdf-in-zip", "bomb"],
)
def test_zip_inside_zip(door, data):
    door(with_file(data, "a.zip"), code="edxml_refused", status=422)


def test_a_file_of_51_megabytes(door):
    small, large = b"%PDF-1.7\nabc", b"%PDF-1.7\n" + bytes(51 * MB)
    body = with_file(small, "a.pdf").replace(base64.b64encode(small), base64.b64encode(large))
    assert len(body) > 51 * MB
    told = door(body, code="edxml_refused", status=422)
    assert "50 MB" in told["message"]


def test_an_unknown_recipient(door):
    body = written(letter(recipients=(Organ("H05.98", "Ai đó"),)))
    told = door(body, code="unknown_organ", status=422, recipients=("H05.98",))
    assert "H05.98" in told["message"]


def test_a_closed_code(door):
    body = written(letter(sender=Organ("H02.31", "Huyện cũ")))
    assert "đã đóng mã" in door(body, code="closed_code", status=422)["message"]


@pytest.mark.parametrize("code", ["H05.15", "H05.99"], ids=["an-agency-here", "a-stranger"])
def test_a_sender_that_claims_another_agencys_code(door, code):
    body = written(letter(sender=Organ(code, "Ai đó")))
    assert code in door(body, code="sender_not_allowed", status=403)["message"]


def test_a_request_in_the_name_of_another_agency_than_the_message(door):
    door(written(letter()), code="sender_not_allowed", status=403, sender="H05.31.1")


def test_a_replayed_request(settings, room, here, peer):
    body = written(letter())
    headers = signed(settings, LETTERS, body)
    assert post(LETTERS, body, headers).status_code == 200
    before = ledger()
    again = post(LETTERS, body, headers)
    assert (again.status_code, again.json()["code"]) == (409, "replayed")
    assert ledger() == before == (1, 1, 1)
    assert len(room.arrivals) == 1


def ledger() -> tuple[int, int, int]:
    return Envelope.objects.count(), Delivery.objects.count(), StatusEntry.objects.count()


@pytest.mark.parametrize(("minutes", "words"), [(-6, "chậm hơn"), (6, "nhanh hơn")])
def test_clock_skew(door, minutes, words):
    told = door(
        written(letter()), code="clock_skew", status=401, held=False,
        at=now() + timedelta(minutes=minutes),
    )  # fmt: skip
    assert words in told["message"]


# Signatures and certificates of envelopes


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def certificate(first: int, last: int, name: str = "huyen") -> x509.Certificate:
    """In force from the one day to the other, counted from now."""
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "UBND huyện")])
    return (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key(name).public_key())
        .serial_number(7)
        .not_valid_before(now() + timedelta(days=first))
        .not_valid_after(now() + timedelta(days=last))
        .sign(key(name), hashes.SHA256())
    )


GOOD, EXPIRED, EARLY = (-1, 1), (-9, -1), (1, 9)


def sealed(days: tuple[int, int] = GOOD, name: str = "huyen", **more) -> bytes:
    out = io.BytesIO()
    build(letter(**more), out, sign_with=SoftSigner(key(name), certificate(*days, name)))
    return out.getvalue()


def pin(peer: Peer, name: str = "huyen") -> None:
    form = (Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    peer.envelope_key = key(name).public_key().public_bytes(*form).decode()
    peer.save()


def wrapped() -> bytes:
    """What was signed lies inside the signature; what would be read is something else."""
    inner = sealed().partition(b"?>\n")[2].replace(b"<edXML ", b'<edXML Id="x" ', 1)
    return sealed(number="999").replace(
        b"</ds:KeyInfo></ds:Signature>",
        b"</ds:KeyInfo><ds:Object>" + inner + b"</ds:Object></ds:Signature>",
    )


def moved() -> bytes:
    body = sealed()
    found = re.search(rb"<ds:Signature .*</ds:Signature>", body, re.DOTALL)
    assert found
    return body.replace(found[0], b"").replace(b"</edXML>", found[0] + b"</edXML>")


@pytest.mark.parametrize("pinned", [True, False], ids=["pinned", "not-pinned"])
@pytest.mark.parametrize(
    "body",
    [wrapped, moved, lambda: sealed().replace(b"V/v", b"V/V"), lambda: sealed().replace(b"JVBE", b"JVBF")],
    ids=["wrapped", "moved", "words", "file"],
)  # fmt: skip
def test_wrapped_signatures(door, peer, body, pinned):
    if pinned:
        pin(peer)
    told = door(body(), code="bad_signature", status=403)
    assert "Chữ ký của phong bì" in told["message"]


@pytest.mark.parametrize("days", [EXPIRED, EARLY], ids=["expired", "not-yet"])
def test_an_envelope_whose_certificate_is_outside_its_days(door, peer, days):
    pin(peer)
    told = door(sealed(days), code="envelope_certificate_expired", status=403)
    assert re.search(r"từ \d\d/\d\d/\d{4} đến \d\d/\d\d/\d{4}", told["message"])


def test_an_envelope_signed_with_a_revoked_certificate(settings, door, room, peer):
    """The key was revoked and another one pinned in its place."""
    pin(peer, "mới")
    door(sealed(), code="bad_signature", status=403)
    body = sealed(name="mới")
    assert post(LETTERS, body, signed(settings, LETTERS, body)).status_code == 200
    assert len(room.arrivals) == 1


# Certificates of connections


@pytest.fixture
def gateway(settings):
    settings.CONGVU_EXCHANGE_CERT_HEADER = "X-Client-Cert"
    settings.TRUSTED_PROXIES = ["127.0.0.1"]


def shown(one: x509.Certificate) -> dict[str, str]:
    return {"X-Client-Cert": quote(one.public_bytes(Encoding.PEM).decode())}


def know(peer: Peer, one: x509.Certificate) -> None:
    peer.client_fingerprint = one.fingerprint(hashes.SHA256()).hex()
    peer.save()


@pytest.mark.parametrize("days", [EXPIRED, EARLY], ids=["expired", "not-yet"])
def test_a_caller_whose_certificate_is_outside_its_days(settings, gateway, room, here, peer, days):
    one = certificate(*days)
    know(peer, one)
    body = written(letter())
    answer = post(LETTERS, body, signed(settings, LETTERS, body) | shown(one))
    assert (answer.status_code, answer.json()["code"]) == (401, "caller_certificate_expired")
    assert ledger() == (0, 0, 0)


def test_a_caller_with_a_revoked_certificate(settings, gateway, room, here, peer):
    """The certificate was revoked and another one pinned in its place."""
    old, new = certificate(*GOOD), certificate(*GOOD, "mới")
    know(peer, new)
    body = written(letter())
    answer = post(LETTERS, body, signed(settings, LETTERS, body) | shown(old))
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_credentials")
    assert ledger() == (0, 0, 0)
    assert post(LETTERS, body, signed(settings, LETTERS, body) | shown(new)).status_code == 200


def test_what_was_held_back_can_be_read_as_it_came(door):
    body = with_doctype('[<!ENTITY x "y">]')
    door(body, code="edxml_refused", status=422)
    [held] = Quarantined.objects.select_related("raw")
    assert held.raw.sha256 == hashlib.sha256(body).hexdigest()
    assert held in queries.held(organisation.admin())
