"""Services: who serves what, on which terms, on a day."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.errors import Invalid, NotAllowed
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.counter.procedures import actions, errors, queries
from congvu.counter.procedures import factories as make
from congvu.counter.procedures.actions import Terms
from congvu.counter.procedures.choices import Authority, Channel, ServiceLevel
from congvu.counter.procedures.limits import stated
from congvu.counter.procedures.models import Offering
from congvu.counter.procedures.records import LevelSetting, Way

pytestmark = pytest.mark.django_db
SYSTEM = system_actor()
NEW_YEAR = date(2027, 1, 1)


def test_an_agency_sets_no_services_of_another() -> None:
    version, mine, other = make.published(), organisation.agency(), organisation.agency()
    keeper = organisation.seat(Role.AGENCY_ADMIN, agency=mine)
    with pytest.raises(NotAllowed):
        actions.offer(
            actor=keeper, agency_ids=[mine.pk, other.pk], procedure_ids=[version.procedure_id],
            terms=Terms(ServiceLevel.FULL), valid_from=make.SINCE, at=make.AT,
        )  # fmt: skip
    assert not Offering.objects.exists()
    actions.offer(
        actor=keeper, agency_ids=[mine.pk], procedure_ids=[version.procedure_id],
        terms=Terms(ServiceLevel.FULL), valid_from=make.SINCE, at=make.AT,
    )  # fmt: skip
    assert Offering.objects.count() == 1


@pytest.mark.parametrize(
    "terms",
    [
        Terms("9"),
        Terms(ServiceLevel.PARTIAL),
        Terms(ServiceLevel.PARTIAL, reason=" "),
        Terms(ServiceLevel.FULL, proactive=5),
    ],
)
def test_terms_against_the_law_are_refused(terms: Terms) -> None:
    with pytest.raises(Invalid):
        actions.offer(
            actor=SYSTEM, agency_ids=[organisation.agency().pk],
            procedure_ids=[make.published().procedure_id], terms=terms,
            valid_from=date(2026, 7, 1), at=make.AT,
        )  # fmt: skip


def test_a_partly_online_service_of_2022_needs_no_reason() -> None:
    assert make.offering(service_level=ServiceLevel.PARTIAL, valid_from=date(2022, 8, 8)).pk


def test_no_terms_are_set_under_later_ones() -> None:
    offering = make.offering(valid_from=NEW_YEAR)
    with pytest.raises(errors.Overlap):
        actions.offer(
            actor=SYSTEM, agency_ids=[offering.agency_id], procedure_ids=[offering.procedure_id],
            terms=Terms(ServiceLevel.LEVEL_4), valid_from=make.SINCE, at=make.AT,
        )  # fmt: skip


def test_new_terms_end_the_old_the_day_before() -> None:
    offering = make.offering(service_level=ServiceLevel.LEVEL_3)
    asked = {"agency_id": offering.agency_id, "procedure_id": offering.procedure_id}
    (new,) = actions.offer(
        actor=SYSTEM, agency_ids=[offering.agency_id], procedure_ids=[offering.procedure_id],
        terms=Terms(ServiceLevel.FULL), valid_from=NEW_YEAR, at=make.AT,
    )  # fmt: skip
    assert queries.offering_on(**asked, day=date(2026, 12, 31)) == offering
    assert queries.offering_on(**asked, day=NEW_YEAR) == new
    with pytest.raises(errors.NotOffered):
        queries.offering_on(**asked, day=date(2019, 12, 31))


def test_the_same_terms_again_change_nothing() -> None:
    offering = make.offering()
    made = actions.offer(
        actor=SYSTEM, agency_ids=[offering.agency_id], procedure_ids=[offering.procedure_id],
        terms=Terms(ServiceLevel.FULL), valid_from=NEW_YEAR, at=make.AT,
    )  # fmt: skip
    assert made == []
    assert Offering.objects.get().valid_to is None


def test_in_bulk_it_costs_the_same(django_assert_max_num_queries) -> None:
    agencies = [organisation.agency().pk for _ in range(5)]
    procedures = [make.published().procedure_id for _ in range(4)]
    with django_assert_max_num_queries(8):
        made = actions.offer(
            actor=SYSTEM, agency_ids=agencies, procedure_ids=procedures,
            terms=Terms(ServiceLevel.LEVEL_2), valid_from=make.SINCE, at=make.AT,
        )  # fmt: skip
    assert len(made) == 20


def test_stopped_it_is_served_until_the_last_day() -> None:
    offering = make.offering()
    actions.stop_offering(
        actor=SYSTEM, agency_ids=[offering.agency_id], procedure_ids=[offering.procedure_id],
        last_day=date(2026, 12, 31), reason="Chuyển về xã", at=make.AT,
    )  # fmt: skip
    assert list(queries.providers_of(offering.procedure_id, date(2026, 12, 31))) == [offering]
    assert not queries.providers_of(offering.procedure_id, NEW_YEAR)


def test_the_database_holds_one_open_service() -> None:
    offering = make.offering()
    offering.pk, offering.valid_from = None, NEW_YEAR
    with pytest.raises(IntegrityError), transaction.atomic():
        offering.save(force_insert=True)


def test_services_are_counted_by_agency_and_class(django_assert_num_queries) -> None:
    one, two = organisation.agency(), organisation.agency()
    versions = [make.published() for _ in range(3)]
    for version in versions:
        make.offering(version, one, service_level=ServiceLevel.LEVEL_2)
    make.offering(versions[0], two, service_level=ServiceLevel.LEVEL_3)
    actions.withdraw_procedure(
        actor=SYSTEM, code=versions[2].procedure.code, last_day=date(2026, 12, 31),
        reason="Bãi bỏ", at=make.AT,
    )  # fmt: skip
    with django_assert_num_queries(1):
        counts = queries.service_counts(day=date(2026, 11, 23))
    assert counts.by_agency == {one.pk: {"2": 3}, two.pk: {"3": 1}}
    assert counts.of(ServiceLevel.LEVEL_1, ServiceLevel.LEVEL_2) == 3
    assert counts.classes == {ServiceLevel.INFORMATION: 3, ServiceLevel.PARTIAL: 1}
    assert queries.service_counts(day=NEW_YEAR).of(ServiceLevel.LEVEL_2) == 2


def test_the_term_of_a_dossier_is_the_nearest_stated_one() -> None:
    record = make.record(
        limit=stated(20, "day"),
        ways=(Way(Channel.DIRECT), Way(Channel.ONLINE, stated(10, "working_day"))),
        levels=(LevelSetting(Authority.COMMUNE, stated(1, "month")),),
    )
    version = make.published(of=record)
    own = make.offering(version, limit=stated(24, "hour"))

    def term(**asked: object) -> tuple[int, str, str]:
        found = queries.settlement_term(version, **asked)  # type: ignore[arg-type]
        assert found is not None
        return found.amount, found.unit, found.source

    assert term() == (20, "calendar_day", "Thủ tục")
    assert term(level=Authority.COMMUNE) == (1, "month", "Cấp xã")
    assert term(channel=Channel.ONLINE) == (10, "working_day", "Cách thức Trực tuyến")
    assert term(channel=Channel.DIRECT) == (20, "calendar_day", "Thủ tục")
    assert term(offering=own, channel=Channel.ONLINE) == (
        1, "calendar_day", "Dịch vụ công của cơ quan",
    )  # fmt: skip
