"""Pictures of what is missing, and the way to what is owed."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from congvu.core.accounts.models import User
from congvu.core.files.queries import files_of
from congvu.core.kernel.clock import now
from congvu.core.kernel.subject import Subject
from congvu.counter.dossiers import actions as dossiers
from congvu.counter.dossiers.actions import Point
from congvu.counter.dossiers.choices import DOSSIER_KIND, GAP_KIND
from congvu.counter.dossiers.models import Dossier, Gap
from congvu.counter.fees.models import Charge
from congvu.counter.filing import actions, factories
from congvu.counter.filing.choices import Purpose
from congvu.counter.filing.factories import Online

pytestmark = pytest.mark.django_db


@pytest.fixture
def online() -> Online:
    return factories.online()


def browser(user_id: int | None) -> Client:
    client = Client()
    if user_id is not None:
        client.force_login(User.objects.get(pk=user_id))
    return client


def asked(online: Online) -> tuple[Dossier, int]:
    dossier, clerk = online.filed(at=now()).dossier, online.desk.clerk
    picture = factories.stored(clerk, factories.scan(lines=3), name="cho-mo.png")
    dossiers.ask_supplement(
        actor=clerk, at=now(), dossier_id=dossier.pk, reason="Mờ",
        points=[Point("Trang 2 mờ", paper_id=dossier.papers.all()[0].pk, pictures=(picture,))],
    )  # fmt: skip
    subject = Subject(GAP_KIND, Gap.objects.get().pk)
    return dossier, files_of([subject])[subject][0].pk


def test_the_citizen_sees_the_picture_and_strangers_do_not(online: Online) -> None:
    dossier, file_id = asked(online)
    own = browser(online.user.pk)
    href = f"/ho-so-cua-toi/{dossier.pk}/"
    assert f"{href}hinh/{file_id}" in own.get(f"{href}bo-sung/").content.decode()
    assert own.get(f"{href}hinh/{file_id}").content.startswith(b"\x89PNG")
    assert own.get(f"{href}hinh/{file_id + 999}").status_code == 404
    other, _ = factories.citizen("Trần Văn Khác", "khac@vidu.vn")
    assert browser(other.pk).get(f"{href}hinh/{file_id}").status_code == 404
    link = actions.path_of(
        actions.issue_link(
            actor=online.desk.clerk, at=now(), dossier_id=dossier.pk, purpose=Purpose.SUPPLEMENT
        )
    )
    assert browser(None).get(f"{link}hinh/{file_id}").content.startswith(b"\x89PNG")
    assert browser(None).get(f"/bo-sung/1-{'0' * 32}/hinh/{file_id}").status_code == 404


def test_what_is_owed_leads_to_the_payers_page(online: Online) -> None:
    dossier = online.filed(at=now()).dossier
    page = f"/ho-so-cua-toi/{dossier.pk}/"
    assert "/nop-phi/" not in browser(online.user.pk).get(page).content.decode()
    charge = Charge.objects.create(
        agency=online.desk.agency, subject_kind=DOSSIER_KIND, subject_id=dossier.pk, code="PNTHU1",
        key="khoa-cua-khoan-thu-thu-nghiem", reason="Lệ phí", payer_name="Lê Thị Mẫu",
        amount=75_000, raised_at=now(), raised_by="Thử",
    )  # fmt: skip
    assert f"/nop-phi/{charge.key}/" in browser(online.user.pk).get(page).content.decode()


def test_scans_at_the_counter_stand_on_their_papers(online: Online) -> None:
    desk = online.desk
    typed = {
        "name": "Nguyễn Thị Mẫu", "kind": "1", "phone": "0912345678", "sets": "1", "channel": "0",
        "result_way": "counter", "provided": ["1", "2"],
        "quet_1": [SimpleUploadedFile(f"trang-{n}.png", factories.scan(lines=n)) for n in (3, 4)],
    }  # fmt: skip
    form = browser(desk.clerk.user_id)
    url = f"/mot-cua/tiep-nhan/?thu_tuc={desk.code}"
    shown = form.get(url).content.decode()
    assert 'capture="environment"' in shown and "multiple" in shown
    typed["channel"] = shown.split('name="channel"')[1].split('value="')[1].split('"')[0]
    assert form.post(url, typed).status_code == 302
    paper = Dossier.objects.get().papers.get(position=1)
    held = files_of([Subject("dossiers.paper", paper.pk)])[Subject("dossiers.paper", paper.pk)]
    assert [one.name for one in held] == ["trang-3.png", "trang-4.png"]
