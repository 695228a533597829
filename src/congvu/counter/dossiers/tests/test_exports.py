"""Lists as Excel and by the command line: who may, what is masked, that text stays text."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from congvu.core.accounts.models import User
from congvu.core.audit.models import Entry
from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.errors import Invalid, NotAllowed
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.actions import set_day
from congvu.core.organisation.choices import DayKind
from congvu.counter.dossiers import actions, exports
from congvu.counter.dossiers.actions import Who
from congvu.counter.dossiers.factories import AT, Desk, desk
from congvu.counter.dossiers.models import Dossier
from congvu.counter.dossiers.queries import Filters


@pytest.fixture
def place(db: None) -> Desk:
    return desk()


def sheet(actor: Actor, **asked: object) -> list[tuple[object, ...]]:
    stream = exports.dossiers_xlsx(actor=actor, at=AT, filters=Filters(**asked))
    return list(openpyxl.load_workbook(stream).active.iter_rows(values_only=True))


def test_only_what_the_list_shows_and_masked(place: Desk):
    first = place.started()
    place.received(who=Who("=1+1", phone="0987654321"))
    with pytest.raises(NotAllowed):
        sheet(organisation.admin())
    whole = sheet(place.clerk)
    assert [row[0] for row in whole] == ["STT", 1, 2]
    assert whole[1][4:6] == ("=1+1", "098•••4321"), "a name stays a name"
    assert whole[2][1] == first.code
    assert [row[1] for row in sheet(place.officer)] == ["Mã hồ sơ", first.code]
    assert sheet(place.other) == [tuple(label for label, _ in exports.COLUMNS)]
    assert Entry.objects.filter(verb="dossiers.dossier.export").count() == 3


def test_more_than_a_page_gives_is_refused_with_what_to_do(place: Desk, monkeypatch):
    monkeypatch.setattr(exports, "CHUNK", 2)
    for _ in range(5):
        place.received()
    assert len(sheet(place.clerk)) == 6, "chunks meet without loss"
    with pytest.raises(Invalid, match="khoảng ngày ngắn hơn"):
        exports.dossiers_xlsx(actor=place.clerk, at=AT, filters=Filters(), most=4)


def test_the_page_gives_the_filtered_list(place: Desk, client: Client):
    place.received()
    client.force_login(User.objects.get(pk=place.clerk.user_id))
    answer = client.get("/mot-cua/ho-so/xuat.xlsx", {"tt": "dang-xu-ly"})
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.active.max_row == 1
    assert client.get("/mot-cua/ho-so/xuat.xlsx", {"tu": "hôm qua"}).status_code == 422
    listed = client.get("/mot-cua/ho-so/", {"tt": "dang-xu-ly"}).content.decode()
    assert "/mot-cua/ho-so/xuat.xlsx?tt=dang-xu-ly" in listed


def test_dates_are_decided_on_the_page(place: Desk, client: Client):
    kept, moved = place.started(), place.started()
    set_day(
        actor=system_actor(), day=AT.date().replace(day=18), kind=DayKind.HOLIDAY, name="Nghỉ bão",
        at=AT,
    )  # fmt: skip
    actions.look_at_dates(actor=system_actor(), at=AT)
    url = "/mot-cua/han-can-xem/"
    client.force_login(User.objects.get(pk=place.officer.user_id))
    assert client.get(url).status_code == 403
    client.force_login(User.objects.get(pk=place.clerk.user_id))
    assert kept.code in client.get(url).content.decode()
    assert client.post(url, {"decision": "move"}).status_code == 422
    assert client.post(url, {"decision": "move", "dossiers": [moved.pk]}).status_code == 302
    assert client.post(url, {"decision": "keep", "dossiers": [kept.pk]}).status_code == 302
    assert "Không có hạn nào" in client.get(url).content.decode()
    assert Dossier.objects.get(pk=moved.pk).due_at > Dossier.objects.get(pk=kept.pk).due_at


def run(capsys, *words: object) -> str:
    call_command("dossiers", *map(str, words))
    return str(capsys.readouterr().out)


def test_the_command_line_lists_shows_receives_and_exports(place: Desk, capsys, tmp_path: Path):
    slug = place.agency.slug
    told = run(
        capsys, "receive", "--agency", slug, "--procedure", place.code, "--name", "Lê Văn Mẫu",
        "--phone", "0911222333",
    )  # fmt: skip
    dossier = Dossier.objects.get()
    assert told.startswith(f"{dossier.code}, hẹn trả ")
    assert dossier.code in run(capsys, "list", "--agency", slug, "--state", "accepted")
    assert run(capsys, "list", "--late") == ""
    shown = run(capsys, "show", dossier.code.lower())
    assert "Được tiếp nhận" in shown and "0911222333" not in shown
    target = tmp_path / "ho-so.xlsx"
    run(capsys, "export", target, "--agency", slug)
    assert openpyxl.load_workbook(target).active.max_row == 2
    assert "0 hồ sơ" in run(capsys, "dates", "--look")
    span = ("--from", "2026-01-01", "--to", "2026-12-31")
    assert "khớp" in run(capsys, "figures", *span)
    for wrong in (["show", "H02.1-1"], ["list", "--agency", "khong-co"]):
        with pytest.raises(CommandError):
            call_command("dossiers", *wrong)
