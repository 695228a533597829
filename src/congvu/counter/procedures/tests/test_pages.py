"""Pages and API: the public one for everybody, the others for staff, in few questions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from congvu.core.accounts.models import User
from congvu.core.jobs.testing import run_all
from congvu.core.kernel.clock import local_date, now
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.counter.procedures import factories as make
from congvu.counter.procedures.choices import Authority, ServiceLevel
from congvu.counter.procedures.limits import read, stated
from congvu.counter.procedures.models import Offering, Procedure
from congvu.counter.procedures.records import LevelSetting
from congvu.counter.procedures.tests.test_imports import ROW, csv_of

pytestmark = pytest.mark.django_db
STRANGER = Client()


def client_of(actor: Any) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


@pytest.fixture
def officer() -> Client:
    return client_of(organisation.seat(Role.OFFICER, at=now()))


@pytest.fixture
def keeper() -> Client:
    return client_of(organisation.admin())


def test_the_public_reads_without_signing_in() -> None:
    version = make.published("1.003868", make.record("Cấp giấy phép xuất bản <tài liệu>"))
    make.offering(version, organisation.agency("Sở Thông tin và Truyền thông"))
    for code in ("1.003868", "1.003868.H02"):
        page = STRANGER.get(f"/thu-tuc/{code}/")
        body = page.content.decode()
        assert page.status_code == 200
        assert "Cấp giấy phép xuất bản &lt;tài liệu&gt;" in body
        assert "15 ngày làm việc" in body
        assert "Sở Thông tin và Truyền thông" in body
    assert "unsafe" not in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("code", ["1.999999", "khong-co", "1.003868.H02.H02.H02", "%00", "a" * 300])
def test_what_is_not_in_the_catalogue_is_not_found(code: str) -> None:
    assert STRANGER.get(f"/thu-tuc/{code}/").status_code in {400, 404}


def test_drafts_and_versions_to_come_are_not_public() -> None:
    make.draft("1.000001")
    make.published("1.000002", valid_from=date(2099, 1, 1))
    for code in ("1.000001", "1.000002"):
        assert STRANGER.get(f"/thu-tuc/{code}/").status_code == 404
    assert "1.00000" not in STRANGER.get("/thu-tuc/").content.decode()


def test_the_public_finds_without_diacritics() -> None:
    make.published("1.003868", make.record("Cấp giấy phép xuất bản"))
    make.published("2.000001", make.record("Đăng ký khai sinh"))
    found = STRANGER.get("/thu-tuc/?q=khai+sinh+dang").content.decode()
    assert "Đăng ký khai sinh" in found and "xuất bản</a>" not in found
    assert "Đăng ký khai sinh" in STRANGER.get("/thu-tuc/?q=2.000001.H02").content.decode()


@pytest.mark.parametrize("query", ["lv=x", "cap=lord", "q=%00", "q=" + "a" * 999, "lv=" + "9" * 30])
def test_odd_filters_are_answered(query: str) -> None:
    assert STRANGER.get(f"/thu-tuc/?{query}").status_code in {200, 400}


def test_the_list_filters_by_level_agency_and_service(officer: Client) -> None:
    agency = organisation.agency()
    commune = make.record("Đăng ký khai sinh", levels=(LevelSetting(Authority.COMMUNE),))
    make.offering(make.published("2.000001", commune), agency, service_level=ServiceLevel.PARTIAL)
    make.published("1.003868", make.record("Cấp giấy phép xuất bản"))
    for query in ("cap=commune", f"cq={agency.pk}", "md=partial", f"cq={agency.pk}&md=partial"):
        body = officer.get(f"/danh-muc-thu-tuc/?{query}").content.decode()
        assert "2.000001" in body and "1.003868" not in body, query
    body = officer.get(f"/danh-muc-thu-tuc/?cq={agency.pk}&md=full").content.decode()
    assert "2.000001" not in body


def test_pages_ask_few_questions(officer: Client, django_assert_max_num_queries: Any) -> None:
    version = make.published("1.003868")
    for _ in range(12):
        make.offering(make.published(), organisation.agency())
    make.offering(version)
    officer.get("/danh-muc-thu-tuc/")
    with django_assert_max_num_queries(3):
        STRANGER.get("/thu-tuc/")
    with django_assert_max_num_queries(8):
        STRANGER.get("/thu-tuc/1.003868/")
    with django_assert_max_num_queries(14):
        officer.get("/danh-muc-thu-tuc/")
    with django_assert_max_num_queries(19):
        officer.get("/danh-muc-thu-tuc/1.003868/")


def test_limits_that_could_not_be_read_are_shown_in_their_own_words(officer: Client) -> None:
    make.published("1.000009", make.record(limit=read("Theo quy chế làm việc")))
    assert "Theo quy chế làm việc" in officer.get("/danh-muc-thu-tuc/1.000009/").content.decode()


def test_two_versions_stand_side_by_side(officer: Client) -> None:
    record = make.record("Cấp giấy phép")
    make.published("1.003868", record)
    assert officer.get("/danh-muc-thu-tuc/1.003868/so-sanh/").status_code == 404
    shorter = replace(record, limit=stated(10, "working_day", "10 ngày làm việc"))
    make.published("1.003868", shorter, valid_from=date(2026, 7, 1))
    body = officer.get("/danh-muc-thu-tuc/1.003868/so-sanh/").content.decode()
    assert "Thời hạn giải quyết" in body and "10 ngày làm việc" in body
    assert officer.get("/danh-muc-thu-tuc/1.003868/so-sanh/?cu=1&moi=9").status_code == 404
    same = officer.get("/danh-muc-thu-tuc/1.003868/so-sanh/?cu=1&moi=1").content.decode()
    assert "giống nhau" in same


def test_drafts_are_for_the_keepers(officer: Client, keeper: Client) -> None:
    make.draft("1.000001")
    assert officer.get("/danh-muc-thu-tuc/1.000001/").status_code == 404
    assert keeper.get("/danh-muc-thu-tuc/1.000001/").status_code == 200


def test_services_are_set_in_bulk(keeper: Client, officer: Client) -> None:
    make.published("1.003868")
    make.published("1.009374")
    agencies = [organisation.agency().pk for _ in range(3)]
    sent = {
        "codes": "1.003868.H02\n1.009374", "agencies": agencies, "service_level": "full",
        "valid_from": "01/12/2026", "limit": "10 ngày làm việc",
    }  # fmt: skip
    assert officer.post("/danh-muc-thu-tuc/dich-vu/", sent).status_code == 403
    wrong = keeper.post("/danh-muc-thu-tuc/dich-vu/", sent | {"limit": "nhanh nhất"})
    assert wrong.status_code == 422 and "Không đọc được thời hạn" in wrong.content.decode()
    assert (
        keeper.post("/danh-muc-thu-tuc/dich-vu/", sent | {"codes": "1.999999"}).status_code == 404
    )
    assert not Offering.objects.exists()
    assert keeper.post("/danh-muc-thu-tuc/dich-vu/", sent).status_code == 302
    assert Offering.objects.filter(limit_amount=10, valid_from=date(2026, 12, 1)).count() == 6


def test_an_agency_sees_only_itself_in_the_bulk_form() -> None:
    agency = organisation.agency("Sở Của Mình")
    organisation.agency("Sở Khác")
    mine = client_of(organisation.seat(Role.AGENCY_ADMIN, agency=agency, at=now()))
    body = mine.get("/danh-muc-thu-tuc/dich-vu/").content.decode()
    assert "Sở Của Mình" in body and "Sở Khác" not in body


def test_the_api_reads_and_brings_in(keeper: Client, officer: Client) -> None:
    def bring(client: Client, **options: str) -> Any:
        bring.serial += 1  # type: ignore[attr-defined]
        return client.post(
            "/api/v1/procedures/import",
            {"file": SimpleUploadedFile("danh-muc.csv", csv_of(ROW)), **options},
            headers={"Idempotency-Key": f"nap-{bring.serial:06}"},  # type: ignore[attr-defined]
        )

    bring.serial = 0  # type: ignore[attr-defined]
    assert bring(officer, new_fields="true").status_code == 403
    tried = bring(keeper, new_fields="true").json()
    assert (tried["added"], tried["dry_run"]) == (1, True)
    assert not Procedure.objects.exists()
    refused = bring(keeper, dry_run="false")
    assert (refused.status_code, refused.json()["code"]) == (422, "import_refused")
    assert bring(keeper, dry_run="false", new_fields="true").json()["added"] == 1

    day = local_date(now())
    (row,) = officer.get("/api/v1/procedures?q=xuat+ban").json()["items"]
    assert (row["code"], row["limit_amount"], row["valid_from"]) == (
        "1.003868",
        15,
        day.isoformat(),
    )
    whole = officer.get("/api/v1/procedures/1.003868.H02").json()
    assert [paper["name"] for paper in whole["record"]["papers"]] == ["Đơn đề nghị", "Bản thảo"]
    assert officer.get("/api/v1/procedures/1.003868?on=2016-01-01").status_code == 404


def test_a_catalogue_is_looked_at_before_it_comes_in(keeper: Client, officer: Client) -> None:
    def sent(**options: str) -> dict[str, Any]:
        file = SimpleUploadedFile("=danh-muc.csv", csv_of(ROW))
        return {"catalogue": file, "valid_from": "01/12/2026", **options}

    assert officer.get("/danh-muc-thu-tuc/nap/").status_code == 403
    assert officer.post("/danh-muc-thu-tuc/nap/", sent()).status_code == 403
    broken = SimpleUploadedFile("x.csv", b"\x00\xff")
    wrong = keeper.post("/danh-muc-thu-tuc/nap/", sent() | {"catalogue": broken})
    assert wrong.status_code == 422

    refused = keeper.post("/danh-muc-thu-tuc/nap/", sent())
    body = keeper.get(refused.url).content.decode()
    assert "chưa có trong danh mục" in body and "Xác nhận nạp" not in body
    assert keeper.post(f"{refused.url}xac-nhan/").status_code == 422
    assert "Không nạp" in body
    told = keeper.get(f"{refused.url}xem-lai.csv").content.decode()
    assert "chưa có trong danh mục" in told
    assert keeper.post(f"{refused.url}bo/").status_code == 302
    assert keeper.post(f"{refused.url}xac-nhan/").status_code == 404

    staged = keeper.post("/danh-muc-thu-tuc/nap/", sent(new_fields="on"))
    assert not Procedure.objects.exists()
    assert officer.post(f"{staged.url}xac-nhan/").status_code == 403
    assert keeper.post(f"{staged.url}xac-nhan/").status_code == 302
    assert "Hệ thống đang nạp" in keeper.get(staged.url).content.decode()
    run_all()
    assert Procedure.objects.get().code == "1.003868"
    assert "Đã nạp" in keeper.get(staged.url).content.decode()
    assert keeper.post(f"{staged.url}bo/").status_code == 409
    assert keeper.get("/danh-muc-thu-tuc/nap/999999999999999999999/").status_code == 404


def test_the_foot_of_a_page_leads_back_to_that_page_with_its_readers_token(
    keeper: Client, officer: Client
) -> None:
    """The form that changes the language holds an address and a token: it is nobody else's."""
    tokens = set()
    for client, path in ((keeper, "/danh-muc-thu-tuc/?q=mot"), (officer, "/danh-muc-thu-tuc/")):
        foot = client.get(path).content.decode().split('<footer class="foot">')[1]
        assert f'name="next" value="{path}"' in foot
        tokens.add(foot.split('csrfmiddlewaretoken" value="')[1].split('"')[0])
    assert len(tokens) == 2
