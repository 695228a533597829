"""Building a form by clicking, through its pages and its API, from nothing to a filled-in try."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from congvu.core.accounts import factories as accounts
from congvu.core.accounts.models import User
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.schema.form import read_form
from congvu.core.kernel.schema.types import TYPES
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.counter.procedures import actions, queries
from congvu.counter.procedures import factories as make
from congvu.counter.procedures.errors import NoProcedure
from congvu.counter.procedures.models import FormVersion
from congvu.counter.procedures.partforms import PartForm

pytestmark = pytest.mark.django_db


def client_of(actor: Any) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


@pytest.fixture
def keeper() -> Client:
    return client_of(organisation.admin())


def newest() -> FormVersion:
    return FormVersion.objects.select_related("form").latest("pk")


def post(client: Client, verb: str, **sent: Any) -> Any:
    """One press on the page of the newest version, as the page stands now."""
    row = newest()
    return client.post(f"/bieu-mau/ban/{row.pk}/{verb}", {"ban": row.version, **sent})


@pytest.fixture
def draft(keeper: Client) -> FormVersion:
    """Two fields in a section, and a table with a column."""
    keeper.post("/bieu-mau/them/", {"title": "Tờ khai thử", "key": "to_khai_thu"})
    post(keeper, "them-phan/", title="Người khai")
    for into, kind, label in (
        (":nguoi_khai", "choice", "Giới tính"), (":nguoi_khai", "money", "Số tiền"),
        (":nguoi_khai", "table", "Con"), ("con", "person_name", "Họ tên con"),
    ):  # fmt: skip
        answer = post(keeper, "them-truong/", into=into, kind=kind, text=label)
        assert answer.status_code == 302, answer.content.decode()
    return newest()


def test_only_keepers_build() -> None:
    officer = client_of(organisation.seat(Role.OFFICER, at=now()))
    citizen = Client()
    citizen.force_login(accounts.user())
    for path in ("/bieu-mau/", "/bieu-mau/them/", "/bieu-mau/nap/"):
        assert officer.get(path).status_code == 403
        assert citizen.get(path).status_code == 404
        assert Client().get(path).status_code == 302


def test_what_is_wrong_is_said_and_nothing_is_kept(keeper: Client, draft: FormVersion) -> None:
    before = draft.document
    assert post(keeper, "them-phan/", title=" ").status_code == 422
    assert post(keeper, "them-truong/", into=":khong_co", kind="date", text="x").status_code == 422
    assert post(keeper, "them-truong/", into="con", kind="table", text="x").status_code == 422
    assert post(keeper, "buoc/", viec="bay gioi_tinh").status_code == 404
    assert post(keeper, "buoc/", viec="xoa khong_co").status_code == 404
    assert keeper.get(f"/bieu-mau/ban/{draft.pk}/truong/?o=khong_co").status_code == 404
    stale = keeper.post(f"/bieu-mau/ban/{draft.pk}/buoc/", {"ban": "1", "viec": "xoa con"})
    assert stale.status_code == 409
    wrong = post(keeper, "truong/?o=so_tien", label="", hien_0_truong="gioi_tinh")
    assert wrong.status_code == 422
    draft.refresh_from_db()
    assert draft.document == before


def test_a_condition_is_set_by_pointing(keeper: Client, draft: FormVersion) -> None:
    options = {"label": "Giới tính", "dat_options": "nam = Nam\nNữ", "required": "on"}
    assert post(keeper, "truong/?o=gioi_tinh", **options).status_code == 302
    rule = {
        "label": "Số tiền", "hien_0_truong": "gioi_tinh", "hien_0_phep": "eq",
        "hien_0_gia_tri": "Nữ", "kiem_0_truong": "so_tien", "kiem_0_phep": "gt",
        "kiem_0_gia_tri": "1.000", "kiem_cau": "Số tiền phải trên 1.000 đồng. Hãy nhập lại.",
    }  # fmt: skip
    answer = post(keeper, "truong/?o=so_tien", **rule)
    assert answer.status_code == 302, answer.content.decode()
    fields = read_form(newest().document).fields
    assert fields["gioi_tinh"].setting("options") == [
        {"code": "nam", "label": "Nam"}, {"code": "nu", "label": "Nữ"},
    ]  # fmt: skip
    assert fields["so_tien"].show_when == {
        "op": "eq",
        "args": [{"field": "gioi_tinh"}, {"value": "nu"}],
    }
    page = keeper.get(f"/bieu-mau/ban/{draft.pk}/").content.decode()
    assert "Hiện khi “Giới tính” là “nu”" in page
    shown = keeper.get(f"/bieu-mau/ban/{draft.pk}/truong/?o=so_tien").content.decode()
    assert 'value="nu"' in shown and "Bỏ: Số tiền phải trên" in shown
    again = {name: one for name, one in rule.items() if not name.startswith("kiem")}
    post(keeper, "truong/?o=so_tien", **again, bo_kiem_0="on")
    changed = read_form(newest().document).fields["so_tien"]
    assert changed.checks == () and changed.show_when


def test_a_value_that_does_not_fit_stands_beside_its_box(
    keeper: Client, draft: FormVersion
) -> None:
    post(keeper, "truong/?o=gioi_tinh", label="Giới tính", dat_options="nam = Nam")
    answer = post(
        keeper, "truong/?o=so_tien", label="Số tiền", default="mười đồng",
        hien_0_truong="gioi_tinh", hien_0_phep="eq", hien_0_gia_tri="không có",
    )  # fmt: skip
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "không phải lựa chọn của “Giới tính”" in body and "mười đồng" in body


def test_a_rule_that_is_more_than_lines_stays_until_it_is_dropped(
    keeper: Client, draft: FormVersion
) -> None:
    deep = {"op": "not", "args": [{"op": "filled", "args": [{"field": "con"}]}]}
    document = draft.document
    document["sections"][0]["fields"][1]["show_when"] = deep
    FormVersion.objects.filter(pk=draft.pk).update(document=document)
    assert post(keeper, "truong/?o=so_tien", label="Tiền").status_code == 302
    assert read_form(newest().document).fields["so_tien"].show_when == deep
    post(keeper, "truong/?o=so_tien", label="Tiền", hien_bo="on")
    assert read_form(newest().document).fields["so_tien"].show_when is None


def test_a_sum_is_reckoned_by_a_chosen_formula(keeper: Client, draft: FormVersion) -> None:
    post(keeper, "them-truong/", into=":nguoi_khai", kind="computed", text="Gấp đôi")
    sent = {"label": "Gấp đôi", "dat_gives": "number", "tinh_kieu": "mul", "tinh_0": "so_tien", "tinh_hang": "2"}  # fmt: skip
    assert post(keeper, "truong/?o=gap_doi", **sent).status_code == 302
    assert read_form(newest().document).fields["gap_doi"].compute == {
        "op": "mul", "args": [{"field": "so_tien"}, {"value": 2}],
    }  # fmt: skip
    few = {**sent, "tinh_kieu": "sub", "tinh_hang": ""}
    assert post(keeper, "truong/?o=gap_doi", **few).status_code == 422


@pytest.mark.parametrize("kind", [one.name for one in TYPES])
def test_every_type_has_boxes_that_give_back_what_they_show(kind: str) -> None:
    """Sending the page of a field unchanged changes nothing."""
    settings = {"options": [{"code": "a", "label": "A"}]} if kind in ("choice", "choices") else {}
    field = {"key": "truong", "type": kind, "label": "Trường", "settings": settings}
    document = {
        "format": "congvu-form/1", "key": "don", "title": "Đơn",
        "sections": [{"key": "mot", "title": "Một", "fields": [field]}],
    }  # fmt: skip
    form = read_form(document)
    part = form.fields["truong"]
    blank = PartForm(None, form=form, part=part)
    assert next(group.title for group in blank.groups()) == "Nội dung"
    sent = {
        name: "on" if value is True else value
        for name, box in blank.fields.items()
        if (value := blank.get_initial_for_field(box, name)) not in (None, False, "")
    }
    bound = PartForm(sent, form=form, part=part)
    assert bound.is_valid(), bound.errors
    kept = {name: value for name, value in {**field, **bound.values}.items() if value}
    assert read_form({**document, "sections": [{"key": "mot", "title": "Một", "fields": [kept]}]}) == form  # fmt: skip


def test_a_draft_is_tried_kept_as_a_sample_and_published(
    keeper: Client, draft: FormVersion
) -> None:
    where = f"/bieu-mau/ban/{draft.pk}/"
    assert keeper.post(f"{where}cong-bo/", {"valid_from": "01/12/2026"}).status_code == 422
    post(
        keeper,
        "truong/?o=gioi_tinh",
        label="Giới tính",
        dat_options="nam = Nam\nnu = Nữ",
        required="on",
    )
    filled = {
        "f.gioi_tinh": "nam",
        "f.so_tien": "1.500",
        "f.con": ["0"],
        "f.con.0.ho_ten_con": "lê an",
    }
    wrong = post(keeper, "dien-thu/", **(filled | {"f.gioi_tinh": ""}))
    assert "Nội dung điền có chỗ chưa đúng" in wrong.content.decode()
    assert post(keeper, "dien-thu/", **filled, giu="1", name="").status_code == 422
    assert post(keeper, "dien-thu/", **filled, giu="1", name="Nam, một con").status_code == 302
    kept = newest().samples
    assert [one["name"] for one in kept] == ["Nam, một con"]
    assert kept[0]["data"]["so_tien"] == 1500 and kept[0]["expect"]["problems"] == []
    post(keeper, "truong/?o=so_tien", label="Số tiền", required="on", dat_least="2000")
    refused = keeper.post(f"{where}cong-bo/", {"valid_from": "01/12/2026"})
    assert "Hồ sơ mẫu “Nam, một con”" in refused.content.decode()
    post(keeper, "bo-mau/", so="0")
    assert keeper.post(f"{where}cong-bo/", {"valid_from": "01/12/2026"}).status_code == 302
    assert newest().state == "published"
    assert post(keeper, "buoc/", viec="xoa con").status_code == 409
    for path in (
        where,
        f"{where}in/",
        f"{where}dien-thu/",
        "/bieu-mau/mau/to_khai_thu/",
        "/bieu-mau/",
    ):
        assert keeper.get(path).status_code == 200, path


def test_the_next_version_says_what_it_changed(keeper: Client, draft: FormVersion) -> None:
    post(keeper, "truong/?o=gioi_tinh", label="Giới tính", dat_options="Nam\nNữ")
    keeper.post(f"/bieu-mau/ban/{draft.pk}/cong-bo/", {"valid_from": "01/12/2026"})
    keeper.post("/bieu-mau/mau/to_khai_thu/soan/")
    assert newest().number == 2
    post(keeper, "buoc/", viec="xoa so_tien")
    page = keeper.get("/bieu-mau/mau/to_khai_thu/").content.decode()
    assert "Trường “Số tiền”" in page and "có (Số tiền" in page
    keeper.post(f"/bieu-mau/ban/{newest().pk}/bo/")
    assert newest().state == "discarded"


def test_a_package_goes_out_and_comes_back(keeper: Client, draft: FormVersion) -> None:
    post(keeper, "truong/?o=gioi_tinh", label="Giới tính", dat_options="Nam\nNữ")
    package = keeper.get(f"/bieu-mau/ban/{draft.pk}/goi.zip")
    assert "chua-ky" in package.headers["Content-Disposition"]
    keeper.post(f"/bieu-mau/ban/{draft.pk}/bo/")
    upload = SimpleUploadedFile("goi.zip", package.content)
    assert keeper.post("/bieu-mau/nap/", {"package": upload}).status_code == 409
    upload = SimpleUploadedFile("goi.zip", package.content)
    assert keeper.post("/bieu-mau/nap/", {"package": upload, "untrusted": "on"}).status_code == 302
    assert newest().number == 2 and not newest().is_trusted


def test_the_same_life_through_the_api(keeper: Client, draft: FormVersion) -> None:
    serial = count(1)

    def call(path: str, **sent: Any) -> Any:
        return keeper.post(
            f"/api/v1/forms{path}", json.dumps(sent), content_type="application/json",
            headers={"Idempotency-Key": f"lan-thu-{next(serial):04}"},
        )  # fmt: skip

    assert [one["key"] for one in keeper.get("/api/v1/forms").json()["items"]] == ["to_khai_thu"]
    one = keeper.get(f"/api/v1/forms/versions/{draft.pk}").json()
    assert any("lựa chọn" in sentence for sentence in one["flaws"])
    document = one["document"]
    document["sections"][0]["fields"][0]["settings"] = {"options": [{"code": "a", "label": "A"}]}
    stale = call(f"/versions/{draft.pk}/edit", version=1, document=document)
    assert stale.status_code == 409, stale.json()
    edited = call(f"/versions/{draft.pk}/edit", version=one["version"], document=document)
    assert edited.status_code == 200 and edited.json()["flaws"] == []
    out = call(
        f"/versions/{draft.pk}/publish", version=edited.json()["version"], valid_from="2026-12-01"
    )
    assert out.json()["state"] == "published"
    assert call(f"/versions/{draft.pk}/copy", key="ban_sao", title="Bản sao").status_code == 201
    assert call(f"/{draft.form_id}/draft").json()["number"] == 2
    assert call(f"/versions/{draft.pk}/withdraw", reason="Luật đổi").json()["state"] == "withdrawn"
    made = call("", key="moi_nua", title="Mới nữa").json()
    assert call(f"/versions/{made['id']}/discard").json()["state"] == "discarded"


@pytest.mark.parametrize("broken", [{"a\x00": 1}, {"a": ["\ud800"]}, {"a": {"b": "\x00"}}])
def test_what_no_database_keeps_is_refused_in_words(
    draft: FormVersion, broken: dict[str, Any]
) -> None:
    for part in ({"document": broken}, {"samples": [broken]}):
        with pytest.raises(Invalid, match="ký tự không đọc được"):
            actions.edit_form(
                actor=system_actor(), at=make.AT, version_id=draft.pk, version=draft.version, **part
            )
    with pytest.raises(NoProcedure):
        queries.procedure("1.00\x009374\ud800")
