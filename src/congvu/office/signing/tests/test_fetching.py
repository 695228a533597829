"""Verification asks allowed hosts about revocation, keeps source and moment, and waits for nobody."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from asn1crypto import crl, ocsp
from cryptography.hazmat.primitives.serialization import Encoding
from django.test import Client

from congvu.core.accounts.models import User
from congvu.core.files.queries import open_content
from congvu.core.files.sweep import sweep
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import now
from congvu.office.signing import actions, fetching, revocation
from congvu.office.signing.choices import AnchorLabel, EvidenceKind, FieldKind, Finding
from congvu.office.signing.factories import PIN, authority, letter
from congvu.office.signing.models import Certificate, ValidationRecord
from congvu.office.signing.queries.trust import anchors
from congvu.office.signing.queries.validation import evidence_of
from congvu.office.signing.testing import authority as ca
from congvu.office.signing.testing import server
from congvu.office.signing.verification import Policy, RevocationSource, verify
from congvu.office.work.factories import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Addresses that were called, with how."""
    calls: list[str] = []
    real = revocation._called

    def called(method: str, address: str, **more: object) -> bytes:
        calls.append(f"{method} {address.rpartition('/')[2]}")
        return real(method, address, **more)

    monkeypatch.setattr(revocation, "_called", called)
    return calls


@pytest.fixture
def served(settings) -> Iterator[ca.Authority]:
    """The authority's lists and responder over loopback, allowed to be asked."""
    fetching._RECENT.clear()
    waiting = server.server_for(authority(), 0)
    place = f"127.0.0.1:{waiting.server_address[1]}"
    live = ca.make(at=now(), url=f"http://{place}")
    waiting.RequestHandlerClass.authority = live
    settings.CONGVU_CRL_HOSTS = [place]
    with server.serving(waiting):
        yield live


@pytest.fixture
def pdf(people: Cast, served: ca.Authority) -> bytes:
    """A letter signed with a certificate that names the authority's addresses."""
    made = served.issue("Nguyễn Văn Bình", at=now())
    key = actions.enrol_soft_key(
        actor=people.actor("leader"), at=now(), password="tep", pin=PIN,
        pkcs12=made.p12("tep", served.chain),
    )  # fmt: skip
    return actions.sign(
        actor=people.actor("leader"), at=now(), pdf=letter(), key_id=key.pk, pin=PIN,
        field=FieldKind.INVISIBLE,
    ).pdf  # fmt: skip


@pytest.fixture
def trusted(served: ca.Authority, people: Cast) -> None:
    actions.trust.add(
        actor=system_actor("cli"), at=now(), label=AnchorLabel.TEST, source="Bộ kiểm thử",
        certificates=served.root.certificate.public_bytes(Encoding.PEM),
    )  # fmt: skip


def check(people: Cast, pdf: bytes, at: datetime | None = None) -> ValidationRecord:
    return actions.check(actor=people.actor("clerk"), at=at or now(), name="cong-van.pdf", pdf=pdf)


def said(row: ValidationRecord) -> dict[str, str]:
    [signature] = row.report["signatures"]
    found: dict[str, str] = signature["revocation"]
    return found


def revoke(served: ca.Authority, when: datetime) -> None:
    served.revoked[int(Certificate.objects.get().serial, 16)] = when


@pytest.mark.parametrize("hosts", [[], ["crl.example.vn"], ["127.0.0.1"], ["127.0.0.1:1"]])
def test_hosts_that_are_not_allowed_are_never_called(
    people: Cast, pdf: bytes, trusted: None, settings, asked: list[str], hosts: list[str]
) -> None:
    settings.CONGVU_CRL_HOSTS = hosts
    row = check(people, pdf)
    assert asked == []
    assert said(row)["state"] == "unknown"
    assert row.verdict == Finding.VALID


def test_missing_answers_are_not_enough_where_they_are_required(
    people: Cast, pdf: bytes, trusted: None, settings
) -> None:
    settings.CONGVU_CRL_HOSTS = []
    settings.CONGVU_REQUIRE_REVOCATION = True
    row = check(people, pdf)
    assert row.verdict == Finding.UNKNOWN
    assert "thu hồi" in row.report["signatures"][0]["reason"]


def test_a_responder_that_is_down_is_not_waited_for(
    people: Cast, pdf: bytes, trusted: None, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def down(method: str, address: str, **more: object) -> bytes:
        calls.append(address)
        raise revocation.NoList("no answer: ConnectError")

    monkeypatch.setattr(revocation, "_called", down)
    assert check(people, pdf).verdict == Finding.VALID
    assert len(calls) == len(set(calls)) >= 2
    settings.CONGVU_REQUIRE_REVOCATION = True
    assert check(people, pdf).verdict == Finding.UNKNOWN


def test_a_good_answer_is_kept_with_its_source_and_moment(
    people: Cast, pdf: bytes, trusted: None, settings, asked: list[str]
) -> None:
    settings.CONGVU_REQUIRE_REVOCATION = True
    row = check(people, pdf)
    assert row.verdict == Finding.VALID
    found = said(row)
    assert found["state"] == "good"
    assert found["source"].startswith("OCSP trong dữ liệu tải từ http://127.0.0.1:")
    assert found["as_of"]
    assert "POST ocsp" in asked


def test_a_revoked_certificate_condemns_what_was_signed_after(
    people: Cast, pdf: bytes, trusted: None, served: ca.Authority
) -> None:
    revoke(served, now() - timedelta(days=1))
    row = check(people, pdf)
    assert row.verdict == Finding.INVALID
    assert said(row)["state"] == "revoked"


def test_without_the_responder_the_list_is_read(
    people: Cast, pdf: bytes, trusted: None, served: ca.Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    revoke(served, now() - timedelta(days=1))
    monkeypatch.setattr(revocation, "responders", lambda certificate: [])
    found = said(check(people, pdf))
    assert found["state"] == "revoked"
    assert found["source"].startswith("CRL trong dữ liệu tải từ")


def test_an_address_is_called_once_for_files_that_come_together(
    people: Cast, pdf: bytes, trusted: None, asked: list[str]
) -> None:
    at = now()
    check(people, pdf, at)
    before = len(asked)
    check(people, pdf, at + timedelta(minutes=5))
    assert len(asked) == before
    check(people, pdf, at + timedelta(minutes=30))
    assert len(asked) == 2 * before


def test_what_was_fetched_is_kept_whole_once_for_all_records(
    people: Cast, pdf: bytes, trusted: None, asked: list[str]
) -> None:
    at = now()
    first, second = check(people, pdf, at), check(people, pdf, at + timedelta(minutes=5))
    kept = list(evidence_of(first))
    assert {one.kind for one in kept} >= {EvidenceKind.OCSP}
    assert [one.blob_id for one in kept] == [one.blob_id for one in evidence_of(second)]
    assert {one.fetched_at for one in evidence_of(second)} == {at}
    told = [(one["kind"], one["address"], one["sha256"]) for one in first.report["fetched"]]
    assert told == [(one.kind, one.address, one.blob.sha256) for one in kept]
    for one in kept:
        with open_content(one.blob) as stream:
            assert hashlib.sha256(stream.read()).hexdigest() == one.blob.sha256


def test_years_later_the_kept_bytes_alone_give_the_same_answer(
    people: Cast, pdf: bytes, trusted: None, served: ca.Authority, settings
) -> None:
    revoke(served, now() - timedelta(days=1))
    row = check(people, pdf)
    settings.CONGVU_CRL_HOSTS = []
    assert said(check(people, pdf))["state"] == "unknown"
    parsers = {EvidenceKind.CRL: crl.CertificateList, EvidenceKind.OCSP: ocsp.OCSPResponse}
    held: dict[str, list[object]] = {EvidenceKind.CRL: [], EvidenceKind.OCSP: []}
    for one in evidence_of(row):
        with open_content(one.blob) as stream:
            held[one.kind].append(parsers[EvidenceKind(one.kind)].load(stream.read()))
    source = RevocationSource("bằng chứng đã lưu", held[EvidenceKind.CRL], held[EvidenceKind.OCSP])
    again = verify(pdf, at=row.at, anchors=anchors(), policy=Policy(True, [source]))
    assert str(again.verdict) == row.get_verdict_display().lower()
    assert again.signatures[0].revocation.state == "revoked"


def test_kept_evidence_is_not_swept_away(people: Cast, pdf: bytes, trusted: None) -> None:
    kept = list(evidence_of(check(people, pdf)))
    sweep(at=now() + timedelta(days=400))
    for one in kept:
        open_content(one.blob).close()


def test_the_record_shows_its_evidence_and_gives_the_bytes(
    client: Client, people: Cast, pdf: bytes, trusted: None
) -> None:
    row = check(people, pdf)
    first = evidence_of(row)[0]
    user = User.objects.get(pk=row.user_id)
    client.force_login(user)
    page = client.get(f"/xac-minh/{row.pk}/").content.decode()
    assert first.address in page and first.blob.sha256 in page
    answer = client.get(f"/xac-minh/{row.pk}/bang-chung/1/")
    assert answer.headers["Content-Type"] in {"application/pkix-crl", "application/ocsp-response"}
    assert hashlib.sha256(answer.content).hexdigest() == first.blob.sha256
    assert client.get(f"/xac-minh/{row.pk}/bang-chung/99/").status_code == 404
    client.force_login(User.objects.get(pk=people.actor("leader").user_id))
    assert client.get(f"/xac-minh/{row.pk}/bang-chung/1/").status_code == 404


def test_rubbish_from_a_host_says_nothing(
    people: Cast, pdf: bytes, trusted: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for body in (b"", b"<html>", b"\x30\x80", b"\x00" * 1000):
        fetching._RECENT.clear()
        monkeypatch.setattr(revocation, "_called", lambda *a, body=body, **k: body)
        row = check(people, pdf)
        assert said(row)["state"] == "unknown"
        assert row.verdict == Finding.VALID
        assert not evidence_of(row).exists()
