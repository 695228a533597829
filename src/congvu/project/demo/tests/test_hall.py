"""The demo's hall: open at any hour, with a morning behind it and people who wait."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from congvu.core.kernel.clock import VIETNAM, local_date
from congvu.counter.queue import queries
from congvu.counter.queue.models import Appointment, Hall, Ticket
from congvu.project.demo import hall
from congvu.project.demo.load import organise

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("clock", [(0, 5), (10, 30), (23, 50)])
def test_the_hall_has_a_morning_at_any_hour(clock: tuple[int, int]) -> None:
    organise(small=True, say=lambda _: None)
    at = datetime(2026, 11, 23, *clock, tzinfo=VIETNAM)
    assert hall.addresses() == []
    assert hall.load(at=at) == len(hall.VISITORS)
    place = Hall.objects.get(slug=hall.SLUG)
    figures = queries.day_figures(place.pk, local_date(at))
    assert (figures.taken, figures.served, figures.missed) == (16, 6, 1)
    assert Ticket.objects.filter(state="waiting").count() == 8
    assert not Ticket.objects.exclude(day=local_date(at)).exists()
    assert Appointment.objects.count() == len(hall.GUESTS)
    client = Client()
    assert client.post("/may-lay-so/", {"ma": hall.KIOSK}).status_code == 302
    assert hall.KIOSK in "".join(hall.addresses())
