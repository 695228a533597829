"""Promises of digital signatures on a letter: person first, then number, date and seal."""

from __future__ import annotations

import io
import re
from functools import partial

import pypdfium2
import pytest

from congvu.core.audit.models import Entry
from congvu.core.files.choices import Use
from congvu.core.files.models import File
from congvu.core.files.queries import files_of, open_file
from congvu.core.jobs.testing import run_all
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.dates import date_in_words
from congvu.core.kernel.errors import NotFound
from congvu.office.documents.actions import outgoing as actions
from congvu.office.documents.actions.outgoing.steps import subject_of
from congvu.office.documents.choices import OutgoingState
from congvu.office.documents.errors import SignatureAwaited
from congvu.office.documents.models import Number, Outgoing
from congvu.office.documents.tests import outgoing_cast
from congvu.office.documents.tests.outgoing_cast import approved, drafted
from congvu.office.signing import actions as signing
from congvu.office.signing import queries as signatures
from congvu.office.signing.errors import WrongPin
from congvu.office.signing.factories import PIN, enrol, enrol_seal
from congvu.office.signing.models import SigningKey
from congvu.office.work.factories import Cast, cast

NOW = now()
"""A confirmation holds for minutes of the machine's clock, so these letters are of this moment."""
step = partial(outgoing_cast.step, at=NOW)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def keys(people: Cast) -> tuple[SigningKey, SigningKey]:
    """The leader's and the agency's."""
    leader = people.actor("leader")
    return enrol(leader, NOW), enrol_seal(people.agency.pk, people.agency.name, NOW)


def laid(people: Cast, **changes: object) -> Outgoing:
    """A letter that the leader has approved; it waits for the leader's key."""
    letter = step("submit", people.actor("it_officer"), drafted(people, **changes))
    letter = step("review", people.actor("it_head"), letter)
    letter = step("check", people.actor("clerk"), letter)
    return actions.sign_off(
        actor=people.actor("leader"), at=NOW, outgoing_id=letter.pk, version=letter.version
    )


def confirmed(people: Cast, letter: Outgoing, key: SigningKey) -> Outgoing:
    waiting = signatures.waiting_for(subject_of(letter))
    assert waiting is not None
    signing.confirm(
        actor=people.actor("leader"), at=NOW, request_id=waiting.request_id, key_id=key.pk, pin=PIN
    )
    run_all()
    waiting.refresh_from_db()
    assert waiting.state == "signed", waiting.outcome
    return Outgoing.objects.get(pk=letter.pk)


def main_of(letter: Outgoing) -> File:
    subject = subject_of(letter)
    [file] = [one for one in files_of([subject])[subject] if one.use == Use.MAIN]
    return file


def bytes_of(file: File) -> bytes:
    with open_file(file) as stream:
        content: bytes = stream.read()
    return content


def words(pdf: bytes) -> str:
    """What is printed, also by the appearances of signatures."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    document.init_forms()
    page = document[0]
    pypdfium2.raw.FPDFPage_Flatten(page, 1)
    again = pypdfium2.PdfDocument(_saved(document))
    return " ".join(again[0].get_textpage().get_text_bounded().split())


def _saved(document: pypdfium2.PdfDocument) -> io.BytesIO:
    out = io.BytesIO()
    document.save(out)
    return out


# Refusals


def test_a_letter_that_waits_for_its_signer_gets_no_number(people: Cast, keys: object) -> None:
    letter = laid(people)
    with pytest.raises(SignatureAwaited):
        step("number", people.actor("clerk"), letter)
    assert not Number.objects.exists()


def test_only_its_signer_confirms(people: Cast, keys: tuple[SigningKey, SigningKey]) -> None:
    waiting = signatures.waiting_for(subject_of(laid(people)))
    assert waiting is not None
    for who in ("clerk", "it_head"):
        with pytest.raises(NotFound):
            signing.confirm(
                actor=people.actor(who), at=NOW, request_id=waiting.request_id, key_id=keys[0].pk,
                pin=PIN,
            )  # fmt: skip


def test_a_wrong_pin_signs_nothing(people: Cast, keys: tuple[SigningKey, SigningKey]) -> None:
    letter = laid(people)
    waiting = signatures.waiting_for(subject_of(letter))
    assert waiting is not None
    with pytest.raises(WrongPin):
        signing.confirm(
            actor=people.actor("leader"), at=NOW, request_id=waiting.request_id,
            key_id=keys[0].pk, pin="000000",
        )  # fmt: skip
    run_all()
    assert not signatures.records_of([subject_of(letter)])[subject_of(letter)]


@pytest.mark.parametrize("pin", ["", "000000"])
def test_without_the_agencys_key_the_number_is_kept_and_the_clerk_is_told(
    people: Cast, keys: tuple[SigningKey, SigningKey], pin: str
) -> None:
    letter = confirmed(people, laid(people), keys[0])
    before = main_of(letter).blob.sha256
    seal = actions.Seal(keys[1].pk, pin) if pin else None
    letter = step("number", people.actor("clerk"), letter, seal=seal)
    assert (letter.state, letter.number) == (OutgoingState.APPROVED, 1)
    assert "PIN" in letter.numbering_error
    run_all()
    assert main_of(letter).blob.sha256 == before
    letter = step("number", people.actor("clerk"), letter, seal=actions.Seal(keys[1].pk, PIN))
    assert (letter.state, letter.number, letter.numbering_error) == ("numbered", 1, "")


def test_what_goes_back_is_not_signed_any_more(
    people: Cast, keys: tuple[SigningKey, SigningKey]
) -> None:
    letter = laid(people)
    waiting = signatures.waiting_for(subject_of(letter))
    assert waiting is not None
    step("return_draft", people.actor("clerk"), letter, remark="Sửa phụ lục")
    assert signatures.waiting_for(subject_of(letter)) is None
    waiting.request.refresh_from_db()
    assert waiting.request.state == "cancelled"
    subject = subject_of(letter)
    assert all(file.use != Use.MAIN for file in files_of([subject])[subject])


def test_who_has_no_key_signs_on_paper(people: Cast) -> None:
    letter = laid(people)
    assert signatures.waiting_for(subject_of(letter)) is None
    letter = step("number", people.actor("clerk"), letter)
    assert letter.state == OutgoingState.NUMBERED


# What works


def test_person_then_number_and_date_then_seal(
    people: Cast, keys: tuple[SigningKey, SigningKey]
) -> None:
    letter = confirmed(people, laid(people), keys[0])
    by_person = bytes_of(main_of(letter))
    assert f"{NOW.year}" not in words(by_person).partition("Nguyễn Văn Bình")[2]
    letter = step("number", people.actor("clerk"), letter, seal=actions.Seal(keys[1].pk, PIN))
    assert letter.state == OutgoingState.NUMBERED, letter.numbering_error
    sealed = bytes_of(main_of(letter))
    assert sealed.startswith(by_person), "each signature is an update of the one before"
    kinds = [r.field_kind for r in signatures.records_of([subject_of(letter)])[subject_of(letter)]]
    assert kinds == ["person", "number_date", "agency"]
    added = words(sealed).replace(" ", "").partition("NguyễnVănBình")[2]
    day = "".join(re.findall(r"\d+", date_in_words(local_date(NOW))))
    assert f"01{day}" in added, "number, day, month and year, drawn onto their blanks"
    assert PIN not in str(list(Entry.objects.values_list("changes", flat=True)))


def test_many_letters_are_one_batch_with_one_pin(
    people: Cast, keys: tuple[SigningKey, SigningKey]
) -> None:
    letters = [approved(people, subject=f"V/v việc số {n}") for n in range(3)]
    ids = [letter.pk for letter in letters]
    leader = people.actor("leader")
    batch = actions.lay_before_signer(actor=leader, at=NOW, outgoing_ids=ids)
    assert batch is not None and batch.items.count() == 3
    assert actions.lay_before_signer(actor=leader, at=NOW, outgoing_ids=ids) is None
    signing.confirm(actor=leader, at=NOW, request_id=batch.pk, key_id=keys[0].pk, pin=PIN)
    run_all()
    assert not any(signatures.waiting_for(subject_of(letter)) for letter in letters)


def test_an_agency_may_seal_what_was_signed_on_paper(
    people: Cast, keys: tuple[SigningKey, SigningKey]
) -> None:
    letter = approved(people)
    letter = step("number", people.actor("clerk"), letter, seal=actions.Seal(keys[1].pk, PIN))
    assert letter.state == OutgoingState.NUMBERED, letter.numbering_error
    [record] = signatures.records_of([subject_of(letter)])[subject_of(letter)]
    assert record.field_kind == "agency"
