"""``dossiers what-if CODE``: last year's dossiers under another limit or other hours of steps."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import local_date, now
from congvu.counter.dossiers.clock import Term
from congvu.counter.dossiers.clock.terms import LARGEST, UNITS
from congvu.counter.dossiers.queries.whatif import Change, replay


def day(text: str) -> date:
    """``23/11/2026``."""
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise ArgumentTypeError(f"{text!r}: hãy nhập ngày dạng 23/11/2026") from None


def hours(text: str) -> tuple[str, int]:
    """``tham_dinh=24``."""
    code, _, number = text.partition("=")
    if not (code and number.isascii() and number.isdigit() and 1 <= int(number) <= 2000):
        raise ArgumentTypeError(f"{text!r}: hãy nhập dạng tham_dinh=24")
    return code, int(number)


def amount(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= LARGEST):
        raise ArgumentTypeError(f"{text!r}: hãy nhập số từ 0 đến {LARGEST}")
    return int(text)


def add_arguments(verbs: Any) -> None:
    """``what-if`` under the verbs of the command."""
    one = verbs.add_parser("what-if", help="thử thời hạn khác: ai sẽ quá hạn, ở đâu")
    one.add_argument("code", help="mã thủ tục")
    one.add_argument("--limit", type=amount, default=None, help="thời hạn thử")
    one.add_argument("--unit", choices=list(UNITS), default="working_day")
    one.add_argument(
        "--hours", type=hours, action="append", default=[], metavar="BƯỚC=GIỜ",
        help="giờ thử của một bước; dùng nhiều lần",
    )  # fmt: skip
    one.add_argument("--from", dest="first", type=day, help="mặc định: một năm trước")
    one.add_argument("--to", dest="last", type=day, help="mặc định: hôm nay")
    one.add_argument("--rows", type=amount, default=20, help="liệt kê bao nhiêu hồ sơ")


def handle(options: dict[str, Any], say: Callable[[str], object]) -> None:
    """Nothing is changed."""
    at = now()
    today = local_date(at)
    term = None if options["limit"] is None else Term(options["limit"], options["unit"])
    found = replay(
        system_actor("cli"), Change(term, dict(options["hours"])), at=at,
        procedure_code=options["code"], last=options["last"] or today,
        first=options["first"] or today - timedelta(days=365),
    )  # fmt: skip
    say(
        f"Tính lại {found.counted} hồ sơ: thực tế quá hạn {found.late_now}, theo thời hạn thử "
        f"quá hạn {found.late_then}."
    )
    for unit in found.by_unit:
        say(f"{unit.late_then:7} / {unit.counted:7}  (thực tế {unit.late_now})  {unit.unit}")
    for step in found.steps.values():
        say(f"{step.late_then:7} / {step.counted:7}  (thực tế {step.late_now})  bước {step.name}")
    for place, number in found.by_place:
        say(f"{number:7}  lúc quá hạn: {place}")
    for row in found.rows[: options["rows"]]:
        say(f"{row.code}  hạn thử {row.due_at:%d/%m/%Y}  {row.where}")
