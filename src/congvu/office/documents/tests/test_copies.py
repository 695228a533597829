"""Promises of certified copies on the pages of letters, and of what may be copied."""

from __future__ import annotations

import pytest

from congvu.core.kernel.errors import NotAllowed, NotFound, WrongState
from congvu.core.kernel.subject import Subject
from congvu.office.documents.actions import outgoing
from congvu.office.documents.choices import INCOMING_KIND, OUTGOING_KIND, Secrecy
from congvu.office.documents.errors import SecretContent
from congvu.office.documents.models import Copy, Outgoing
from congvu.office.documents.tests.outgoing_cast import approved, issued
from congvu.office.documents.tests.test_incoming_pages import letter_of, signed_in
from congvu.office.work.factories import AT, Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def copy(people: Cast, subject: Subject, who: str = "clerk") -> Copy:
    return outgoing.make_copy(
        actor=people.actor(who), at=AT, kind="sao_y", subject=subject, signer_name="Lê Thị Dung"
    )


def test_what_has_no_number_is_not_copied(people: Cast) -> None:
    letter = approved(people)
    with pytest.raises(WrongState, match="đã có số"):
        copy(people, Subject(OUTGOING_KIND, letter.pk))
    assert not Copy.objects.exists()


def test_what_was_recalled_is_not_copied(people: Cast) -> None:
    letter = issued(people)
    Outgoing.objects.filter(pk=letter.pk).update(state="recalled")
    with pytest.raises(WrongState, match="thu hồi"):
        copy(people, Subject(OUTGOING_KIND, letter.pk))


def test_a_secret_letter_is_not_copied_here(people: Cast) -> None:
    letter = letter_of(people, secrecy=Secrecy.SECRET, subject="")
    with pytest.raises(SecretContent, match="bí mật nhà nước"):
        copy(people, Subject(INCOMING_KIND, letter.pk))


def test_only_the_office_copies(people: Cast) -> None:
    letter = letter_of(people)
    with pytest.raises(NotAllowed):
        copy(people, Subject(INCOMING_KIND, letter.pk), "leader")
    with pytest.raises(NotFound):
        copy(cast("stp", "Sở Tư pháp"), Subject(INCOMING_KIND, letter.pk))
    page = signed_in(people, "leader")
    assert page.get(f"/van-ban-den/{letter.pk}/sao/").status_code == 403


@pytest.mark.parametrize("direction", ["van-ban-den", "van-ban-di"])
def test_the_clerk_copies_on_the_page_and_finds_it_there(people: Cast, direction: str) -> None:
    letter = letter_of(people) if direction == "van-ban-den" else issued(people)
    address, clerk = f"/{direction}/{letter.pk}/", signed_in(people, "clerk")
    assert "Nguyễn Văn Bình" in clerk.get(f"{address}sao/").content.decode()
    typed = {"version": letter.version, "kind": "sao_y", "signer_name": "", "copies": 1}
    assert clerk.post(f"{address}sao/", typed).status_code == 422
    typed |= {"signer_name": "Nguyễn Văn Bình", "copies": 3, "recipients": "Phòng Tài chính"}
    assert clerk.post(f"{address}sao/", typed).status_code == 302
    made = Copy.objects.get()
    assert (made.kind, made.copies, made.code) == ("sao_y", 3, "01/SY-STTTT")
    page = clerk.get(address).content.decode()
    assert "Bản sao đã lập" in page
    assert "01/SY-STTTT" in page
    assert "Phòng Tài chính" in page
