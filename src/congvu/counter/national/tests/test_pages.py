"""The pages and the command line: who is let in, what is shown, what the buttons do."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from congvu.core.accounts.models import User
from congvu.core.audit.models import Entry
from congvu.core.files import factories as files
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import now
from congvu.counter.dossiers import actions as dossiers
from congvu.counter.dossiers.factories import AT, Desk, desk
from congvu.counter.national import actions
from congvu.counter.national.keys import link_of
from congvu.counter.national.models import Difference, Message, Portal, PortalFiling
from congvu.counter.national.tests.portal import PASSWORD, Double

pytestmark = pytest.mark.django_db
HERE = "/cong-quoc-gia/"


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def admin() -> Client:
    client = Client()
    client.force_login(
        User.objects.create(username="qt", full_name="Quản Trị", is_superuser=True, is_staff=True)
    )
    return client


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_who_is_let_in(place: Desk, joined: Portal) -> None:
    assert Client().get(HERE).status_code == 302
    assert browser(place.officer).get(HERE).status_code == 403
    assert browser(place.clerk).get(HERE).status_code == 200
    for path in ("ket-noi/", "ket-noi/thu/", "ket-noi/tam-dung/", "danh-muc/"):
        method = "get" if path == "ket-noi/" else "post"
        assert getattr(browser(place.clerk), method)(HERE + path).status_code == 403, path
    place.filed()
    row = Message.objects.get()
    assert browser(desk().clerk).get(f"{HERE}thong-diep/{row.pk}/").status_code == 404


def test_without_a_connection_the_page_says_so(place: Desk) -> None:
    assert "Chưa kết nối cổng quốc gia" in text(browser(place.clerk), HERE)


def test_the_board_and_a_message_with_its_verbs(
    place: Desk, joined: Portal, double: Double
) -> None:
    dossier = place.filed()
    double.history[dossier.code], double.dossiers[dossier.code] = [3], {}
    actions.send_waiting(at=AT)
    client, row = browser(place.clerk), Message.objects.get()
    shown = text(client, HERE)
    assert dossier.code in shown and "Không chuyển được từ 3 sang 1" in shown
    assert dossier.code not in text(client, f"{HERE}?tt=cho")
    assert dossier.code in text(client, f"{HERE}?q={dossier.code}")
    path = f"{HERE}thong-diep/{row.pk}/"
    assert "&quot;TrangThaiHoSo&quot;: 1" in text(client, path)
    machine = text(admin(), path)
    assert "TrangThaiHoSo" not in machine and dossier.applicant.name not in machine
    assert client.post(f"{path}bo/").status_code == 422
    assert client.post(f"{path}bo/", {"reason": "Cổng đã sửa"}).status_code == 302
    assert client.post(f"{path}gui-lai/", follow=True).status_code == 200
    row.refresh_from_db()
    assert row.state == "dropped", "what was dropped is not sent again"
    assert client.get(f"{HERE}?q=%00").status_code == 400


def test_the_list_costs_the_same_however_long(
    place: Desk, joined: Portal, django_assert_max_num_queries: object
) -> None:
    client = browser(place.clerk)
    place.filed()
    text(client, HERE)
    for _ in range(12):
        place.filed()
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        text(client, HERE)


def test_an_administrator_keeps_the_connection(db: None, double: Double) -> None:
    client = admin()
    assert "Cổng Dịch vụ công quốc gia" in text(client, f"{HERE}ket-noi/")
    given = {"name": "Cổng", "base_url": "http://ngoai.example.vn", "unit_code": "H02",
             "username": "tinh-mau", "secret": PASSWORD}  # fmt: skip
    refused = client.post(f"{HERE}ket-noi/", given)
    assert refused.status_code == 422 and "https://" in refused.content.decode()
    assert client.post(f"{HERE}ket-noi/", given | {"base_url": double.url}).status_code == 302
    shown = text(client, f"{HERE}ket-noi/")
    assert PASSWORD not in shown and "Thử kết nối" in shown
    assert "Kết nối tốt" in client.post(f"{HERE}ket-noi/thu/", follow=True).content.decode()
    double.behave = lambda service, body: "html"
    said = client.post(f"{HERE}ket-noi/thu/", follow=True).content.decode()
    assert "không đúng định dạng" in said
    assert "tạm dừng" in client.post(f"{HERE}ket-noi/tam-dung/", follow=True).content.decode()
    said = client.post(f"{HERE}danh-muc/", follow=True).content.decode()
    assert "đang tạm dừng" in said


def test_the_catalogue_leads_to_the_page_of_imports(joined: Portal, double: Double) -> None:
    double.catalogue = [{"MATTHC": "1.004567", "TENTTHC": "Cấp giấy phép họp báo",
                         "LINHVUCTHUCHIEN": "Báo chí"}]  # fmt: skip
    answer = admin().post(f"{HERE}danh-muc/")
    assert answer.status_code == 302 and answer["Location"].startswith("/danh-muc-thu-tuc/nap/")


def test_filings_that_are_held_are_shown_with_the_cause_and_tried_again(
    place: Desk, joined: Portal, double: Double
) -> None:
    double.filings = [{"MaHoSo": "G09.20-20261116-0000001", "MaDonVi": "H99", "ChuHoSo": "A"}]
    actions.fetch_filings(at=AT)
    client, row = admin(), PortalFiling.objects.get()
    shown = text(client, f"{HERE}ho-so-den/")
    assert row.code in shown and "H99" in shown and "Nhận lại" in shown
    again = client.post(f"{HERE}ho-so-den/{row.pk}/nhan-lai/", follow=True).content.decode()
    assert "H99" in again
    assert row.code not in text(browser(place.clerk), f"{HERE}ho-so-den/"), "nobody's agency"


def test_reckoning_by_the_page_and_mending(place: Desk, joined: Portal, double: Double) -> None:
    dossier = place.filed(now())
    actions.send_waiting(at=now())
    double.forget()
    client = browser(place.clerk)
    assert client.post(f"{HERE}doi-soat/", {"day": "hôm qua"}).status_code == 422
    answer = client.post(f"{HERE}doi-soat/", {"day": f"{timezone.localdate():%d/%m/%Y}"})
    assert answer.status_code == 302
    shown = text(client, f"{HERE}doi-soat/")
    assert dossier.code in shown and "cổng không có" in shown
    one = Difference.objects.get()
    client.post(f"{HERE}doi-soat/{one.pk}/gui-lai/")
    assert "Đã gửi lại" in text(client, f"{HERE}doi-soat/")
    actions.send_waiting(at=now())
    assert double.history == {dossier.code: [1]}


def test_the_portal_fetches_papers_under_dated_proofs_alone(place: Desk) -> None:
    stored, other = files.stored(), files.attached()
    dossier = place.received(scans=[dossiers.Scan(1, stored)])
    from_paper = dossier.papers.get(position=1).pk
    file = stored.blob.files.get(subject_kind="dossiers.paper", subject_id=from_paper)
    link = link_of(file.pk, now())
    path = link[link.index(HERE) :]
    answer = Client().get(path)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert Entry.objects.filter(verb="national.file.fetch").count() == 1
    old = link_of(file.pk, now() - timedelta(days=31))
    foreign = link_of(other.pk, now())
    forged = path.replace(f"/{file.pk}/", f"/{other.pk}/")
    for wrong in (old[old.index(HERE) :], foreign[foreign.index(HERE) :], forged,
                  f"{path[:-2]}x/", f"{HERE}tep/{file.pk}/-/", f"{HERE}tep/{file.pk}/ấy-ấy/"):  # fmt: skip
        assert Client().get(wrong).status_code == 404, wrong


def run(*args: str) -> str:
    out = io.StringIO()
    call_command("national", *args, stdout=out)
    return out.getvalue()


def test_the_command_line(place: Desk, double: Double, request: pytest.FixtureRequest) -> None:
    assert "Chưa kết nối" in run("status")
    request.getfixturevalue("joined")
    dossier = place.filed(now())
    assert "Chờ gửi: 1" in run("status")
    assert "Đã gửi 1" in run("send")
    double.forget()
    assert f"{dossier.code}: Ở đây có" in run("reconcile")
    assert "Đã xếp 1 thông điệp" in run("resend", dossier.code, "--all")
    assert "Đã gửi 1" in run("send")
    assert "Đã nhận 0" in run("fetch")
    with pytest.raises(CommandError):
        run("resend", "KHONG-CO")
    with pytest.raises(CommandError):
        run("reconcile", "--agency", "H99")
    with pytest.raises(CommandError):
        run("catalogue")


def test_the_menu_shows_the_room_to_those_who_read_it(place: Desk) -> None:
    line = f'href="{HERE}"'
    assert line in text(browser(place.clerk), "/mot-cua/ho-so/")
    assert line not in text(browser(place.officer), "/mot-cua/ho-so/")
