"""``dossiers list|show|receive|export|figures|dates|joints|what-if``: the pages' verbs as commands.

Whoever may run commands here acts as the system; what is changed stands in the journal as such.
"""

from __future__ import annotations

import shutil
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import VIETNAM, local_date, now
from congvu.core.organisation.queries import members
from congvu.counter.dossiers import actions, exports, queries
from congvu.counter.dossiers.actions import Filing, Who
from congvu.counter.dossiers.choices import VERBS, State
from congvu.counter.dossiers.clock import Term
from congvu.counter.dossiers.management import joints, whatif
from congvu.counter.dossiers.models import Dossier
from congvu.counter.dossiers.queries import Filters

ACTOR = system_actor("cli")


class Command(BaseCommand):
    help = "Hồ sơ một cửa: xem, tiếp nhận, xuất Excel, số liệu, hạn cần xem lại, thử đổi thời hạn."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        listing = verbs.add_parser("list", help="liệt kê hồ sơ, mới trước")
        _filter_options(listing)
        listing.add_argument("--limit", type=int, default=50, help="số dòng (mặc định 50)")
        verbs.add_parser("show", help="một hồ sơ").add_argument("code", help="mã hồ sơ")
        receiving = verbs.add_parser("receive", help="tiếp nhận hồ sơ giấy thay quầy")
        receiving.add_argument("--agency", required=True, help="mã ngắn của cơ quan")
        receiving.add_argument("--procedure", required=True, help="mã thủ tục")
        receiving.add_argument("--name", required=True, help="chủ hồ sơ")
        receiving.add_argument("--phone", default="", help="điện thoại")
        receiving.add_argument("--identifier", default="", help="số định danh, mã số thuế")
        receiving.add_argument("--days", type=int, help="số ngày làm việc, nếu thủ tục không nêu")
        exporting = verbs.add_parser("export", help="xuất danh sách ra Excel")
        exporting.add_argument("file", type=Path, help="tệp .xlsx nhận danh sách")
        _filter_options(exporting)
        figures = verbs.add_parser("figures", help="đối chiếu hoặc đếm lại số liệu ngày")
        figures.add_argument("--from", dest="first", type=date.fromisoformat, required=True)
        figures.add_argument("--to", dest="last", type=date.fromisoformat, required=True)
        figures.add_argument("--rebuild", action="store_true", help="đếm lại")
        dates = verbs.add_parser("dates", help="hạn cần xem lại vì lịch nghỉ đã sửa")
        dates.add_argument("--look", action="store_true", help="đối chiếu ngay với lịch hiện tại")
        dates.add_argument("--keep", action="append", default=[], metavar="MÃ", help="giữ hạn")
        dates.add_argument("--move", action="append", default=[], metavar="MÃ", help="đổi hạn")
        joints.add_arguments(verbs)
        whatif.add_arguments(verbs)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verb"] == "what-if":
            whatif.handle(options, self.stdout.write)
            return
        if options["verb"] == "joints":
            joints.handle(options, _agency(options["agency"]), self.stdout.write)
            return
        getattr(self, f"_{options['verb']}")(options)

    def _list(self, options: dict[str, Any]) -> None:
        rows = _asked(options).order_by("-pk")
        for row in queries.rows_of(rows, max(options["limit"], 1)):
            due = f"{row.due_at.astimezone(VIETNAM):%d/%m/%Y}" if row.due_at else "chưa hẹn"
            state = State(row.state).label
            self.stdout.write(f"{row.code}  {state}  hẹn {due}  {row.applicant}  {row.title[:60]}")

    def _show(self, options: dict[str, Any]) -> None:
        one = _by_code(options["code"])
        lines = [
            f"{one.code}: {one.title}",
            f"  Trạng thái: {State(one.state).label}",
            f"  Chủ hồ sơ: {one.applicant.name}, {queries.masked_number(one.applicant.phone)}",
            *(f"  {line}" for line in one.due_account),
            *(
                f"  {event.at.astimezone(VIETNAM):%H:%M %d/%m/%Y} "
                f"{VERBS.get(event.verb, event.verb)}: {event.actor_name}"
                for event in one.events.all()
            ),
        ]
        self.stdout.write("\n".join(lines))

    def _receive(self, options: dict[str, Any]) -> None:
        who = Who(options["name"], identifier=options["identifier"], phone=options["phone"])
        term = Term(options["days"]) if options["days"] is not None else None
        made = actions.receive(
            actor=ACTOR, at=now(), agency_id=_agency(options["agency"]),
            filing=Filing(options["procedure"], who, term=term),
        )  # fmt: skip
        due = f"{made.due_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}" if made.due_at else "chưa có"
        self.stdout.write(f"{made.code}, hẹn trả {due}")

    def _export(self, options: dict[str, Any]) -> None:
        filters, agency = _filters(options), options["agency"]
        stream = exports.dossiers_xlsx(
            actor=ACTOR, at=now(), filters=filters, most=exports.SHEET_ROWS,
            agency_id=_agency(agency) if agency else None,
        )  # fmt: skip
        with stream, options["file"].open("wb") as file:
            shutil.copyfileobj(stream, file)
        self.stdout.write(f"Đã ghi {options['file']}.")

    def _figures(self, options: dict[str, Any]) -> None:
        span = {"first": options["first"], "last": options["last"]}
        if options["rebuild"]:
            self.stdout.write(f"Đã đếm lại {actions.recount(**span, at=now())} ngày.")
        wrong = actions.differing_days(**span)
        for day in wrong:
            self.stdout.write(f"{day:%d/%m/%Y}: số liệu khác hồ sơ")
        if wrong:
            raise CommandError("Số liệu ngày chưa khớp. Chạy lại lệnh với --rebuild để đếm lại.")
        self.stdout.write("Số liệu ngày khớp với hồ sơ.")

    def _dates(self, options: dict[str, Any]) -> None:
        if options["look"]:
            actions.look_at_dates(actor=ACTOR, at=now(), force=True)
        for shift, codes in ((False, options["keep"]), (True, options["move"])):
            for code in codes:
                actions.decide_date(
                    actor=ACTOR, at=now(), dossier_id=_by_code(code).pk, shift=shift
                )
        rows = list(queries.doubts_for(ACTOR)[:1000])
        for one in rows:
            kept, reckoned = (f"{local_date(at):%d/%m/%Y}" for at in (one.kept, one.reckoned))
            self.stdout.write(f"{one.dossier.code}: hẹn {kept}, tính lại {reckoned}")
        self.stdout.write(f"{len(rows)} hồ sơ có hạn cần xem lại.")


def _filter_options(parser: ArgumentParser) -> None:
    parser.add_argument("--agency", default="", help="mã ngắn của cơ quan")
    parser.add_argument("--state", choices=list(State), default="", help="trạng thái")
    parser.add_argument("--late", action="store_true", help="chỉ hồ sơ quá hạn")
    parser.add_argument("--from", dest="first", type=date.fromisoformat, help="nộp từ YYYY-MM-DD")
    parser.add_argument("--to", dest="last", type=date.fromisoformat, help="đến YYYY-MM-DD")


def _filters(options: dict[str, Any]) -> Filters:
    return Filters(
        states=(options["state"],) if options["state"] else (), overdue=options["late"],
        filed_from=options["first"], filed_to=options["last"],
    )  # fmt: skip


def _asked(options: dict[str, Any]) -> Any:
    rows = queries.filtered(ACTOR, _filters(options), now())
    return rows.filter(agency_id=_agency(options["agency"])) if options["agency"] else rows


def _agency(slug: str) -> int:
    found = members(local_date(now())).filter(slug=slug).values_list("pk", flat=True).first()
    if found is None:
        raise CommandError(f"Không có cơ quan với mã {slug!r}. Xem các mã ở trang Tổ chức.")
    return found


def _by_code(code: str) -> Dossier:
    rows = queries.visible_to(ACTOR).select_related("applicant")
    found = rows.filter(code=code.strip().upper()).first()
    if found is None:
        raise CommandError(f"Không có hồ sơ {code}. Hãy kiểm tra lại mã.")
    return found
