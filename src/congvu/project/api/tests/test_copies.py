"""Electronic copies through the API: signed before the transaction, registered in it."""

from __future__ import annotations

import pytest

from congvu.core.kernel.clock import now
from congvu.office.documents.models import Copy
from congvu.office.documents.tests.outgoing_cast import issued
from congvu.office.signing.factories import PIN, enrol_seal
from congvu.office.signing.models import SignatureRecord
from congvu.office.work.factories import Cast, cast
from congvu.project.api.testing import Caller
from congvu.project.api.tests.test_outgoing import check

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def test_a_copy_is_signed_only_with_the_pin_of_the_seal_and_downloaded(people: Cast) -> None:
    key, letter = enrol_seal(people.agency.pk, people.agency.name, now()), issued(people)
    clerk = Caller(people.actor("clerk"))
    body = {
        "kind": "sao_y", "letter": "outgoing", "letter_id": letter.pk, "key_id": key.pk,
        "signer_name": "Lê Thị Dung",
    }  # fmt: skip
    check(clerk.post("/documents/copies", body), 422)
    check(clerk.post("/documents/copies", body | {"pin": "000000"}), 422, "wrong_pin")
    check(Caller(people.actor("it_officer")).post("/documents/copies", body | {"pin": PIN}), 403)
    assert not Copy.objects.exists()
    assert not SignatureRecord.objects.exists()
    made = check(clerk.post("/documents/copies", body | {"pin": PIN}, key="sao-0001"), 201)
    clerk.post("/documents/copies", body | {"pin": PIN}, key="sao-0001")
    assert Copy.objects.count() == SignatureRecord.objects.count() == 1
    [listed] = check(clerk.get(f"/documents/outgoing/{letter.pk}/copies"), 200)
    assert listed["file_id"] == made["file_id"] is not None
    paper = check(clerk.post("/documents/copies", body | {"key_id": None}), 201)
    assert paper["file_id"] is None
