"""Programs that run on one installation's own database; each prints JSON as its last line.

``python -m tests.federation.inside prepare PART | issue LETTERS SEED | rest | facts | reconcile |
verify``
"""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from congvu.core.accounts.actions import create_token  # noqa: E402
from congvu.core.accounts.models import User  # noqa: E402
from congvu.core.files import actions as files  # noqa: E402
from congvu.core.files.choices import Use  # noqa: E402
from congvu.core.files.factories import pdf  # noqa: E402
from congvu.core.files.models import File  # noqa: E402
from congvu.core.jobs.models import Job  # noqa: E402
from congvu.core.kernel.actor import system_actor  # noqa: E402
from congvu.core.kernel.clock import now  # noqa: E402
from congvu.core.organisation.choices import Role  # noqa: E402
from congvu.core.organisation.models import Agency  # noqa: E402
from congvu.office.documents import factories  # noqa: E402
from congvu.office.documents.choices import INCOMING_KIND, OUTGOING_KIND  # noqa: E402
from congvu.office.documents.indexes.outgoing import put_outgoing  # noqa: E402
from congvu.office.documents.models import Incoming, Number, Recipient  # noqa: E402
from congvu.office.exchange.actions import reconcile  # noqa: E402
from congvu.office.exchange.choices import PENDING, DeliveryState, EntryState  # noqa: E402
from congvu.office.exchange.models import (  # noqa: E402
    Delivery,
    Envelope,
    Peer,
    Quarantined,
    StatusEntry,
)
from congvu.project.demo.load import organise  # noqa: E402
from congvu.project.demo.plan import Part  # noqa: E402
from congvu.project.demo.seats import House, Seat, house  # noqa: E402
from tests.crash.inside import SOON, verify  # noqa: E402
from tests.federation import desk  # noqa: E402

AGENCIES = {"province": "stttt", "district": "hiephoa"}
COMMUNE = "hiephoa-ducthang"
PAPERS = 25
"""Different files; letters that share one share its bytes on both sides."""
CIRCULARS = 20
"""One letter in so many goes to everybody on the other side."""
ON_THE_WAY = 120
"""Letters that wait to be handed over when an office stops to issue more."""
PATIENCE = 240


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
    seats |= {f"clerk:{one.agency.slug}": one.one(Role.CLERK) for one in _offices()}
    known = Agency.objects.filter(slug__in=[*AGENCIES.values(), COMMUNE])
    return {
        "agencies": dict(known.values_list("slug", "pk")),
        "seats": {name: _seat(seat) for name, seat in seats.items()},
    }


def _complete(office: House, mark: str) -> bool:
    return bool(office.officers_of(mark)) and bool(office.all(Role.UNIT_HEAD, unit=mark))


def _offices() -> list[House]:
    """Every agency that works in this installation."""
    slugs = Agency.objects.filter(is_member=True).order_by("slug").values_list("slug", flat=True)
    return [house(slug, at=now()) for slug in slugs]


def _seat(seat: Seat) -> dict[str, Any]:
    _, secret = create_token(
        actor=system_actor("demo"), user=User.objects.get(pk=seat.actor.user_id or 0),
        name="Thử", scopes=["*"], expires_at=now() + timedelta(days=1), at=now(),
    )  # fmt: skip
    return {"post_id": seat.post_id, "appointment_id": seat.actor.appointment_id, "token": secret}


def issue(letters: str, seed: str) -> dict[str, Any]:
    """Issue so many letters from every agency here to those of the other side, never more at once
    than can be on their way; each prints a line."""
    chance, offices = Random(seed), _offices()
    far = list(Agency.objects.filter(is_member=False).order_by("slug"))
    papers = [_paper(f"{seed} {number}") for number in range(PAPERS)]
    recipients = 0
    for number in range(int(letters)):
        if number % 10 == 0:
            _until(lambda: _on_the_way() < ON_THE_WAY, "letters do not leave")
        places = far if number % CIRCULARS == 0 else [chance.choice(far)]
        _issue(chance.choice(offices), places, papers[number % PAPERS], f"số gửi {seed}.{number}")
        recipients += len(places)
        print(number, flush=True)
    return {"issued": int(letters), "recipients": recipients}


def _issue(office: House, places: Sequence[Agency], paper: files.Stored, subject: str) -> None:
    clerk, drafter = office.one(Role.CLERK).actor, office.one(Role.OFFICER)
    with transaction.atomic():
        letter = factories.numbered(
            actor=clerk, at=now(), drafter_post_id=drafter.post_id, unit_id=drafter.unit_id,
            places=places, subject=f"V/v báo cáo tình hình ứng dụng, {subject}",
        )  # fmt: skip
        put_outgoing(factories.issue(actor=clerk, at=now(), letter=letter, paper=paper))


def _paper(text: str) -> files.Stored:
    return files.store(
        stream=io.BytesIO(pdf(text, padding=20_000)), name="van-ban.pdf", use=Use.MAIN,
        actor=system_actor("demo"), at=now(),
    )  # fmt: skip


def _on_the_way() -> int:
    return Delivery.objects.pending().filter(peer__isnull=False).count()


def _until(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(what)
        time.sleep(0.05)


def rest() -> dict[str, Any]:
    """Wait until nothing is on its way any more and everything sent was answered."""
    end = time.monotonic() + PATIENCE
    while any((left := _unfinished()).values()) and time.monotonic() < end:
        time.sleep(0.25)
    return left | {"dead": [f"{job}: {job.error[-500:]}" for job in Job.objects.dead()]}


def _unfinished() -> dict[str, list[str]]:
    deliveries = Delivery.objects.filter(state__in=[*PENDING, DeliveryState.SENT])
    statuses = StatusEntry.objects.filter(state=EntryState.WAITING)
    left: dict[str, Any] = {
        "deliveries": deliveries.values_list("pk", "state", "cause"),
        "statuses": statuses.values_list("pk", "code", "cause"),
        "jobs": Job.objects.filter(due_at__lte=now() + SOON),
    }
    return {name: [str(one) for one in rows[:20]] for name, rows in left.items()}


def facts() -> dict[str, Any]:
    """What went out with what became of it, and what came in, each with the hash of its file."""
    sent = Recipient.objects.exclude(delivery=None).values_list(
        "delivery__envelope__sender_code", "delivery__envelope__document_id", "agency__slug",
        "state", "delivery__state", "delivery__status", "outgoing_id",
    )  # fmt: skip
    came = Incoming.objects.filter(delivery__envelope__origin_peer__isnull=False).values_list(
        "delivery__envelope__sender_code", "delivery__envelope__document_id", "agency__slug",
        "state", "number", "delivery__state", "delivery__status", "document_uid", "pk",
    )  # fmt: skip
    ours, theirs = _digests(OUTGOING_KIND), _digests(INCOMING_KIND)
    return {
        "sent": [[*row, ours.get(pk)] for *row, pk in sent],
        "came": [[*row, theirs.get(pk)] for *row, pk in came],
        "envelopes": Envelope.objects.filter(origin_peer__isnull=False).count(),
        "deliveries": Delivery.objects.filter(agency__isnull=False).count(),
        "letters": Incoming.objects.count(),
        "numbers": list(
            Number.objects.order_by("register_id", "value")
            .values_list("register_id", "value", "state", "subject_kind", "subject_id")
        ),
        "held": list(Quarantined.objects.values_list("reason_code", "reason")),
        "ended_badly": list(
            StatusEntry.objects.filter(state=EntryState.DEAD).values_list("code", "cause")
        ),
    }  # fmt: skip


def _digests(kind: str) -> dict[int, str]:
    rows = File.objects.filter(subject_kind=kind, use=Use.MAIN)
    return dict(rows.values_list("subject_id", "blob__sha256"))


def reconciled() -> dict[str, Any]:
    """Our ledger of today against the other side's, as the board shows it."""
    at, peer = now(), Peer.objects.get()
    told = reconcile(
        actor=system_actor("cli"), peer_id=peer.pk, since=at - timedelta(days=1),
        until=at + timedelta(minutes=1),
    )  # fmt: skip
    return {"ours": told.ours, "theirs": told.theirs, "differ": [str(d) for d in told.differences]}


VERBS: dict[str, Callable[..., dict[str, Any]]] = {
    "prepare": prepare, "issue": issue, "rest": rest, "facts": facts, "reconcile": reconciled,
    "verify": verify, **desk.PROGRAMS,
}  # fmt: skip

if __name__ == "__main__":
    print(json.dumps(VERBS[sys.argv[1]](*sys.argv[2:]), default=str))
