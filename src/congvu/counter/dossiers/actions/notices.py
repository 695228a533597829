"""Telling people of the agency what came to them."""

from __future__ import annotations

from datetime import datetime

from congvu.core.kernel.actor import Actor
from congvu.core.notifications.actions import notify
from congvu.core.organisation.queries import people_of
from congvu.counter.dossiers.actions.steps import subject_of
from congvu.counter.dossiers.models import Dossier
from congvu.counter.dossiers.policies import DESK, HEADS, LEADERS

GIVEN = "dossiers.dossier.given"
PROPOSED = "dossiers.dossier.proposed"
DOUBTED = "dossiers.dossier.doubted"
KINDS = {
    GIVEN: "Được giao hồ sơ một cửa",
    PROPOSED: "Kết quả hồ sơ chờ phê duyệt",
    DOUBTED: "Hạn hồ sơ cần xem lại sau khi sửa lịch nghỉ",
}


def given(dossier: Dossier, *, actor: Actor, at: datetime) -> None:
    """Who works on it now: the officer, or the heads of the unit."""
    people = people_of(at=at, agency_id=dossier.agency_id)
    if dossier.officer_post_id is not None:
        people = people.filter(post_id=dossier.officer_post_id)
    else:
        people = people_of(at=at, agency_id=dossier.agency_id, unit_id=dossier.unit_id, roles=HEADS)
    _tell(dossier, GIVEN, f"Hồ sơ {dossier.code}: {dossier.title}", people, actor, at)


def proposed(dossier: Dossier, *, actor: Actor, at: datetime) -> None:
    """A result waits for a leader."""
    people = people_of(at=at, agency_id=dossier.agency_id, roles=LEADERS)
    _tell(dossier, PROPOSED, f"Chờ phê duyệt kết quả hồ sơ {dossier.code}", people, actor, at)


def doubted(agency_id: int, found: int, *, token: str, actor: Actor, at: datetime) -> None:
    """The desk decides about dates that the edited calendar puts elsewhere."""
    people = people_of(at=at, agency_id=agency_id, roles=DESK)
    notify(
        event_key=f"{DOUBTED}:{agency_id}:{token}:{found}", kind=DOUBTED,
        recipients=set(people.values_list("user_id", flat=True)), subject=None,
        title=f"{found} hồ sơ có hạn cần xem lại vì lịch nghỉ đã sửa", url="/mot-cua/han-can-xem/",
        actor=actor, at=at,
    )  # fmt: skip


def _tell(
    dossier: Dossier, kind: str, title: str, people: object, actor: Actor, at: datetime
) -> None:
    ids = set(people.values_list("user_id", flat=True))  # type: ignore[attr-defined]
    notify(
        event_key=f"{kind}:{dossier.pk}:{dossier.version}", kind=kind, recipients=ids,
        subject=subject_of(dossier), title=title[:300], actor=actor, at=at,
    )  # fmt: skip
