"""Grown dossiers look like worked ones: serials without gaps, dates that the clock gives, found."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import VIETNAM, local_date
from congvu.core.kernel.dossiercode import parse_dossier_code
from congvu.core.kernel.personalid import parse_personal_id
from congvu.core.kernel.phone import parse_phone
from congvu.core.kernel.taxcode import parse_tax_code
from congvu.core.search.models import Entry
from congvu.counter.dossiers import actions, queries
from congvu.counter.dossiers.choices import DOSSIER_KIND, RUNNING, Channel, State
from congvu.counter.dossiers.models import (
    Applicant,
    DaySerial,
    Dossier,
    DueDoubt,
    Event,
    Result,
    Supplement,
    Wait,
)
from congvu.project.demo import dossiers, load, procedures

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=VIETNAM)


def quiet(_line: str) -> None:
    return None


@pytest.fixture
def grown() -> int:
    load.organise(small=True, say=quiet)
    procedures.load(at=NOW)
    first = dossiers.load(at=NOW, small=True, say=quiet)
    return first + dossiers.grow(dossiers=800, at=NOW, say=quiet, hands=1)


def test_nothing_to_grow_is_refused() -> None:
    for wrong in ([], ["--dossiers", "-1"]):
        with pytest.raises(CommandError):
            call_command("demo", "grow", *wrong)


def test_a_year_in_all_states_with_every_invariant(grown: int) -> None:
    assert Dossier.objects.count() == grown >= 1_100
    states = Counter(Dossier.objects.values_list("state", flat=True))
    assert set(states) >= set(State) - {State.NEW, State.PAYMENT, State.WITHDRAWN}
    assert states[State.RETURNED] > grown / 2

    # serials run from one without gap, each in the form of its day
    codes: dict[tuple[int, object], list[int]] = {}
    for code, agency_id, filed_at in Dossier.objects.values_list("code", "agency_id", "filed_at"):
        read = parse_dossier_code(code)
        assert read.day == local_date(filed_at)
        codes.setdefault((agency_id, read.day), []).append(read.number)
    assert all(sorted(found) == list(range(1, len(found) + 1)) for found in codes.values())
    kept = {(one.agency_id, one.day): one.last_number for one in DaySerial.objects.all()}
    assert kept == {key: len(found) for key, found in codes.items()}
    eras = {len(code.split("-")[0].split(".")) for (code,) in Dossier.objects.values_list("code")}
    assert len(eras) > 1, "codes of both laws"

    # kept dates are those that the verbs would reckon
    assert actions.look_at_dates(actor=system_actor(), at=NOW, force=True) == 0
    assert not DueDoubt.objects.exists()
    last = Event.objects.order_by("dossier_id", "id")
    ends = dict(last.values_list("dossier_id", "target"))
    assert ends == dict(Dossier.objects.values_list("pk", "state"))
    moves = Counter(Event.objects.values_list("dossier_id", flat=True))
    assert all(moves[pk] == n + 1 for pk, n in Dossier.objects.values_list("pk", "version"))
    assert not Event.objects.filter(at__gt=NOW).exists()

    # waits, requests and results fit the states
    waiting = set(Wait.objects.filter(ended_at=None).values_list("dossier__state", flat=True))
    assert waiting <= {State.SUPPLEMENT, State.PAYMENT}
    open_ones = Supplement.objects.filter(supplied_at=None).exclude(
        dossier__state__in=[State.SUPPLEMENT, State.STOPPED]
    )
    assert not open_ones.exists()
    approved = Result.objects.filter(approved_at__isnull=False).count()
    assert approved == Dossier.objects.filter(settled_at__isnull=False).count()

    # lateness at believable rates
    settled = Dossier.objects.filter(settled_at__isnull=False)
    late = settled.filter(settled_at__gt=F("due_at")).count() / settled.count()
    assert 0.005 < late < 0.1

    # people can be called and found
    for who in Applicant.objects.all()[:200]:
        assert parse_phone(who.phone) == who.phone
        (parse_personal_id if who.kind == 1 else parse_tax_code)(who.identifier)
    assert Entry.objects.filter(kind=DOSSIER_KIND).count() == grown
    online = Dossier.objects.filter(channel=Channel.ONLINE)
    levels = set(online.values_list("offering__service_level", flat=True))
    assert levels <= {"3", "partial", "full"}

    # figures were counted, and say what the dossiers say
    day = local_date(NOW)
    assert actions.differing_days(first=day.replace(year=2023), last=day) == []
    rows = queries.period_figures(first=day.replace(year=2026, month=7, day=1), last=day, at=NOW)
    pending = Dossier.objects.filter(state__in=RUNNING, received_at__isnull=False).count()
    assert sum(row.pending for row in rows) == pending
