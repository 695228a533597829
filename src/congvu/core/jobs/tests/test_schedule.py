from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connections

from congvu.core.jobs import schedule
from congvu.core.jobs.models import Job, ScheduledJob
from congvu.core.jobs.registry import Schedule
from congvu.core.jobs.testing import run_all
from congvu.core.kernel.clock import VIETNAM

AT = datetime(2016, 5, 4, 8, 0, 30, tzinfo=VIETNAM)
MINUTE = timedelta(minutes=1)


def clock_jobs() -> int:
    return Job.objects.filter(name="room.clock").count()


def test_a_daily_schedule_keeps_its_hour_in_vietnam():
    daily = Schedule("x", timedelta(days=1), timedelta(hours=7, minutes=30))
    assert daily.next_after(AT) == datetime(2016, 5, 5, 7, 30, tzinfo=VIETNAM)
    assert daily.next_after(datetime(2016, 5, 5, 7, 29, 59, tzinfo=VIETNAM)).day == 5
    assert daily.next_after(datetime(2016, 5, 5, 7, 30, tzinfo=VIETNAM)).day == 6


@pytest.mark.django_db
def test_a_tick_is_served_once_and_missed_ticks_are_not_made_up(room):
    schedule.prepare(at=AT)
    assert "room.clock" not in schedule.tick(at=AT)
    assert "room.clock" in schedule.tick(at=AT + MINUTE)
    assert "room.clock" not in schedule.tick(at=AT + MINUTE)
    run_all(at=AT + MINUTE)
    assert "room.clock" in schedule.tick(at=AT + 10 * MINUTE)
    run_all(at=AT + 10 * MINUTE)
    assert "room.clock" not in schedule.tick(at=AT + 10 * MINUTE)
    assert room.names() == ["room.clock"] * 2


@pytest.mark.django_db
def test_a_tick_is_skipped_while_the_last_one_is_still_open(room):
    schedule.prepare(at=AT)
    schedule.tick(at=AT + MINUTE)
    assert "room.clock" not in schedule.tick(at=AT + 2 * MINUTE)
    assert clock_jobs() == 1


@pytest.mark.django_db
def test_a_schedule_that_nobody_registers_any_more_is_forgotten(room):
    ScheduledJob.objects.create(name="gone.away", next_at=AT)
    schedule.prepare(at=AT)
    assert not ScheduledJob.objects.filter(name="gone.away").exists()


@pytest.mark.django_db(transaction=True)
def test_workers_looking_at_once_serve_a_tick_once(room):
    schedule.prepare(at=AT)
    barrier = threading.Barrier(4)
    served: list[str] = []

    def look() -> None:
        try:
            barrier.wait()
            served.extend(schedule.tick(at=AT + MINUTE))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert served.count("room.clock") == 1
    assert clock_jobs() == 1
