"""``queue halls``, ``queue setup hall.json``, ``queue device sanh-chinh "Máy 1"``, ``queue member``,
``queue figures sanh-chinh --day 2026-11-23``: halls, setting them up, a day's figures."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from congvu.core.accounts.queries import active_user_named
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import DomainError, Invalid, NotFound
from congvu.counter.queue import actions, queries
from congvu.counter.queue.imports import read_hall, set_up
from congvu.counter.queue.models import Device, Hall

LABELS = {
    "taken": "Lượt lấy số", "favoured": "Lượt ưu tiên", "served": "Lượt đã xong",
    "missed": "Lượt không có mặt", "cancelled": "Lượt hủy", "wait_p50": "Phút chờ (50 %)",
    "wait_p95": "Phút chờ (95 %)",
}  # fmt: skip


class Command(BaseCommand):
    help = "Sảnh một cửa: danh sách, thiết lập từ tệp, máy lấy số, nhân sự, số liệu một ngày."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("halls", help="các sảnh và hàng chờ lúc này")
        setup = commands.add_parser(
            "setup", help="lập hoặc sửa sảnh theo tệp JSON; được cả hoặc không"
        )
        setup.add_argument("file", type=Path)
        device = commands.add_parser("device", help="thêm máy lấy số và in mã một lần")
        device.add_argument("hall", help="mã ngắn của sảnh")
        device.add_argument("name", help="tên máy")
        device.add_argument("--revoke", action="store_true", help="thu hồi máy có tên này")
        member = commands.add_parser("member", help="thêm nhân sự từ cơ quan khác")
        member.add_argument("hall", help="mã ngắn của sảnh")
        member.add_argument("username", help="tên đăng nhập")
        member.add_argument("--remove", action="store_true", help="bớt người này")
        figures = commands.add_parser("figures", help="số liệu một ngày của một sảnh")
        figures.add_argument("hall", help="mã ngắn của sảnh")
        figures.add_argument("--day", type=date.fromisoformat, help="YYYY-MM-DD, mặc định hôm nay")

    def handle(self, *args: Any, **options: Any) -> None:
        verbs = {
            "halls": self._halls, "setup": self._setup, "device": self._device,
            "member": self._member, "figures": self._figures,
        }  # fmt: skip
        try:
            verbs[options["command"]](options)
        except Invalid as refusal:
            told = [
                f"{name}: {text}"
                for name, texts in refusal.data.get("fields", {}).items()
                for text in texts
            ]
            raise CommandError(" ".join([refusal.message, *told])) from None
        except DomainError as refusal:
            raise CommandError(refusal.message) from None
        except OSError as refusal:
            raise CommandError(f"Không đọc được tệp: {refusal.strerror}.") from None

    def _setup(self, options: dict[str, Any]) -> None:
        given = read_hall(options["file"].read_bytes())
        with transaction.atomic():
            hall = set_up(given, actor=system_actor("cli"), at=now())
        self.stdout.write(f"{hall.slug}: {hall.name}")
        for group in queries.groups_of(hall.pk):
            self.stdout.write(f"  {group}")
        for counter in queries.counters_of(hall.pk):
            letters = ", ".join(group.prefix for group in counter.groups.all())
            self.stdout.write(f"  {counter}: {letters}")

    def _device(self, options: dict[str, Any]) -> None:
        hall, system = _hall(options["hall"]), system_actor("cli")
        if not options["revoke"]:
            _, token = actions.add_device(
                actor=system, hall_id=hall.pk, name=options["name"], at=now()
            )
            self.stdout.write(f"Mã máy (chỉ in lần này): {token}")
            return
        rows = Device.objects.filter(hall=hall, name=options["name"], revoked_at=None)
        found = list(rows)
        for one in found:
            actions.revoke_device(actor=system, device_id=one.pk, at=now())
        if not found:
            raise CommandError("Sảnh không có máy đang dùng với tên này.")
        self.stdout.write(f"Đã thu hồi {len(found)} máy.")

    def _member(self, options: dict[str, Any]) -> None:
        hall, user = _hall(options["hall"]), active_user_named(options["username"])
        if user is None:
            raise CommandError("Không có tài khoản đang hoạt động với tên này.")
        actions.set_member(
            actor=system_actor("cli"), hall_id=hall.pk, user_id=user.pk,
            user_name=user.full_name, member=not options["remove"], at=now(),
        )  # fmt: skip
        done = "Đã bớt" if options["remove"] else "Đã thêm"
        self.stdout.write(f"{done} {user.full_name}.")

    def _halls(self, options: dict[str, Any]) -> None:
        day = local_date(now())
        for hall in queries.halls_for(system_actor("cli")):
            self.stdout.write(f"{hall.slug}: {hall.name}")
            for line in queries.lines_of(queries.groups_of(hall.pk), day):
                self.stdout.write(f"  {line.group}: {line.waiting} người chờ")

    def _figures(self, options: dict[str, Any]) -> None:
        hall, day = _hall(options["hall"]), options["day"] or local_date(now())
        found = asdict(queries.day_figures(hall.pk, day))
        self.stdout.write(f"{hall.name}, {day:%d/%m/%Y}")
        for name, label in LABELS.items():
            value = found[name]
            self.stdout.write(f"  {label}: {'–' if value is None else value}")
        for one in found["counters"]:
            self.stdout.write(f"  Quầy {one['number']}: {one['served']} lượt")


def _hall(slug: str) -> Hall:
    try:
        return queries.public_hall(slug)
    except NotFound:
        raise CommandError(f"Không có sảnh đang dùng với mã {slug!r}.") from None
