"""Files in strange columns, imports by a job, fields by date, services that stop, the search."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from congvu.core.accounts.models import User
from congvu.core.jobs.testing import run_all
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import Invalid, NotAllowed, Stale
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.core.search import queries as search
from congvu.counter.procedures import actions, errors, queries
from congvu.counter.procedures import factories as make
from congvu.counter.procedures.actions.staging import read_file
from congvu.counter.procedures.models import Field, ImportRun, Offering, Procedure

pytestmark = pytest.mark.django_db
SYSTEM = system_actor()
STRANGE = (
    "Ma so,Ten goi,Nganh,Han\n"
    "1.000111,Cấp giấy phép họp báo,Báo chí,05 ngày làm việc\n"
    "1.000112,Cấp giấy phép bản tin,Báo chí,chưa rõ bao lâu\n"
)
CHOSEN = {"code": "Ma so", "name": "Ten goi", "field": "Nganh", "limit": "Han", "level": "province"}
LAYOUT = {
    "name": "rieng", "code": {"column": "Ma so"},
    "parts": {
        "name": {"column": "Ten goi"}, "field": {"column": "Nganh"},
        "limit": {"column": "Han", "reader": "limit"}, "levels": {"constant": ["province"]},
    },
}  # fmt: skip


@pytest.fixture
def keeper() -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=organisation.admin().user_id))
    return client


def upload(client: Client, **more: Any) -> Any:
    file = SimpleUploadedFile("la.csv", STRANGE.encode())
    given = {"catalogue": file, "valid_from": "01/12/2026", "new_fields": "on"}
    return client.post("/danh-muc-thu-tuc/nap/", given | more)


def test_strange_columns_are_chosen_looked_at_and_brought_in_by_a_job(keeper: Client) -> None:
    staged = upload(keeper)
    run = ImportRun.objects.get()
    assert staged.status_code == 302 and run.state == "columns"
    page = keeper.get(staged.url, follow=True)
    assert page.redirect_chain and "Cấp giấy phép họp báo" in page.content.decode()
    columns = f"/danh-muc-thu-tuc/nap/{run.pk}/cot/"
    assert keeper.post(columns, {"code": "Ma so"}).status_code == 422
    assert keeper.post(columns, CHOSEN | {"name": "không có"}).status_code == 422
    assert keeper.post(columns, CHOSEN | {"version": "99"}).status_code == 409
    assert keeper.post(f"/danh-muc-thu-tuc/nap/{run.pk}/xac-nhan/").status_code == 409
    assert keeper.post(columns, CHOSEN | {"version": str(run.version)}).status_code == 302
    page = keeper.get(staged.url)
    assert "không đọc được" in page.content.decode().lower(), "the doubted row is shown first"
    assert not Procedure.objects.exists()
    assert keeper.post(f"/danh-muc-thu-tuc/nap/{run.pk}/xac-nhan/").status_code == 302
    assert not Procedure.objects.exists(), "the page does not wait"
    run_all()
    run.refresh_from_db()
    assert run.state == "done" and Procedure.objects.count() == 2
    run_all()
    assert Procedure.objects.count() == 2


def test_a_mapping_comes_with_the_file_and_through_the_api(keeper: Client) -> None:
    broken = SimpleUploadedFile("anh-xa.json", b"{")
    assert upload(keeper, mapping=broken).status_code == 422
    mapping = SimpleUploadedFile("anh-xa.json", json.dumps(LAYOUT).encode())
    assert upload(keeper, mapping=mapping).status_code == 302
    run = ImportRun.objects.get()
    assert (run.state, run.report["rows"], run.report["added"]) == ("staged", 2, 2)
    found = read_file(STRANGE.encode(), "la.csv", LAYOUT)
    assert [one.code for one in found] == ["1.000111", "1.000112"]
    sent = {"file": SimpleUploadedFile("la.csv", STRANGE.encode()), "new_fields": "true"}
    told = keeper.post(
        "/api/v1/procedures/import",
        sent | {"mapping": json.dumps(LAYOUT)},
        headers={"Idempotency-Key": "danh-muc-0001"},
    )
    assert told.status_code == 200 and told.json()["added"] == 2, told.content
    again = {"file": SimpleUploadedFile("la.csv", STRANGE.encode()), "mapping": "{"}
    assert (
        keeper.post(
            "/api/v1/procedures/import", again, headers={"Idempotency-Key": "danh-muc-0002"}
        ).status_code
        == 422
    )


def test_what_the_job_is_refused_waits_again_with_its_reason(keeper: Client) -> None:
    mapping = SimpleUploadedFile("anh-xa.json", json.dumps(LAYOUT).encode())
    upload(keeper, mapping=mapping)
    run = ImportRun.objects.get()
    keeper.post(f"/danh-muc-thu-tuc/nap/{run.pk}/xac-nhan/")
    ImportRun.objects.filter(pk=run.pk).update(new_fields=False)
    run_all()
    run.refresh_from_db()
    assert run.state == "staged" and run.error and not Procedure.objects.exists()
    assert not Field.objects.exists(), "nothing is brought in by half"


def test_a_field_gets_its_name_on_its_day() -> None:
    field = actions.save_field(actor=SYSTEM, code="LV1", name="Báo chí", at=make.AT)
    with pytest.raises(Invalid):
        actions.save_field(actor=SYSTEM, code="lv1", name="Khác", at=make.AT, new=True)
    with pytest.raises(Invalid):
        actions.rename_field(
            actor=SYSTEM, field_id=field.pk, name="Báo chí", from_day=date(2026, 1, 1), at=make.AT
        )
    with pytest.raises(Stale):
        actions.rename_field(
            actor=SYSTEM, field_id=field.pk, name="Khác", from_day=date(2026, 1, 1), at=make.AT,
            version=9,
        )  # fmt: skip
    day = local_date(make.AT) + timedelta(days=3)
    actions.rename_field(
        actor=SYSTEM, field_id=field.pk, name="Báo chí, truyền thông", from_day=day, at=make.AT
    )
    assert actions.apply_names(actor=SYSTEM, at=make.AT) == 0
    field.refresh_from_db()
    assert field.name == "Báo chí"
    assert actions.apply_names(actor=SYSTEM, at=make.AT + timedelta(days=3)) == 1
    field.refresh_from_db()
    assert field.name == "Báo chí, truyền thông" and "truyen thong" in field.search_key
    assert actions.apply_names(actor=SYSTEM, at=make.AT + timedelta(days=4)) == 0
    with pytest.raises(NotAllowed):
        actions.close_field(
            actor=organisation.seat(Role.CLERK, agency=organisation.agency()), at=make.AT,
            field_id=field.pk, last_day=None,
        )  # fmt: skip


def test_a_field_in_use_is_not_closed() -> None:
    version = make.published()
    with pytest.raises(errors.FieldInUse):
        actions.close_field(
            actor=SYSTEM, field_id=version.field_id, last_day=date(2026, 12, 31), at=make.AT
        )
    empty = actions.save_field(actor=SYSTEM, code="LV9", name="Bỏ", at=make.AT)
    actions.close_field(actor=SYSTEM, field_id=empty.pk, last_day=date(2026, 1, 1), at=make.AT)
    assert empty not in queries.fields_on(date(2026, 1, 2))


def test_the_pages_of_fields(keeper: Client) -> None:
    sent = {"code": "LV7", "name": "Xuất bản"}
    assert keeper.post("/danh-muc-thu-tuc/linh-vuc/", sent).status_code == 302
    assert keeper.post("/danh-muc-thu-tuc/linh-vuc/", sent).status_code == 422
    field = Field.objects.get(code="LV7")
    path = f"/danh-muc-thu-tuc/linh-vuc/{field.pk}/"
    assert (
        keeper.post(f"{path}doi-ten/", {"name": "In", "from_day": "01/01/2026"}).status_code == 302
    )
    assert keeper.post(f"{path}dong/", {"last_day": "31/12/2026"}).status_code == 302
    page = keeper.get(path).content.decode()
    assert "Xuất bản" in page and "31/12/2026" in page
    assert "In" in keeper.get("/danh-muc-thu-tuc/linh-vuc/").content.decode()


def test_a_service_stops_on_a_day_and_says_why(keeper: Client) -> None:
    version, agency = make.published("1.000123"), organisation.agency("Sở Nội vụ")
    make.offering(version, agency)
    sent = {"codes": "1.000123", "agencies": [str(agency.pk)], "last_day": "30/11/2026"}
    assert keeper.post("/danh-muc-thu-tuc/dich-vu/ngung/", sent).status_code == 422
    sent["reason"] = "Sửa trụ sở"
    assert keeper.post("/danh-muc-thu-tuc/dich-vu/ngung/", sent).status_code == 302
    assert Offering.objects.get().valid_to == date(2026, 11, 30)
    page = Client().get("/thu-tuc/1.000123/").content.decode()
    assert "Sửa trụ sở" in page and "30/11/2026" in page
    actions.offer(
        actor=SYSTEM, agency_ids=[agency.pk], procedure_ids=[version.procedure_id],
        terms=actions.Terms("full"), valid_from=date(2026, 12, 10), at=make.AT,
    )  # fmt: skip
    assert not queries.stopped_of(version.procedure_id, date(2026, 12, 11)), "it is open again"


def test_the_levels_of_a_day_are_counted_for_everybody() -> None:
    version, agency = make.published(), organisation.agency("Sở Tư pháp")
    make.offering(version, agency)
    page = Client().get("/muc-do-dich-vu/").content.decode()
    assert "Sở Tư pháp" in page and "Cả tỉnh" in page
    assert Client().get("/muc-do-dich-vu/", {"ngay": "x"}).status_code == 400


@pytest.mark.parametrize("asked", ["giay phep xuat ban", "Giấy phép", "1.000555"])
def test_procedures_are_found_without_accents(asked: str) -> None:
    version = make.published("1.000555", make.record("Cấp giấy phép xuất bản"))
    officer = organisation.seat(Role.OFFICER, at=now())
    found = search.search(actor=officer, q=asked)
    assert [hit.subject.id for hit in found.hits] == [version.procedure_id]
