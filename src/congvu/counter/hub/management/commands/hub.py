"""``hub import FILE``, ``hub check 03/2016``, ``hub compute 10/2026``: figures of the desks."""

from __future__ import annotations

import csv
import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import Invalid
from congvu.counter.hub import actions, queries
from congvu.counter.hub.actions import Outcome
from congvu.counter.hub.actions.staging import take_in
from congvu.counter.hub.layout import layout_from
from congvu.counter.hub.queries import Span

SHOWN = 30


def month(text: str) -> date:
    """``03/2016``."""
    try:
        return datetime.strptime(text, "%m/%Y").date()  # noqa: DTZ007 - a month has no zone
    except ValueError:
        raise ArgumentTypeError(f"{text!r}: hãy nhập tháng dạng 03/2016") from None


class Command(BaseCommand):
    help = "Số liệu một cửa: nạp tệp (import), đối chiếu (check), tính từ hồ sơ (compute)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        brought = commands.add_parser("import", help="nạp tệp CSV, Excel, JSON từng dòng")
        brought.add_argument("file", type=Path)
        brought.add_argument("--mapping", type=Path, help="tệp JSON nói cột nào là số đếm nào")
        brought.add_argument("--dry-run", action="store_true", help="chỉ báo cáo, không nạp")
        brought.add_argument(
            "--skip-refused", action="store_true", help="bỏ qua dòng không đọc được"
        )
        brought.add_argument("--report", type=Path, help="ghi điều cần xem lại, chênh lệch ra CSV")
        checked = commands.add_parser("check", help="các đẳng thức không khớp của một tháng")
        checked.add_argument("month", type=month)
        computed = commands.add_parser("compute", help="tính số liệu tháng của cơ quan ở đây")
        computed.add_argument("month", type=month)

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['command']}")(options)

    def _import(self, options: dict[str, Any]) -> None:
        at, file = now(), options["file"]
        try:
            data = file.read_bytes()
            told = options["mapping"] and json.loads(options["mapping"].read_text("utf-8"))
        except OSError as error:
            raise CommandError(f"Không đọc được tệp: {error.strerror}: {error.filename}") from None
        except ValueError:
            raise Invalid("Tệp ánh xạ không phải JSON. Hãy sửa rồi chạy lại.") from None
        layout = layout_from(told) if told else None
        found = actions.read_file(data, file.name, local_date(at), layout)
        self.stdout.write(f"Dạng tệp: {found.layout.label}.")
        outcome = take_in(
            actor=system_actor("cli"), found=found, name=file.name, at=at,
            skip_refused=options["skip_refused"], dry_run=options["dry_run"],
        )  # fmt: skip
        self._say(outcome)
        if options["report"]:
            _write(outcome, options["report"])

    def _say(self, one: Outcome) -> None:
        for doubt in sorted(one.doubts, key=lambda d: (d.weight != "refused", d.row))[:SHOWN]:
            sign = "KHÔNG NẠP" if doubt.weight == "refused" else "xem lại"
            self.stdout.write(f"  dòng {doubt.row}: {sign}: {doubt.message}")
        for label, rows in one.identities.most_common():
            self.stdout.write(f"  không khớp ở {rows} dòng: {label}")
        for broken in one.broken[:SHOWN]:
            self.stdout.write(
                f"  dòng {broken.row}: {broken.desk}, {broken.field or '–'}, "
                f"{broken.period:%m/%Y}: {broken.label}: {broken.left} và {broken.right}, "
                f"lệch {broken.difference:+d}"
            )
        self.stdout.write(
            f"{'Sẽ nhận' if one.dry_run else 'Đã nhận'} {one.rows} dòng: {one.added} mới, "
            f"{one.replaced} thay số đã có, {one.same} không đổi, {one.refused} không đọc được; "
            f"{len(one.doubts)} điều cần xem lại; {len(one.broken)} đẳng thức không khớp."
        )

    def _check(self, options: dict[str, Any]) -> None:
        number = 0
        for row in queries.broken_rows(Span(options["month"], options["month"])):
            number += 1
            one = row.figure
            self.stdout.write(
                f"{one.desk.name}, {one.field_code or '–'}: {row.found.identity.label}: "
                f"{row.found.left} và {row.found.right}, lệch {row.found.difference:+d}"
            )
        self.stdout.write(f"{number} đẳng thức không khớp.")

    def _compute(self, options: dict[str, Any]) -> None:
        outcome = actions.compute(actor=system_actor("cli"), month=options["month"], at=now())
        if outcome is None:
            self.stdout.write("Không cơ quan nào có hồ sơ trong tháng này.")
        else:
            self._say(outcome)


def _write(outcome: Outcome, file: Path) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["dòng", "loại", "nội dung", "vế trái", "vế phải", "chênh lệch"])
        writer.writerows([d.row, d.weight, d.message, "", "", ""] for d in outcome.doubts)
        writer.writerows(
            [b.row, "không khớp", f"{b.desk} {b.field} {b.period:%m/%Y}: {b.label}", b.left,
             b.right, b.difference]
            for b in outcome.broken
        )  # fmt: skip
