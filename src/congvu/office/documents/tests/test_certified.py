"""Promises of electronic copies: signed by the agency, as open as their letter, verifiable."""

from __future__ import annotations

import io

import pikepdf
import pytest

from congvu.core.files.choices import Use
from congvu.core.files.models import File
from congvu.core.files.queries import open_file
from congvu.core.jobs.testing import run_all
from congvu.core.kernel.clock import VIETNAM, now
from congvu.core.kernel.errors import Invalid, NotAllowed, NotFound, WrongState
from congvu.core.kernel.subject import Subject
from congvu.office.documents.actions import incoming, outgoing
from congvu.office.documents.actions.incoming import Fields, Upload, take_in
from congvu.office.documents.choices import COPY_KIND, INCOMING_KIND, OUTGOING_KIND
from congvu.office.documents.models import Copy, Outgoing
from congvu.office.documents.queries.outgoing import papers_of, readable_copies
from congvu.office.documents.tests.outgoing_cast import approved, issued
from congvu.office.documents.tests.test_digital import words
from congvu.office.documents.tests.test_incoming_pages import letter_of, signed_in
from congvu.office.signing.errors import WrongPin
from congvu.office.signing.factories import PIN, enrol_seal
from congvu.office.signing.factories import letter as arrived
from congvu.office.signing.models import SignatureRecord, SigningKey, ValidationRecord
from congvu.office.signing.verification import Anchors, verify
from congvu.office.work.factories import Cast, cast

NOW = now()
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def key(people: Cast) -> SigningKey:
    return enrol_seal(people.agency.pk, people.agency.name, NOW)


def certify(people: Cast, letter: Outgoing, key: SigningKey | None, **changes: object) -> Copy:
    asked: dict[str, object] = {
        "actor": people.actor("clerk"), "at": NOW, "kind": "sao_y",
        "subject": Subject(OUTGOING_KIND, letter.pk), "signer_name": "Lê Thị Dung",
        "seal": outgoing.Seal(key.pk, PIN) if key else None,
    } | changes  # fmt: skip
    return outgoing.certify(**asked)  # type: ignore[arg-type]


def paper(copy: Copy) -> bytes:
    with open_file(papers_of([copy])[copy.pk]) as stream:
        content: bytes = stream.read()
    return content


def nothing_made() -> bool:
    return not (Copy.objects.exists() or SignatureRecord.objects.exists())


# Refusals


def test_a_wrong_pin_takes_no_number(people: Cast, key: SigningKey) -> None:
    letter = issued(people)
    with pytest.raises(WrongPin):
        certify(people, letter, key, seal=outgoing.Seal(key.pk, "000000"))
    assert nothing_made()


def test_only_the_office_and_only_with_its_own_seal(people: Cast, key: SigningKey) -> None:
    letter = issued(people)
    with pytest.raises(NotAllowed):
        certify(people, letter, key, actor=people.actor("leader"))
    other = cast("stp", "Sở Tư pháp")
    with pytest.raises(NotFound):
        certify(people, letter, key, actor=other.actor("clerk"))
    theirs = enrol_seal(other.agency.pk, "Sở Tư pháp", NOW)
    with pytest.raises((NotFound, NotAllowed)):
        certify(people, letter, theirs)
    assert nothing_made()


def test_what_is_not_issued_is_not_signed_either(people: Cast, key: SigningKey) -> None:
    with pytest.raises(WrongState, match="đã có số"):
        certify(people, approved(people), key)
    assert nothing_made()


def test_without_a_pdf_there_is_no_electronic_copy(people: Cast, key: SigningKey) -> None:
    letter = issued(people)
    File.objects.filter(subject_kind=OUTGOING_KIND, use=Use.MAIN).delete()
    with pytest.raises(WrongState, match="không có tệp PDF"):
        certify(people, letter, key)
    assert nothing_made()


@pytest.mark.parametrize("pages", ["", "0", "2", "1-9", "một", "2-1"])
def test_an_extract_says_which_pages(people: Cast, key: SigningKey, pages: str) -> None:
    with pytest.raises(Invalid, match=r"trang"):
        certify(people, issued(people), key, kind="trich_sao", pages=pages)
    assert nothing_made()


# What is made


def test_the_copy_carries_its_form_the_agency_and_the_moment(people: Cast, key: SigningKey) -> None:
    letter = issued(people)
    copy = certify(people, letter, key, recipients="Phòng Tài chính")
    printed = words(paper(copy))
    assert "SAO Y" in printed
    assert people.agency.name in printed
    assert NOW.astimezone(VIETNAM).isoformat(timespec="seconds") in printed
    [file] = File.objects.filter(subject_kind=COPY_KIND)
    assert file.name == f"{copy.code.replace('/', '-')}.pdf"
    [one] = verify(paper(copy), at=NOW, anchors=Anchors()).signatures
    assert (one.integrity, one.signer.name) == ("intact", people.agency.name)


def test_it_is_verified_by_a_job(people: Cast, key: SigningKey) -> None:
    copy = certify(people, issued(people), key)
    run_all()
    file = papers_of([copy])[copy.pk]
    assert ValidationRecord.objects.filter(sha256=file.blob.sha256).exists()


def test_an_extract_holds_only_the_pages_that_were_named(people: Cast, key: SigningKey) -> None:
    copy = certify(people, issued(people), key, kind="trich_sao", pages="1")
    pdf = paper(copy)
    assert len(pikepdf.open(io.BytesIO(pdf)).pages) == 1
    assert "TRÍCH SAO" in words(pdf)


def test_a_copy_is_as_open_as_its_letter(people: Cast, key: SigningKey) -> None:
    copy = certify(people, issued(people), key)
    stranger = cast("stp", "Sở Tư pháp")
    assert readable_copies(people.actor("clerk"), [copy.pk]) == {copy.pk}
    assert readable_copies(stranger.actor("clerk"), [copy.pk]) == set()
    file = papers_of([copy])[copy.pk]
    address = f"/tep/{file.pk}/{file.name}"
    assert signed_in(stranger, "clerk").get(address).status_code == 404


def test_the_clerk_signs_the_copy_on_the_page_and_downloads_it(
    people: Cast, key: SigningKey
) -> None:
    letter, clerk = issued(people), signed_in(people, "clerk")
    address = f"/van-ban-di/{letter.pk}/"
    form = clerk.get(f"{address}sao/").content.decode()
    assert "Ký số bản sao bằng khóa của cơ quan" in form
    typed = {
        "version": letter.version, "kind": "sao_y", "signer_name": "Lê Thị Dung", "copies": 1,
        "key_id": key.pk,
    }  # fmt: skip
    assert "nhập mã PIN" in clerk.post(f"{address}sao/", typed).content.decode()
    assert clerk.post(f"{address}sao/", typed | {"pin": PIN}).status_code == 302
    page = clerk.get(address).content.decode()
    assert "đã ký số" in page
    file = papers_of(list(Copy.objects.all()))[Copy.objects.get().pk]
    assert f"/{file.pk}/" in page
    answer = clerk.post(f"/xac-minh/tep/{file.pk}/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/xac-minh/")
    assert file.name in answer.content.decode()


def test_a_clerk_without_a_key_copies_on_paper_as_before(people: Cast) -> None:
    letter = letter_of(people)
    clerk = signed_in(people, "clerk")
    assert "Ký số bản sao" not in clerk.get(f"/van-ban-den/{letter.pk}/sao/").content.decode()
    copy = certify(people, issued(people), None)
    assert papers_of([copy]) == {}
    assert copy.number


def test_an_arrived_letter_is_copied_with_the_seal_too(people: Cast, key: SigningKey) -> None:
    clerk = people.actor("clerk")
    papers = take_in(actor=clerk, at=NOW, uploads=[Upload(io.BytesIO(arrived()), "12-UBND.pdf")])
    fields = Fields(
        issuer_name="UBND huyện Hiệp Hòa", issued_on=NOW.date(), code="12/UBND-VP", kind="cong_van",
        subject="V/v đăng ký chứng thư số",
    )  # fmt: skip
    letter = incoming.register(actor=clerk, at=NOW, fields=fields, papers=papers)
    copy = outgoing.certify(
        actor=clerk, at=NOW, kind="sao_y", subject=Subject(INCOMING_KIND, letter.pk),
        signer_name="Lê Thị Dung", seal=outgoing.Seal(key.pk, PIN),
    )  # fmt: skip
    assert "SAO Y" in words(paper(copy))
