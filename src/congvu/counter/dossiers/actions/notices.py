"""Telling people of the agency what came to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from congvu.core.kernel.actor import Actor
from congvu.core.notifications.actions import notify
from congvu.core.organisation.choices import Role
from congvu.core.organisation.queries import people_of
from congvu.counter.dossiers.actions.steps import subject_of
from congvu.counter.dossiers.models import Dossier, DossierStep
from congvu.counter.dossiers.policies import DESK, HEADS, LEADERS
from congvu.counter.procedures.choices import StepHolder

GIVEN = "dossiers.dossier.given"
PROPOSED = "dossiers.dossier.proposed"
DOUBTED = "dossiers.dossier.doubted"
STEP = "dossiers.dossier.step"
ASKED = "dossiers.dossier.asked"
ANSWERED = "dossiers.dossier.answered"
SILENT = "dossiers.dossier.silent"
JOINT = "dossiers.dossier.joint"
SIGNED = "dossiers.dossier.signed"
KINDS = {
    GIVEN: "Được giao hồ sơ một cửa",
    PROPOSED: "Kết quả hồ sơ chờ phê duyệt",
    DOUBTED: "Hạn hồ sơ cần xem lại sau khi sửa lịch nghỉ",
    STEP: "Được giao bước của hồ sơ",
    ASKED: "Cơ quan khác xin ý kiến",
    ANSWERED: "Có ý kiến trả lời",
    SILENT: "Cơ quan được hỏi quá hạn trả lời",
    JOINT: "Liên thông cần xử lý",
    SIGNED: "Kết quả đã ký, chờ đóng dấu số",
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


def step_given(
    dossier: Dossier, rows: Sequence[DossierStep], *, actor: Actor, at: datetime
) -> None:
    """Whoever has a step now: the post, the heads of the unit, the leaders; the desk looks at its
    list."""
    for row in rows:
        people = people_of(at=at, agency_id=row.agency_id)
        if row.post_id is not None:
            people = people.filter(post_id=row.post_id)
        elif row.unit_id is not None:
            people = people.filter(unit_id=row.unit_id, post__role__in=HEADS)
        elif row.holder == StepHolder.LEADER:
            people = people.filter(post__role__in=LEADERS)
        else:
            continue
        _tell(dossier, STEP, f"{row.name}: hồ sơ {dossier.code}", people, actor, at, f":{row.pk}")


def desk_told(
    dossier: Dossier, kind: str, title: str, *, agency_id: int, actor: Actor, at: datetime,
    key: str, roles: frozenset[Role] = DESK,
) -> None:  # fmt: skip
    """The one-stop desk of an agency, or others of it by their roles."""
    people = people_of(at=at, agency_id=agency_id, roles=frozenset(roles))
    _tell(dossier, kind, title, people, actor, at, key)


def _tell(
    dossier: Dossier, kind: str, title: str, people: object, actor: Actor, at: datetime,
    key: str = "",
) -> None:  # fmt: skip
    ids = set(people.values_list("user_id", flat=True))  # type: ignore[attr-defined]
    notify(
        event_key=f"{kind}:{dossier.pk}:{dossier.version}{key}", kind=kind, recipients=ids,
        subject=subject_of(dossier), title=title[:300], actor=actor, at=at,
    )  # fmt: skip
