"""Addresses of fees: the payer's page and the gateways' door need no account."""

from __future__ import annotations

from django.urls import path

from congvu.counter.fees.views import (
    callbacks,
    charges,
    keeping,
    payer,
    reconciling,
    refunds,
    tills,
)

app_name = "fees"
urlpatterns = [
    path("nop-phi/<str:key>/", payer.pay, name="pay"),
    path("nop-phi/<str:key>/bien-lai.pdf", payer.receipt, name="pay_receipt"),
    path("cong-thanh-toan/<slug:gateway_code>/", callbacks.hear, name="callback"),
    path("thu-phi/", charges.charges, name="charges"),
    path("thu-phi/moi/", charges.raise_charge, name="raise"),
    path("thu-phi/<int:charge_id>/", charges.charge, name="charge"),
    path("thu-phi/<int:charge_id>/thu-tien/", charges.take_cash, name="take_cash"),
    path("thu-phi/<int:charge_id>/chuyen-khoan/", charges.start, name="start"),
    path("thu-phi/<int:charge_id>/mien/", charges.waive, name="waive"),
    path("thu-phi/<int:charge_id>/huy/", charges.cancel, name="cancel"),
    path("thu-phi/lan-nop/<int:payment_id>/hoan/", refunds.ask, name="ask_refund"),
    path("thu-phi/bien-lai/<int:receipt_id>.pdf", charges.receipt, name="receipt"),
    path("thu-phi/ca/", tills.tills, name="tills"),
    path("thu-phi/ca/<int:till_id>/", tills.till, name="till"),
    path("thu-phi/ca/<int:till_id>/in/", tills.printed, name="till_print"),
    path("thu-phi/hoan-tien/", refunds.refunds, name="refunds"),
    path("thu-phi/hoan-tien/<int:refund_id>/", refunds.decide, name="decide"),
    path("thu-phi/doi-chieu/", reconciling.reconcile, name="reconcile"),
    path("thu-phi/muc-thu/", keeping.rules, name="rules"),
    path("thu-phi/muc-thu/moi/", keeping.rule_new, name="rule_new"),
    path("thu-phi/muc-thu/<int:rule_id>/ket-thuc/", keeping.rule_end, name="rule_end"),
    path("thu-phi/mien-giam/", keeping.exemptions, name="exemptions"),
    path("thu-phi/mien-giam/moi/", keeping.exemption, name="exemption_new"),
    path("thu-phi/mien-giam/<slug:exemption_code>/", keeping.exemption, name="exemption"),
    path("thu-phi/tai-khoan/", keeping.accounts, name="accounts"),
    path("thu-phi/tai-khoan/moi/", keeping.account, name="account_new"),
    path("thu-phi/tai-khoan/<slug:gateway_code>/", keeping.account, name="account"),
]
