"""Signing PDF letters, beside the floor: the raw RSA signatures and the hashing they need."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.test import override_settings

from congvu.core.kernel.clock import now
from congvu.office.signing import appearance, pades, places
from congvu.office.signing.choices import Level
from congvu.office.signing.factories import letter
from congvu.office.signing.signers.soft import SoftKey
from congvu.office.signing.testing import authority as ca
from congvu.office.signing.testing.drawings import draw_signature
from congvu.office.signing.testing.server import server_for, serving

NAME, TITLE = "Nguyễn Văn Bình", "GIÁM ĐỐC"
BOUND_B_B, BOUND_B_T = 20, 10


def measure(*, quick: bool) -> dict[str, Any]:
    times = 60 if quick else 200
    at = now()
    live = ca.make(at=at)
    owner = live.issue(NAME, at=at)
    key = SoftKey(owner.key, owner.certificate, live.chain)
    pdf = letter(NAME, TITLE)
    plain = _per_second(lambda: _sign(pdf, key, Level.B_B, at), times)
    with serving(server_for(live, 0)) as url, override_settings(CONGVU_TSA_URL=f"{url}/tsa"):
        stamped = _per_second(lambda: _sign(pdf, key, Level.B_T, at), times)
    misses = []
    if plain < BOUND_B_B:
        misses.append(f"B-B: {plain:.0f} signatures/s, bound {BOUND_B_B}")
    if stamped < BOUND_B_T:
        misses.append(f"B-T: {stamped:.0f} signatures/s, bound {BOUND_B_T}")
    return {
        "name": "PAdES signatures with appearance", "bytes": len(pdf),
        "b_b_per_second": round(plain, 1), "bound_b_b": BOUND_B_B,
        "b_t_per_second": round(stamped, 1), "bound_b_t": BOUND_B_T,
        "floor_per_second": round(_per_second(lambda: _bare(pdf, key), times)), "misses": misses,
    }  # fmt: skip


def _sign(pdf: bytes, key: SoftKey, level: Level, at: datetime) -> None:
    """All that one letter of a batch costs but the database and the store."""
    pades.fields_of(pdf)
    place = places.fit(places.find(pdf, NAME, TITLE), 45, 20)
    places.demand_inside(pdf, place)
    picture = appearance.Picture(PICTURE)
    style = appearance.style_of(picture, place, at=at, is_test=True)
    pades.sign(pdf, key, pades.Spec("NguoiKy1", level, at, "", place, style))


PICTURE = draw_signature(NAME)


def _bare(pdf: bytes, key: SoftKey) -> None:
    """The floor: the digest of the file and one RSA signature."""
    key.sign(hashlib.sha256(pdf).digest())


def _per_second(run: Callable[[], object], times: int) -> float:
    """By CPU of this process, timestamp authority included: the machine may be shared."""
    for _ in range(3):
        run()
    before = time.process_time()
    for _ in range(times):
        run()
    return times / (time.process_time() - before)
