"""The demo province is the one of 2016, whatever its size."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from congvu.core.accounts.models import User
from congvu.core.organisation.choices import Level, TerritoryKind
from congvu.core.organisation.models import Agency, Appointment, Post, Territory, Unit
from congvu.project.demo import accounts, load, plan

pytestmark = pytest.mark.django_db


def quiet(_line: str) -> None:
    return None


def test_production_refuses_the_demo() -> None:
    with override_settings(PRODUCTION=True), pytest.raises(CommandError, match="vận hành thật"):
        call_command("demo", "load", "--small")
    assert not Agency.objects.exists()


def test_the_whole_province_has_its_agencies_and_posts() -> None:
    load.organise(small=False, say=quiet)
    by_level = {level: Agency.objects.filter(level=level).count() for level in Level}
    assert by_level[Level.PROVINCE] == 1
    assert by_level[Level.DEPARTMENT] == 20
    assert by_level[Level.DISTRICT] == 10
    assert by_level[Level.COMMUNE] == 230
    assert Post.objects.filter(unit__agency__slug="stttt").count() == 47
    assert Unit.objects.filter(agency__slug="stttt").count() == 8
    assert User.objects.exclude(sort_key="").count() == User.objects.count()


@pytest.mark.parametrize(
    ("day", "districts", "communes"),
    [
        (date(2016, 8, 1), 10, 230),
        (date(2022, 8, 1), 10, 209),
        (date(2025, 6, 30), 10, 195),
        (date(2025, 7, 1), 0, 99),
        (date(2026, 11, 23), 0, 99),
    ],
)
def test_both_maps_can_be_asked_for_by_date(day: date, districts: int, communes: int) -> None:
    load.organise(small=True, say=quiet)
    on = Territory.objects.on(day)
    assert on.filter(kind=TerritoryKind.DISTRICT).count() == districts
    assert on.filter(kind=TerritoryKind.COMMUNE).count() == communes


def test_each_role_account_sits_where_it_says() -> None:
    load.organise(small=True, say=quiet)
    for login, slug, unit, role in plan.SEATS:
        seat = Appointment.objects.select_related("post", "unit", "agency").get(
            user__username=login
        )
        assert (seat.agency.slug, seat.unit.name, seat.post.role) == (slug, unit, role)
    assert not Appointment.objects.filter(user__username__in=["quantri", "congdan"]).exists()


def test_loading_twice_changes_nothing() -> None:
    assert load.organise(small=True, say=quiet)
    before = Agency.objects.count()
    assert not load.organise(small=True, say=quiet)
    assert Agency.objects.count() == before


def test_the_accounts_are_printed_with_the_password() -> None:
    load.organise(small=True, say=quiet)
    out = StringIO()
    call_command("demo", "accounts", stdout=out)
    text = out.getvalue()
    assert all(login in text for login in accounts.LABELS)
    assert accounts.PASSWORD in text


@pytest.mark.parametrize(
    ("part", "inside", "outside"),
    [
        (plan.Part.PROVINCE, "stttt", "hiephoa-ducthang"),
        (plan.Part.DISTRICT, "hiephoa-ducthang", "stttt"),
    ],
)
def test_a_part_knows_every_agency_and_seats_only_its_own(
    part: plan.Part, inside: str, outside: str
) -> None:
    load.organise(small=True, say=quiet, part=part)
    assert Agency.objects.get(slug=inside).is_member
    assert not Agency.objects.get(slug=outside).is_member
    seated = set(Appointment.objects.values_list("agency__slug", flat=True))
    assert inside in seated
    assert outside not in seated
    assert all(plan.Part(part).holds(slug) for slug in seated)
    assert ("vanthu.stttt" in accounts.here()) == (part is plan.Part.PROVINCE)
