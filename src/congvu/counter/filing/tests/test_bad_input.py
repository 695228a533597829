"""Bad input of the citizen's side: clear words, nothing lost."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from congvu.core.files import actions as files
from congvu.core.files.choices import Use
from congvu.core.kernel.errors import Invalid, TooLarge
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.models import TerritorySuccession
from congvu.counter.filing import actions, factories
from congvu.counter.filing.actions.papers import LARGEST, look_at
from congvu.counter.filing.actions.submit import checked, files_of
from congvu.counter.filing.factories import AT, Online
from congvu.counter.filing.models import Draft, DraftFile
from congvu.counter.filing.policies import guest
from congvu.counter.procedures import actions as procedures
from congvu.counter.procedures.models import Procedure

pytestmark = pytest.mark.django_db


@pytest.fixture
def online() -> Online:
    return factories.online()


def codes(row: DraftFile) -> list[str]:
    row.refresh_from_db()
    return [one["code"] for one in row.findings]


def added(online: Online, draft: Draft, slot: str, name: str = "giay.png") -> DraftFile:
    who = online.citizen
    return actions.add_file(
        actor=who, at=AT, draft_id=draft.pk, slot=slot, stored=factories.stored(who, name=name)
    )


def test_the_same_paper_twice_in_one_draft_is_said_and_taken(online: Online) -> None:
    draft = online.begun()
    first = added(online, draft, "paper:1", "don.png")
    second = added(online, draft, "paper:2", "ban-sao.png")
    assert codes(first) == []
    assert codes(second) == ["repeated"]
    assert "“don.png”" in second.findings[0]["text"] and second.findings[0]["mild"]
    look_at(file_id=second.pk, at=AT)
    assert "repeated" in codes(second)


def test_a_paper_of_an_earlier_dossier_is_said_and_taken(online: Online) -> None:
    earlier = online.filed().dossier
    draft = online.begun()
    row = added(online, draft, "paper:1")
    assert codes(row) == ["filed_before"]
    assert earlier.code in row.findings[0]["text"]


def test_of_other_peoples_papers_nothing_is_said(online: Online) -> None:
    online.filed()
    _, other = factories.citizen("Trần Văn Khác", "khac@vidu.vn")
    for who in (other, guest()):
        draft = online.begun(who)
        row = actions.add_file(
            actor=who, at=AT, draft_id=draft.pk, slot="paper:1", stored=factories.stored(who)
        )
        assert codes(row) == []


def encrypted() -> bytes:
    out = io.BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    document.save(out, encryption=pikepdf.Encryption(owner="chu", user="mat-khau"))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "word"),
    [
        (b"", "rong.pdf", "rỗng"), (encrypted(), "khoa.pdf", "mật khẩu"),
        (b"MZ" + bytes(900), "don.pdf", "chương trình"),
    ],
    ids=["0 bytes", "encrypted", "renamed"],
)  # fmt: skip
def test_files_that_nobody_could_read_are_refused_in_words(
    online: Online, content: bytes, name: str, word: str
) -> None:
    with pytest.raises(Invalid, match=word):
        take(online, io.BytesIO(content), name)


def test_200_mb_are_refused_in_words(online: Online, tmp_path: Path) -> None:
    path = tmp_path / "to.pdf"
    with path.open("wb") as stream:
        stream.write(b"%PDF-1.7\n")
        stream.truncate(200 << 20)
    with path.open("rb") as stream, pytest.raises(TooLarge, match="50 MB"):
        take(online, stream, "to.pdf")


def take(online: Online, stream: Any, name: str) -> None:
    files.store(
        stream=stream, name=name, use=Use.ATTACHMENT, actor=online.citizen, at=AT,
        max_bytes=LARGEST,
    )  # fmt: skip


def test_a_territory_that_no_longer_exists_is_named_with_its_heir() -> None:
    online = factories.online(form=False)
    _publish_address(online.desk.code)
    day = AT.date()
    province = organisation.territory("24", "Tỉnh Thử", "province", valid_from=date(2000, 1, 1))
    old, new = (
        organisation.territory(code, name, "commune", parent=province, **dates)
        for code, name, dates in (
            ("07210", "Xã Cũ", {"valid_from": date(2000, 1, 1), "valid_to": day}),
            ("07300", "Xã Mới", {"valid_from": day + timedelta(days=1)}),
        )
    )
    TerritorySuccession.objects.create(old=old, new=new, at=day + timedelta(days=1))
    draft = online.begun()
    draft = actions.save(
        actor=online.citizen, at=AT, draft_id=draft.pk,
        answers={"dia_chi": {"territory": "07210", "line": "Thôn Mẫu"}},
    )  # fmt: skip
    assert "dia_chi" not in checked(draft, files_of(draft), AT).problems
    later = checked(draft, files_of(draft), AT + timedelta(days=2)).problems["dia_chi"][0]
    assert "Xã Cũ" in later and "nay thuộc Xã Mới" in later and "chọn lại" in later
    draft.refresh_from_db()
    assert draft.answers["dia_chi"]["line"] == "Thôn Mẫu"


def _publish_address(code: str) -> None:
    field = {"key": "dia_chi", "type": "address", "label": "Nơi ở", "required": True}
    document = {
        "format": "congvu-form/1",
        "sections": [{"key": "chung", "title": "Thông tin chung", "fields": [field]}],
    }
    system = factories.system_actor()
    draft = procedures.create_form(
        actor=system, at=AT, key="dia_chi_thu", title="Tờ khai địa chỉ", document=document,
        procedure_id=Procedure.objects.get(code=code).pk,
    )  # fmt: skip
    procedures.publish_form(actor=system, at=AT, version_id=draft.pk, valid_from=AT.date())
