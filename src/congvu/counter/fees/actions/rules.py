"""Rules, exemptions and accounts: dated data that the administrator keeps."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, NotFound
from congvu.core.kernel.text import clean_line
from congvu.counter.fees.choices import FeeKind, Method
from congvu.counter.fees.codes import procedure_key
from congvu.counter.fees.errors import Overlaps
from congvu.counter.fees.gateways import gateways
from congvu.counter.fees.models import Exemption, FeeRule, GatewayAccount
from congvu.counter.fees.policies import demand_kept
from congvu.counter.fees.vault import seal

GREATEST = 10**12
"""No fee is a thousand billion đồng; a sum beyond is a slip of the keyboard."""


@action("fees.rule.set")
def set_rule(
    *, actor: Actor, at: datetime, procedure_code: str, name: str, kind: str, amount: int,
    legal_basis: str, valid_from: date, valid_to: date | None = None,
    agency_id: int | None = None, online_amount: int | None = None, per: str = "hồ sơ",
) -> FeeRule:  # fmt: skip
    """Khai báo mức thu: what a procedure costs from a day; charges made before keep theirs.

    The open rule of the same name ends the day before.

    :param agency_id: None for all agencies
    :raises Overlaps: a rule of that name begins on that day or later
    """
    demand_kept(actor, "fees.rule.set", agency_id)
    if kind not in FeeKind.values:
        raise Invalid("Hãy chọn loại khoản thu.", fields={"kind": ["Hãy chọn loại."]})
    for field, sum_ in (("amount", amount), ("online_amount", online_amount)):
        if sum_ is not None and not 0 <= sum_ <= GREATEST:
            raise Invalid(
                "Mức thu chưa hợp lệ. Hãy nhập số đồng nguyên, không âm.",
                fields={field: ["Nhập số đồng nguyên."]},
            )
    key = procedure_key(procedure_code)
    name = _said(name, 200, "Tên khoản thu", "name")
    legal_basis = _said(legal_basis, 300, "Căn cứ", "legal_basis")
    others = FeeRule.objects.select_for_update().filter(
        procedure_code=key, agency_id=agency_id, name=name
    )
    clash = others.filter(Q(valid_from__gte=valid_from) | Q(valid_to__gte=valid_from))
    if clash.exists():
        raise Overlaps
    others.filter(valid_to__isnull=True).update(valid_to=valid_from - timedelta(days=1))
    rule = FeeRule(
        procedure_code=key, agency_id=agency_id, name=name, kind=kind, amount=amount,
        online_amount=online_amount, per=_said(per, 50, "Đơn vị tính", "per"),
        legal_basis=legal_basis, valid_from=valid_from, valid_to=valid_to,
    )  # fmt: skip
    try:
        with transaction.atomic():
            rule.save(force_insert=True)
    except IntegrityError:  # somebody set the same one at this moment
        raise Overlaps from None
    note(
        None, label=f"{key}: {name}", agency_id=agency_id,
        changes={"amount": amount, "valid_from": valid_from, "legal_basis": legal_basis},
    )  # fmt: skip
    return rule


@action("fees.rule.end")
def end_rule(*, actor: Actor, at: datetime, rule_id: int, last_day: date) -> FeeRule:
    """Kết thúc mức thu sau một ngày.

    :raises Invalid: the day is before the rule's first
    """
    rule: FeeRule | None = FeeRule.objects.select_for_update().filter(pk=rule_id).first()
    if rule is None:
        raise NotFound
    demand_kept(actor, "fees.rule.end", rule.agency_id)
    if rule.valid_from is not None and last_day < rule.valid_from:
        raise Invalid(
            "Ngày kết thúc phải từ ngày bắt đầu trở đi. Hãy sửa lại ngày.",
            fields={"last_day": ["Phải từ ngày bắt đầu."]},
        )
    before, rule.valid_to = rule.valid_to, last_day
    rule.save(update_fields=["valid_to"])
    note(
        None, label=f"{rule.procedure_code}: {rule.name}", agency_id=rule.agency_id,
        changes={"valid_to": [before, last_day]},
    )  # fmt: skip
    return rule


@action("fees.exemption.set")
def set_exemption(
    *, actor: Actor, at: datetime, code: str, name: str, percent: int, legal_basis: str,
    valid_from: date | None = None, valid_to: date | None = None, procedure_code: str = "",
) -> Exemption:  # fmt: skip
    """Khai báo đối tượng miễn, giảm; a known code is changed."""
    demand_kept(actor, "fees.exemption.set", None)
    if not 1 <= percent <= 100:
        raise Invalid(
            "Tỷ lệ giảm là số từ 1 đến 100. Hãy nhập lại.", fields={"percent": ["Từ 1 đến 100."]}
        )
    row, _ = Exemption.objects.update_or_create(
        code=_said(code, 40, "Mã", "code"),
        defaults={
            "name": _said(name, 200, "Đối tượng", "name"), "percent": percent,
            "legal_basis": _said(legal_basis, 300, "Căn cứ", "legal_basis"),
            "valid_from": valid_from, "valid_to": valid_to,
            "procedure_code": procedure_key(procedure_code) if procedure_code else "",
        },
    )  # fmt: skip
    note(None, label=row.name, changes={"percent": percent, "legal_basis": row.legal_basis})
    return row


@action("fees.gateway.set")
def set_gateway(
    *, actor: Actor, at: datetime, agency_id: int, code: str, name: str, speech: str,
    bank_bin: str = "", account_number: str = "", account_name: str = "", base_url: str = "",
    secret: str | None = None, active: bool = True,
) -> GatewayAccount:  # fmt: skip
    """Khai báo tài khoản thu; a known code is changed. ``secret`` None keeps the one there is.

    The secret never reaches the journal.

    :raises Invalid: an unknown way of speaking, or a VietQR account without bank and number
    """
    demand_kept(actor, "fees.gateway.set", agency_id)
    if speech not in gateways:
        raise Invalid("Hãy chọn cách kết nối.", fields={"speech": ["Hãy chọn cách kết nối."]})
    method = Method.VIETQR if speech == "vietqr" else Method.GATEWAY
    bank = (clean_line(bank_bin, 6, label="Mã ngân hàng"),
            clean_line(account_number, 19, label="Số tài khoản"))  # fmt: skip
    if method == Method.VIETQR and not (len(bank[0]) == 6 and bank[0].isdigit() and bank[1]):
        raise Invalid(
            "Tài khoản VietQR cần mã ngân hàng 6 chữ số và số tài khoản. Hãy nhập đủ.",
            fields={"bank_bin": ["Sáu chữ số."]},
        )
    code = _said(code, 40, "Mã", "code")
    kept = GatewayAccount.objects.select_for_update().filter(code=code).first()
    if kept is not None and kept.agency_id != agency_id:
        raise Invalid("Mã này đã dùng cho cơ quan khác. Hãy chọn mã khác.",
                      fields={"code": ["Đã dùng."]})  # fmt: skip
    row = kept or GatewayAccount(code=code, agency_id=agency_id)
    row.name, row.method, row.speech = _said(name, 200, "Tên", "name"), method, speech
    row.bank_bin, row.account_number = bank
    row.account_name = clean_line(account_name, 100, label="Tên tài khoản")
    row.base_url, row.active = base_url, active
    if secret is not None:
        row.secret = seal(secret)
    row.save()
    note(
        None, label=row.name, agency_id=agency_id,
        changes={"speech": speech, "account": bank[1][-4:], "secret_changed": secret is not None,
                 "active": active},
    )  # fmt: skip
    return row


def _said(text: str, longest: int, label: str, field: str) -> str:
    """:raises Invalid: empty"""
    said = clean_line(text, longest, label=label)
    if not said:
        raise Invalid(f"{label} chưa có. Hãy nhập.", fields={field: ["Chưa nhập."]})
    return said
