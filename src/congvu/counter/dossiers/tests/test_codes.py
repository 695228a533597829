"""Codes by date and system, and sixteen clerks at one counter."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction

from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.dossiercode import parse_dossier_code
from congvu.core.organisation.choices import CodeScheme
from congvu.core.organisation.factories import agency, agency_code
from congvu.counter.dossiers.actions.serials import allocate
from congvu.counter.dossiers.codes import form_on
from congvu.counter.dossiers.errors import NoAgencyCode
from congvu.counter.dossiers.models import DaySerial

OLD_DAY = datetime(2016, 7, 29, 8, 0, tzinfo=VIETNAM)
NEW_DAY = datetime(2026, 1, 15, 8, 0, tzinfo=VIETNAM)
CLERKS, EACH, SEED = 16, 25, 20260729


def test_an_agency_without_a_code_gives_none(db):
    with pytest.raises(NoAgencyCode):
        allocate(at=NEW_DAY, agency_id=agency().pk)
    assert not DaySerial.objects.exists()


def test_a_code_that_the_old_scheme_cannot_write_is_refused_on_old_days(db):
    place = agency(code="H02.15.100.7")
    with pytest.raises(NoAgencyCode):
        allocate(at=OLD_DAY, agency_id=place.pk)


def test_the_form_follows_the_day(db):
    place = agency()
    agency_code(place, "000.00.15.H02", scheme=CodeScheme.QCVN102)
    agency_code(place, "H05.15", scheme=CodeScheme.QD20)
    assert str(allocate(at=OLD_DAY, agency_id=place.pk)) == "000.00.15.H02-160729-0001"
    assert str(allocate(at=NEW_DAY, agency_id=place.pk)) == "H05.15-260115-0001"
    assert form_on(date(2025, 9, 14)).source == "TT 01/2018/TT-VPCP"
    assert form_on(date(2025, 9, 15)).source == "TT 03/2025/TT-VPCP"


def test_the_other_scheme_is_converted_when_the_days_own_is_missing(db):
    newer, older = agency(code="H02.15"), agency()
    agency_code(older, "000.00.16.H02", scheme=CodeScheme.QCVN102)
    assert str(allocate(at=OLD_DAY, agency_id=newer.pk)) == "000.00.15.H02-160729-0001"
    assert str(allocate(at=NEW_DAY, agency_id=older.pk)) == "H02.16-260115-0001"


def test_serials_begin_anew_each_vietnamese_day_agency_and_owner(db):
    first, second = agency(code="H02.15"), agency(code="H02.16")
    midnight = datetime.fromisoformat("2026-01-15T17:00:00+00:00")  # the 16th in Vietnam
    given = [
        str(allocate(at=at, agency_id=place.pk, owner=owner))
        for place, at, owner in (
            (first, NEW_DAY, ""),
            (first, NEW_DAY, ""),
            (first, midnight, ""),
            (first, midnight - timedelta(seconds=1), ""),
            (second, NEW_DAY, ""),
            (first, NEW_DAY, "BT"),
        )
    ]
    assert given == [
        "H02.15-260115-0001",
        "H02.15-260115-0002",
        "H02.15-260116-0001",
        "H02.15-260115-0003",
        "H02.16-260115-0001",
        "H02.15-260115-BT0001",
    ]
    assert all(str(parse_dossier_code(code)) == code for code in given)
    assert parse_dossier_code("G09.20-20260609-0092637").number == 92637


@pytest.mark.django_db(transaction=True)
def test_sixteen_clerks_leave_no_gap_though_some_filings_fail():
    place = agency(code="H02.15")
    dice = random.Random(SEED)
    fates = [dice.random() < 0.1 for _ in range(CLERKS * EACH)]

    class PowerCut(Exception):
        pass

    def file(fails: bool) -> str:
        with transaction.atomic():
            code = allocate(at=NEW_DAY, agency_id=place.pk)
            if fails:
                raise PowerCut
        return str(code)

    def clerk(share: list[bool]) -> list[str]:
        kept = []
        try:
            for fails in share:
                try:
                    kept.append(file(fails))
                except PowerCut:
                    continue
        finally:
            connection.close()
        return kept

    with ThreadPoolExecutor(CLERKS) as clerks:
        shares = [fates[place::CLERKS] for place in range(CLERKS)]
        codes = [code for kept in clerks.map(clerk, shares) for code in kept]
    lived = fates.count(False)
    assert 0 < lived < len(fates)
    assert sorted(codes) == [f"H02.15-260115-{n:04}" for n in range(1, lived + 1)]
    assert DaySerial.objects.get().last_number == lived
