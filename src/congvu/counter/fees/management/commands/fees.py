"""``fees rules FILE``, ``fees reconcile ACCOUNT FILE --day …``, ``fees till ID``."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import VIETNAM, local_date, now
from congvu.core.kernel.errors import DomainError
from congvu.core.kernel.money import format_dong
from congvu.counter.fees import actions, queries
from congvu.counter.fees.imports import read_rules
from congvu.counter.fees.models import GatewayAccount, Till
from congvu.counter.fees.statement import read_statement


class Command(BaseCommand):
    help = "Phí, lệ phí: nạp mức thu, đối chiếu sao kê, in bảng kê ca thu."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        rules = commands.add_parser("rules", help="nạp mức thu từ CSV, Excel; được cả hoặc không")
        rules.add_argument("file", type=Path)
        rules.add_argument("--dry-run", action="store_true", help="chỉ đọc và báo, không ghi")
        compare = commands.add_parser("reconcile", help="đối chiếu một ngày của một tài khoản thu")
        compare.add_argument("account", help="mã tài khoản thu")
        compare.add_argument("file", type=Path, nargs="?", help="sao kê để nạp trước")
        compare.add_argument("--day", type=date.fromisoformat, help="YYYY-MM-DD, mặc định hôm nay")
        till = commands.add_parser("till", help="bảng kê một ca thu")
        till.add_argument("till", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        verbs = {"rules": self._rules, "reconcile": self._reconcile, "till": self._till}
        try:
            verbs[options["command"]](options)
        except DomainError as refusal:
            raise CommandError(refusal.message) from None
        except OSError as refusal:
            raise CommandError(f"Không đọc được tệp: {refusal.strerror}.") from None

    def _rules(self, options: dict[str, Any]) -> None:
        found = read_rules(options["file"].read_bytes())
        with transaction.atomic():
            for number, fields in found:
                try:
                    actions.set_rule(actor=system_actor("cli"), at=now(), **fields)
                except DomainError as refusal:
                    raise CommandError(f"Dòng {number}: {refusal.message}") from None
            transaction.set_rollback(options["dry_run"])
        done = "Đọc được" if options["dry_run"] else "Đã nạp"
        self.stdout.write(f"{done} {len(found)} mức thu.")

    def _reconcile(self, options: dict[str, Any]) -> None:
        account = GatewayAccount.objects.filter(code=options["account"]).first()
        if account is None:
            raise CommandError(f"Không có tài khoản thu {options['account']!r}.")
        day = options["day"] or local_date(now())
        if options["file"]:
            actions.import_statement(
                actor=system_actor("cli"), at=now(), gateway=account.code, day=day,
                lines=read_statement(options["file"].read_bytes()),
            )  # fmt: skip
        found = queries.reconcile(gateway=account, day=day)
        self.stdout.write(
            f"{account.name}, {day:%d/%m/%Y}: sổ {found.ours} giao dịch "
            f"({format_dong(found.ours_amount)}), sao kê {found.theirs} "
            f"({format_dong(found.theirs_amount)}), lệch {len(found.differences)}"
        )
        for one in found.differences:
            sides = ["–" if side is None else format_dong(side) for side in (one.ours, one.theirs)]
            self.stdout.write(f"  {one.transaction}: {sides[0]} | {sides[1]}. {one.words}")

    def _till(self, options: dict[str, Any]) -> None:
        till = Till.objects.filter(pk=options["till"]).first()
        if till is None:
            raise CommandError(f"Không có ca thu {options['till']}.")
        sheet = queries.sheet(till)
        self.stdout.write(
            f"{till.cashier_name}, mở {till.opened_at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
        )
        for row in sheet.payments:
            self.stdout.write(
                f"  {row.receipt}: {row.charge.payer_name}, {format_dong(row.amount)}"
            )
        for back in sheet.refunds:
            self.stdout.write(f"  hoàn {back.payment.charge.code}: -{format_dong(back.amount)}")
        self.stdout.write(
            f"  Đầu ca {format_dong(till.opening)}, thu {format_dong(sheet.came)}, hoàn "
            f"{format_dong(sheet.went)}, phải có {format_dong(sheet.expected)}"
        )
        if till.counted is not None:
            reason = f" ({till.difference_reason})" if till.difference_reason else ""
            self.stdout.write(f"  Đếm được {format_dong(till.counted)}{reason}")
