"""Promises of drafts that were uploaded: what goes out, and which versions are kept."""

from __future__ import annotations

from io import BytesIO

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from congvu.core.files.choices import Use
from congvu.core.files.factories import docx, odt, pdf
from congvu.core.files.queries import files_of, open_file
from congvu.core.kernel.errors import Invalid, NotAllowed, WrongState
from congvu.core.kernel.subject import Subject
from congvu.office.documents.actions import outgoing
from congvu.office.documents.choices import OUTGOING_KIND
from congvu.office.documents.errors import FinalNeeded
from congvu.office.documents.models import Number, Outgoing
from congvu.office.documents.scenes.outgoing import OutScene
from congvu.office.documents.tests.outgoing_cast import approved, drafted, numbered, step
from congvu.office.documents.tests.test_outgoing_pages import signed_in
from congvu.office.work.factories import AT, Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def stored(people: Cast, content: bytes, name: str, use: Use = Use.DRAFT, who: str = "it_officer"):
    return outgoing.store_draft(
        actor=people.actor(who), at=AT, stream=BytesIO(content), name=name, secrecy=0, use=use
    )


def word(people: Cast, content: bytes | None = None, name: str = "du-thao.docx") -> Outgoing:
    """Signed, with a Word file as its text."""
    file = stored(people, content or docx(), name)
    return approved(people, body="", addressees="", file=file)


def main_of(letter: Outgoing):
    subject = Subject(OUTGOING_KIND, letter.pk)
    return next((f for f in files_of([subject])[subject] if f.use == Use.MAIN), None)


def attach(people: Cast, letter: Outgoing, content: bytes, name: str = "ban-cuoi.pdf") -> Outgoing:
    file = stored(people, content, name, Use.MAIN, "clerk")
    return step("attach_final", people.actor("clerk"), letter, file=file)


# Refusals


@pytest.mark.parametrize(("make", "name"), [(docx, "du-thao.docx"), (odt, "du-thao.odt")])
def test_a_word_draft_gets_no_number_before_its_pdf(people: Cast, make, name: str) -> None:
    letter = word(people, make(), name)
    with pytest.raises(FinalNeeded, match="xuất bản đã duyệt ra PDF"):
        step("number", people.actor("clerk"), letter)
    assert not Number.objects.exists()
    letter.refresh_from_db()
    assert (letter.state, letter.number) == ("approved", None)


def test_the_final_must_be_a_pdf(people: Cast) -> None:
    letter = word(people)
    with pytest.raises(Invalid, match="PDF"):
        attach(people, letter, docx("Bản cuối"), "ban-cuoi.docx")
    assert main_of(letter) is None


def test_only_the_office_brings_the_final(people: Cast) -> None:
    letter = word(people)
    file = stored(people, pdf(), "ban-cuoi.pdf", Use.MAIN, "clerk")
    with pytest.raises(NotAllowed):
        step("attach_final", people.actor("it_officer"), letter, file=file)


def test_a_letter_written_here_makes_its_own_pdf(people: Cast) -> None:
    letter = approved(people)
    with pytest.raises(WrongState, match="tạo bản PDF khi cấp số"):
        attach(people, letter, pdf())


# What works


def test_the_pdf_gets_number_and_date_and_goes_out(people: Cast) -> None:
    letter = attach(people, word(people), pdf("Noi dung da duyet"))
    letter = step("number", people.actor("clerk"), letter)
    assert (letter.state, letter.code) == ("numbered", "01/STTTT-CNTT")
    final = main_of(letter)
    assert (final.version, final.blob.kind) == (2, "pdf")
    with open_file(final) as stream:
        text = pypdfium2.PdfDocument(stream.read())[0].get_textpage().get_text_bounded()
    assert "Noi dung da duyet" in text
    assert "01/STTTT-CNTT" in text


def test_sent_back_the_letter_has_no_final_any_more(people: Cast) -> None:
    letter = attach(people, word(people), pdf())
    letter = step("return_draft", people.actor("clerk"), letter, remark="Sửa số liệu")
    assert main_of(letter) is None


def test_an_uploaded_pdf_needs_nothing_more(people: Cast) -> None:
    letter = approved(people, body="", addressees="", file=stored(people, pdf(), "du-thao.pdf"))
    assert step("number", people.actor("clerk"), letter).state == "numbered"


def test_the_page_leads_the_clerk_to_it(people: Cast) -> None:
    letter, clerk = word(people), signed_in(people, "clerk")
    address = f"/van-ban-di/{letter.pk}/"
    page = clerk.get(address).content.decode()
    assert "xuất bản đã duyệt ra PDF" in page
    assert 'name="final"' in page
    typed = {"version": letter.version}
    refused = clerk.post(f"{address}cap-so/", typed)
    assert refused.status_code == 409
    assert "Đính kèm bản phát hành" in refused.content.decode()
    upload = SimpleUploadedFile("ban-cuoi.pdf", pdf())
    assert clerk.post(f"{address}ban-phat-hanh/", typed | {"final": upload}).status_code == 302
    letter.refresh_from_db()
    page = clerk.get(address).content.decode()
    assert "xuất bản đã duyệt ra PDF" not in page
    assert clerk.post(f"{address}cap-so/", {"version": letter.version}).status_code == 302
    letter.refresh_from_db()
    assert letter.state == "numbered"


# Older versions


def twice(people: Cast) -> Outgoing:
    letter = drafted(people, body="", addressees="", file=stored(people, docx(), "ban-mot.docx"))
    fields = outgoing.Fields(
        kind=letter.kind, subject=letter.subject,
        places=[outgoing.Place("outside", name="Bưu điện tỉnh")],
    )  # fmt: skip
    return step(
        "edit", people.actor("it_officer"), letter, fields=fields,
        file=stored(people, docx("Bản hai"), "ban-hai.docx"),
    )  # fmt: skip


def test_a_stranger_gets_no_older_version(people: Cast) -> None:
    letter = twice(people)
    [old] = OutScene.load(people.actor("it_officer"), letter.pk, AT).versions
    assert signed_in(people, "post_head").get(old.url).status_code == 404
    assert signed_in(cast("stp", "Sở Tư pháp"), "leader").get(old.url).status_code == 404


def test_older_versions_are_listed_and_can_be_fetched(people: Cast) -> None:
    letter = twice(people)
    [old] = OutScene.load(people.actor("it_officer"), letter.pk, AT).versions
    assert (old.name, old.version, old.by, old.at) == ("ban-mot.docx", 1, "Hoàng Thị Hạnh", AT)
    client = signed_in(people, "it_officer")
    for path in ("", "sua/"):
        page = client.get(f"/van-ban-di/{letter.pk}/{path}").content.decode()
        assert "Các bản trước (1)" in page
        assert old.url in page
    assert client.get(old.url).status_code == 200


def test_a_letter_without_older_versions_shows_no_list(people: Cast) -> None:
    letter = numbered(people)
    page = signed_in(people, "clerk").get(f"/van-ban-di/{letter.pk}/").content.decode()
    assert "Các bản trước" not in page
