"""`congvu worker`: run background jobs until SIGTERM or Ctrl-C."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from congvu.core.jobs.worker import LEASE, Runner


class Command(BaseCommand):
    help = "Chạy các việc nền cho đến khi dừng (run background jobs until stopped)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="run what is due now, then end")
        parser.add_argument(
            "--lease",
            type=float,
            default=LEASE.total_seconds(),
            help="seconds after which the job of a killed worker is run again (default 60)",
        )

    def handle(self, *args: Any, once: bool, lease: float, **options: Any) -> None:
        runner = Runner(lease=timedelta(seconds=lease))
        if once:
            self.stdout.write(f"{runner.drain()} việc đã chạy")
            return
        runner.obey_signals()
        runner.run()
