"""Drafts: whose they are, what is saved, what stands in the way of filing, and filing itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from congvu.core.kernel.errors import Invalid, NotAllowed, NotFound, TooLarge
from congvu.counter.dossiers.choices import Channel, State
from congvu.counter.filing import actions, factories, queries
from congvu.counter.filing.actions.drafts import forget_old
from congvu.counter.filing.actions.papers import LARGEST, forget_uploads, part_of
from congvu.counter.filing.choices import DraftState
from congvu.counter.filing.errors import (
    DraftElsewhere,
    FormChanged,
    LinkOver,
    NoLongerOffered,
    NotComplete,
    TooManyTries,
    UploadBroken,
    WrongCode,
)
from congvu.counter.filing.factories import AT, Online
from congvu.counter.filing.models import Draft, DraftFile, Upload
from congvu.counter.filing.policies import guest
from congvu.counter.procedures import actions as procedures
from congvu.counter.procedures.models import FormVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def online() -> Online:
    return factories.online()


def test_a_draft_is_its_owners(online: Online) -> None:
    draft = online.begun()
    _, other = factories.citizen("Trần Văn Khác", "khac@vidu.vn")
    for actor in (other, online.desk.clerk, online.desk.leader):
        with pytest.raises(NotFound):
            queries.draft_for(actor, draft.pk)
        with pytest.raises(NotFound):
            actions.save(actor=actor, at=AT, draft_id=draft.pk, answers={"ten": "Ai"})
        with pytest.raises(NotFound):
            actions.file_draft(actor=actor, at=AT, draft_id=draft.pk)
    assert queries.draft_for(online.citizen, draft.pk) == draft


def test_fields_are_saved_one_by_one_with_their_moments(online: Online) -> None:
    draft = online.begun()
    later = AT + timedelta(minutes=3)
    actions.save(actor=online.citizen, at=AT, draft_id=draft.pk, answers={"ngay": "1/2/1985"})
    actions.save(actor=online.citizen, at=later, draft_id=draft.pk, answers={"muc_4": "một"})
    draft.refresh_from_db()
    assert draft.answers["ngay"] == "1/2/1985"
    assert draft.saved == {"ngay": AT.isoformat(), "muc_4": later.isoformat()}
    assert draft.saved_at == later


def test_a_page_drawn_before_another_device_saved_is_refused(online: Online) -> None:
    draft = online.begun()
    actions.save(actor=online.citizen, at=AT, draft_id=draft.pk, answers={"muc_4": "điện thoại"})
    with pytest.raises(DraftElsewhere):
        actions.save(
            actor=online.citizen, at=AT, draft_id=draft.pk, answers={"muc_4": "máy tính"},
            version=draft.version,
        )  # fmt: skip
    draft.refresh_from_db()
    assert draft.answers["muc_4"] == "điện thoại"


def test_the_record_fills_in_with_source_and_date(online: Online) -> None:
    actions.update_person(
        actor=online.citizen, at=AT,
        values={"full_name": "Lê Thị Mẫu", "personal_id": "024185000123", "phone": "0912345678"},
    )  # fmt: skip
    draft = online.begun()
    assert draft.answers["ten"] == "Lê Thị Mẫu"
    assert draft.who["identifier"] == "024185000123"
    assert "chính ông/bà khai" in draft.origins["ten"]
    assert f"{AT:%d/%m/%Y}" in draft.origins["who.identifier"]
    actions.save(actor=online.citizen, at=AT, draft_id=draft.pk, answers={"ten": "Lê Thị Mới"})
    draft.refresh_from_db()
    assert "ten" not in draft.origins


def test_papers_filed_before_fill_in(online: Online) -> None:
    online.filed()
    draft = online.begun()
    assert draft.answers["ten"] == "Lê Thị Mẫu"
    assert "đã nộp" in draft.origins["ten"]


def test_an_unfinished_draft_says_everything_that_is_missing(online: Online) -> None:
    draft = online.begun()
    with pytest.raises(NotComplete) as refusal:
        actions.file_draft(actor=online.citizen, at=AT, draft_id=draft.pk)
    assert {"ten", "ngay", "paper:2", "who.name"} <= set(refusal.value.data["paths"])
    draft.refresh_from_db()
    assert draft.state == DraftState.OPEN


def test_filing_makes_a_dossier_with_answers_and_files(online: Online) -> None:
    draft = online.filled()
    actions.add_file(
        actor=online.citizen, at=AT, draft_id=draft.pk, slot="field:anh",
        stored=factories.stored(online.citizen, name="anh.png"),
    )  # fmt: skip
    done = actions.file_draft(actor=online.citizen, at=AT, draft_id=draft.pk)
    dossier = done.dossier
    assert (dossier.state, dossier.channel) == (State.NEW, Channel.ONLINE)
    assert dossier.answers["ngay"] == "1985-02-01"
    assert dossier.applicant.identifier == "024185000123"
    held = queries.papers_of(dossier)
    assert [len(files) for _, _, files in held.papers] == [1, 1]
    assert [file.name for file in held.attached] == ["anh.png"]
    draft.refresh_from_db()
    assert (draft.state, draft.dossier) == (DraftState.FILED, dossier)
    assert queries.own_dossier(online.citizen, dossier.pk) == done


def test_filing_twice_makes_one_dossier(online: Online) -> None:
    draft = online.filled()
    actions.file_draft(actor=online.citizen, at=AT, draft_id=draft.pk)
    with pytest.raises(Exception, match="trạng thái"):
        actions.file_draft(actor=online.citizen, at=AT, draft_id=draft.pk)


def test_a_withdrawn_procedure_loses_nothing(online: Online) -> None:
    draft = online.filled()
    procedures.withdraw_procedure(
        actor=factories.system_actor(), at=AT, code=online.desk.code, last_day=AT.date(),
        reason="Bãi bỏ",
    )  # fmt: skip
    with pytest.raises(NoLongerOffered, match="vẫn được giữ"):
        actions.file_draft(actor=online.citizen, at=AT + timedelta(days=2), draft_id=draft.pk)
    draft.refresh_from_db()
    assert draft.answers["ngay"] == "01/02/1985"
    assert draft.files.count() == 2


def test_another_version_of_the_form_keeps_the_answers(online: Online) -> None:
    draft = online.filled()
    form = FormVersion.objects.get(pk=draft.form_id)
    system = factories.system_actor()
    following = procedures.draft_form(actor=system, at=AT, form_id=form.form_id)
    day = AT.date() + timedelta(days=1)
    procedures.publish_form(actor=system, at=AT, version_id=following.pk, valid_from=day)
    later = AT + timedelta(days=1)
    with pytest.raises(FormChanged):
        actions.file_draft(actor=online.citizen, at=later, draft_id=draft.pk)
    renewed = actions.renew(actor=online.citizen, at=later, draft_id=draft.pk)
    assert (renewed.form_id, renewed.answers["muc_4"]) == (following.pk, "một")
    assert actions.file_draft(actor=online.citizen, at=later, draft_id=draft.pk).form == following


def test_a_guest_needs_link_and_code(online: Online) -> None:
    begun = actions.begin(
        actor=guest(), at=AT, procedure_code=online.desk.code, agency_id=online.desk.agency.pk
    )
    assert actions.open_draft(key=begun.key, code=begun.code, at=AT) == begun.draft
    wrong = "000000" if begun.code != "000000" else "111111"
    with pytest.raises(NotFound):
        actions.open_draft(key="khác", code=begun.code, at=AT)
    for _ in range(10):
        with pytest.raises(WrongCode):
            actions.open_draft(key=begun.key, code=wrong, at=AT)
    with pytest.raises(TooManyTries):
        actions.open_draft(key=begun.key, code=begun.code, at=AT)


def test_whoever_is_authorised_files_and_is_written_down(online: Online) -> None:
    draft = online.filled()
    _, helper = factories.citizen("Trần Văn Giúp", "giup@vidu.vn")
    share = actions.share(
        actor=online.citizen, at=AT, draft_id=draft.pk, name="Trần Văn Giúp",
        email="giup@vidu.vn", may_file=False,
    )  # fmt: skip
    _accept(share.pk, helper)
    with pytest.raises(NotAllowed):
        actions.file_draft(actor=helper, at=AT, draft_id=draft.pk)
    with pytest.raises(NotAllowed):
        actions.drop(actor=helper, at=AT, draft_id=draft.pk)
    actions.unshare(actor=online.citizen, at=AT, draft_id=draft.pk, share_id=share.pk)
    with pytest.raises(NotFound):
        actions.save(actor=helper, at=AT, draft_id=draft.pk, answers={"muc_4": "x"})
    again = actions.share(
        actor=online.citizen, at=AT, draft_id=draft.pk, name="Trần Văn Giúp",
        email="giup@vidu.vn", may_file=True,
    )  # fmt: skip
    _accept(again.pk, helper)
    done = actions.file_draft(actor=helper, at=AT, draft_id=draft.pk)
    assert (done.owner_id, done.filer_id) == (online.user.pk, helper.user_id)
    assert done.dossier.filer_name == "Trần Văn Giúp"
    with pytest.raises(LinkOver):
        actions.accept_share(actor=online.citizen, at=AT, key="không có")


def _accept(share_id: int, helper: factories.Actor) -> None:
    from congvu.counter.filing.keys import digest
    from congvu.counter.filing.models import Share

    Share.objects.filter(pk=share_id).update(digest=digest(f"khóa-{share_id}"))
    actions.accept_share(actor=helper, at=AT, key=f"khóa-{share_id}")


def test_an_upload_goes_on_where_it_stopped(online: Online) -> None:
    draft, content = online.begun(), factories.scan()
    size = len(content)
    upload = actions.start_upload(draft=draft, slot="paper:1", name="a.png", size=size, at=AT)
    actions.take_piece(draft=draft, key=upload.key, offset=0, piece=content[:1000])
    with pytest.raises(UploadBroken) as refusal:
        actions.take_piece(draft=draft, key=upload.key, offset=0, piece=content[:1000])
    assert refusal.value.data["received"] == 1000
    again = actions.start_upload(draft=draft, slot="paper:1", name="a.png", size=size, at=AT)
    assert (again.key, again.received) == (upload.key, 1000)
    whole = actions.take_piece(draft=draft, key=upload.key, offset=1000, piece=content[1000:])
    row = actions.finish_upload(actor=online.citizen, at=AT, upload=whole)
    assert (row.slot, row.file.blob.size) == ("paper:1", size)
    assert not Upload.objects.exists()
    assert not part_of(upload).exists()


def test_uploads_are_refused_before_a_byte_is_sent(online: Online) -> None:
    draft = online.begun()
    with pytest.raises(TooLarge, match="50 MB"):
        actions.start_upload(draft=draft, slot="paper:1", name="a", size=200 << 20, at=AT)
    with pytest.raises(Invalid, match="rỗng"):
        actions.start_upload(draft=draft, slot="paper:1", name="a", size=0, at=AT)
    with pytest.raises(Invalid, match="không thuộc"):
        actions.start_upload(draft=draft, slot="paper:9", name="a", size=9, at=AT)
    assert LARGEST == 50 << 20


def test_a_renamed_program_is_refused_and_leaves_nothing(online: Online) -> None:
    draft, program = online.begun(), b"MZ" + bytes(2000)
    upload = actions.start_upload(
        draft=draft, slot="paper:1", name="giay.pdf", size=len(program), at=AT
    )
    whole = actions.take_piece(draft=draft, key=upload.key, offset=0, piece=program)
    with pytest.raises(Invalid, match="chương trình"):
        actions.finish_upload(actor=online.citizen, at=AT, upload=whole)
    assert not DraftFile.objects.exists()
    assert not Upload.objects.exists()


def test_uploads_and_drafts_that_nobody_ends_are_forgotten(online: Online) -> None:
    draft = online.begun()
    upload = actions.start_upload(draft=draft, slot="paper:1", name="a", size=9, at=AT)
    actions.take_piece(draft=draft, key=upload.key, offset=0, piece=b"abc")
    assert forget_uploads(before=AT) == 0
    assert forget_uploads(before=AT + timedelta(days=1)) == 1
    assert not part_of(upload).exists()
    assert forget_old(at=AT + timedelta(days=89)) == 0
    assert forget_old(at=AT + timedelta(days=91)) == 1
    assert not Draft.objects.exists()


def test_an_expired_paper_is_noticed_at_once(online: Online) -> None:
    draft = online.begun()
    row = actions.add_file(
        actor=online.citizen, at=AT, draft_id=draft.pk, slot="paper:1",
        stored=factories.stored(online.citizen), expires_on=date(2026, 11, 1),
    )  # fmt: skip
    assert [one["code"] for one in row.findings] == ["expired"]
    actions.remove_file(actor=online.citizen, at=AT, draft_id=draft.pk, file_id=row.pk)
    assert not draft.files.exists()
