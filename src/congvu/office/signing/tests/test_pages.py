"""Promises of the pages: own keys, batches, secrets that are never repeated."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from congvu.core.accounts.models import User
from congvu.core.kernel.clock import now
from congvu.core.organisation.queries import actor_for
from congvu.office.signing.factories import FILE_PASSWORD, PIN, authority, enrol, pair
from congvu.office.signing.models import SigningKey
from congvu.office.signing.testing.drawings import draw_signature
from congvu.office.work.factories import Cast

pytestmark = pytest.mark.django_db
OWN = "/chu-ky-so/"


def signed_in(people: Cast, name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=people.appointments[name].user_id))
    return client


def fresh(people: Cast, name: str):
    return actor_for(user=User.objects.get(pk=people.appointments[name].user_id), at=now())


def form(**more) -> dict:
    made = pair("Nguyễn Văn Bình", at=now().replace(hour=1, minute=0, second=0, microsecond=0))
    content = made.p12(FILE_PASSWORD, authority().chain)
    return {
        "key_file": SimpleUploadedFile("khoa.p12", content), "file_password": FILE_PASSWORD,
        "pin_code": PIN, "pin_code_again": PIN,
    } | more  # fmt: skip


def test_guests_sign_in_first(client: Client):
    for path in (OWN, "/ky-so/", f"{OWN}co-quan/"):
        assert client.get(path).status_code == 302


def test_two_different_pins_are_refused_and_no_secret_comes_back(people: Cast):
    answer = signed_in(people, "leader").post(f"{OWN}khoa/moi/", form(pin_code_again="135790"))
    assert answer.status_code == 422
    body = answer.content.decode()
    assert "không giống nhau" in body
    assert PIN not in body
    assert FILE_PASSWORD not in body
    assert not SigningKey.objects.exists()


def test_a_key_is_enrolled_and_its_pin_changed(people: Cast):
    client = signed_in(people, "leader")
    answer = client.post(f"{OWN}khoa/moi/", form())
    assert answer.status_code == 302, answer.context["form"].errors
    key = SigningKey.objects.get()
    codes = {"old_code": PIN, "new_code": "135790", "new_code_again": "135790"}
    assert client.post(f"{OWN}khoa/{key.pk}/ma-pin/", codes).status_code == 302
    answer = client.post(f"{OWN}khoa/{key.pk}/ma-pin/", codes)
    assert answer.status_code == 422
    assert "còn 4 lần thử" in answer.content.decode()


def test_a_picture_is_shown_to_its_owner_only(people: Cast):
    client = signed_in(people, "leader")
    png = SimpleUploadedFile("ky.png", draw_signature("Bình"))
    answer = client.post(f"{OWN}anh/", {"picture": png, "width_mm": "45", "height_mm": "20"})
    assert answer.status_code == 302, answer.context["form"].errors
    body = client.get(OWN).content.decode()
    path = body.partition(f'src="{OWN}anh/')[2].partition('"')[0]
    assert client.get(f"{OWN}anh/{path}").content == draw_signature("Bình")
    assert signed_in(people, "deputy").get(f"{OWN}anh/{path}").status_code == 404


def test_another_persons_key_has_no_page(people: Cast):
    key = enrol(fresh(people, "leader"), now())
    other = signed_in(people, "deputy")
    assert other.get(f"{OWN}khoa/{key.pk}/ma-pin/").status_code == 404
    assert other.post(f"{OWN}khoa/{key.pk}/ngung/").status_code == 404
    assert other.post(f"{OWN}khoa/{key.pk}/mo/").status_code == 403
    assert other.get(f"{OWN}co-quan/").status_code == 403
