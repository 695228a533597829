"""``files sweep`` and ``files check``: housekeeping of the store from the command line."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from congvu.core.files import sweep
from congvu.core.files.actions import GRACE
from congvu.core.kernel.clock import now


class Command(BaseCommand):
    help = (
        "Kho tệp: sweep dọn nội dung không văn bản nào dùng; check đối chiếu kho với cơ sở dữ liệu."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        sweeping = verbs.add_parser("sweep", help="dọn nội dung mồ côi và tệp tạm")
        sweeping.add_argument(
            "--grace-minutes", type=float, default=GRACE / timedelta(minutes=1),
            help="nội dung mồ côi trẻ hơn chừng này được giữ lại (mặc định 24 giờ)",
        )  # fmt: skip
        checking = verbs.add_parser("check", help="tìm nội dung thiếu, hỏng hoặc mồ côi")
        checking.add_argument("--deep", action="store_true", help="đọc và băm lại từng tệp")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verb"] == "sweep":
            grace = timedelta(minutes=options["grace_minutes"])
            self._print(asdict(sweep.sweep(at=now(), grace=grace)))
            return
        findings = sweep.check(deep=options["deep"])
        self._print(asdict(findings))
        if not findings.sound:
            raise CommandError("Kho tệp không khớp với cơ sở dữ liệu; xem danh sách ở trên.")

    def _print(self, facts: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(facts, ensure_ascii=False, indent=2))
