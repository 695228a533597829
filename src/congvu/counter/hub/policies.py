"""Who reports for which desk, and who reads.

Figures of desks are public; only reporting, and saying whose a desk is, take a right.
"""

from __future__ import annotations

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, NotAllowed, NotFound
from congvu.core.kernel.permissions import Permission, demand, permits
from congvu.core.organisation.choices import Role
from congvu.counter.hub.models import Desk

DESK_KIND = "hub.desk"
"""Subject kind of a desk that reports."""
REPORTERS = frozenset({Role.CLERK, Role.OFFICE_HEAD, Role.AGENCY_ADMIN})
_OWN = "Cơ quan: chỉ đơn vị của mình hoặc mình gửi thay; quản trị hệ thống: mọi đơn vị"


def _row(verb: str, label: str) -> Permission:
    return Permission(f"hub.{verb}", label, "hub", REPORTERS, admin=True, condition=_OWN)


PERMISSIONS = (
    _row("report.receive", "Gửi số liệu một cửa"),
    _row("survey.receive", "Gửi kết quả khảo sát hài lòng"),
    _row("import.stage", "Tải tệp số liệu lên, xem trước"),
    _row("import.confirm", "Xác nhận nạp tệp số liệu"),
    _row("import.discard", "Bỏ tệp số liệu"),
    _row("fact.record", "Ghi số liệu bổ sung cho chỉ số"),
    _row("feedback.save", "Ghi, cập nhật phản ánh, kiến nghị"),
    Permission("hub.figures.compute", "Tính số liệu từ diễn biến hồ sơ", "hub", admin=True,
               condition="Hệ thống tính mỗi đêm"),
    Permission("hub.desk.save", "Sửa bộ phận một cửa, gắn với cơ quan", "hub", admin=True),
)  # fmt: skip


def demand_staff(actor: Actor) -> None:
    """:raises NotFound: a citizen"""
    if not (actor.is_admin or actor.agency_id is not None):
        raise NotFound


def demand_reporter(actor: Actor) -> None:
    """:raises NotFound: a citizen; :raises NotAllowed: without the right"""
    demand_staff(actor)
    demand(actor, "hub.import.stage")


SCORE_READERS = frozenset({
    Role.LEADER, Role.DEPUTY_LEADER, Role.OFFICE_HEAD, Role.CLERK, Role.UNIT_HEAD, Role.UNIT_DEPUTY
})  # fmt: skip


def reads_scores(actor: Actor) -> bool:
    """Scores of units, officers and procedures are for who answers for them."""
    return actor.agency_id is not None and actor.has(*SCORE_READERS)


def may_report(actor: Actor) -> bool:
    return permits(actor, "hub.import.stage")


def reports_all(actor: Actor) -> bool:
    return actor.is_system or actor.is_admin


def reports_for(actor: Actor, desk: Desk) -> bool:
    """A desk that nobody reports for yet is free for whoever made it known."""
    if reports_all(actor):
        return True
    return actor.agency_id is not None and actor.agency_id in (desk.agency_id, desk.reporter_id)


def agency_told_of(actor: Actor, verb: str, agency_id: int | None) -> int:
    """The agency for which the actor enters facts: the own one, an administrator any.

    :raises NotAllowed: without the right, or for another agency
    """
    demand_staff(actor)
    demand(actor, verb)
    wanted = agency_id or actor.agency_id
    if wanted is None:
        raise Invalid("Hãy chọn cơ quan.", fields={"agency": ["Hãy chọn cơ quan."]})
    if wanted != actor.agency_id and not reports_all(actor):
        raise NotAllowed("Ông/bà chỉ ghi số liệu của cơ quan mình.", verb=verb)
    return wanted
