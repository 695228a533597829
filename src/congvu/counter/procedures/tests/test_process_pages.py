"""The life of a process: verbs, its pages without JavaScript, its files."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from congvu.core.accounts.models import User
from congvu.core.audit.models import Entry
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import NotAllowed, Stale, WrongState
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.counter.procedures import actions, queries
from congvu.counter.procedures import factories as make
from congvu.counter.procedures.errors import NoProcess, Overlap, ProcessFlawed
from congvu.counter.procedures.models import InternalProcess
from congvu.counter.procedures.process import Process
from congvu.counter.procedures.process.shape import read_process
from congvu.counter.procedures.tests.processes import small, together

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def client_of(actor: Any) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


@pytest.fixture
def keeper() -> Client:
    return client_of(organisation.admin())


def draft_of(shape: Process, agency_id: int | None = None) -> InternalProcess:
    return actions.import_process(
        actor=system_actor(), at=make.AT, procedure_id=make.published().procedure_id,
        process=shape, agency_id=agency_id,
    )  # fmt: skip


# Refusals


def test_an_agency_writes_its_own_and_nobody_elses() -> None:
    version, place = make.published(), organisation.agency()
    own = organisation.seat(Role.AGENCY_ADMIN, agency=place, at=make.AT)
    asked = {"at": make.AT, "procedure_id": version.procedure_id}
    for agency_id in (None, organisation.agency().pk):
        with pytest.raises(NotAllowed):
            actions.draft_process(actor=own, agency_id=agency_id, **asked)
    officer = organisation.seat(Role.OFFICER, agency=place, at=make.AT)
    with pytest.raises(NotAllowed):
        actions.draft_process(actor=officer, agency_id=place.pk, **asked)
    draft = actions.draft_process(actor=own, agency_id=place.pk, **asked)
    assert draft.number == 1
    with pytest.raises(NoProcess):
        queries.process_for(officer, draft.pk)


def test_a_flawed_table_is_kept_but_not_published() -> None:
    draft = draft_of(Process(small().steps[:2]))
    with pytest.raises(ProcessFlawed) as refusal:
        actions.publish_process(
            actor=system_actor(), at=make.AT, process_id=draft.pk, valid_from=make.SINCE
        )
    assert refusal.value.data["flaws"]
    slow = draft_of(make.simple_process())
    assert actions.limit_hours(slow, make.SINCE) == 120


def test_published_is_written_once_and_days_do_not_overlap() -> None:
    row = make.internal_process()
    with pytest.raises(WrongState):
        actions.edit_process(
            actor=system_actor(), at=make.AT, process_id=row.pk, version=row.version,
            process=small(),
        )  # fmt: skip
    again = actions.draft_process(actor=system_actor(), at=make.AT, procedure_id=row.procedure_id)
    assert queries.shape_of(again) == queries.shape_of(row), "begins as the one before"
    with pytest.raises(Stale):
        actions.edit_process(
            actor=system_actor(), at=make.AT, process_id=again.pk, version=99, process=small()
        )
    with pytest.raises(Overlap):
        actions.publish_process(
            actor=system_actor(), at=make.AT, process_id=again.pk, valid_from=make.SINCE
        )
    since = date(2026, 12, 1)
    actions.publish_process(actor=system_actor(), at=make.AT, process_id=again.pk, valid_from=since)
    row.refresh_from_db()
    assert row.valid_to == since - DAY
    for day, held in ((since - DAY, row), (since, again)):
        assert queries.process_on(row.procedure_id, 1, day) == held


def test_an_agencys_own_goes_before_the_common_one() -> None:
    version, place = make.published(), organisation.agency()
    common = make.internal_process(version)
    own = make.internal_process(version, together(), agency_id=place.pk)
    assert queries.process_on(version.procedure_id, place.pk, make.SINCE) == own
    assert queries.process_on(version.procedure_id, place.pk + 1, make.SINCE) == common
    actions.withdraw_process(
        actor=system_actor(), at=make.AT, process_id=own.pk, reason="Dùng quy trình chung"
    )
    assert queries.process_on(version.procedure_id, place.pk, make.SINCE) == common
    assert Entry.objects.filter(verb="procedures.process.withdraw").exists()


# Pages


def test_a_table_is_built_by_clicking(keeper: Client) -> None:
    version = make.published()
    url = f"/danh-muc-thu-tuc/{version.procedure.code}/quy-trinh/"
    assert "chưa có quy trình" in keeper.get(url).content.decode()
    answer = keeper.post(url, {"agency_id": ""})
    row = InternalProcess.objects.get()
    own = f"/danh-muc-thu-tuc/quy-trinh/{row.pk}/"
    assert answer.headers["Location"] == own
    for name, kind, holder, hours in (
        ("Tiếp nhận", "work", "desk", 4), ("Thẩm định", "work", "officer", 30),
        ("Ký", "sign", "leader", 8), ("Trả kết quả", "return", "desk", 0),
    ):  # fmt: skip
        step = {"name": name, "kind": kind, "holder": holder, "hours": hours}
        assert keeper.post(f"{own}buoc/", step).status_code == 302
    shown = keeper.get(own).content.decode()
    assert "Bước “Tiếp nhận” không có lối ra." in shown
    for at, target in (
        ("tiep_nhan", "tham_dinh"), ("tham_dinh", "ky"), ("ky", "tra_ket_qua"), ("tra_ket_qua", ""),
    ):  # fmt: skip
        move = {"name": "Chuyển", "target": target, "needs": ["papers_complete"]}
        assert keeper.post(f"{own}buoc/{at}/thao-tac/", move).status_code == 302
    assert keeper.get(f"{own}buoc/ky/thao-tac/chuyen/").status_code == 200
    assert keeper.get(f"{own}buoc/ky/thao-tac/khong/").status_code == 404
    keeper.post(f"{own}sua/", {"viec": "xuong", "buoc": "tiep_nhan"})
    keeper.post(f"{own}sua/", {"viec": "len", "buoc": "tiep_nhan"})
    shown = keeper.get(own).content.decode()
    assert "Chỗ phải sửa" not in shown
    assert "<svg" in shown
    assert "Cần: Đủ giấy tờ bắt buộc" in shown
    answer = keeper.post(f"{own}cong-bo/", {"valid_from": "01/12/2026"})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.state == "published"
    assert keeper.post(f"{own}buoc/", {"name": "x"}).status_code in {409, 422}


def test_bad_input_is_marked_and_kept(keeper: Client) -> None:
    own = f"/danh-muc-thu-tuc/quy-trinh/{draft_of(small()).pk}/"
    answer = keeper.post(f"{own}buoc/", {"name": "Bước mới", "kind": "la", "hours": "-1"})
    assert answer.status_code == 422
    assert "Bước mới" in answer.content.decode()
    assert keeper.post(f"{own}sua/", {"viec": "la"}).status_code == 404
    assert keeper.post(f"{own}sua/", {"viec": "bo", "buoc": "la"}).status_code == 404
    assert keeper.get("/danh-muc-thu-tuc/quy-trinh/999999999/").status_code == 404


def test_removing_a_step_takes_its_moves_with_it(keeper: Client) -> None:
    row = draft_of(small())
    own = f"/danh-muc-thu-tuc/quy-trinh/{row.pk}/"
    keeper.post(f"{own}sua/", {"viec": "bo", "buoc": "ky"})
    shape = queries.shape_of(row)
    assert [step.code for step in shape.steps] == ["tiep_nhan", "tham_dinh", "tra_kq"]
    assert [move.code for move in shape.by_code["tham_dinh"].moves] == ["tra"]
    keeper.post(f"{own}sua/", {"viec": "bo-thao-tac", "buoc": "tham_dinh", "thao_tac": "tra"})
    assert queries.shape_of(row).by_code["tham_dinh"].moves == ()


def test_files_and_staff_who_only_read() -> None:
    row = make.internal_process(shape=together())
    reader = client_of(organisation.seat(Role.OFFICER, at=now()))
    own = f"/danh-muc-thu-tuc/quy-trinh/{row.pk}/"
    shown = reader.get(own).content.decode()
    assert "Thêm bước" not in shown
    assert "song song nhóm g1, chủ trì" in shown
    assert reader.get(f"{own}tep.bpmn").content.startswith(b"<?xml")
    brought = json.loads(reader.get(f"{own}tep.json").content)
    assert read_process(brought) == together()
    assert reader.get(f"{own}tep.exe").status_code == 404
    assert reader.get(f"{own}buoc/").status_code == 403
    assert Client().get(own).status_code == 302
