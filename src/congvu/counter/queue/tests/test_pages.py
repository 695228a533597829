"""The pages: who is let in, what a press does, what is not told."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from congvu.core.accounts.models import User
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import now
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.counter.queue import actions, queries
from congvu.counter.queue import factories as make
from congvu.counter.queue.models import Appointment, Counter, Hall, ServiceGroup, Ticket
from congvu.counter.queue.views.web import BOOKINGS_PER_HOUR, WRONG_CODES_PER_MINUTE

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> Hall:
    cache.clear()
    return make.hall(slug="sanh-chinh", name="Sảnh chính")


@pytest.fixture
def group(hall: Hall) -> ServiceGroup:
    return make.group(hall, name="Đất đai", slot_minutes=30, slot_capacity=50, book_days=30)


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def kiosk_of(hall: Hall) -> Client:
    _, token = actions.add_device(actor=make.SYSTEM, hall_id=hall.pk, name="Máy 1", at=now())
    client = Client()
    assert client.post("/may-lay-so/", {"ma": token}).headers["Location"] == f"/lay-so/{hall.slug}/"
    return client


def key_in(page: str) -> str:
    found = re.search(r'name="khoa" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_browser_that_is_no_kiosk_takes_no_number(hall: Hall, group: ServiceGroup) -> None:
    stranger, other = Client(), kiosk_of(make.hall())
    for client in (stranger, other):
        assert client.get("/lay-so/sanh-chinh/").status_code == 404
        sent = {"khoa": "x" * 10, "nhom": group.pk}
        assert client.post("/lay-so/sanh-chinh/", sent).status_code == 404
    assert stranger.get("/may-lay-so/").status_code == 200
    assert stranger.post("/may-lay-so/", {"ma": ""}).status_code == 422
    assert stranger.post("/may-lay-so/", {"ma": "khong-dung"}).status_code == 404
    assert not Ticket.objects.exists()


def test_a_press_at_the_kiosk_is_one_number_however_often_it_is_sent(
    hall: Hall, group: ServiceGroup
) -> None:
    kiosk = kiosk_of(hall)
    page = kiosk.get("/lay-so/sanh-chinh/").content.decode()
    sent = {"khoa": key_in(page), "nhom": group.pk, "uu_tien": "merit"}
    first, again = (kiosk.post("/lay-so/sanh-chinh/", sent) for _ in range(2))
    assert first.headers["Location"] == again.headers["Location"]
    ticket = Ticket.objects.get()
    slip = kiosk.get(first.headers["Location"]).content.decode()
    assert ticket.code in slip and "<svg" in slip and "Người có công" in slip
    assert kiosk.post("/lay-so/sanh-chinh/", {"nhom": "x"}).status_code == 422


def test_the_screen_needs_nobody_and_says_the_call_in_words(
    hall: Hall, group: ServiceGroup
) -> None:
    counter, person = make.manned(hall, 3, group, at=now())
    make.ticket(group, at=now())
    assert "Chưa có số nào được gọi" in Client().get("/man-hinh/sanh-chinh/").content.decode()
    actions.call_next(actor=person, counter_id=counter.pk, at=now())
    cache.clear()
    for address in ("/man-hinh/sanh-chinh/", "/man-hinh/sanh-chinh/bang/"):
        shown = Client().get(address).content.decode()
        assert "Mời số A không trăm linh một đến quầy số ba" in shown
    assert Client().get("/man-hinh/khong-co/").status_code == 404


def test_a_holder_sees_the_own_ticket_and_gives_it_back(hall: Hall, group: ServiceGroup) -> None:
    first, second = make.ticket(group, at=now()), make.ticket(group, at=now())
    shown = Client().get(f"/phieu/{second.key}/").content.decode()
    assert second.code in shown and "<b>1</b> người" in shown and "Cách tính" in shown
    assert Client().get("/phieu/doan-mo/").status_code == 404
    Client().post(f"/phieu/{second.key}/huy/")
    second.refresh_from_db()
    first.refresh_from_db()
    assert (first.state, second.state) == ("waiting", "cancelled")


def hour(group: ServiceGroup) -> str:
    at = now()
    days = [d for d in queries.days_of(group, at) if queries.starts_on(group, d, at=at)]
    return queries.starts_on(group, days[0], at=at)[-1].isoformat()


def test_booking_needs_no_account_and_shows_nobody_to_others(
    hall: Hall, group: ServiceGroup
) -> None:
    client, starts_at = Client(), hour(group)
    day = f"{starts_at[8:10]}/{starts_at[5:7]}/{starts_at[:4]}"
    address = f"/dat-hen/sanh-chinh/?nhom={group.pk}&ngay={day}"
    sent = {
        "khoa": "dat-hen-thu-nhat", "nhom": group.pk, "starts_at": starts_at,
        "name": "Lê Thị Hoa", "phone": "0912345678",
    }  # fmt: skip
    assert client.post(address, sent | {"phone": "abc"}).status_code == 422
    done = client.post(address, sent)
    shown = client.get(done.headers["Location"]).content.decode()
    assert Appointment.objects.get().code in shown
    assert "Lê Thị Hoa" not in shown and "0912345678" not in shown
    client.post(done.headers["Location"])
    assert Appointment.objects.get().state == "cancelled"


def test_strangers_are_slowed_down(hall: Hall, group: ServiceGroup) -> None:
    client, starts_at = Client(), hour(group)
    codes = [
        client.get("/lich-hen/AAAAAAAAAA/").status_code for _ in range(WRONG_CODES_PER_MINUTE + 1)
    ]
    assert codes == [404] * WRONG_CODES_PER_MINUTE + [429]
    day = f"{starts_at[8:10]}/{starts_at[5:7]}/{starts_at[:4]}"
    statuses = []
    for turn in range(BOOKINGS_PER_HOUR + 1):
        sent = {
            "khoa": f"dat-hen-{turn:04}", "nhom": group.pk, "starts_at": starts_at,
            "name": "Lê Thị Hoa", "phone": "0912345678",
        }  # fmt: skip
        address = f"/dat-hen/sanh-chinh/?nhom={group.pk}&ngay={day}"
        statuses.append(client.post(address, sent).status_code)
    assert statuses[-1] == 429 and set(statuses[:-1]) == {302}


def test_who_has_an_appointment_types_its_code_at_the_kiosk(
    hall: Hall, group: ServiceGroup
) -> None:
    kiosk = kiosk_of(hall)
    assert kiosk.post("/lay-so/sanh-chinh/hen/", {"ma": "SAI-MA"}).status_code == 404
    assert kiosk.post("/lay-so/sanh-chinh/hen/", {"ma": ""}).status_code == 422


def test_strangers_find_no_counter_and_colleagues_only_look(
    hall: Hall, group: ServiceGroup
) -> None:
    counter, _ = make.manned(hall, 1, group, at=now())
    stranger = browser(organisation.seat(Role.OFFICER, at=now()))
    assert stranger.get(f"/quay/{counter.pk}/").status_code == 404
    assert stranger.post(f"/quay/{counter.pk}/goi/").status_code == 404
    colleague = browser(make.staff(hall))
    assert "người khác trực" in colleague.get(f"/quay/{counter.pk}/").content.decode()
    assert colleague.post(f"/quay/{counter.pk}/goi/").status_code == 403
    assert Client().get("/quay/").status_code == 302


def test_a_counter_works_with_and_without_scripts(hall: Hall, group: ServiceGroup) -> None:
    counter, person = make.counter(hall, 1, group), make.staff(hall)
    first, second = make.ticket(group, at=now()), make.ticket(group, at=now())
    client = browser(person)
    address = f"/quay/{counter.pk}/"
    assert client.get("/quay/").status_code == 200
    assert client.post(f"{address}mo/").headers["Location"] == address
    assert client.get("/quay/").headers["Location"] == address
    assert first.code in client.post(f"{address}goi/", follow=True).content.decode()
    fragment = client.post(f"{address}goi/", {"xong": first.pk}, headers={"HX-Request": "true"})
    said = fragment.content.decode()
    assert "<html" not in said and second.code in said and "data-key" in said
    for verb in ("phuc-vu", "tam-dung", "tiep-tuc", "xong"):
        client.post(f"{address}{verb}/", {"phieu": second.pk})
    assert set(Ticket.objects.values_list("state", flat=True)) == {"done"}
    refused = client.post(f"{address}goi/", headers={"HX-Request": "true"}).content.decode()
    assert "không có ai chờ" in refused
    assert client.post(f"{address}bay/").status_code == 404
    assert client.post(f"{address}xong/", {"phieu": "x"}).status_code == 400
    client.post(f"{address}dong/")
    assert Counter.objects.get().staffed_by is None


def test_a_long_queue_costs_the_counter_no_more_questions(
    hall: Hall, group: ServiceGroup, django_assert_num_queries
) -> None:
    counter, person = make.manned(hall, 1, group, at=now())
    for _ in range(3):
        make.ticket(group, at=now())
    client = browser(person)
    headers = {"HX-Request": "true"}
    client.get(f"/quay/{counter.pk}/", headers=headers)
    with django_assert_num_queries(7):
        client.get(f"/quay/{counter.pk}/", headers=headers)
    for _ in range(9):
        make.ticket(group, at=now())
    with django_assert_num_queries(7):
        client.get(f"/quay/{counter.pk}/", headers=headers)


def test_a_hall_is_set_up_by_pages(hall: Hall) -> None:
    assert browser(make.staff(hall)).get(f"/sanh/{hall.pk}/sua/").status_code == 403
    keeper = organisation.seat(Role.AGENCY_ADMIN, agency=hall.agency, at=now())
    client, home = browser(keeper), f"/sanh/{hall.pk}/"
    sent = {"name": "Sảnh hai", "slug": "sanh-hai", "opening": "always", "early_minutes": 30,
            "is_active": "on"}  # fmt: skip
    assert client.post("/sanh/moi/", sent).status_code == 302
    assert client.post("/sanh/moi/", sent).status_code == 422
    group = {
        "prefix": "B", "name": "Hộ tịch", "position": 0, "expected_minutes": 10,
        "priority_kinds": ["merit"], "priority_run": 2, "patience_minutes": 60, "slot_minutes": 0,
        "slot_capacity": 1, "book_days": 7, "is_active": "on",
    }  # fmt: skip
    assert client.post(f"{home}nhom/moi/", group).status_code == 302
    made = ServiceGroup.objects.get(prefix="B")
    assert client.get(f"{home}nhom/{made.pk}/").status_code == 200
    counter = {"number": 4, "groups": [made.pk], "is_active": "on"}
    assert client.post(f"{home}quay/moi/", counter).status_code == 302
    row = Counter.objects.get()
    assert client.post(f"{home}quay/{row.pk}/", counter | {"version": 9}).status_code == 409
    shown = client.post(f"{home}may/", {"name": "Máy cửa chính"}).content.decode()
    assert "/may-lay-so/" in shown
    token = re.search(r'class="lead"><code>([^<]+)<', shown)
    assert token and Client().post("/may-lay-so/", {"ma": token[1]}).status_code == 302
    guest = organisation.seat(Role.OFFICER, at=now())
    client.post(f"{home}nhan-su/", {"username": guest.username})
    assert browser(guest).get(home).status_code == 200
    client.post(f"{home}nhan-su/", {"bo": guest.username})
    assert browser(guest).get(home).status_code == 404
    assert "Hộ tịch" in client.get(home).content.decode()


def test_figures_and_appointments_of_a_day(hall: Hall, group: ServiceGroup) -> None:
    make.ticket(group, at=now())
    client = browser(make.staff(hall))
    shown = client.get(f"/sanh/{hall.pk}/so-lieu/").content.decode()
    assert "<b>1</b>lượt lấy số" in shown
    yesterday = f"{now() - timedelta(days=1):%d/%m/%Y}"
    assert (
        "<b>0</b>lượt lấy số"
        in client.get(f"/sanh/{hall.pk}/so-lieu/", {"ngay": yesterday}).content.decode()
    )
    assert client.get(f"/sanh/{hall.pk}/so-lieu/", {"ngay": "x"}).status_code == 400
    assert client.get(f"/sanh/{hall.pk}/hen/").status_code == 200
