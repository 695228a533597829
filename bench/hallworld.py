"""The measured hall: counters with somebody at each, groups, kiosks, and people's requests."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from congvu.core.accounts.models import User
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import now
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.counter.queue import actions
from congvu.counter.queue import factories as make
from congvu.counter.queue.models import Counter, Hall, ServiceGroup
from congvu.counter.queue.views.web import COOKIE

GROUPS = 20
CSRF = "a" * 32


@dataclass(frozen=True)
class Seat:
    """Somebody at a counter; ``group_id`` is the line it serves first."""

    counter_id: int
    cookie: str
    actor: Actor


@dataclass(frozen=True)
class Place:
    hall: Hall
    groups: list[ServiceGroup]
    seats: list[Seat]
    kiosk_cookie: str

    @property
    def kiosk(self) -> str:
        return f"/lay-so/{self.hall.slug}/"

    @property
    def board(self) -> str:
        return f"/man-hinh/{self.hall.slug}/bang/"

    def taking(self, key: str, turn: int) -> str:
        """The form of a press at the kiosk."""
        group = self.groups[turn % len(self.groups)]
        favoured = "elderly" if turn % 7 == 0 else ""
        return urlencode({"csrfmiddlewaretoken": CSRF, "khoa": key, "nhom": group.pk,
                          "uu_tien": favoured})  # fmt: skip


def build(staff: int) -> Place:
    """One hall in a database that may hold other halls."""
    at = now()
    hall = make.hall(slug=f"sanh-do-{int(at.timestamp())}")
    groups = [make.group(hall, letters(place), name=f"Nhóm {place + 1}") for place in range(GROUPS)]
    people = [
        organisation.seat(Role.OFFICER, unit=unit, at=at)
        for unit in [organisation.unit(agency=hall.agency)]
        for _ in range(staff)
    ]
    counters = Counter.objects.bulk_create(
        Counter(hall=hall, number=number + 1, staffed_by_id=actor.user_id, staff_name=actor.name,
                opened_at=at)
        for number, actor in enumerate(people)
    )  # fmt: skip
    Counter.groups.through.objects.bulk_create(
        Counter.groups.through(counter_id=counter.pk, servicegroup_id=group.pk)
        for place, counter in enumerate(counters)
        for group in (groups[place % GROUPS], groups[(place + 1) % GROUPS])
    )
    seats = [
        Seat(counter.pk, _session(actor), actor)
        for counter, actor in zip(counters, people, strict=True)
    ]
    _, token = actions.add_device(actor=make.SYSTEM, hall_id=hall.pk, name="Máy đo", at=at)
    return Place(hall, groups, seats, f"{COOKIE}={token}; csrftoken={CSRF}")


def letters(place: int) -> str:
    return chr(65 + place)


def _session(actor: Actor) -> str:
    client = Client()
    client.force_login(
        User.objects.get(username=actor.username), settings.AUTHENTICATION_BACKENDS[0]
    )
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={key}; csrftoken={CSRF}"
