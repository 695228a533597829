"""Forms sealed with the agency's key: valid signatures, kept with the dossier."""

from __future__ import annotations

import pytest

from congvu.core.files import queries as files
from congvu.core.kernel.errors import NotAllowed, NotFound
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.counter.dossiers import actions, queries
from congvu.counter.dossiers.factories import AT, Desk, desk
from congvu.office.signing import factories as signing
from congvu.office.signing.errors import WrongPin
from congvu.office.signing.factories import PIN
from congvu.office.signing.verification import verify
from congvu.office.signing.verification.anchors import Anchors

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place() -> Desk:
    return desk()


def test_who_keeps_no_seal_signs_nothing_and_strangers_learn_nothing(place: Desk):
    dossier = place.started()
    key = signing.enrol_seal(place.agency.pk, place.agency.name, AT)
    for actor, refusal in (
        (organisation.seat(Role.CLERK), NotFound), (place.officer, NotAllowed),
    ):  # fmt: skip
        with pytest.raises(refusal):
            actions.sign_form(
                actor=actor, at=AT, dossier_id=dossier.pk, number=1, key_id=key.pk, pin=PIN
            )
    with pytest.raises(WrongPin):
        actions.sign_form(
            actor=place.clerk, at=AT, dossier_id=dossier.pk, number=1, key_id=key.pk, pin="000000"
        )
    with pytest.raises(NotFound):
        actions.sign_form(
            actor=place.clerk, at=AT, dossier_id=dossier.pk, number=4, key_id=key.pk, pin=PIN
        )
    assert queries.signed_form(dossier, 1) is None


def test_a_sealed_receipt_verifies_and_is_kept_with_the_dossier(place: Desk):
    dossier = place.started()
    key = signing.enrol_seal(place.agency.pk, place.agency.name, AT)
    for version in (1, 2):
        signed = actions.sign_form(
            actor=place.clerk, at=AT, dossier_id=dossier.pk, number=1, key_id=key.pk, pin=PIN
        )
        file = actions.keep_form(
            actor=place.clerk, at=AT, dossier_id=dossier.pk, number=1, signed=signed
        )
        assert file.version == version
    assert queries.signed_form(dossier, 1) == file
    with files.open_file(file) as stream:
        content = stream.read()
    report = verify(content, at=AT, anchors=Anchors())
    (signature,) = report.signatures
    assert signature.integrity == "intact"
    assert b"pdfaid:part" in content or b"OutputIntent" in content, "PDF/A as it was printed"
    assert files.get(actor=place.officer, file_id=file.pk) == file, "who reads the dossier"
    with pytest.raises(NotFound):
        files.get(actor=place.other, file_id=file.pk)
