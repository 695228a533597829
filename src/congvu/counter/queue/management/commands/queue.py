"""``queue halls``, ``queue figures sanh-chinh --day 2026-11-23``: halls and a day's figures."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import NotFound
from congvu.counter.queue import queries

LABELS = {
    "taken": "Lượt lấy số", "favoured": "Lượt ưu tiên", "served": "Lượt đã xong",
    "missed": "Lượt không có mặt", "cancelled": "Lượt hủy", "wait_p50": "Phút chờ (50 %)",
    "wait_p95": "Phút chờ (95 %)",
}  # fmt: skip


class Command(BaseCommand):
    help = "Sảnh một cửa: danh sách sảnh, số liệu một ngày."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("halls", help="các sảnh và hàng chờ lúc này")
        figures = commands.add_parser("figures", help="số liệu một ngày của một sảnh")
        figures.add_argument("hall", help="mã ngắn của sảnh")
        figures.add_argument("--day", type=date.fromisoformat, help="YYYY-MM-DD, mặc định hôm nay")

    def handle(self, *args: Any, **options: Any) -> None:
        day = options.get("day") or local_date(now())
        if options["command"] == "halls":
            self._halls(day)
        else:
            self._figures(options["hall"], day)

    def _halls(self, day: date) -> None:
        for hall in queries.halls_for(system_actor("cli")):
            self.stdout.write(f"{hall.slug}: {hall.name}")
            for line in queries.lines_of(queries.groups_of(hall.pk), day):
                self.stdout.write(f"  {line.group}: {line.waiting} người chờ")

    def _figures(self, slug: str, day: date) -> None:
        try:
            hall = queries.public_hall(slug)
        except NotFound:
            raise CommandError(f"Không có sảnh đang dùng với mã {slug!r}.") from None
        found = asdict(queries.day_figures(hall.pk, day))
        self.stdout.write(f"{hall.name}, {day:%d/%m/%Y}")
        for name, label in LABELS.items():
            value = found[name]
            self.stdout.write(f"  {label}: {'–' if value is None else value}")
        for one in found["counters"]:
            self.stdout.write(f"  Quầy {one['number']}: {one['served']} lượt")
