"""The holiday table is edited after dates were given: nothing moves until somebody decides."""

from __future__ import annotations

from datetime import timedelta

import pytest

from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.errors import Invalid, NotAllowed, NotFound
from congvu.core.notifications.models import Notice
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.actions import set_day
from congvu.core.organisation.choices import DayKind, Role
from congvu.core.organisation.models import CalendarDay
from congvu.counter.dossiers import actions, queries
from congvu.counter.dossiers.actions import Point
from congvu.counter.dossiers.factories import AT, Desk, desk
from congvu.counter.dossiers.models import Dossier, DueDoubt

SYSTEM = system_actor()
DAY = timedelta(days=1)


@pytest.fixture
def place(db: None) -> Desk:
    return desk()


def edit(days: int = 2) -> None:
    """A day off by decision, two days after receipt."""
    set_day(
        actor=SYSTEM, day=(AT + days * DAY).date(), kind=DayKind.HOLIDAY, name="Nghỉ bão", at=AT
    )


def look(**asked: bool) -> int:
    return actions.look_at_dates(actor=SYSTEM, at=AT + DAY, **asked)


def fresh(dossier: Dossier) -> Dossier:
    return Dossier.objects.get(pk=dossier.pk)


def test_nothing_moves_by_itself_and_every_affected_dossier_is_listed(place: Desk):
    affected, untouched = place.started(), place.started(AT + 3 * DAY)
    finished = place.started()
    actions.propose(actor=place.officer, at=AT, dossier_id=finished.pk, name="Giấy phép")
    actions.finish(actor=place.leader, at=AT, dossier_id=finished.pk)
    assert look() == 0
    edit()
    assert look() == 1
    doubt = queries.doubts_for(place.clerk).get()
    assert doubt.dossier == affected
    assert doubt.kept == affected.due_at == fresh(affected).due_at
    assert doubt.reckoned == affected.due_at + DAY
    assert fresh(untouched).due_at == untouched.due_at
    notice = Notice.objects.get(recipient_id=place.clerk.user_id)
    assert notice.title.startswith("1 hồ sơ có hạn cần xem lại")
    assert look() == look(force=True) == 1, "looked at twice, listed and told once"
    assert Notice.objects.filter(kind="dossiers.dossier.doubted").count() == 1


def test_without_an_edit_one_question_is_asked(place: Desk, django_assert_num_queries):
    place.started()
    look()
    with django_assert_num_queries(3):
        look()


def test_strangers_and_officers_decide_nothing(place: Desk):
    dossier = place.started()
    edit()
    look()
    for actor, refusal in (
        (organisation.seat(Role.LEADER), NotFound), (place.other, NotFound),
        (place.officer, NotAllowed), (place.head, NotAllowed),
    ):  # fmt: skip
        assert not queries.doubts_for(actor).exists()
        with pytest.raises(refusal):
            actions.decide_date(actor=actor, at=AT, dossier_id=dossier.pk, shift=True)
    assert fresh(dossier).due_at == dossier.due_at


def test_the_desk_keeps_or_moves_and_is_not_asked_again(place: Desk):
    kept, moved = place.started(), place.started()
    edit()
    look()
    actions.decide_date(actor=place.clerk, at=AT, dossier_id=kept.pk, shift=False)
    actions.decide_date(actor=place.leader, at=AT, dossier_id=moved.pk, shift=True)
    assert fresh(kept).due_at == kept.due_at
    assert fresh(moved).due_at == moved.due_at + DAY
    assert "Nghỉ bão" in " ".join(fresh(moved).due_account)
    assert fresh(moved).events.last().verb == "redate"
    assert look(force=True) == 0
    with pytest.raises(Invalid):
        actions.decide_date(actor=place.clerk, at=AT, dossier_id=kept.pk, shift=True)


def test_many_at_once_each_by_itself(place: Desk):
    first, second = place.started(), place.started()
    edit()
    look()
    refused = actions.decide_dates(
        actor=place.clerk, at=AT, dossier_ids=[first.pk, second.pk, second.pk + 99], shift=True
    )
    assert [pk for pk, _ in refused] == [second.pk + 99]
    assert not DueDoubt.objects.filter(decided_at=None).exists()


def test_an_edit_taken_back_leaves_no_doubt(place: Desk):
    place.started()
    edit()
    assert look() == 1
    CalendarDay.objects.filter(name="Nghỉ bão").delete()
    assert look(force=True) == 0
    assert not DueDoubt.objects.exists()


def test_a_date_that_a_verb_moved_meanwhile_needs_no_decision(place: Desk, settings):
    settings.CONGVU_CALENDAR_RECHECK_SECONDS = 0
    dossier = place.started()
    edit()
    look()
    actions.ask_supplement(
        actor=place.officer, at=AT + DAY, dossier_id=dossier.pk, reason="Thiếu",
        points=[Point("Bản sao")],
    )  # fmt: skip
    actions.supply(actor=place.clerk, at=AT + 5 * DAY, dossier_id=dossier.pk)
    edit(days=30)
    assert DueDoubt.objects.filter(decided_at=None).count() == 1
    look()
    assert not DueDoubt.objects.filter(decided_at=None, kept=dossier.due_at).exists()
