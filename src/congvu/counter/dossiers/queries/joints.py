"""Joint work that is under way: how far it is, whose it is, how old, why it does not go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Max, Q, QuerySet

from congvu.core.kernel.actor import Actor
from congvu.counter.dossiers.choices import (
    FINAL,
    MESSAGE_KIND,
    JointState,
    LinkSide,
    State,
)
from congvu.counter.dossiers.models import Dossier, Joint, JointLink, JointMessage
from congvu.counter.dossiers.policies import DESK, HEADS, LEADERS, reads_whole_agency
from congvu.counter.dossiers.queries.steps import joints_of
from congvu.office.exchange.choices import DeliveryState
from congvu.office.exchange.queries import deliveries_of

if TYPE_CHECKING:
    from congvu.office.exchange.models import Delivery

MOST = 200
TONES = {
    DeliveryState.WAITING: "info", DeliveryState.FAILED: "warn", DeliveryState.SENT: "info",
    DeliveryState.ARRIVED: "", DeliveryState.REFUSED: "bad", DeliveryState.DEAD: "bad",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of joint work as its keeper sees it; ``stuck`` can be sent again."""

    side: str
    pk: int
    dossier_id: int
    code: str
    title: str
    other: str
    far_code: str
    state: str
    tone: str
    owner: str
    since: datetime
    age: timedelta
    error: str
    gaps: tuple[str, ...]
    due_at: datetime | None
    away: bool
    stuck: bool

    @property
    def age_text(self) -> str:
        """“3 ngày”, “5 giờ”, “12 phút”."""
        minutes = max(int(self.age.total_seconds() // 60), 0)
        if minutes >= 1440:
            return f"{minutes // 1440} ngày"
        return f"{minutes // 60} giờ" if minutes >= 60 else f"{minutes} phút"

    @property
    def side_label(self) -> str:
        return str(LinkSide(self.side).label)


def parts_of(actor: Actor, at: datetime, *, agency_id: int | None = None) -> list[Part]:
    """Of the actor's agency, what was handed out and is not back, and what came from another
    installation and is open or cannot tell how it stands; what is stuck first, the oldest first.

    Five statements at most.

    :param agency_id: for the system, which belongs to none
    """
    joints = list(joints_of(actor, agency_id=agency_id).select_related("link")[:MOST])
    links = list(links_of(actor, agency_id=agency_id)[:MOST])
    ends = [joint.link for joint in joints if joint.away and hasattr(joint, "link")]
    ways = _ways([*ends, *links])
    parts = [_asking(joint, ways, at) for joint in joints]
    parts += [_asked(link, ways, at) for link in links]
    return sorted(parts, key=lambda part: (not part.stuck, part.since))


def links_of(actor: Actor, *, agency_id: int | None = None) -> QuerySet[JointLink]:
    """Asked ends of the actor's agency that are open, or whose news was refused."""
    own = agency_id if actor.is_system else actor.agency_id
    if own is None or not reads_whole_agency(actor):
        return JointLink.objects.none()
    rows = JointLink.objects.filter(
        ~Q(dossier__state__in=FINAL) | ~Q(error=""), agency=own,
        side=LinkSide.ASKED, dossier__isnull=False,
    )  # fmt: skip
    return rows.select_related("dossier").order_by("-id")


def joints_on(dossier: Dossier) -> list[Joint]:
    """Joint work of one dossier, for its page; the caller has authorised it."""
    rows = Joint.objects.filter(dossier=dossier).select_related("agency", "child", "link", "step")
    return list(rows.order_by("id"))


def link_on(dossier: Dossier) -> JointLink | None:
    """Who asked for a child from another installation; one query, of children alone."""
    if not dossier.origin_code:
        return None
    return JointLink.objects.filter(dossier=dossier).first()


def may_retry(actor: Actor) -> bool:
    """Whether the button is shown; the door decides."""
    return actor.has(*DESK, *LEADERS, *HEADS)


def _ways(ends: list[JointLink]) -> dict[int, Delivery]:
    """The way of the newest message of each end, by the end."""
    last = dict(
        JointMessage.objects.filter(link__in=[end.pk for end in ends]).order_by()
        .values_list("link_id").annotate(last=Max("pk"))
    )  # fmt: skip
    found = deliveries_of(MESSAGE_KIND, list(last.values())) if last else {}
    return {end: found[pk] for end, pk in last.items() if pk in found}


def _asking(joint: Joint, ways: dict[int, Delivery], at: datetime) -> Part:
    link = joint.link if joint.away and hasattr(joint, "link") else None
    way = ways.get(link.pk) if link else None
    state, tone, error = _standing(joint, link, way)
    child = joint.child
    since = joint.failed_at or joint.asked_at
    return Part(
        side=LinkSide.ASKING, pk=joint.pk, dossier_id=joint.dossier_id, code=joint.dossier.code,
        title=joint.dossier.title, other=joint.agency.name,
        far_code=link.far_code if link else child.code if child else "", state=state, tone=tone,
        owner=joint.owner_name, since=since, age=at - since, error=error,
        gaps=tuple(joint.gaps), due_at=link.far_due_at if link else child.due_at if child else None,
        away=joint.away, stuck=joint.state == JointState.FAILED or _is_stuck(way),
    )  # fmt: skip


def _standing(joint: Joint, link: JointLink | None, way: Delivery | None) -> tuple[str, str, str]:
    """Label, tone and last error: how the child stands, else how far the message is."""
    if joint.state == JointState.FAILED:
        return JointState.FAILED.label, "bad", joint.error
    if way is not None and (_is_stuck(way) or not (link and link.far_state)):
        label = DeliveryState(way.state).label
        return label, TONES.get(DeliveryState(way.state), ""), way.cause
    if link is not None and link.far_state:
        return State(link.far_state).label, "warn" if joint.gaps else "", link.error
    if joint.child is not None:
        return State(joint.child.state).label, "warn" if joint.gaps else "", ""
    return JointState(joint.state).label, "info", ""


def _asked(link: JointLink, ways: dict[int, Delivery], at: datetime) -> Part:
    way, child = ways.get(link.pk), link.dossier
    assert child is not None
    state, tone = State(child.state).label, ""
    if _is_stuck(way):
        assert way is not None
        state, tone = DeliveryState(way.state).label, TONES.get(DeliveryState(way.state), "")
    since = link.error_at or link.made_at
    return Part(
        side=LinkSide.ASKED, pk=link.pk, dossier_id=child.pk, code=child.code, title=child.title,
        other=link.organ_name, far_code=child.origin_code, state=state,
        tone="bad" if link.error else tone, owner=child.officer_name or "Bộ phận Một cửa",
        since=since, age=at - since, error=link.error or (way.cause if way else ""), gaps=(),
        due_at=link.wanted_at, away=True, stuck=bool(link.error) or _is_stuck(way),
    )  # fmt: skip


def _is_stuck(way: Delivery | None) -> bool:
    return way is not None and way.state in (DeliveryState.FAILED, DeliveryState.DEAD)
