"""Programs that run on the installation's own database: make the province, tell what is there.

``python -m tests.crash.inside prepare | drain | facts | verify`` prints JSON as its last line.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from congvu.core.accounts.actions import create_token  # noqa: E402
from congvu.core.accounts.models import User  # noqa: E402
from congvu.core.audit.models import Entry  # noqa: E402
from congvu.core.jobs.choices import State  # noqa: E402
from congvu.core.jobs.models import Job  # noqa: E402
from congvu.core.kernel.actor import system_actor  # noqa: E402
from congvu.core.kernel.clock import now  # noqa: E402
from congvu.core.organisation.choices import Role  # noqa: E402
from congvu.office.documents.models import Incoming, Number, Outgoing, Register  # noqa: E402
from congvu.project.demo.load import organise  # noqa: E402
from congvu.project.demo.seats import House, Seat, house  # noqa: E402

PATIENCE = 150
SOON = timedelta(minutes=5)
"""A job that waits for a later moment than this is planned, not stuck."""


def prepare() -> dict[str, Any]:
    """The small province without letters, and a token for everybody who takes part."""
    at = now()
    organise(small=True, say=lambda _: None)
    call_command("calendar", "seed", "--years", f"{at.year - 1}-{at.year + 1}", verbosity=0)
    office, neighbour = house("stttt", at=at), house("hiephoa", at=at)
    units = [mark for mark in office.units if _complete(office, mark)]
    seats = {
        "clerk": office.one(Role.CLERK),
        "leader": office.one(Role.LEADER),
        "office_head": office.one(Role.OFFICE_HEAD),
        "neighbour": neighbour.one(Role.CLERK),
    }
    for mark in units:
        seats[f"head:{mark}"] = office.head_of(mark)
        seats[f"officer:{mark}"] = office.officers_of(mark)[0]
    return {
        "neighbour_id": neighbour.agency.pk,
        "units": {mark: office.units[mark].pk for mark in units},
        "seats": {name: _seat(seat) for name, seat in seats.items()},
    }


def _complete(office: House, mark: str) -> bool:
    return bool(office.officers_of(mark)) and bool(office.all(Role.UNIT_HEAD, unit=mark))


def _seat(seat: Seat) -> dict[str, Any]:
    _, secret = create_token(
        actor=system_actor("demo"), user=User.objects.get(pk=seat.actor.user_id or 0),
        name="Thử", scopes=["*"], expires_at=now() + timedelta(days=1), at=now(),
    )  # fmt: skip
    return {"post_id": seat.post_id, "appointment_id": seat.actor.appointment_id, "token": secret}


def drain() -> dict[str, Any]:
    """Wait until the worker has nothing due now or soon; what is then left over, by state."""
    end = time.monotonic() + PATIENCE
    while Job.objects.filter(due_at__lte=now() + SOON).exists() and time.monotonic() < end:
        time.sleep(0.2)
    return {
        "due": [str(job) for job in Job.objects.filter(due_at__lte=now() + SOON)],
        "running": [str(job) for job in Job.objects.filter(state=State.RUNNING)],
        "dead": [f"{job}: {job.error[-500:]}" for job in Job.objects.dead()],
    }


def facts() -> dict[str, Any]:
    """Registers, letters and the journal, as the database holds them."""
    return {
        "registers": [
            {
                "name": register.name, "direction": register.direction,
                "first": register.first_number, "last": register.last_number,
                "numbers": list(
                    Number.objects.filter(register=register)
                    .order_by("value").values_list("value", "state", "subject_kind", "subject_id")
                ),
            }
            for register in Register.objects.order_by("pk")
        ],
        "incoming": _rows(Incoming),
        "outgoing": _rows(Outgoing),
        "journal": [
            [verb, subject, count]
            for (verb, subject), count in Counter(
                Entry.objects.filter(channel="api").values_list("verb", "subject_id")
            ).items()
        ],
    }  # fmt: skip


def _rows(model: type[Incoming] | type[Outgoing]) -> dict[int, dict[str, Any]]:
    names = ("id", "agency_id", "state", "version", "number", "code", "subject")
    return {row["id"]: row for row in model.objects.values(*names)}


def verify() -> dict[str, Any]:
    """Store, index and journal hold together; each command fails loudly when not."""
    for command in (
        ("files", "sweep", "--grace-minutes", "0"),
        ("files", "check", "--deep"),
        ("search", "check"),
        ("audit", "seal"),
        ("audit", "verify"),
    ):
        call_command(*command)
    return {"sound": True}


VERBS: dict[str, Callable[[], dict[str, Any]]] = {
    "prepare": prepare,
    "drain": drain,
    "facts": facts,
    "verify": verify,
}

if __name__ == "__main__":
    print(json.dumps(VERBS[sys.argv[1]](), default=str))
