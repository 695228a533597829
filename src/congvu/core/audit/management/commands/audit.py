"""``audit seal | verify | prove ENTRY | check-proof FILE``."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from congvu.core.audit import heads, proof, sealing, verification
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import DomainError

CHECKS = {
    "content": "nội dung khớp với mã băm (khóa nhật ký)",
    "inclusion": "mục nằm trong khối",
    "block": "đầu khối khớp với mã băm của khối",
    "mac": "khối do hệ thống này niêm phong (khóa nhật ký)",
}


class Command(BaseCommand):
    help = "Nhật ký: niêm phong, kiểm chứng toàn bộ, chứng minh từng mục."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("seal", help="niêm phong ngay mọi mục chưa niêm phong")
        verifying = verbs.add_parser("verify", help="kiểm chứng chuỗi, nêu mục hỏng đầu tiên")
        verifying.add_argument(
            "--head", action="append", default=[], metavar="SỐ:MÃ_BĂM",
            help="đầu chuỗi đã ghi lại ở nơi khác, phải còn trong chuỗi",
        )  # fmt: skip
        proving = verbs.add_parser("prove", help="in chứng minh của một mục (JSON)")
        proving.add_argument("entry", type=int)
        checking = verbs.add_parser(
            "check-proof", help="kiểm một chứng minh, không cần cơ sở dữ liệu"
        )
        checking.add_argument("file", type=Path, help="tệp JSON, hoặc - để đọc từ đầu vào")

    def handle(self, *args: Any, **options: Any) -> None:
        verb = options["verb"].replace("-", "_")
        getattr(self, f"_{verb}")(options)

    def _seal(self, options: dict[str, Any]) -> None:
        self.stdout.write(f"Đã niêm phong {sealing.seal(at=now(), window=None)} mục.")

    def _verify(self, options: dict[str, Any]) -> None:
        expected = [self._head(text) for text in options["head"]]
        report = verification.verify(progress=self._progress, expected=expected)
        facts = (
            f"{report.blocks} khối, {report.sealed} mục đã niêm phong, {report.unsealed} mục chờ"
        )
        if report.sound:
            self.stdout.write(
                f"Nhật ký nguyên vẹn: {facts}. Đầu chuỗi: {report.head or '(chưa có)'}"
            )
            return
        for fault in report.faults:
            self.stderr.write(str(fault))
        raise CommandError(f"Nhật ký KHÔNG nguyên vẹn: {report.count} chỗ hỏng ({facts}).")

    def _prove(self, options: dict[str, Any]) -> None:
        try:
            self.stdout.write(
                json.dumps(proof.prove(options["entry"]), ensure_ascii=False, indent=2)
            )
        except DomainError as refused:
            raise CommandError(refused.message) from refused

    def _check_proof(self, options: dict[str, Any]) -> None:
        file: Path = options["file"]
        try:
            text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
            verdict = proof.check(json.loads(text))
        except (OSError, ValueError) as error:
            raise CommandError(f"Không đọc được chứng minh: {error}") from error
        for name, holds in verdict.checks.items():
            self.stdout.write(f"{'đúng' if holds else 'SAI '}  {CHECKS[name]}")
        if not verdict.sound:
            raise CommandError("Chứng minh không đứng vững.")

    def _head(self, text: str) -> heads.Head:
        head = heads.parse(text)
        if head is None:
            raise CommandError(f"Đầu chuỗi “{text}” không đúng dạng SỐ:MÃ_BĂM (64 chữ số hex).")
        return head

    def _progress(self, count: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{count} mục", ending="")
