"""Versions written by hand: drafted, published, ended; details that were not touched stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from congvu.core.accounts.models import User
from congvu.core.kernel.clock import local_date, now
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.counter.procedures import factories as make
from congvu.counter.procedures import queries
from congvu.counter.procedures.choices import VersionState
from congvu.counter.procedures.imports.texts import edited, texts_of
from congvu.counter.procedures.models import ProcedureVersion

LIST = "/danh-muc-thu-tuc/"


def client_of(actor: Any) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def test_untouched_texts_change_nothing() -> None:
    record = make.record()
    assert edited(record, texts_of(record), record.field_code) == record


def test_one_line_more_keeps_the_other_papers_whole() -> None:
    record = make.record()
    texts = texts_of(record)
    changed = edited(
        record, texts | {"papers": texts["papers"] + "\nBản cam kết"}, record.field_code
    )
    assert changed.papers[:2] == record.papers
    assert changed.papers[2].name == "Bản cam kết"
    assert replace(changed, papers=record.papers) == record


@pytest.mark.django_db
class TestThePages:
    @pytest.fixture
    def keeper(self) -> Client:
        return client_of(organisation.admin())

    def form_of(self, version: ProcedureVersion, **changes: Any) -> dict[str, Any]:
        texts = texts_of(queries.record_of(version))
        given = {key: value for key, value in texts.items() if value is not None}
        return given | {"field": version.field_id} | changes

    @pytest.mark.parametrize("verb", ["soan", "cong-bo", "bai-bo"])
    def test_others_keep_nothing(self, verb: str) -> None:
        make.published("1.003868")
        make.draft("1.003868")
        officer = client_of(organisation.seat(Role.AGENCY_ADMIN, at=now()))
        assert officer.get(f"{LIST}1.003868/{verb}/").status_code == 403
        assert officer.post(f"{LIST}1.003868/{verb}/").status_code == 403
        assert officer.post(f"{LIST}1.003868/bo-du-thao/").status_code == 403

    def test_a_new_version_is_written_and_published(self, keeper: Client) -> None:
        version = make.published("1.003868")
        page = keeper.get(f"{LIST}1.003868/soan/")
        assert "Đơn đề nghị cấp giấy phép" in page.content.decode()
        unread = self.form_of(version, limit="thật nhanh")
        assert keeper.post(f"{LIST}1.003868/soan/", unread).status_code == 422
        same = keeper.post(f"{LIST}1.003868/soan/", self.form_of(version))
        assert same.status_code == 409
        sent = keeper.post(f"{LIST}1.003868/soan/", self.form_of(version, limit="10 ngày làm việc"))
        assert sent.status_code == 302
        draft = ProcedureVersion.objects.get(state=VersionState.DRAFT)
        assert (draft.limit_amount, draft.papers.count()) == (10, 2)
        stale = self.form_of(version, limit="9 ngày làm việc") | {"version": draft.version + 1}
        assert keeper.post(f"{LIST}1.003868/soan/", stale).status_code == 409

        overlap = keeper.post(f"{LIST}1.003868/cong-bo/", {"valid_from": "01/01/2019"})
        assert overlap.status_code == 409
        assert (
            keeper.post(f"{LIST}1.003868/cong-bo/", {"valid_from": "01/07/2026"}).status_code == 302
        )
        assert queries.version_on("1.003868", date(2026, 7, 1)).limit_amount == 10
        assert (
            keeper.post(f"{LIST}1.003868/cong-bo/", {"valid_from": "01/08/2026"}).status_code == 404
        )

    def test_a_procedure_is_added_and_its_draft_put_away(self, keeper: Client) -> None:
        version = make.published("1.003868")
        form = self.form_of(version, code="BT-01", name="Thủ tục mới của tỉnh")
        assert keeper.post(f"{LIST}them/", form | {"code": "a b"}).status_code == 422
        assert keeper.post(f"{LIST}them/", form).url == f"{LIST}BT-01/"
        assert "Dự thảo" in keeper.get(f"{LIST}BT-01/").content.decode()
        assert keeper.post(f"{LIST}BT-01/bo-du-thao/").status_code == 302
        assert keeper.get(f"{LIST}BT-01/").status_code == 404

    def test_a_procedure_ends(self, keeper: Client) -> None:
        make.offering(make.published("1.003868"))
        until = local_date(now()) + timedelta(days=30)
        sent = {"last_day": f"{until:%d/%m/%Y}", "reason": ""}
        assert keeper.post(f"{LIST}1.003868/bai-bo/", sent).status_code == 422
        assert (
            keeper.post(f"{LIST}1.003868/bai-bo/", sent | {"reason": "Bãi bỏ"}).status_code == 302
        )
        assert queries.version_on("1.003868", until).valid_to == until
