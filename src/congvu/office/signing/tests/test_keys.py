"""Promises of keys: who may use them, how they are kept, when they lock."""

from __future__ import annotations

from datetime import timedelta

import pytest

from congvu.core.audit.models import Entry
from congvu.core.kernel.errors import Invalid, NotAllowed, NotFound
from congvu.office.signing import actions, queries, vault
from congvu.office.signing.choices import FieldKind, KeyState, LikenessKind, Purpose
from congvu.office.signing.errors import (
    AlreadyEnrolled,
    CertificateRefused,
    KeyDisabled,
    KeyFileRefused,
    KeyLocked,
    SignatureRefused,
    WrongPin,
)
from congvu.office.signing.factories import FILE_PASSWORD, PIN, enrol, enrol_seal, letter, p12, pair
from congvu.office.signing.models import Certificate, SignatureRecord, SigningKey
from congvu.office.signing.testing.drawings import draw_seal, draw_signature
from congvu.office.work.factories import AT, Cast

pytestmark = pytest.mark.django_db
HIDDEN = FieldKind.INVISIBLE


def sign(actor, key, pin=PIN, at=AT, **more):
    return actions.sign(
        actor=actor, at=at, pdf=letter(), key_id=key.pk, pin=pin, **({"field": HIDDEN} | more)
    )


def take_in(actor, **more):
    given = {"pkcs12": p12(actor.name), "password": FILE_PASSWORD, "pin": PIN} | more
    return actions.enrol_soft_key(actor=actor, at=AT, **given)


@pytest.mark.parametrize(
    "wrong", [{"password": "khac"}, {"pkcs12": b"khong phai"}, {"pkcs12": b""}]
)
def test_a_key_file_that_does_not_open_is_refused(people: Cast, wrong):
    with pytest.raises(KeyFileRefused):
        take_in(people.actor("leader"), **wrong)
    assert not SigningKey.objects.exists()


@pytest.mark.parametrize("pin", ["", "12345", "1" * 65])
def test_a_pin_has_6_to_64_characters(people: Cast, pin: str):
    with pytest.raises(Invalid):
        take_in(people.actor("leader"), pin=pin)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"days": 30, "since_days": 40}, "hết hạn"),
        ({"since_days": -20}, "chỉ có hiệu lực từ"),
        ({"usages": "key_encipherment"}, "không được cấp để ký"),
    ],
)
def test_a_certificate_that_does_not_hold_is_not_taken_in(people: Cast, facts, words: str):
    with pytest.raises(CertificateRefused, match=words):
        take_in(people.actor("leader"), pkcs12=p12("Nguyễn Văn Bình", **facts))
    assert not Certificate.objects.exists()


def test_a_certificate_is_enrolled_once(people: Cast):
    take_in(people.actor("leader"))
    with pytest.raises(AlreadyEnrolled):
        take_in(people.actor("leader"))
    with pytest.raises(AlreadyEnrolled):
        take_in(people.actor("deputy"), pkcs12=p12("Nguyễn Văn Bình"))


def test_nobody_enrols_for_another_person_or_agency(people: Cast):
    with pytest.raises(NotAllowed):
        take_in(people.actor("clerk"), owner_id=people.actor("leader").user_id)
    with pytest.raises(NotAllowed):
        take_in(people.actor("clerk"), purpose=Purpose.SEAL)


def test_the_row_tells_what_the_certificate_says(people: Cast):
    row = take_in(people.actor("leader")).certificate
    assert row.name == "Nguyễn Văn Bình"
    assert "THỬ NGHIỆM" in row.issuer
    assert row.is_test
    assert row.serial == f"{pair('Nguyễn Văn Bình').certificate.serial_number:X}"
    assert row.key_usage == ["digital_signature", "content_commitment"]
    assert row.not_after - row.not_before == timedelta(days=730)


def test_neither_key_nor_pin_lies_open_in_database_and_journal(people: Cast):
    key = enrol(people.actor("leader"), AT)
    kept = bytes(SigningKey.objects.get().sealed)
    assert b"RSA" not in kept
    assert PIN.encode() not in kept
    sign(people.actor("leader"), key)
    told = str(list(Entry.objects.values()))
    assert PIN not in told
    assert FILE_PASSWORD not in told


def test_a_sealed_key_opens_only_for_its_own_certificate_pin_and_secret(settings):
    settings.CONGVU_SIGNING_SECRETS = ["cu"]
    sealed = vault.seal(b"khoa", pin=PIN, bound_to="a")
    with pytest.raises(vault.Wrong):
        vault.unseal(sealed, pin="135790", bound_to="a")
    with pytest.raises(vault.Unreadable):
        vault.unseal(sealed, pin=PIN, bound_to="b")
    settings.CONGVU_SIGNING_SECRETS = ["moi"]
    with pytest.raises(vault.Unreadable):
        vault.unseal(sealed, pin=PIN, bound_to="a")
    settings.CONGVU_SIGNING_SECRETS = ["moi", "cu"]
    again = vault.rewrap(sealed, bound_to="a")
    settings.CONGVU_SIGNING_SECRETS = ["moi"]
    assert vault.unseal(again, pin=PIN, bound_to="a") == b"khoa"


def test_five_wrong_pins_lock_the_key(people: Cast):
    leader = people.actor("leader")
    key = enrol(leader, AT)
    for left in (4, 3, 2, 1):
        with pytest.raises(WrongPin, match=f"còn {left} lần"):
            sign(leader, key, pin="000000")
    with pytest.raises(KeyLocked):
        sign(leader, key, pin="000000")
    with pytest.raises(KeyLocked):
        sign(leader, key)
    assert SigningKey.objects.get().state == KeyState.LOCKED
    assert not SignatureRecord.objects.exists()


def test_a_right_pin_begins_the_count_anew(people: Cast):
    leader = people.actor("leader")
    key = enrol(leader, AT)
    with pytest.raises(WrongPin):
        sign(leader, key, pin="000000")
    sign(leader, key)
    assert SigningKey.objects.get().wrong_pins == 0


def test_who_looks_after_the_agency_unlocks(people: Cast):
    leader = people.actor("leader")
    key = enrol(leader, AT)
    SigningKey.objects.update(state=KeyState.LOCKED, wrong_pins=5)
    for name in ("leader", "clerk"):
        with pytest.raises(NotAllowed):
            actions.unlock_key(actor=people.actor(name), at=AT, key_id=key.pk)
    actions.unlock_key(actor=keeper(people), at=AT, key_id=key.pk)
    sign(leader, key)


def keeper(people: Cast):
    seat = people.appointments["it_second"]
    seat.extra_roles = ["agency_admin"]
    seat.save()
    from congvu.core.organisation.queries import actor_for

    return actor_for(user=seat.user, at=AT)


def test_a_changed_pin_replaces_the_old_one(people: Cast):
    leader = people.actor("leader")
    key = enrol(leader, AT)
    with pytest.raises(WrongPin):
        actions.change_pin(actor=leader, at=AT, key_id=key.pk, old="000000", new="135790")
    actions.change_pin(actor=leader, at=AT, key_id=key.pk, old=PIN, new="135790")
    with pytest.raises(WrongPin):
        sign(leader, key)
    sign(leader, key, pin="135790")


def test_a_disabled_key_signs_nothing_and_is_gone(people: Cast):
    leader = people.actor("leader")
    key = enrol(leader, AT)
    actions.disable_key(actor=leader, at=AT, key_id=key.pk)
    with pytest.raises(KeyDisabled):
        sign(leader, key)
    assert bytes(SigningKey.objects.get().sealed) == b""


def test_another_persons_key_is_not_found(people: Cast):
    key = enrol(people.actor("leader"), AT)
    for actor in (people.actor("deputy"), people.acting_for("deputy", "leader")):
        with pytest.raises(NotFound):
            sign(actor, key)
        with pytest.raises(NotFound):
            actions.change_pin(actor=actor, at=AT, key_id=key.pk, old=PIN, new="135790")
    assert queries.keys_for(people.actor("deputy")) == []


def test_the_seal_is_for_clerks(people: Cast):
    key = enrol_seal(people.agency.pk, people.agency.name, AT)
    with pytest.raises(NotAllowed, match="văn thư"):
        sign(people.actor("leader"), key)
    sign(people.actor("clerk"), key)
    assert queries.keys_for(people.actor("clerk")) == [key]
    assert queries.keys_for(people.actor("leader")) == []


def test_expired_and_revoked_certificates_do_not_sign(people: Cast):
    leader = people.actor("leader")
    key = enrol(leader, AT)
    with pytest.raises(CertificateRefused, match="hết hạn"):
        sign(leader, key, at=AT + timedelta(days=800))
    actions.revoke_certificate(actor=leader, at=AT, key_id=key.pk)
    with pytest.raises(CertificateRefused, match="thu hồi"):
        sign(leader, key)


def test_jobs_get_the_envelope_key_of_an_agency_without_a_person(people: Cast):
    with pytest.raises(SignatureRefused, match="gói tin"):
        queries.envelope_key(people.agency.pk)
    from congvu.core.kernel.actor import system_actor

    take_in(
        system_actor(), pkcs12=p12("Trục liên thông"), pin="", purpose=Purpose.ENVELOPE,
        owner_id=people.agency.pk,
    )  # fmt: skip
    private, certificate = queries.envelope_key(people.agency.pk)
    assert private.public_key() == certificate.public_key()


@pytest.mark.parametrize(
    ("picture", "words"),
    [(b"khong phai anh", "PNG"), (draw_seal("Sở"), "xanh")],
)
def test_a_picture_of_another_kind_is_refused(people: Cast, picture: bytes, words: str):
    with pytest.raises(Invalid, match=words):
        actions.set_likeness(
            actor=people.actor("leader"), at=AT, kind=LikenessKind.SIGNATURE, png=picture
        )


def test_the_newest_picture_is_used_and_others_do_not_read_it(people: Cast):
    leader = people.actor("leader")
    for name in ("một", "hai"):
        actions.set_likeness(
            actor=leader, at=AT, kind=LikenessKind.SIGNATURE, png=draw_signature(name)
        )
    row = queries.likeness_of(user_id=leader.user_id, agency_id=None)
    assert row is not None
    assert queries.likeness_content(row) == draw_signature("hai")
