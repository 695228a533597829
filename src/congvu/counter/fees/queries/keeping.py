"""Rules, exemptions and accounts, for those who keep them."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.counter.fees.models import Exemption, FeeRule, GatewayAccount
from congvu.counter.fees.policies import keeps


def rules_for(actor: Actor) -> QuerySet[FeeRule]:
    """Rules of all agencies and of the actor's own; the administrator sees every one."""
    rows: QuerySet[FeeRule] = FeeRule.objects.select_related("agency")
    if actor.is_admin:
        return rows
    return rows.filter(Q(agency__isnull=True) | Q(agency_id=actor.agency_id))


def rule_for(actor: Actor, rule_id: int) -> FeeRule:
    """:raises NotFound: another agency's"""
    rule = rules_for(actor).filter(pk=rule_id).first()
    if rule is None:
        raise NotFound
    return rule


def priced_on(agency_id: int, day: date) -> QuerySet[FeeRule]:
    """Every rule that a desk of the agency may charge by on a day."""
    rows: QuerySet[FeeRule] = FeeRule.objects.on(day)
    return rows.filter(Q(agency__isnull=True) | Q(agency_id=agency_id))


def exemptions() -> QuerySet[Exemption]:
    return Exemption.objects.order_by("name", "id")


def exemptions_on(procedure_key: str, day: date) -> QuerySet[Exemption]:
    """Groups that pay less for a procedure on a day."""
    rows: QuerySet[Exemption] = Exemption.objects.on(day)
    return rows.filter(Q(procedure_code="") | Q(procedure_code=procedure_key))


def exemption_by_code(code: str) -> Exemption:
    """:raises NotFound: unknown"""
    row: Exemption | None = Exemption.objects.filter(code=code).first()
    if row is None:
        raise NotFound
    return row


def gateways_for(actor: Actor) -> QuerySet[GatewayAccount]:
    """Accounts of the actor's agency; the administrator sees every one."""
    rows = GatewayAccount.objects.select_related("agency").order_by("agency_id", "name")
    return rows if actor.is_admin else rows.filter(agency_id=actor.agency_id or 0)


def gateway_for(actor: Actor, code: str) -> GatewayAccount:
    """:raises NotFound: unknown, or another agency's"""
    row = gateways_for(actor).filter(code=code).first()
    if row is None:
        raise NotFound
    return row


def agencies_kept(actor: Actor, verb: str) -> int | None:
    """The agency whose rows the actor keeps; None for every agency.

    :raises NotFound: a stranger to keeping
    """
    if actor.is_admin:
        return None
    if not keeps(actor, verb, actor.agency_id):
        raise NotFound
    return actor.agency_id
