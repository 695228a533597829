"""Promises of files that come later, or came by mistake, on a letter of the register."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from congvu.core.audit.models import Entry
from congvu.core.files.choices import Use
from congvu.core.files.factories import picture
from congvu.core.files.models import Blob, File
from congvu.core.files.queries import files_of
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from congvu.core.kernel.subject import Subject
from congvu.office.documents.actions import incoming as actions
from congvu.office.documents.actions.incoming import Paper, Upload
from congvu.office.documents.actions.outgoing.delivery import take_back
from congvu.office.documents.choices import INCOMING_KIND, IncomingState, Secrecy
from congvu.office.documents.errors import Frozen, SecretContent
from congvu.office.documents.models import Incoming
from congvu.office.documents.tests.outgoing_cast import issued, place_of
from congvu.office.documents.tests.test_incoming_pages import fresh, letter_of, signed_in
from congvu.office.exchange.actions import deliver_here
from congvu.office.work.factories import AT, Cast, cast

pytestmark = pytest.mark.django_db
LIST = "/van-ban-den/"


@pytest.fixture
def people() -> Cast:
    return cast()


def files(letter: Incoming) -> list[File]:
    subject = Subject(INCOMING_KIND, letter.pk)
    return files_of([subject])[subject]


def paper(people: Cast, name: str = "phu-luc.png") -> Paper:
    [taken] = actions.take_in(
        actor=fresh(people, "clerk"), at=now(),
        uploads=[Upload(BytesIO(picture()), name, Use.ATTACHMENT)],
    )  # fmt: skip
    return taken


def add(people: Cast, letter: Incoming, who: str = "clerk", **changes) -> Incoming:
    asked = {"papers": [paper(people)], "version": letter.version} | changes
    return actions.add_file(actor=fresh(people, who), at=now(), incoming_id=letter.pk, **asked)


def take_off(people: Cast, letter: Incoming, file: File, **changes) -> Incoming:
    asked = {"reason": "Quét nhầm văn bản", "version": letter.version} | changes
    who = asked.pop("who", "clerk")
    return actions.remove_file(
        actor=fresh(people, who), at=now(), incoming_id=letter.pk, file_id=file.pk, **asked
    )


# Refusals


def test_only_the_keeper_of_the_register_adds_and_takes_off(people: Cast) -> None:
    letter = add(people, letter_of(people))
    [file] = files(letter)
    for who in ("leader", "deputy"):
        with pytest.raises(NotAllowed):
            add(people, letter, who)
        with pytest.raises(NotAllowed):
            take_off(people, letter, file, who=who)
    with pytest.raises(NotFound):
        add(people, letter, "post_officer")
    assert files(letter) == [file]


def test_another_agency_does_not_find_the_letter(people: Cast) -> None:
    letter, other = letter_of(people), cast("stp", "Sở Tư pháp")
    with pytest.raises(NotFound):
        actions.add_file(
            actor=fresh(other, "clerk"), at=now(), incoming_id=letter.pk, papers=[paper(other)]
        )


def test_a_secret_letter_gets_no_file_at_any_step(people: Cast) -> None:
    letter = letter_of(people, secrecy=Secrecy.SECRET, subject="")
    with pytest.raises(SecretContent):
        add(people, letter)
    kept = Blob.objects.count()
    page = signed_in(people, "clerk")
    answer = page.post(
        f"{LIST}{letter.pk}/bo-sung-tep/",
        {"version": letter.version, "main": SimpleUploadedFile("mat.png", picture(size=(9, 9)))},
    )
    assert answer.status_code in (403, 422)
    assert (Blob.objects.count(), files(letter)) == (kept, [])


def test_nothing_chosen_and_no_reason_are_told(people: Cast) -> None:
    letter = letter_of(people)
    with pytest.raises(Invalid, match="Chưa chọn tệp"):
        add(people, letter, papers=[])
    letter = add(people, letter)
    with pytest.raises(Invalid, match="Lý do gỡ tệp"):
        take_off(people, letter, files(letter)[0], reason="  ")
    assert len(files(letter)) == 1


def test_who_saw_an_older_version_is_told(people: Cast) -> None:
    letter = letter_of(people)
    add(people, letter)
    with pytest.raises(Stale):
        add(people, letter)


def test_a_file_of_another_letter_is_not_found(people: Cast) -> None:
    first, second = add(people, letter_of(people)), letter_of(people, 2)
    with pytest.raises(NotFound):
        take_off(people, second, files(first)[0])
    assert len(files(first)) == 1


@pytest.fixture
def sent() -> tuple[Cast, Cast, Incoming]:
    sender, receiver = cast("snv", "Sở Nội vụ"), cast("ubndhh", "UBND huyện Hiệp Hòa")
    outgoing = issued(sender, places=(place_of(receiver),))
    deliver_here(at=AT)
    return sender, receiver, Incoming.objects.get(origin=outgoing)


def test_a_letter_that_waits_for_its_number_is_registered_first(
    sent: tuple[Cast, Cast, Incoming],
) -> None:
    _, receiver, letter = sent
    with pytest.raises(WrongState, match="vào sổ"):
        add(receiver, letter)


def test_what_the_sender_delivered_stays(sent: tuple[Cast, Cast, Incoming]) -> None:
    _, receiver, letter = sent
    letter = actions.register(
        actor=receiver.actor("clerk"), at=AT, fields=actions.fields_of(letter),
        incoming_id=letter.pk,
    )  # fmt: skip
    with pytest.raises(WrongState, match="cơ quan gửi"):
        take_off(receiver, letter, files(letter)[0])
    assert len(files(letter)) == 1


def test_a_letter_asked_back_is_left_as_it_is(sent: tuple[Cast, Cast, Incoming]) -> None:
    sender, receiver, letter = sent
    letter = actions.register(
        actor=receiver.actor("clerk"), at=AT, fields=actions.fields_of(letter),
        incoming_id=letter.pk,
    )  # fmt: skip
    take_back(letter.origin, "Gửi nhầm", actor=sender.actor("clerk"), at=AT)
    letter.refresh_from_db()
    assert letter.state == IncomingState.FROZEN
    with pytest.raises(Frozen):
        add(receiver, letter)


# What works


def test_a_later_file_stands_after_the_first_and_the_journal_names_it(people: Cast) -> None:
    letter = add(people, add(people, letter_of(people)), papers=[paper(people, "ban-quet.png")])
    assert [(f.name, f.position) for f in files(letter)] == [
        ("phu-luc.png", 0), ("ban-quet.png", 1),
    ]  # fmt: skip
    entry = Entry.objects.filter(verb="documents.incoming.add_file").latest("id")
    assert entry.changes["added"] == ["ban-quet.png"]


def test_taken_off_it_is_gone_and_the_journal_keeps_name_and_reason(people: Cast) -> None:
    letter = add(people, letter_of(people))
    letter = take_off(people, letter, files(letter)[0])
    assert files(letter) == []
    entry = Entry.objects.filter(verb="documents.incoming.remove_file").latest("id")
    assert entry.changes == {"removed": "phu-luc.png", "reason": "Quét nhầm văn bản"}


def test_the_clerk_adds_and_takes_off_on_the_page(people: Cast) -> None:
    letter, clerk = letter_of(people), signed_in(people, "clerk")
    shown = clerk.get(f"{LIST}{letter.pk}/bo-sung-tep/").content.decode()
    assert 'enctype="multipart/form-data"' in shown
    answer = clerk.post(
        f"{LIST}{letter.pk}/bo-sung-tep/",
        {
            "version": letter.version,
            "main": SimpleUploadedFile("quet.png", picture()),
            "attachments": SimpleUploadedFile("phu-luc.png", picture(size=(50, 50))),
        },
    )
    assert answer.status_code == 302
    assert [f.use for f in files(letter)] == [Use.MAIN, Use.ATTACHMENT]
    letter.refresh_from_db()
    page = clerk.get(f"{LIST}{letter.pk}/go-tep/").content.decode()
    assert "phu-luc.png" in page
    body = {"version": letter.version, "file_id": files(letter)[1].pk}
    assert clerk.post(f"{LIST}{letter.pk}/go-tep/", body).status_code == 422
    body["text"] = "Phụ lục của văn bản khác"
    assert clerk.post(f"{LIST}{letter.pk}/go-tep/", body).status_code == 302
    assert [f.name for f in files(letter)] == ["quet.png"]
