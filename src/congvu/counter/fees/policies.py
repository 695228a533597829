"""Who takes money, who forgives it, who gives it back."""

from __future__ import annotations

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotAllowed, NotFound
from congvu.core.kernel.permissions import Permission, demand, permits
from congvu.core.organisation.choices import Role
from congvu.counter.fees.choices import CHARGE
from congvu.counter.fees.models import Charge, GatewayAccount, Till

DESK = frozenset({Role.CLERK, Role.OFFICER, Role.UNIT_HEAD, Role.UNIT_DEPUTY, Role.OFFICE_HEAD})
"""Who sits at a desk that takes money."""
DECIDERS = frozenset({Role.LEADER, Role.DEPUTY_LEADER, Role.OFFICE_HEAD})
KEEPERS = frozenset({Role.AGENCY_ADMIN})
_NOBODY: frozenset[Role] = frozenset()


def _row(
    verb: str, label: str, roles: frozenset[Role], condition: str = "Khoản thu của cơ quan mình",
    *, admin: bool = False,
) -> Permission:  # fmt: skip
    return Permission(f"fees.{verb}", label, "fees", roles, admin=admin, condition=condition)


_STEP = "Bước của hệ thống khi cổng thanh toán báo"
PERMISSIONS = (
    _row("charge.raise", "Lập khoản thu", DESK | DECIDERS),
    _row("charge.waive", "Miễn khoản thu", DECIDERS),
    _row("charge.cancel", "Hủy khoản thu", DESK | DECIDERS),
    _row("till.open", "Mở ca thu", DESK | DECIDERS, "Ca của chính mình"),
    _row("till.close", "Khóa ca thu", DESK | DECIDERS, "Ca của chính mình"),
    _row("payment.take_cash", "Thu tiền mặt", DESK, "Đang mở ca thu"),
    _row("payment.start", "Bắt đầu nộp tiền trực tuyến", DESK,
         "Khoản thu của cơ quan mình; người nộp qua trang riêng của khoản thu"),
    _row("payment.hear", "Ghi nhận báo của cổng thanh toán", _NOBODY, _STEP),
    _row("refund.ask", "Đề nghị hoàn tiền", DESK | DECIDERS),
    _row("refund.decide", "Duyệt hoàn tiền", DECIDERS, "Không duyệt đề nghị của chính mình"),
    _row("statement.import", "Nạp sao kê, đối chiếu", DESK | DECIDERS | KEEPERS,
         "Tài khoản thu của cơ quan mình"),
    _row("rule.set", "Khai báo mức thu", KEEPERS, "Mức thu của cơ quan mình", admin=True),
    _row("rule.end", "Kết thúc mức thu", KEEPERS, "Mức thu của cơ quan mình", admin=True),
    _row("exemption.set", "Khai báo đối tượng miễn, giảm", _NOBODY, "", admin=True),
    _row("gateway.set", "Khai báo tài khoản thu", KEEPERS, "Tài khoản của cơ quan mình",
         admin=True),
)  # fmt: skip


def reads(actor: Actor, agency_id: int) -> bool:
    """Staff of the agency read its charges."""
    return actor.is_system or (actor.agency_id == agency_id and actor.post_id is not None)


def demand_of_agency(actor: Actor, verb: str, agency_id: int) -> None:
    """
    :raises NotFound: a stranger to the agency
    :raises NotAllowed: a member without the right
    """
    if not reads(actor, agency_id) and not (actor.is_admin and permits(actor, verb)):
        raise NotFound
    demand(actor, verb)


def demand_charge(actor: Actor, verb: str, charge: Charge) -> None:
    demand_of_agency(actor, verb, charge.agency_id)


def demand_own_till(actor: Actor, verb: str, till: Till) -> None:
    """:raises NotAllowed: another cashier's session"""
    demand_of_agency(actor, verb, till.agency_id)
    if actor.user_id != till.cashier_id:
        raise NotAllowed("Ca thu này của người khác. Hãy để người mở ca khóa ca.", verb=verb)


def keeps(actor: Actor, verb: str, agency_id: int | None) -> bool:
    """Rules and accounts: the administrator everywhere, an agency's keeper its own."""
    if not permits(actor, verb):
        return False
    return actor.is_system or actor.is_admin or (
        agency_id is not None and actor.agency_id == agency_id
    )  # fmt: skip


def demand_kept(actor: Actor, verb: str, agency_id: int | None) -> None:
    """:raises NotAllowed: not an administrator of that agency"""
    demand(actor, verb)
    if not keeps(actor, verb, agency_id):
        raise NotAllowed(verb=verb)


def may_use(account: GatewayAccount, charge: Charge) -> bool:
    """An agency's account takes money for that agency only, and while it is in use."""
    return account.active and account.agency_id == charge.agency_id


_ABILITIES = {
    "take_cash": ("fees.payment.take_cash", "pay"),
    "start": ("fees.payment.start", "pay"),
    "waive": ("fees.charge.waive", "waive"),
    "cancel": ("fees.charge.cancel", "cancel"),
}


def abilities(actor: Actor, charge: Charge) -> dict[str, bool]:
    """For each verb whether the actor may do it to the charge now: right and state together."""
    here = reads(actor, charge.agency_id)
    return {
        name: here and permits(actor, verb) and CHARGE.allows(step, charge.state)
        for name, (verb, step) in _ABILITIES.items()
    }
