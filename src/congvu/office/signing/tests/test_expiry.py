"""Promises of the daily look at certificates that end."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from congvu.core.notifications.models import Notice as Told
from congvu.office.signing import actions, jobs
from congvu.office.signing.choices import Notice
from congvu.office.signing.factories import enrol, enrol_seal
from congvu.office.signing.models import Certificate
from congvu.office.work.factories import AT, Cast

pytestmark = pytest.mark.django_db


def told(at: datetime) -> list[tuple[int, bool]]:
    """Who was told by this day's look, and whether urgently."""
    before = set(Told.objects.values_list("pk", flat=True))
    jobs.tell_of_expiry(at=at)
    rows = Told.objects.filter(kind=Notice.EXPIRING).exclude(pk__in=before)
    return list(rows.order_by("pk").values_list("recipient_id", "urgent"))


def test_nobody_is_told_early_late_or_of_what_is_no_longer_used(people: Cast):
    key = enrol(people.actor("leader"), AT)
    end = key.certificate.not_after
    assert told(end - timedelta(days=30, minutes=1)) == []
    assert told(end + timedelta(minutes=1)) == []
    Certificate.objects.update(revoked_at=AT)
    assert told(end - timedelta(days=2)) == []
    Certificate.objects.update(revoked_at=None)
    actions.disable_key(actor=people.actor("leader"), at=AT, key_id=key.pk)
    assert told(end - timedelta(days=2)) == []


def test_the_owner_is_told_thrice_and_once_each(people: Cast):
    key = enrol(people.actor("leader"), AT)
    end, me = key.certificate.not_after, people.appointments["leader"].user_id
    for days, urgent in ((29, False), (9, False), (2, True)):
        assert told(end - timedelta(days=days)) == [(me, urgent)]
        assert told(end - timedelta(days=days, hours=-1)) == []


def test_of_a_seal_its_keepers_are_told(people: Cast):
    key = enrol_seal(people.agency.pk, people.agency.name, AT)
    found = told(key.certificate.not_after - timedelta(days=2))
    assert (people.appointments["clerk"].user_id, True) in found
    assert people.appointments["leader"].user_id not in dict(found)
