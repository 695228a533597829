"""Promises of asking for revocation: allowed hosts only, believed lists only, never in the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from cryptography import x509

from congvu.core.audit.models import Entry
from congvu.core.kernel.clock import now
from congvu.core.notifications.models import Notice as Told
from congvu.office.signing import actions, jobs, revocation
from congvu.office.signing.choices import FieldKind, Notice
from congvu.office.signing.errors import CertificateRefused
from congvu.office.signing.factories import PIN, authority, letter
from congvu.office.signing.models import Certificate
from congvu.office.signing.testing import authority as ca
from congvu.office.signing.testing import server
from congvu.office.work.factories import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Addresses that were called."""
    calls: list[str] = []
    real = revocation.fetch

    def fetch(address: str) -> bytes:
        calls.append(address)
        return real(address)

    monkeypatch.setattr(revocation, "fetch", fetch)
    return calls


@pytest.fixture
def served(settings) -> Iterator[ca.Authority]:
    """An authority whose lists are allowed to be asked for."""
    waiting = server.server_for(authority(), 0)
    place = f"127.0.0.1:{waiting.server_address[1]}"
    live = ca.make(at=now(), url=f"http://{place}")
    waiting.RequestHandlerClass.authority = live
    settings.CONGVU_CRL_HOSTS = [place]
    with server.serving(waiting):
        yield live


def take_in(people: Cast, live: ca.Authority, chain: list[x509.Certificate] | None = None):
    made = live.issue("Nguyễn Văn Bình", at=now())
    key = actions.enrol_soft_key(
        actor=people.actor("leader"), at=now(), password="tep", pin=PIN,
        pkcs12=made.p12("tep", live.chain if chain is None else chain),
    )  # fmt: skip
    return made, key


def sign(people: Cast, key) -> None:
    actions.sign(
        actor=people.actor("leader"), at=now(), pdf=letter(), key_id=key.pk, pin=PIN,
        field=FieldKind.INVISIBLE,
    )  # fmt: skip


@pytest.mark.parametrize("hosts", [[], ["crl.example.vn"], ["127.0.0.1"], ["127.0.0.1:1"]])
def test_hosts_that_are_not_allowed_are_never_called(
    people: Cast, served: ca.Authority, settings, asked: list[str], hosts: list[str]
):
    settings.CONGVU_CRL_HOSTS = hosts
    made, _ = take_in(people, served)
    served.revoked[made.certificate.serial_number] = now()
    jobs.ask_for_revocation(at=now())
    assert asked == []
    assert Certificate.objects.get().checked_at is None


@pytest.mark.parametrize(
    "address",
    ["ldap://crl.example.vn/a", "file:///etc/passwd", "http://a@crl.example.vn/", "http://[",
     "http://crl.example.vn.evil.test/a", "http://crl.example.vn:8080/a", "http://x:99999999/"],
)  # fmt: skip
def test_an_address_is_allowed_by_its_exact_host_and_port(settings, address: str):
    settings.CONGVU_CRL_HOSTS = ["crl.example.vn"]
    assert revocation._allowed("http://CRL.example.vn/a.crl")
    assert revocation._allowed("https://crl.example.vn/a.crl")
    assert not revocation._allowed(address)


def test_a_silent_host_changes_nothing_and_does_not_stand_in_the_way(
    people: Cast, settings, asked: list[str]
):
    settings.CONGVU_CRL_HOSTS = ["127.0.0.1:1"]
    _, key = take_in(people, ca.make(at=now(), url="http://127.0.0.1:1"))
    jobs.ask_for_revocation(at=now())
    assert len(asked) == 1
    assert Certificate.objects.get().checked_at is None
    sign(people, key)


def test_what_cannot_be_believed_says_nothing(people: Cast, served: ca.Authority):
    made, _ = take_in(people, served)
    own, moment = made.certificate, now()
    forged = authority().revocation_list(at=moment)
    good = served.revocation_list(at=moment)
    chain = served.chain
    for content, above, at in (
        (b"", chain, moment),
        (b"<html>", chain, moment),
        (forged, chain, moment),
        (good, [], moment),
        (good, chain, moment + timedelta(days=400)),
        (good, chain, moment - timedelta(days=400)),
    ):
        with pytest.raises(revocation.NoList):
            revocation.read(content, own, above, at)
    assert revocation.read(good, own, chain, moment).revoked == {}


def test_a_key_whose_issuer_is_unknown_stays_unchecked(people: Cast, served: ca.Authority):
    take_in(people, served, chain=[])
    jobs.ask_for_revocation(at=now())
    assert Certificate.objects.get().checked_at is None


def test_a_certificate_in_good_standing_is_checked_and_signs(people: Cast, served: ca.Authority):
    _, key = take_in(people, served)
    at = now()
    jobs.ask_for_revocation(at=at)
    row = Certificate.objects.get()
    assert (row.checked_at, row.revoked_at) == (at, None)
    sign(people, key)


def test_a_revoked_certificate_is_marked_told_once_and_signs_no_more(
    people: Cast, served: ca.Authority, asked: list[str]
):
    made, key = take_in(people, served)
    served.revoked[made.certificate.serial_number] = now() - timedelta(minutes=5)
    for _ in range(2):
        jobs.ask_for_revocation(at=now())
    assert len(asked) == 1
    assert Certificate.objects.get().revoked_at is not None
    assert Entry.objects.filter(verb="signing.certificate.found_revoked").count() == 1
    told = Told.objects.filter(kind=Notice.REVOKED)
    assert [one.recipient_id for one in told] == [people.appointments["leader"].user_id]
    with pytest.raises(CertificateRefused, match="thu hồi"):
        sign(people, key)


def test_one_list_is_read_once_for_many_keys(people: Cast, served: ca.Authority, asked: list[str]):
    take_in(people, served)
    take_in(people, served)
    jobs.ask_for_revocation(at=now())
    assert len(asked) == 1
    assert Certificate.objects.filter(checked_at__isnull=False).count() == 2
