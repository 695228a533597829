"""``congvu demo``: load the demo province, print its accounts and codes, grow it for measuring."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from congvu.core.kernel.clock import local_date, now
from congvu.core.organisation.queries import codes_on, members
from congvu.project.demo import accounts, authority, dossiers, grow, hall, load, signatures, tls
from congvu.project.demo.plan import Part


class Command(BaseCommand):
    help = "Tỉnh mẫu: nạp dữ liệu, in tài khoản, sinh thêm văn bản để đo."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        loading = verbs.add_parser("load", help="nạp tỉnh mẫu (bỏ qua nếu đã có)")
        loading.add_argument("--small", action="store_true", help="bản nhỏ cho kiểm thử")
        loading.add_argument(
            "--part", type=Part, choices=list(Part), default=Part.WHOLE,
            help="cơ quan nào làm việc ở đây: whole, province (trừ Hiệp Hòa), district (Hiệp Hòa)",
        )  # fmt: skip
        verbs.add_parser("accounts", help="in các tài khoản mẫu")
        verbs.add_parser(
            "codes", help="in mã định danh các cơ quan làm việc ở đây, mỗi dòng một mã"
        )
        keys = verbs.add_parser(
            "tls", help="tạo chứng thư HTTPS cho máy mẫu, chỉ dùng trên máy này"
        )
        keys.add_argument("folder", type=Path, help="thư mục nhận chứng thư")
        services = verbs.add_parser(
            "authority", help="chạy nơi cấp chứng thư và dấu thời gian thử nghiệm"
        )
        services.add_argument("--port", type=int, default=authority.home.DEFAULT_PORT)
        growing = verbs.add_parser("grow", help="sinh nhanh nhiều văn bản đến, hồ sơ để đo")
        growing.add_argument("--documents", type=int, default=0, help="số văn bản")
        growing.add_argument("--dossiers", type=int, default=0, help="số hồ sơ một cửa")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Không nạp dữ liệu mẫu vào hệ thống vận hành thật.")
        verbs = {
            "load": self._load,
            "accounts": self._accounts,
            "codes": self._codes,
            "grow": self._grow,
            "tls": self._tls,
            "authority": self._authority,
        }
        verbs[options["verb"]](options)

    def _tls(self, options: dict[str, Any]) -> None:
        tls.make(options["folder"], at=now())

    def _authority(self, options: dict[str, Any]) -> None:
        authority.serve(port=options["port"], at=now())

    def _load(self, options: dict[str, Any]) -> None:
        made = load.load(
            at=now(), small=options["small"], part=options["part"], say=self.stdout.write
        )
        if not made:
            self.stdout.write("Tỉnh mẫu đã có, giữ nguyên dữ liệu.")

    def _grow(self, options: dict[str, Any]) -> None:
        letters, petitions = options["documents"], options["dossiers"]
        if min(letters, petitions) < 0 or not letters + petitions:
            raise CommandError("Số văn bản hoặc số hồ sơ phải từ 1 trở lên.")
        if letters:
            grow.grow(documents=letters, at=now(), say=self.stdout.write)
        if petitions:
            dossiers.grow(dossiers=petitions, at=now(), say=self.stdout.write)

    def _accounts(self, options: dict[str, Any]) -> None:
        here = accounts.here()
        width = max(map(len, here), default=0)
        for username, label in here.items():
            self.stdout.write(f"  {username:<{width}}  {label}")
        self.stdout.write(f"  Mật khẩu chung: {accounts.PASSWORD}")
        self.stdout.write(f"  Mã PIN ký số (thử nghiệm): {signatures.PIN}")
        for line in hall.addresses():
            self.stdout.write(line)

    def _codes(self, options: dict[str, Any]) -> None:
        day = local_date(now())
        here = members(day).values_list("pk", flat=True)
        for code in sorted(codes_on(list(here), on=day).values()):
            self.stdout.write(code)
