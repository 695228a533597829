"""Requests of another installation: what does not prove itself is refused in words."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from urllib.parse import quote

import orjson
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.test import Client

from congvu.core.kernel.clock import now
from congvu.core.organisation import factories as organisation
from congvu.office.exchange import factories, vault
from congvu.office.exchange.models import Delivery, Envelope, StatusEntry
from congvu.office.exchange.native import proof
from congvu.office.exchange.tests.test_accepting import NAME, letter, written

pytestmark = pytest.mark.django_db
LETTERS = "/lien-thong/v1/letters"


@pytest.fixture
def room():
    with factories.room("letter") as made:
        yield made


@pytest.fixture
def here():
    return organisation.agency("Sở Thông tin và Truyền thông", code="H05.15")


@pytest.fixture
def district():
    return factories.peer("huyen", routes=["H05.31"], secret=vault.seal("khóa chung"))


def signed(settings, path, body, *, secret="khóa chung", at=None, sender="", recipients=(), **more):
    settings.CONGVU_EXCHANGE_CODE = "huyen"
    made = proof.headers_for(
        peer_code="tinh", secret=secret, method="POST", path=path, at=at or now(), sender=sender,
        digest=hashlib.sha256(body).hexdigest(), recipients=recipients,
    )  # fmt: skip
    settings.CONGVU_EXCHANGE_CODE = "tinh"
    return made | more


def post(path, body, headers):
    return Client().post(path, body, content_type="application/xml", headers=headers)


def test_without_proof_nobody_is_told_why(settings, here, district, room):
    body = written(letter())
    wrong = [
        {},
        signed(settings, LETTERS, body, secret="khác"),
        signed(settings, "/lien-thong/v1/ping", body),
        signed(settings, LETTERS, body) | {proof.FROM: "tinh-khac"},
        signed(settings, LETTERS, body) | {proof.SENDER: "H05.31"},
        signed(settings, LETTERS, body) | {proof.NONCE: "x" * 32},
    ]
    for headers in wrong:
        answer = post(LETTERS, body, headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "bad_credentials")
    assert not Envelope.objects.exists()


def test_a_clock_too_far_off_is_told_the_difference(settings, here, district, room):
    body = written(letter())
    headers = signed(settings, LETTERS, body, at=now() - timedelta(minutes=10))
    answer = post(LETTERS, body, headers)
    assert answer.json()["code"] == "clock_skew"
    assert "chậm hơn bên nhận 60" in answer.json()["message"]


def test_the_same_request_twice_is_a_replay(settings, here, district, room):
    body = written(letter())
    headers = signed(settings, LETTERS, body, sender="H05.31", recipients=("H05.15",))
    assert post(LETTERS, body, headers).json() == {"document_id": NAME, "fresh": True}
    again = post(LETTERS, body, headers)
    assert (again.status_code, again.json()["code"]) == (409, "replayed")
    fresh = signed(settings, LETTERS, body, sender="H05.31", recipients=("H05.15",))
    assert post(LETTERS, body, fresh).json() == {"document_id": NAME, "fresh": False}
    assert len(room.arrivals) == 1


def test_another_body_than_was_signed_is_refused(settings, here, district, room):
    body = written(letter())
    answer = post(LETTERS, body + b"\n", signed(settings, LETTERS, body))
    assert answer.json()["code"] == "digest_mismatch"
    assert not Envelope.objects.exists()


def test_a_paused_peer_is_told_so(settings, here, district, room):
    district.paused = True
    district.save()
    body = written(letter())
    assert post(LETTERS, body, signed(settings, LETTERS, body)).json()["code"] == "peer_paused"


def test_a_certificate_is_believed_only_by_its_configured_header(settings, here, district, room):
    district.client_fingerprint = "ab" * 32
    district.save()
    body = b"{}"
    path = "/lien-thong/v1/ping"
    assert post(path, body, signed(settings, path, body)).status_code == 401


def test_the_certificates_header_counts_from_the_gateway_only(settings, here, district, room):
    certificate = _certificate()
    district.client_fingerprint = certificate.fingerprint(hashes.SHA256()).hex()
    district.save()
    settings.CONGVU_EXCHANGE_CERT_HEADER = "X-Client-Cert"
    shown = {"X-Client-Cert": quote(certificate.public_bytes(Encoding.PEM).decode())}
    path, body = "/lien-thong/v1/ping", b"{}"
    settings.TRUSTED_PROXIES = ["10.0.0.9"]
    assert post(path, body, signed(settings, path, body) | shown).status_code == 401
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    assert post(path, body, signed(settings, path, body) | shown).status_code != 401
    assert post(path, body, signed(settings, path, body)).status_code == 401


def _certificate() -> x509.Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Huyện")])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )


def test_a_letter_refused_comes_back_with_code_and_sentence(settings, here, district, room):
    body = written(letter())
    headers = signed(settings, LETTERS, body, recipients=("H05.77",))
    answer = post(LETTERS, body, headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_organ")
    assert "H05.77" in answer.json()["message"]


def test_statuses_are_answered_one_by_one(settings, here, district, room):
    path = "/lien-thong/v1/statuses"
    with factories.room() as sender:
        sender.letter()
        sent = factories.send(sender, here, ["H05.31"], at=now())
        good = {
            "document_id": sent.document_id, "from_code": "H05.31", "to_code": "H05.15",
            "code": "03", "at": now().isoformat(), "business": 0, "serial": 0,
        }  # fmt: skip
        body = orjson.dumps([good, good | {"from_code": "H05.77"}, good | {"document_id": "la"}])
        answer = post(path, body, signed(settings, path, body)).json()
        assert [one["status"] for one in answer["outcomes"]] == [200, 403, 422]
        assert Delivery.objects.get().status == "03"
        assert [news.code for news in sender.news] == ["03"]
    for bad in (b"{", b"{}", b'[{"document_id": 5}]', b'[{"at": "hom nay"}]'):
        assert post(path, bad, signed(settings, path, bad)).status_code == 422
    assert StatusEntry.objects.count() == 2


def test_the_ledger_of_a_period_is_told(settings, here, district, room):
    body = written(letter())
    post(LETTERS, body, signed(settings, LETTERS, body))
    path = "/lien-thong/v1/ledger"
    ask = orjson.dumps({
        "since": (now() - timedelta(days=1)).isoformat(), "until": (now() + timedelta(1)).isoformat(),
    })  # fmt: skip
    [line] = post(path, ask, signed(settings, path, ask)).json()["lines"]
    assert (line["way"], line["document_id"], line["organ_code"]) == ("in", NAME, "H05.15")
