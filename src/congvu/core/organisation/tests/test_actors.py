"""Who acts: posts, several agencies, and delegations that end to the minute."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.errors import Invalid, NotAllowed
from congvu.core.organisation import actions, factories
from congvu.core.organisation.choices import Role
from congvu.core.organisation.models import Appointment
from congvu.core.organisation.policies import delegation_covers
from congvu.core.organisation.queries import actor_for, delegations_to

pytestmark = pytest.mark.django_db
MARCH = datetime(2026, 3, 1, 0, 0, tzinfo=VIETNAM)


def held(actor) -> Appointment:
    return Appointment.objects.get(pk=actor.appointment_id)


@pytest.fixture
def pair():
    department = factories.agency("Sở Thông tin và Truyền thông")
    director = factories.seat(Role.LEADER, agency=department, name="Trần Thị Giám", at=MARCH)
    deputy = factories.seat(Role.DEPUTY_LEADER, agency=department, name="Lê Văn Phó", at=MARCH)
    return director, deputy


def test_a_deputy_acts_for_the_absent_director_until_the_last_minute_and_no_longer(pair) -> None:
    """T6: absent 1-15 March; 15 March 23:59 allowed, 16 March 00:00 refused."""
    director, deputy = pair
    delegation = actions.delegate(
        actor=director, giver=held(director), receiver=held(deputy),
        scopes=["documents.outgoing."], starts_at=MARCH,
        ends_at=datetime(2026, 3, 16, tzinfo=VIETNAM), authority="KT.", at=MARCH,
    )  # fmt: skip
    user = held(deputy).user

    def acting(at: datetime):
        return actor_for(user=user, at=at, delegation_id=delegation.pk)

    last = acting(datetime(2026, 3, 15, 23, 59, tzinfo=VIETNAM))
    assert last.delegated is not None and last.has(Role.LEADER)
    assert last.delegated.name == "Trần Thị Giám"
    assert delegation_covers(last, "documents.outgoing.approve")
    assert not delegation_covers(last, "documents.incoming.direct")
    after = acting(datetime(2026, 3, 16, 0, 0, tzinfo=VIETNAM))
    assert after.delegated is None and not after.has(Role.LEADER)
    assert acting(MARCH - timedelta(seconds=1)).delegated is None


def test_a_revoked_delegation_ends_at_once(pair) -> None:
    director, deputy = pair
    end = MARCH + timedelta(days=15)
    given = factories.delegation(
        held(director), held(deputy), scopes=["*"], starts_at=MARCH, ends_at=end
    )
    noon = MARCH + timedelta(hours=12)
    actions.revoke_delegation(actor=director, delegation=given, at=noon)
    assert delegations_to([deputy.appointment_id], at=noon - timedelta(seconds=1)) == [given]
    assert delegations_to([deputy.appointment_id], at=noon) == []


def test_nobody_delegates_what_is_not_theirs(pair) -> None:
    director, deputy = pair
    facts = {
        "giver": held(director), "receiver": held(deputy), "scopes": ["documents."], "starts_at": MARCH,
        "ends_at": MARCH + timedelta(days=1), "at": MARCH,
    }  # fmt: skip
    for stranger in (deputy, factories.seat(Role.AGENCY_ADMIN)):
        with pytest.raises(NotAllowed):
            actions.delegate(actor=stranger, **facts)
    with pytest.raises(Invalid):
        actions.delegate(actor=director, **facts | {"scopes": ["", "."]})
    with pytest.raises(Invalid):
        actions.delegate(actor=director, **facts | {"receiver": held(director)})
    with pytest.raises(Invalid):
        actions.delegate(actor=director, **facts | {"ends_at": MARCH})
    elsewhere = held(factories.seat(Role.LEADER))
    with pytest.raises(Invalid):
        actions.delegate(actor=director, **facts | {"receiver": elsewhere})


def test_received_rights_are_not_handed_on(pair) -> None:
    director, deputy = pair
    given = factories.delegation(
        held(director), held(deputy), scopes=["*"], starts_at=MARCH,
        ends_at=MARCH + timedelta(days=9),
    )  # fmt: skip
    acting = actor_for(user=held(deputy).user, at=MARCH, delegation_id=given.pk)
    third = factories.seat(Role.UNIT_HEAD, agency=held(director).agency)
    with pytest.raises(NotAllowed, match="ủy quyền tiếp"):
        actions.delegate(
            actor=acting, giver=held(director), receiver=held(third), scopes=["documents."],
            starts_at=MARCH, ends_at=MARCH + timedelta(days=1), at=MARCH,
        )  # fmt: skip


def test_somebody_elses_delegation_gives_nothing(pair) -> None:
    director, deputy = pair
    given = factories.delegation(
        held(director), held(deputy), scopes=["*"], starts_at=MARCH,
        ends_at=MARCH + timedelta(days=9),
    )  # fmt: skip
    thief = factories.seat(Role.OFFICER, agency=held(director).agency)
    acting = actor_for(user=held(thief).user, at=MARCH, delegation_id=given.pk)
    assert acting.delegated is None and acting.roles == {Role.OFFICER}


def test_one_person_acts_in_the_chosen_agency_only() -> None:
    here = factories.seat(Role.CLERK, name="Nguyễn Thị Lan")
    there = factories.seat(Role.UNIT_HEAD, person=held(here).user)
    user = held(here).user
    assert actor_for(user=user, at=factories.MOMENT).agency_id == here.agency_id
    chosen = actor_for(user=user, at=factories.MOMENT, appointment_id=there.appointment_id)
    assert (chosen.agency_id, chosen.roles) == (there.agency_id, frozenset({Role.UNIT_HEAD}))
    stranger = factories.seat(Role.LEADER)
    not_mine = actor_for(user=user, at=factories.MOMENT, appointment_id=stranger.appointment_id)
    assert not_mine.agency_id == here.agency_id


def test_an_ended_appointment_gives_no_role_from_the_same_moment() -> None:
    department = factories.agency()
    boss = factories.seat(Role.AGENCY_ADMIN, agency=department)
    clerk = factories.seat(Role.CLERK, agency=department)
    at = datetime(2026, 5, 4, 10, 0, tzinfo=VIETNAM)
    actions.end_appointment(actor=boss, appointment=held(clerk), at=at)
    assert actor_for(user=held(clerk).user, at=at).roles == frozenset()


def test_a_head_acts_for_the_units_below_and_nobody_elses() -> None:
    department = factories.agency()
    upper = factories.unit(department)
    lower = factories.unit(department, parent=upper)
    factories.unit(department)
    head = factories.seat(Role.UNIT_HEAD, unit=upper)
    officer = factories.seat(Role.OFFICER, unit=upper)
    assert head.unit_ids == {upper.pk, lower.pk}
    assert officer.unit_ids == {upper.pk}


def test_appointing_is_the_administrators_of_that_agency() -> None:
    department = factories.agency()
    post = factories.post(factories.unit(department), Role.OFFICER)
    person = factories.user()
    at = factories.MOMENT
    for stranger in (
        factories.seat(Role.AGENCY_ADMIN),
        factories.seat(Role.LEADER, agency=department),
    ):
        with pytest.raises(NotAllowed):
            actions.appoint(actor=stranger, user=person, post=post, at=at)
    own = factories.seat(Role.AGENCY_ADMIN, agency=department)
    first = actions.appoint(actor=own, user=person, post=post, at=at)
    assert first.is_primary and first.valid_from == date(2016, 7, 29)
