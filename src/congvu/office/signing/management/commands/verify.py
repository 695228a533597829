"""``verify FILE``: the signatures of a PDF file from the command line."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import Invalid
from congvu.office.signing.fetching import judge
from congvu.office.signing.queries.trust import anchors as trusted_anchors
from congvu.office.signing.verification import (
    LABELS,
    Anchors,
    Report,
    Verdict,
    merge,
    read_folder,
)
from congvu.office.signing.verification.text import lines

LARGEST = 200_000_000
"""Bytes of the largest file that is read into memory."""

REFUSED = 1
STATUS = {Verdict.VALID: 0, Verdict.INVALID: 3, Verdict.UNKNOWN: 4}
"""Exit statuses of ``--exit-code``."""


class Command(BaseCommand):
    help = "Xác minh chữ ký số của một tệp PDF (verify the signatures of a PDF file)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="TỆP", help="tệp PDF cần xác minh")
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
        parser.add_argument(
            "--anchors", type=Path, metavar="THƯ_MỤC",
            help="thư mục chứng thư (.pem, .crt, .cer, .der) được tin cậy cho lần này, thêm vào "
            "các gốc đã khai báo",
        )  # fmt: skip
        parser.add_argument(
            "--label", default=LABELS["official"],
            help="nhãn của các gốc trong --anchors (mặc định: %(default)s)",
        )  # fmt: skip
        parser.add_argument(
            "--exit-code", action="store_true",
            help="mã thoát theo kết luận: 0 hợp lệ, 3 không hợp lệ, 4 không đủ thông tin; không có "
            "tùy chọn này thì 0 khi đã có kết quả. Luôn là 1 khi tệp không đọc được",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        anchors = managed_anchors()
        if options["anchors"] is not None:
            anchors = merge(anchors, read_folder(options["anchors"], options["label"]))
        report = judge(read(options["file"]), at=now(), anchors=anchors)
        words = json.dumps(report.as_line(), ensure_ascii=False, indent=2)
        self.stdout.write(words if options["json"] else "\n".join(lines(report)))
        if report.refusal and options["json"]:
            self.stderr.write(report.refusal)
        status = exit_status(report, by_verdict=options["exit_code"])
        if status:
            sys.exit(status)


def exit_status(report: Report, *, by_verdict: bool) -> int:
    if report.refusal:
        return REFUSED
    return STATUS[report.verdict] if by_verdict else 0


def read(path: Path) -> bytes:
    """The file's bytes.

    :raises Invalid: absent, not a file, not readable, or too large
    """
    try:
        if path.stat().st_size > LARGEST:
            raise Invalid(f"Tệp {path} lớn hơn {LARGEST // 1_000_000} MB nên không xác minh được.")
        return path.read_bytes()
    except OSError as error:
        raise Invalid(f"Không đọc được tệp {path}. Hãy kiểm tra lại đường dẫn.") from error


def managed_anchors() -> Anchors:
    """The roots that the administrator keeps; none while the database has no tables yet."""
    try:
        return trusted_anchors()
    except DatabaseError:
        return Anchors()
