"""``procedures import FILE`` and ``procedures limits FILE``: catalogues from files."""

from __future__ import annotations

import csv
import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import Invalid
from congvu.counter.procedures import actions
from congvu.counter.procedures.errors import ImportRefused
from congvu.counter.procedures.imports import (
    Candidate,
    Doubt,
    candidates,
    layout_from,
    read_table,
    recognise,
)
from congvu.counter.procedures.imports.candidates import headers
from congvu.counter.procedures.imports.share import share
from congvu.counter.procedures.management import forms, processes

SHOWN = 30


def day(text: str) -> date:
    """``23/11/2026``."""
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise ArgumentTypeError(f"{text!r}: hãy nhập ngày dạng 23/11/2026") from None


class Command(BaseCommand):
    help = "Thủ tục hành chính: nạp danh mục (import), đo tỷ lệ đọc được thời hạn (limits), biểu mẫu (form), quy trình (process)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        brought = commands.add_parser("import", help="nạp danh mục từ CSV, JSON lines, Excel")
        limits = commands.add_parser(
            "limits", help="tỷ lệ thời hạn đọc được, và các ô không đọc được"
        )
        for one in (brought, limits):
            one.add_argument("file", type=Path)
            one.add_argument("--mapping", type=Path, help="tệp JSON nói cột nào là phần nào")
        forms.add_arguments(commands)
        processes.add_arguments(commands)
        brought.add_argument("--dry-run", action="store_true", help="chỉ báo cáo, không nạp")
        brought.add_argument(
            "--from", dest="since", type=day, help="hiệu lực từ (mặc định: hôm nay)"
        )
        brought.add_argument("--new-fields", action="store_true", help="thêm lĩnh vực chưa có")
        brought.add_argument(
            "--skip-refused", action="store_true", help="bỏ qua dòng không nạp được"
        )
        brought.add_argument("--report", type=Path, help="ghi các điều cần xem lại ra tệp CSV")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["command"] == "form":
            forms.handle(options, self.stdout.write)
            return
        if options["command"] == "process":
            processes.handle(options, self.stdout.write)
            return
        found = self._candidates(options["file"], options["mapping"])
        getattr(self, f"_{options['command']}")(found, options)

    def _candidates(self, file: Path, mapping: Path | None) -> list[Candidate]:
        try:
            table = read_table(file.read_bytes(), file.name)
            layout = (
                layout_from(json.loads(mapping.read_text("utf-8")))
                if mapping
                else recognise(table.headers)
            )
        except OSError as error:
            raise CommandError(f"Không đọc được tệp: {error.strerror}: {error.filename}") from None
        except ValueError:
            raise Invalid("Tệp ánh xạ không phải JSON. Hãy sửa rồi chạy lại.") from None
        self.stdout.write(f"Dạng tệp: {layout.label}. {len(table.rows)} dòng.")
        return candidates(table, layout)

    def _limits(self, found: list[Candidate], options: dict[str, Any]) -> None:
        counted = share(found)
        self.stdout.write(
            f"Thời hạn có nêu: {counted.stated}; đọc được: {counted.read} "
            f"({counted.percent:.2f} %). Không nêu: {counted.none}; số không kèm đơn vị: "
            f"{counted.bare}."
        )
        for text, number in counted.unread.most_common():
            self.stdout.write(f"{number:5}  {' '.join(text.split())[:200]}")

    def _import(self, found: list[Candidate], options: dict[str, Any]) -> None:
        at = now()
        try:
            report = actions.import_catalogue(
                actor=system_actor("cli"), candidates=found, source=options["file"].name,
                valid_from=options["since"] or local_date(at), at=at,
                new_fields=options["new_fields"], skip_refused=options["skip_refused"],
                dry_run=options["dry_run"],
            )  # fmt: skip
        except ImportRefused as error:
            self._doubts(error.report.doubts, options["report"])
            raise
        self._doubts(report.doubts, options["report"])
        self.stdout.write(
            f"{'Sẽ thêm' if report.dry_run else 'Đã thêm'} {report.added} thủ tục mới, "
            f"{report.changed} phiên bản mới; {report.same} không đổi; {report.refused} dòng không "
            f"nạp được; {len(report.doubts) - report.refused} điều cần xem lại."
        )

    def _doubts(self, doubts: Iterable[Doubt], file: Path | None) -> None:
        rows = sorted(doubts, key=lambda doubt: (doubt.weight != "refused", doubt.row))
        for doubt in rows[:SHOWN]:
            sign = "KHÔNG NẠP" if doubt.weight == "refused" else "xem lại"
            self.stdout.write(f"{doubt.row:6}  {doubt.code:14}  {sign:9}  {doubt.message}")
        if len(rows) > SHOWN:
            self.stdout.write(f"… và {len(rows) - SHOWN} điều nữa (--report ghi đủ ra tệp).")
        if file is not None:
            with file.open("w", encoding="utf-8-sig", newline="") as stream:
                writer = csv.writer(stream)
                writer.writerow(headers().values())
                for doubt in rows:
                    writer.writerow([getattr(doubt, name) for name in headers()])
