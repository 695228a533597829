"""The pages: who sees them, what they do, how many questions they ask the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from congvu.core.accounts.models import User
from congvu.core.audit.models import Entry
from congvu.core.kernel.clock import now
from congvu.core.organisation import actions, factories
from congvu.core.organisation.choices import Role
from congvu.core.organisation.models import Agency, Appointment, CalendarDay, Delegation, Post, Unit

pytestmark = pytest.mark.django_db


def client_of(actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


@pytest.fixture
def department() -> Agency:
    return factories.agency("Sở Thông tin và Truyền thông", slug="stttt", notation="STTTT")


@pytest.fixture
def boss(department):
    return factories.seat(Role.AGENCY_ADMIN, agency=department, name="Đỗ Văn Quản", at=now())


@pytest.fixture
def officer(department):
    return factories.seat(Role.OFFICER, agency=department, name="Lê Thị Chuyên", at=now())


@pytest.fixture
def admin():
    return factories.admin()


READ = ["/vai-tro", "/to-chuc/co-quan", "/to-chuc/uy-quyen", "/to-chuc/lich", "/to-chuc/phan-quyen"]
MANAGE = ["/to-chuc/nguoi", "/to-chuc/nguoi/them", "/to-chuc/lich/ngay", "/to-chuc/lich/gio"]


def test_a_stranger_is_sent_to_the_sign_in_page(department) -> None:
    for path in [*READ, *MANAGE, f"/to-chuc/co-quan/{department.pk}"]:
        assert Client().get(path)["Location"].startswith("/dang-nhap?next="), path


def test_an_officer_reads_but_does_not_manage(officer, department) -> None:
    client = client_of(officer)
    for path in [*READ, f"/to-chuc/co-quan/{department.pk}"]:
        assert client.get(path).status_code == 200, path
    for path in MANAGE:
        assert client.get(path).status_code == 404, path
    body = client.get(f"/to-chuc/co-quan/{department.pk}").content.decode()
    assert "Lê Thị Chuyên" in body and "Thêm đơn vị" not in body


def test_a_citizen_sees_nothing_of_the_organisation(department) -> None:
    client = Client()
    client.force_login(factories.user("congdan", kind="citizen"))
    for path in ["/to-chuc/co-quan", "/to-chuc/lich", f"/to-chuc/co-quan/{department.pk}"]:
        assert client.get(path).status_code == 404, path


@pytest.mark.parametrize("query", ["q=%00", "q=" + "a" * 400, "cap=x", "ngay=31/02/2020", "sau=%%"])
def test_a_filter_that_cannot_be_read_breaks_nothing(officer, query: str) -> None:
    assert client_of(officer).get(f"/to-chuc/co-quan?{query}").status_code in (200, 400, 422)


def test_the_people_of_another_agency_are_not_shown(officer) -> None:
    other = factories.seat(Role.LEADER, name="Người Nơi Khác")
    body = client_of(officer).get(f"/to-chuc/co-quan/{other.agency_id}").content.decode()
    assert "Người Nơi Khác" not in body


def test_an_administrator_of_the_agency_builds_it_from_unit_to_person(boss, department) -> None:
    client = client_of(boss)
    page = f"/to-chuc/co-quan/{department.pk}"
    sent = {"name": "Phòng CNTT", "kind": "division", "position": 1, "notation": "CNTT"}
    assert client.post(f"{page}/don-vi", sent)["Location"] == page
    unit = Unit.objects.get(name="Phòng CNTT")
    client.post(f"/to-chuc/don-vi/{unit.pk}/vi-tri",
                {"title": "Trưởng phòng", "role": "unit_head", "position": 1})  # fmt: skip
    post = Post.objects.get(title="Trưởng phòng")
    sent = {"username": "truongphong.cntt", "full_name": "Vũ Thị Trưởng", "post": post.pk}
    body = client.post("/to-chuc/nguoi/them", sent).content.decode()
    held = Appointment.objects.get(post=post)
    assert held.user.must_change_password and "Mật khẩu tạm" in body
    assert "Vũ Thị Trưởng" in client.get(page).content.decode()
    assert client.post(f"/to-chuc/phan-cong/{held.pk}/ket-thuc", {}).status_code == 302
    assert "Vũ Thị Trưởng" not in client.get(page).content.decode()


def test_what_was_typed_stays_when_somebody_was_faster(boss, department) -> None:
    unit = factories.unit(department, "Phòng A")
    client = client_of(boss)
    url = f"/to-chuc/don-vi/{unit.pk}/sua"
    actions.update_unit(actor=boss, unit=unit, name="Phòng B", kind="division", at=now())
    sent = {"name": "Phòng Của Tôi", "kind": "division", "position": 0, "version": 1}
    answer = client.post(url, sent)
    assert answer.status_code == 409 and "Phòng Của Tôi" in answer.content.decode()
    assert Unit.objects.get(pk=unit.pk).name == "Phòng B"


def test_another_agencys_units_and_people_are_out_of_reach(boss) -> None:
    other = factories.seat(Role.OFFICER, name="Người Nơi Khác")
    client = client_of(boss)
    assert client.get(f"/to-chuc/don-vi/{other.unit_id}/sua").status_code == 403
    assert client.get(f"/to-chuc/nguoi/{other.user_id}").status_code == 404
    assert client.post(f"/to-chuc/nguoi/{other.user_id}/dat-lai").status_code == 404
    assert client.post(f"/to-chuc/phan-cong/{other.appointment_id}/ket-thuc").status_code == 403
    assert "Người Nơi Khác" not in client.get("/to-chuc/nguoi").content.decode()


def test_somebody_with_a_post_elsewhere_is_left_to_the_system_administrator(
    boss, officer, admin
) -> None:
    factories.seat(Role.OFFICER, person=User.objects.get(pk=officer.user_id))
    url = f"/to-chuc/nguoi/{officer.user_id}/dat-lai"
    assert client_of(boss).post(url).status_code == 403
    assert "Mật khẩu tạm" in client_of(admin).post(url).content.decode()


def test_the_account_verbs_work_from_the_page(boss, officer) -> None:
    client, url = client_of(boss), f"/to-chuc/nguoi/{officer.user_id}"
    assert client.get(url).status_code == 200
    User.objects.filter(pk=officer.user_id).update(locked_until=now() + timedelta(hours=1))
    assert "Mở khóa" in client.get(url).content.decode()
    for verb, field, value in (
        ("mo-khoa", "locked_until", None), ("ngung", "is_active", False), ("hoat-dong", "is_active", True),
    ):  # fmt: skip
        assert client.post(f"{url}/{verb}")["Location"] == url
        assert getattr(User.objects.get(pk=officer.user_id), field) == value
    assert client.post(f"{url}/dang-xuat").status_code == 302
    assert client.post(f"{url}/pha-hoai").status_code == 404


def test_the_system_administrator_adds_corrects_and_merges_agencies(admin, department) -> None:
    client = client_of(admin)
    sent = {"name": "Sở Khoa học", "slug": "skhcn", "level": "department", "is_member": "on"}
    assert client.post("/to-chuc/co-quan/them", sent).status_code == 302
    heir = Agency.objects.get(slug="skhcn")
    page = f"/to-chuc/co-quan/{department.pk}"
    assert (
        client.post(f"{page}/ma", {"code": "H02.15", "valid_from": "01/01/2020"}).status_code == 302
    )
    assert client.post(f"{page}/ma", {"code": "sai", "valid_from": "01/01/2020"}).status_code == 422
    assert client.get(f"{page}/sua").status_code == 200
    sent = {"last_day": "28/02/2025", "successor": heir.pk}
    assert client.post(f"{page}/sap-nhap", sent).status_code == 302
    assert "Sở Khoa học" in client.get(page).content.decode()


def test_a_delegation_is_given_used_and_taken_back(department) -> None:
    at = now()
    leader = factories.seat(Role.LEADER, agency=department, name="Trần Thị Giám", at=at)
    deputy = factories.seat(Role.DEPUTY_LEADER, agency=department, name="Lê Văn Phó", at=at)
    client, other = client_of(leader), client_of(deputy)
    scope = "documents.incoming.direct"
    from congvu.core.organisation.forms import delegable

    scopes = [value for value, _ in delegable()]
    sent = {
        "giver": leader.appointment_id, "receiver": deputy.appointment_id,
        "scopes": [scope if scope in scopes else scopes[0]],
        "starts_at": at.strftime("%d/%m/%Y 00:00"),
        "ends_at": (at + timedelta(days=3)).strftime("%d/%m/%Y 00:00"), "authority": "KT.",
    }  # fmt: skip
    answer = client.post("/to-chuc/uy-quyen/them", sent)
    assert answer.status_code == 302, answer.content.decode()
    given = Delegation.objects.get()
    assert "Thay Trần Thị Giám" in other.get("/vai-tro").content.decode()
    other.post("/vai-tro/doi", {"noi": f"uy-quyen-{given.pk}", "next": "/vai-tro"})
    assert other.get("/api/v1/me").json()["acting_for"] == "Trần Thị Giám"
    assert Entry.objects.filter(verb="organisation.place.switch").count() == 1
    client.post(f"/to-chuc/uy-quyen/{given.pk}/thu-hoi")
    assert other.get("/api/v1/me").json()["acting_for"] == ""


def test_a_place_that_was_not_offered_is_not_found(officer) -> None:
    stranger = factories.seat(Role.LEADER)
    client = client_of(officer)
    for value in ("", "vi-tri-", f"vi-tri-{stranger.appointment_id}", "uy-quyen-1", "x-1"):
        assert client.post("/vai-tro/doi", {"noi": value}).status_code == 404, value


def test_switching_changes_the_agency_at_once(officer) -> None:
    there = factories.seat(Role.CLERK, person=User.objects.get(pk=officer.user_id))
    client = client_of(officer)
    assert client.get("/api/v1/me").json()["agency_id"] == officer.agency_id
    answer = client.post(
        "/vai-tro/doi", {"noi": f"vi-tri-{there.appointment_id}", "next": "//evil"}
    )
    assert answer["Location"] == "/"
    assert client.get("/api/v1/me").json()["agency_id"] == there.agency_id
    actions.end_appointment(
        actor=factories.admin(),
        appointment=Appointment.objects.get(pk=there.appointment_id),
        at=now(),
    )
    assert client.get("/api/v1/me").json()["agency_id"] == officer.agency_id


def test_the_calendar_is_edited_by_the_right_people(admin, boss, officer) -> None:
    client = client_of(admin)
    assert client.post("/to-chuc/lich/nap", {"nam": 2026})["Location"].endswith("nam=2026")
    assert "Ngày Văn hóa Việt Nam" in client.get("/to-chuc/lich?nam=2026").content.decode()
    sent = {"day": "02/01/2026", "kind": "swap_off", "name": "Nghỉ hoán đổi"}
    assert client_of(officer).post("/to-chuc/lich/ngay", sent).status_code == 404
    client_of(boss).post("/to-chuc/lich/ngay", sent)
    assert CalendarDay.objects.get(name="Nghỉ hoán đổi").agency_id == boss.agency_id
    province = CalendarDay.objects.filter(agency=None).first()
    assert client_of(boss).post(f"/to-chuc/lich/ngay/{province.pk}/xoa").status_code == 403
    assert client.post(f"/to-chuc/lich/ngay/{province.pk}/xoa").status_code == 302
    hours = {"season_from": "0415", "season_to": "1015", "morning_from": "07:00",
             "morning_to": "11:30", "afternoon_from": "13:30", "afternoon_to": "17:00"}  # fmt: skip
    assert client.post("/to-chuc/lich/gio", hours).status_code == 302
    assert client.post("/to-chuc/lich/gio", hours | {"morning_to": "06:00"}).status_code == 422
    assert client.get("/to-chuc/lich?nam=99999").status_code == 400


def test_the_permission_table_tells_every_verb(officer) -> None:
    from congvu.core.kernel.permissions import permissions

    body = client_of(officer).get("/to-chuc/phan-quyen").content.decode()
    assert all(f"<code>{row.verb}</code>" in body for row in permissions)


def test_who_acts_costs_three_queries_and_one_more_under_a_delegation(
    department, django_assert_num_queries
) -> None:
    at = now()
    unit = factories.unit(department)
    factories.unit(department, parent=unit)
    head = factories.seat(Role.UNIT_HEAD, unit=unit, at=at)
    client = client_of(head)
    with django_assert_num_queries(
        4
    ):  # session, user with its posts, and what the call asks itself
        client.get("/api/v1/organisation/people")


def test_lists_do_not_ask_more_for_more_rows(boss, department, django_assert_num_queries) -> None:
    client = client_of(boss)
    client.get("/to-chuc/nguoi")

    def count() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(
            connection,
        ) as captured:
            for path in ("/to-chuc/nguoi", "/to-chuc/co-quan", f"/to-chuc/co-quan/{department.pk}",
                         "/to-chuc/uy-quyen"):  # fmt: skip
                assert client.get(path).status_code == 200
        return len(captured)

    before = count()
    for _ in range(8):
        factories.seat(Role.OFFICER, agency=department, at=now())
        factories.agency(parent=department)
    assert count() == before


def test_the_palette_finds_people_of_the_own_agency_and_any_agency(boss, officer) -> None:
    from congvu.core.kernel.actor import Actor
    from congvu.core.organisation.queries import palette_agencies, palette_people

    factories.seat(Role.LEADER, name="Lê Thị Xa", at=now())
    assert [card.title for card in palette_people(boss, "le thi", 5)] == ["Lê Thị Chuyên"]
    assert [card.title for card in palette_agencies(boss, "thong tin", 5)] == [
        "Sở Thông tin và Truyền thông"
    ]
    citizen = Actor(9, "congdan", "Công dân")
    assert palette_people(citizen, "le", 5) == [] == palette_agencies(citizen, "so", 5)


def test_the_table_is_printed_for_the_reference(capsys) -> None:
    from django.core.management import call_command

    call_command("permissions")
    assert "| Ủy quyền |" in capsys.readouterr().out
