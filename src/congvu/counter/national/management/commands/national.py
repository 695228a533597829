"""``national status``, ``send``, ``fetch``, ``reconcile``, ``resend CODE``, ``catalogue``."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.clock import VIETNAM, local_date, now
from congvu.core.kernel.errors import DomainError
from congvu.core.organisation.queries import agency_by_code, members
from congvu.counter.dossiers.queries import by_codes
from congvu.counter.national import actions, queries
from congvu.counter.national.choices import MessageState
from congvu.counter.national.models import Reckoning


class Command(BaseCommand):
    help = "Cổng Dịch vụ công quốc gia: tình trạng, gửi, lấy về, đối soát, gửi lại, danh mục."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("status", help="kết nối và hàng chờ")
        commands.add_parser("send", help="gửi ngay những gì đang chờ")
        commands.add_parser("fetch", help="lấy hồ sơ nộp tại cổng về")
        compare = commands.add_parser("reconcile", help="đối soát một ngày nộp hồ sơ")
        compare.add_argument("--day", type=date.fromisoformat, help="YYYY-MM-DD, mặc định hôm nay")
        compare.add_argument("--agency", help="mã định danh; mặc định mọi cơ quan")
        again = commands.add_parser("resend", help="gửi lại một hồ sơ")
        again.add_argument("code", help="mã hồ sơ")
        again.add_argument("--all", action="store_true", help="từ đầu, khi cổng không còn hồ sơ")
        commands.add_parser("catalogue", help="lấy danh mục thủ tục về trang nạp để xem trước")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['command']}")(options, system_actor("cli"))
        except DomainError as refusal:
            raise CommandError(refusal.message) from None

    def _status(self, options: dict[str, Any], actor: Actor) -> None:
        portal, counts = queries.portal(), queries.counts(actor)
        if portal is None:
            self.stdout.write("Chưa kết nối cổng quốc gia.")
            return
        standing = "tạm dừng" if portal.paused else "tốt"
        if portal.silent_since:
            since = portal.silent_since.astimezone(VIETNAM)
            standing = f"mất liên lạc từ {since:%H:%M %d/%m/%Y}: {portal.last_error}"
        self.stdout.write(f"{portal.name} ({portal.base_url}): {standing}")
        for state in MessageState:
            self.stdout.write(f"  {state.label}: {counts.states.get(state, 0)}")
        if counts.oldest_at:
            self.stdout.write(f"  Chờ lâu nhất: {counts.age(now())}")
        self.stdout.write(f"  Hồ sơ nộp tại cổng chưa nhận được: {counts.held}")
        self.stdout.write(f"  Điểm lệch khi đối soát: {counts.differing}")

    def _send(self, options: dict[str, Any], actor: Actor) -> None:
        done = actions.send_waiting(at=now())
        self.stdout.write(
            f"Đã gửi {done.taken}, gộp {done.merged}, bị từ chối {done.refused}. {done.away}".strip()
        )

    def _fetch(self, options: dict[str, Any], actor: Actor) -> None:
        done = actions.fetch_filings(at=now(), forced=True)
        self.stdout.write(
            f"Đã nhận {done.taken} hồ sơ, chưa nhận được {done.held}, không có mã {done.unread}. "
            f"{done.away}".strip()
        )

    def _reconcile(self, options: dict[str, Any], actor: Actor) -> None:
        day = options["day"] or local_date(now())
        for agency_id in _agencies(options["agency"], day):
            try:
                row = actions.reckon(actor=actor, at=now(), agency_id=agency_id, day=day)
            except DomainError as refusal:
                if options["agency"] or refusal.code != "invalid":
                    raise
                continue  # an agency without a code has told the portal nothing
            self._say(row)

    def _say(self, row: Reckoning) -> None:
        found = list(row.differences.all())
        self.stdout.write(
            f"{row.agency.name}, {row.day:%d/%m/%Y}: ở đây {row.ours}, ở cổng {row.theirs}, lệch "
            f"{len(found)}"
        )
        for one in found:
            self.stdout.write(f"  {one.code}: {one.words}")

    def _resend(self, options: dict[str, Any], actor: Actor) -> None:
        dossier = by_codes([options["code"]]).get(options["code"])
        if dossier is None:
            raise CommandError(f"Không có hồ sơ {options['code']!r}.")
        number = actions.resend_dossier(
            actor=actor, at=now(), dossier_id=dossier.pk, missing=options["all"]
        )
        self.stdout.write(f"Đã xếp {number} thông điệp để gửi lại.")

    def _catalogue(self, options: dict[str, Any], actor: Actor) -> None:
        run = actions.fetch_catalogue(actor=actor, at=now())
        self.stdout.write(
            f"Đã lấy {run.report['rows']} thủ tục. Xem trước và xác nhận ở đợt nạp số {run.pk}."
        )


def _agencies(code: str | None, day: date) -> list[int]:
    if code is None:
        return list(members(day).values_list("pk", flat=True))
    found = agency_by_code(code, on=day)
    if found is None:
        raise CommandError(f"Không có cơ quan mang mã {code!r}.")
    return [found.pk]
