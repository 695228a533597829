"""``calendar seed --years 2024-2028``: the public holidays into the editable table."""

from __future__ import annotations

import re
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand

from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import now
from congvu.core.organisation import actions


def years(text: str) -> list[int]:
    """``2026``, ``2024-2028`` or ``2024,2026``."""
    found: list[int] = []
    for part in text.split(","):
        match = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", part.strip())
        if match is None:
            raise ArgumentTypeError(f"{part!r}: hãy nhập năm, ví dụ 2026 hoặc 2024-2028")
        first, last = int(match[1]), int(match[2] or match[1])
        found.extend(range(first, last + 1))
    return found


class Command(BaseCommand):
    help = "Lịch làm việc: nạp ngày nghỉ lễ, Tết, nghỉ bù và ngày làm bù."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        seed = commands.add_parser("seed", help="nạp lịch nghỉ của các năm")
        seed.add_argument("--years", type=years, required=True, help="2026 hoặc 2024-2028")

    def handle(self, *args: Any, **options: Any) -> None:
        added = actions.seed_calendar(actor=system_actor("cli"), years=options["years"], at=now())
        self.stdout.write(f"Đã thêm {added} ngày vào lịch.")
