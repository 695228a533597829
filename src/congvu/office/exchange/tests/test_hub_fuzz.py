"""2,000 damaged messages through the axis's own addresses: never a breakdown, never part of a letter.

Half speak the first generation, half the second; each is signed for what it carries, so that what
is judged is the message and not its proof. Some are genuine letters of the caller, damaged; the
others are letters and statuses of all shapes and the real samples (``edxml/tests/test_fuzz.py``).
The socket is left out: TLS is tried in ``test_hub_sending.py``.
"""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.core.cache import cache
from django.db.models import Count
from django.test import Client

from congvu.core.organisation import factories as organisation
from congvu.core.organisation.models import Agency
from congvu.office.exchange.choices import LETTER_KIND, Speech
from congvu.office.exchange.edxml.tests.test_fuzz import damage, messages
from congvu.office.exchange.factories import Room, room
from congvu.office.exchange.models import Delivery, Envelope, Quarantined, StatusEntry
from congvu.office.exchange.tests import hub_cast
from congvu.office.exchange.tests.hub_vendor import FirstVendor, SecondVendor

pytestmark = pytest.mark.django_db
SENDER, HERE = "H05.31.7", "H05.15"
EACH = 1_000


class Near:
    """The vendor's client without a socket; what breaks is an answer of 500, not an exception."""

    last_status = 0
    client = Client(raise_request_exception=False)

    def ask(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
        kind = headers.get("Content-Type", "application/octet-stream")
        more = {name: value for name, value in headers.items() if name != "Content-Type"}
        answer = self.client.generic(
            method, f"/truc{path}", body, content_type=kind, secure=True, headers=more
        )
        self.last_status = answer.status_code
        return bytes(answer.content)


class NearFirst(Near, FirstVendor):
    """Generation 1 without a socket."""


class NearSecond(Near, SecondVendor):
    """Generation 2 without a socket."""


@pytest.fixture
def here() -> Agency:
    return organisation.agency("Sở Nội vụ", code=HERE)


def first() -> Any:
    peer = hub_cast.system(options={"one_stamp": True})
    return NearFirst("https://127.0.0.1/truc", "", peer.system_id, hub_cast.SECRET)


def second() -> Any:
    peer = hub_cast.system(speech=Speech.GEN2_SERVER)
    return NearSecond("https://127.0.0.1/truc", "", peer.system_id, hub_cast.SECRET)


@pytest.mark.parametrize("vendor_of", [first, second])
def test_what_is_damaged_is_taken_whole_or_refused_in_words(vendor_of: Any, here: Agency):
    cache.clear()
    vendor, dice, foreign = vendor_of(), random.Random(20261123), messages()
    if isinstance(vendor, NearSecond):
        vendor.login()
    outcomes = {"taken": 0, "refused": 0}
    with room(LETTER_KIND) as letters:
        for number in range(EACH):
            own = number % 2 == 0
            whole = hub_cast.written(hub_cast.letter(SENDER, HERE, number=str(number)))
            data = damage(whole if own else dice.choice(foreign), dice)
            said = _said(vendor, data)
            assert vendor.last_status < 500, (number, said)
            assert vendor.last_status != 404, number
            taken = said.get("status") == "OK" or said.get("success") is True
            outcomes["taken" if taken else "refused"] += 1
    assert outcomes["taken"] > 20
    assert outcomes["refused"] > EACH // 5
    _nothing_is_partial(letters)


def _said(vendor: Any, data: bytes) -> dict[str, Any]:
    if isinstance(vendor, NearFirst):
        return vendor.send(data, SENDER)
    return vendor.send(data)


def _nothing_is_partial(letters: Room) -> None:
    """Every envelope has its receivers; every letter was handed over once with all its files, which
    are the envelope's; every status and every message kept aside is whole."""
    assert not Envelope.objects.filter(deliveries__isnull=True).exists()
    envelope_of = dict(Delivery.objects.values_list("pk", "envelope_id"))
    laid = Delivery.objects.filter(agency__isnull=False).exclude(received_id=None)
    assert set(laid.values_list("pk", flat=True)) == set(letters.arrivals)
    counted = Envelope.objects.annotate(n=Count("files")).values_list("pk", "n")
    files_of = dict(counted)
    for pk, arrival in letters.arrivals.items():
        there = len(arrival.letter.attachments)
        assert len(arrival.files) == there == files_of[envelope_of[pk]]
    assert not Quarantined.objects.filter(reason="").exists()
    assert not Quarantined.objects.filter(raw__isnull=True).exists()
    about = StatusEntry.objects.exclude(delivery_id=None).values_list("delivery_id", flat=True)
    assert set(about) <= set(envelope_of)
