"""`congvu jobs`: what waits, what died; `congvu jobs retry ID…` brings dead jobs back."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from congvu.core.jobs import actions, queries
from congvu.core.kernel.clock import now


class Command(BaseCommand):
    help = "Xem hàng đợi việc nền, chạy lại việc hỏng (show the queue, retry dead jobs)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", nargs="?", choices=["show", "retry"], default="show")
        parser.add_argument("ids", nargs="*", type=int, help="numbers of dead jobs")

    def handle(self, *args: Any, what: str, ids: list[int], **options: Any) -> None:
        if what == "retry":
            self._retry(ids)
        else:
            self._show()

    def _show(self) -> None:
        self.stdout.write(f"Tiến trình đang chạy: {queries.workers_alive(at=now())}")
        for (name, state), number in queries.counts().items():
            self.stdout.write(f"{number:8} {state:8} {name}")
        for job in queries.dead()[:50]:
            last = job.error.strip().rpartition("\n")[2]
            self.stdout.write(f"#{job.pk} {job.name} {job.owner} {job.finished_at}: {last}")

    def _retry(self, ids: list[int]) -> None:
        if not ids:
            raise CommandError("Hãy ghi số của việc cần chạy lại, xem bằng `congvu jobs`.")
        for job_id in ids:
            done = actions.revive(job_id=job_id, at=now())
            self.stdout.write(f"#{job_id}: {'sẽ chạy lại' if done else 'không ở trạng thái hỏng'}")
