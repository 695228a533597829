"""``congvu demo``: load the demo province, print its accounts, grow it for measuring."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from congvu.core.kernel.clock import now
from congvu.project.demo import accounts, grow, load


class Command(BaseCommand):
    help = "Tỉnh mẫu: nạp dữ liệu, in tài khoản, sinh thêm văn bản để đo."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        loading = verbs.add_parser("load", help="nạp tỉnh mẫu (bỏ qua nếu đã có)")
        loading.add_argument("--small", action="store_true", help="bản nhỏ cho kiểm thử")
        verbs.add_parser("accounts", help="in các tài khoản mẫu")
        growing = verbs.add_parser("grow", help="sinh nhanh nhiều văn bản đến để đo")
        growing.add_argument("--documents", type=int, required=True, help="số văn bản")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Không nạp dữ liệu mẫu vào hệ thống vận hành thật.")
        {"load": self._load, "accounts": self._accounts, "grow": self._grow}[options["verb"]](
            options
        )

    def _load(self, options: dict[str, Any]) -> None:
        made = load.load(at=now(), small=options["small"], say=self.stdout.write)
        if not made:
            self.stdout.write("Tỉnh mẫu đã có, giữ nguyên dữ liệu.")

    def _grow(self, options: dict[str, Any]) -> None:
        if options["documents"] < 1:
            raise CommandError("Số văn bản phải từ 1 trở lên.")
        grow.grow(documents=options["documents"], at=now(), say=self.stdout.write)

    def _accounts(self, options: dict[str, Any]) -> None:
        width = max(map(len, accounts.LABELS))
        for username, label in accounts.LABELS.items():
            self.stdout.write(f"  {username:<{width}}  {label}")
        self.stdout.write(f"  Mật khẩu chung: {accounts.PASSWORD}")
