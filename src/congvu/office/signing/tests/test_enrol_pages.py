"""Promises of registering keys that lie elsewhere: on pages and by the command."""

from __future__ import annotations

import io

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import CommandError, call_command

from congvu.core.kernel.clock import now
from congvu.office.signing.choices import KeyKind, KeyState, Purpose
from congvu.office.signing.factories import FILE_PASSWORD, PIN, authority, enrol
from congvu.office.signing.models import SigningKey
from congvu.office.signing.testing import csc
from congvu.office.signing.tests.conftest import MODULE, TOKEN_PIN, long_lived
from congvu.office.signing.tests.test_pages import OWN, fresh, signed_in
from congvu.office.work.factories import AT, Cast

pytestmark = pytest.mark.django_db
TOKEN, REMOTE = f"{OWN}khoa/thiet-bi/", f"{OWN}khoa/tu-xa/"


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def run(*words: str) -> str:
    out = io.StringIO()
    call_command("signing", *words, stdout=out)
    return out.getvalue()


def test_without_settings_there_is_nothing_to_choose(people: Cast, settings):
    settings.CONGVU_PKCS11_MODULES, settings.CONGVU_CSC_SERVICES = [], {}
    client = signed_in(people, "leader")
    assert "CONGVU_PKCS11_MODULES" in client.get(TOKEN).content.decode()
    assert "CONGVU_CSC_SERVICES" in client.get(REMOTE).content.decode()
    assert TOKEN not in client.get(OWN).content.decode()
    form = {"module": MODULE, "token": "x", "key": "ky", "pin_code": TOKEN_PIN}
    assert client.post(TOKEN, form).status_code == 422
    assert client.post(REMOTE, {"service": "thu", "credential": "khoa-1"}).status_code == 422
    assert not SigningKey.objects.exists()


def test_only_keepers_register_for_the_agency(people: Cast):
    for path in ("thiet-bi", "tu-xa"):
        assert signed_in(people, "clerk").get(f"{OWN}co-quan/khoa/{path}/").status_code == 403


def test_a_token_is_registered_and_its_pin_never_shown(people: Cast, token: str):
    client = signed_in(people, "leader")
    assert TOKEN in client.get(OWN).content.decode()
    form = {"module": MODULE, "token": token, "key": "ky", "pin_code": "000000"}
    answer = client.post(TOKEN, form)
    assert answer.status_code == 422
    assert "PIN không đúng" in answer.content.decode()
    assert "000000" not in answer.content.decode()
    answer = client.post(TOKEN, form | {"pin_code": TOKEN_PIN})
    assert answer.status_code == 302, answer.context["form"].errors
    key = SigningKey.objects.get()
    assert (key.kind, key.sealed, key.user_id) == (KeyKind.PKCS11, b"", client_of(people))
    assert TOKEN_PIN not in str(key.place)


def client_of(people: Cast) -> int:
    return people.appointments["leader"].user_id


def test_a_remote_key_is_registered_once(people: Cast, remote: csc.Service):
    client = signed_in(people, "leader")
    answer = client.post(REMOTE, {"service": "thu", "credential": "khoa-9"})
    assert answer.status_code == 422
    remote.broken = True
    answer = client.post(REMOTE, {"service": "thu", "credential": "khoa-1"})
    assert answer.status_code == 503
    assert "thử lại" in answer.content.decode()
    remote.broken = False
    assert client.post(REMOTE, {"service": "thu", "credential": "khoa-1"}).status_code == 302
    assert SigningKey.objects.get().kind == KeyKind.REMOTE
    assert client.post(REMOTE, {"service": "thu", "credential": "khoa-1"}).status_code == 409


def test_the_command_wants_one_known_owner_and_one_place(people: Cast, tmp_path, monkeypatch):
    file = tmp_path / "khoa.p12"
    with pytest.raises(CommandError, match="Không có người"):
        run("enrol", "--user", "khong-ai", "--file", str(file))
    slug = people.agency.slug
    with pytest.raises(CommandError, match="Không đọc được tệp"):
        run("enrol", "--agency", slug, "--file", str(file))
    with pytest.raises(CommandError, match="phải là tệp khóa"):
        run("enrol", "--agency", slug, "--envelope", "--service", "thu", "--credential", "a")
    with pytest.raises(CommandError):
        run("enrol", "--agency", slug)
    assert not SigningKey.objects.exists()


def test_the_command_takes_files_of_people_and_agencies(people: Cast, tmp_path, monkeypatch):
    user = people.appointments["leader"].user
    file = tmp_path / "khoa.p12"
    file.write_bytes(long_lived().p12(FILE_PASSWORD, authority().chain))
    typed(monkeypatch, FILE_PASSWORD, PIN)
    assert "Đã đăng ký khóa số" in run("enrol", "--user", user.username, "--file", str(file))
    typed(monkeypatch, FILE_PASSWORD)
    run("enrol", "--agency", people.agency.slug, "--envelope", "--file", str(file))
    found = set(SigningKey.objects.values_list("purpose", "has_pin"))
    assert found == {(Purpose.PERSON, True), (Purpose.ENVELOPE, False)}
    listed = run("list")
    assert user.full_name in listed
    assert "Ký gói tin" in listed


def test_the_command_takes_tokens_and_remote_keys(
    people: Cast, token: str, remote: csc.Service, tmp_path, monkeypatch
):
    user = people.appointments["leader"].user.username
    chain = tmp_path / "chain.pem"
    chain.write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in authority().chain))
    typed(monkeypatch, TOKEN_PIN)
    run(
        "enrol", "--user", user, "--token", token, "--module", MODULE, "--key", "ky", "--chain",
        str(chain),
    )  # fmt: skip
    key = SigningKey.objects.get(kind=KeyKind.PKCS11)
    assert key.certificate.chain.count("BEGIN CERTIFICATE") == len(authority().chain)
    SigningKey.objects.update(state=KeyState.DISABLED)
    run("enrol", "--user", user, "--service", "thu", "--credential", "khoa-1")
    assert SigningKey.objects.filter(kind=KeyKind.REMOTE).count() == 1


def test_the_command_tells_by_its_exit_what_ends_soon(people: Cast):
    assert "Không có" in run("expiring", "--days", "5")
    leader = fresh(people, "leader")
    enrol(leader, now().replace(hour=1, minute=0, second=0, microsecond=0), days=20)
    assert "Không có" in run("expiring", "--days", "5")
    with pytest.raises(SystemExit):
        run("expiring", "--days", "40")


def test_the_command_seals_anew_under_a_new_secret(people: Cast, settings):
    settings.CONGVU_SIGNING_SECRETS = ["cu"]
    enrol(people.actor("leader"), AT)
    before = bytes(SigningKey.objects.get().sealed)
    settings.CONGVU_SIGNING_SECRETS = ["moi", "cu"]
    assert "1 khóa" in run("rotate")
    assert bytes(SigningKey.objects.get().sealed) != before
