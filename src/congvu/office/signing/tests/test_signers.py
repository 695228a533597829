"""Promises of the three kinds of keys and of timestamps, against real counterparts."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
)

from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import Invalid
from congvu.office.signing import actions
from congvu.office.signing.choices import FieldKind, KeyKind, Level
from congvu.office.signing.errors import (
    KeyLocked,
    SignatureRefused,
    SignerAway,
    WrongPin,
)
from congvu.office.signing.factories import PIN, authority, enrol, letter
from congvu.office.signing.models import SignatureRecord
from congvu.office.signing.testing import authority as ca
from congvu.office.signing.testing import csc, server
from congvu.office.signing.tests.conftest import MODULE, TOKEN_PIN, Pdfsig
from congvu.office.work.factories import AT, Cast

pytestmark = pytest.mark.django_db


def sign(actor, key, pin=PIN, at=AT, **more):
    return actions.sign(
        actor=actor, at=at, pdf=letter(), key_id=key.pk, pin=pin, field=FieldKind.INVISIBLE, **more
    )


def openssl_says(pdf: bytes, folder: Path, root: bytes) -> str:
    """What openssl answers about the last signature."""
    (folder / "root.pem").write_bytes(root)
    match = list(re.finditer(rb"/ByteRange\s*\[\s*(\d+) (\d+) (\d+) (\d+)", pdf))[-1]
    start, first, after, rest = map(int, match.groups())
    (folder / "sig.der").write_bytes(bytes.fromhex(pdf[start + first + 1 : after - 1].decode()))
    (folder / "data").write_bytes(pdf[start : start + first] + pdf[after : after + rest])
    command = [
        "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "sig.der", "-content",
        "data", "-CAfile", "root.pem", "-purpose", "any", "-no_check_time", "-out", "/dev/null",
    ]  # fmt: skip
    done = subprocess.run(command, cwd=folder, capture_output=True)
    return done.stderr.decode()


def root_of(one: ca.Authority) -> bytes:
    return one.root.certificate.public_bytes(Encoding.PEM)


def test_a_driver_that_the_settings_do_not_name_is_never_loaded(people: Cast, settings):
    settings.CONGVU_PKCS11_MODULES = []
    with pytest.raises(Invalid):
        actions.enrol_pkcs11(
            actor=people.actor("leader"), at=AT, module=MODULE, token="x", key="ky", pin=TOKEN_PIN
        )


def test_a_token_signs_and_counts_wrong_pins(people: Cast, token: str, tmp_path: Path):
    leader = people.actor("leader")
    asked = {"actor": leader, "at": AT, "module": MODULE, "token": token, "key": "ky"}
    with pytest.raises(WrongPin):
        actions.enrol_pkcs11(**asked, pin="000000")
    with pytest.raises(SignerAway):
        actions.enrol_pkcs11(**asked | {"token": "khong-co"}, pin=TOKEN_PIN)
    with pytest.raises(SignatureRefused):
        actions.enrol_pkcs11(**asked | {"key": "khong-co"}, pin=TOKEN_PIN)
    key = actions.enrol_pkcs11(**asked, pin=TOKEN_PIN, chain=authority().chain)
    assert key.kind == KeyKind.PKCS11
    with pytest.raises(WrongPin):
        sign(leader, key, pin="000000")
    signed = sign(leader, key, pin=TOKEN_PIN)
    assert "Verification successful" in openssl_says(signed.pdf, tmp_path, root_of(authority()))


def test_a_service_that_the_settings_do_not_name_is_never_called(people: Cast, settings):
    settings.CONGVU_CSC_SERVICES = {}
    with pytest.raises(Invalid):
        actions.enrol_remote(
            actor=people.actor("leader"), at=AT, service="thu", credential="khoa-1"
        )


def test_a_remote_key_signs_one_pinned_hash_at_a_time(
    people: Cast, remote: csc.Service, tmp_path: Path
):
    leader = people.actor("leader")
    with pytest.raises(SignatureRefused):
        actions.enrol_remote(actor=leader, at=AT, service="thu", credential="khoa-9")
    key = actions.enrol_remote(actor=leader, at=AT, service="thu", credential="khoa-1")
    remote.asked.clear()
    signed = sign(leader, key)
    assert [path.rpartition("/")[2] for path in remote.asked] == ["token", "authorize", "signHash"]
    assert remote.granted == {}
    assert "Verification successful" in openssl_says(signed.pdf, tmp_path, root_of(authority()))


def test_a_remote_service_that_is_away_is_not_a_refusal(people: Cast, remote: csc.Service):
    leader = people.actor("leader")
    key = actions.enrol_remote(actor=leader, at=AT, service="thu", credential="khoa-1")
    remote.broken = True
    with pytest.raises(SignerAway):
        sign(leader, key)
    key.refresh_from_db()
    assert key.wrong_pins == 0
    assert not SignatureRecord.objects.exists()


def test_nobody_listening_is_away_too(people: Cast, remote: csc.Service, settings):
    leader = people.actor("leader")
    key = actions.enrol_remote(actor=leader, at=AT, service="thu", credential="khoa-1")
    known = settings.CONGVU_CSC_SERVICES["thu"]
    settings.CONGVU_CSC_SERVICES = {"thu": known | {"url": "http://127.0.0.1:1/csc/v2"}}
    with pytest.raises(SignerAway):
        sign(leader, key)


def test_a_wrong_pin_at_the_service_is_counted_here(people: Cast, remote: csc.Service):
    leader = people.actor("leader")
    key = actions.enrol_remote(actor=leader, at=AT, service="thu", credential="khoa-1")
    for _ in range(4):
        with pytest.raises(WrongPin):
            sign(leader, key, pin="000000")
    with pytest.raises(KeyLocked):
        sign(leader, key, pin="000000")


def test_a_service_that_no_longer_knows_us_refuses(people: Cast, remote: csc.Service):
    leader = people.actor("leader")
    key = actions.enrol_remote(actor=leader, at=AT, service="thu", credential="khoa-1")
    remote.client = ("khac", "khac")
    with pytest.raises(SignatureRefused):
        sign(leader, key)


@pytest.fixture
def served(settings) -> Iterator[ca.Authority]:
    """An authority whose certificates name its own address."""
    waiting = server.server_for(authority(), 0)
    url = f"http://127.0.0.1:{waiting.server_address[1]}"
    live = ca.make(at=now(), url=url)
    waiting.RequestHandlerClass.authority = live
    settings.CONGVU_TSA_URL = f"{url}/tsa"
    with server.serving(waiting):
        yield live


def live_key(people: Cast, live: ca.Authority):
    made = live.issue("Nguyễn Văn Bình", at=now())
    return made, actions.enrol_soft_key(
        actor=people.actor("leader"), at=now(), pkcs12=made.p12("tep", live.chain), password="tep",
        pin=PIN,
    )  # fmt: skip


@pytest.mark.parametrize("level", [Level.B_T, Level.B_LT])
def test_timestamps_hold(people: Cast, served: ca.Authority, tmp_path: Path, level: Level):
    _, key = live_key(people, served)
    signed = sign(people.actor("leader"), key, at=now(), level=level)
    assert signed.record.timestamped_at is not None
    assert abs((signed.record.timestamped_at - now()).total_seconds()) < 60
    assert (b"/DSS" in signed.pdf) == (level == Level.B_LT)
    assert "Verification successful" in openssl_says(signed.pdf, tmp_path, root_of(served))
    import io

    from asn1crypto import x509 as asn1
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    root = asn1.Certificate.load(served.root.certificate.public_bytes(Encoding.DER))
    reader = PdfFileReader(io.BytesIO(signed.pdf))
    status = validate_pdf_signature(
        reader.embedded_signatures[0], ValidationContext(trust_roots=[root])
    )
    assert status.bottom_line
    assert status.timestamp_validity is not None
    assert status.timestamp_validity.valid
    assert status.timestamp_validity.trusted


@pytest.mark.parametrize("level", [Level.B_T, Level.B_LT])
def test_pdfsig_trusts_what_carries_a_timestamp(
    people: Cast, served: ca.Authority, pdfsig: Pdfsig, level: Level
):
    """The root stands above signer and timestamp authority; a stranger's root is not enough."""
    _, key = live_key(people, served)
    signed = sign(people.actor("leader"), key, at=now(), level=level)
    said = pdfsig(signed.pdf, served.root.certificate)
    assert said.count("Signature Validation: Signature is Valid.") == 1, said
    assert said.count("Certificate Validation: Certificate is Trusted.") == 1, said
    assert "ETSI.CAdES.detached" in said


def test_pdfsig_does_not_trust_another_root(people: Cast, served: ca.Authority, pdfsig: Pdfsig):
    _, key = live_key(people, served)
    signed = sign(people.actor("leader"), key, at=now(), level=Level.B_T)
    said = pdfsig(signed.pdf, authority().root.certificate)
    assert "Signature Validation: Signature is Valid." in said, said
    assert "Certificate is Trusted." not in said, said


def test_a_certificate_revoked_at_the_authority_gets_no_long_term_signature(
    people: Cast, served: ca.Authority
):
    made, key = live_key(people, served)
    served.revoked[made.certificate.serial_number] = now()
    with pytest.raises((SignerAway, SignatureRefused)):
        sign(people.actor("leader"), key, at=now(), level=Level.B_LT)
    assert not SignatureRecord.objects.exists()


def test_a_timestamp_authority_that_is_away_is_not_a_refusal(people: Cast, settings):
    settings.CONGVU_TSA_URL = "http://127.0.0.1:1/tsa"
    key = enrol(people.actor("leader"), AT)
    with pytest.raises(SignerAway, match="dấu thời gian"):
        sign(people.actor("leader"), key, level=Level.B_T)
    assert not SignatureRecord.objects.exists()
