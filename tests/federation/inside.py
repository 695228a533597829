"""Programs that run on one installation's own database; each prints JSON as its last line.

``python -m tests.federation.inside prepare PART``
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from congvu.core.accounts.actions import create_token  # noqa: E402
from congvu.core.accounts.models import User  # noqa: E402
from congvu.core.kernel.actor import system_actor  # noqa: E402
from congvu.core.kernel.clock import now  # noqa: E402
from congvu.core.organisation.choices import Role  # noqa: E402
from congvu.core.organisation.models import Agency  # noqa: E402
from congvu.project.demo.load import organise  # noqa: E402
from congvu.project.demo.plan import Part  # noqa: E402
from congvu.project.demo.seats import House, Seat, house  # noqa: E402

AGENCIES = {"province": "stttt", "district": "hiephoa"}
COMMUNE = "hiephoa-ducthang"


def prepare(part: str) -> dict[str, Any]:
    """The small province's part without letters, and a token for everybody who takes part."""
    at = now()
    organise(small=True, say=lambda _: None, part=Part(part))
    call_command("calendar", "seed", "--years", f"{at.year - 1}-{at.year + 1}", verbosity=0)
    office = house(AGENCIES[part], at=at)
    seats = {"clerk": office.one(Role.CLERK), "leader": office.one(Role.LEADER)}
    if part == "district":
        seats["commune"] = house(COMMUNE, at=at).one(Role.CLERK)
    else:
        unit = next(mark for mark in office.units if _complete(office, mark))
        seats |= {"head": office.head_of(unit), "officer": office.officers_of(unit)[0]}
        seats["office_head"] = office.one(Role.OFFICE_HEAD)
    known = Agency.objects.filter(slug__in=[*AGENCIES.values(), COMMUNE])
    return {
        "agencies": dict(known.values_list("slug", "pk")),
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


VERBS: dict[str, Callable[..., dict[str, Any]]] = {"prepare": prepare}

if __name__ == "__main__":
    print(json.dumps(VERBS[sys.argv[1]](*sys.argv[2:]), default=str))
