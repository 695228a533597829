"""A result that keys sign goes to the installation that asked for it with its seal, not before."""

from __future__ import annotations

import pytest

from congvu.core.jobs.testing import run_all
from congvu.counter.dossiers import actions
from congvu.counter.dossiers.choices import Making, State
from congvu.counter.dossiers.crossing.shape import Told
from congvu.counter.dossiers.factories import AT, desk
from congvu.counter.dossiers.models import Dossier, ResultEntry
from congvu.counter.dossiers.tests.test_joint_away import THEIRS, accept, ask, said, spoken
from congvu.counter.dossiers.tests.test_results import keys
from congvu.office.exchange import factories as post
from congvu.office.exchange.choices import Speech
from congvu.office.signing.factories import PIN

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_sealed_result_goes_back_with_its_number() -> None:
    place = desk()
    peer = post.peer("tinh-ban", speech=Speech.GEN2_SERVER, routes=[THEIRS])
    accept(peer, spoken(place, ask(place)))
    child = Dossier.objects.get()
    own, seal = keys(place)
    actions.accept(actor=place.clerk, at=AT, dossier_id=child.pk)
    actions.start(actor=place.clerk, at=AT, dossier_id=child.pk, post_id=place.officer.post_id)
    actions.propose(
        actor=place.officer, at=AT, dossier_id=child.pk, name="Xác nhận", making=Making.TEMPLATE
    )
    paper = actions.sign_result(
        actor=place.leader, at=AT, dossier_id=child.pk, key_id=own.pk, pin=PIN
    )
    actions.keep_signed(actor=place.leader, at=AT, dossier_id=child.pk, paper=paper)
    actions.finish(actor=place.leader, at=AT, dossier_id=child.pk)
    run_all(at=AT)
    unsealed = said(child)[-1].body
    assert isinstance(unsealed, Told)
    assert (unsealed.state, unsealed.result) == (State.FINISHED, None)
    sealed = actions.seal_result(
        actor=place.clerk, at=AT, dossier_id=child.pk, key_id=seal.pk, pin=PIN
    )
    actions.keep_sealed(actor=place.clerk, at=AT, dossier_id=child.pk, paper=sealed)
    run_all(at=AT)
    told = said(child)[-1].body
    entry = ResultEntry.objects.get()
    assert isinstance(told, Told) and told.result is not None
    assert told.result.code == entry.code
    assert [file.sha256 for file in told.result.files] == [entry.sha256]
