"""The demo's national portal: signs in, takes, hands out, lists what it was told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import path

from congvu.core.kernel.clock import local_date
from congvu.core.organisation import factories as organisation
from congvu.counter.dossiers.factories import AT, desk
from congvu.counter.national.adapter import tags
from congvu.counter.national.adapter.answers import Result, judged
from congvu.counter.national.models import Message, Portal
from congvu.project.demo import portal
from congvu.project.urls import urlpatterns as house

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
urlpatterns = [
    *house, path(f"{portal.PLACE}login", portal.login), path(f"{portal.PLACE}g", portal.call)
]  # fmt: skip


def post(where: str, body: Any) -> Any:
    client = Client(enforce_csrf_checks=True)
    return client.post(f"/{portal.PLACE}{where}", body, content_type="application/json")


def asked(service: str, **body: Any) -> Any:
    given = {"username": portal.USER, "password": portal.PASSWORD}
    session = post("login", given).json()["session"]
    answer = post("g", {"session": session, "service": service, **body})
    assert answer.status_code == 200
    return judged(answer.json())


def test_strangers_are_sent_away() -> None:
    assert post("login", {"username": portal.USER, "password": "sai"}).status_code == 401
    assert post("g", {"session": "phien-gia", "service": tags.SYNC}).status_code == 401
    assert post("g", "[1, 2]").status_code == 401
    assert Client().get(f"/{portal.PLACE}g").status_code == 405
    assert asked("KhongCo").result is Result.REFUSED


def test_it_is_joined_where_the_demo_is_served_in_plain_on_this_machine(settings: Any) -> None:
    settings.BASE_URL = "https://127.0.0.1:8443"
    assert not portal.load(at=AT)
    settings.BASE_URL = "http://noi-khac.example.vn"
    assert not portal.load(at=AT)
    settings.BASE_URL = "http://127.0.0.1:8000"
    assert portal.load(at=AT) and "THỬ NGHIỆM" in Portal.objects.get().name


def test_it_lists_what_was_acknowledged_and_forgets_every_fiftieth(settings: Any) -> None:
    settings.BASE_URL = "http://127.0.0.1:8000"
    portal.load(at=AT)
    place = desk()
    code = place.agency.codes.values_list("code", flat=True).first()
    code = code or organisation.agency_code(place.agency, "H02.777").code
    dossier = place.filed()
    while dossier.pk % portal.FORGETS == 0:
        dossier = place.filed()
    rows = Message.objects.filter(dossier=dossier)
    told = {"MaHoSo": dossier.code, "TrangThaiHoSo": 1}
    rows.update(state="sent", sent_at=AT + timedelta(hours=1), payload=told)
    listed = asked(tags.DAY_LIST, MaDonVi=code, Ngay=f"{local_date(AT):%Y%m%d}")
    assert listed.data == [told]
    assert asked(tags.DAY_LIST, MaDonVi="H99", Ngay="20261116").data == []
    assert asked(tags.SYNC, data=[told]).result is Result.TAKEN
    assert asked(tags.NEW_FILINGS, most=5).data == [], "the demo's department is not here"
    assert len(asked(tags.CATALOGUE).data) == 1
