"""``exchange peer add|list|check``, ``exchange retry``, ``exchange reconcile``."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import VIETNAM, now
from congvu.core.kernel.errors import DomainError
from congvu.office.exchange import actions, queries
from congvu.office.exchange.choices import DeliveryState, Speech
from congvu.office.exchange.models import Delivery, Peer
from congvu.office.exchange.transports import transports

STDIN = "-"


class Command(BaseCommand):
    help = "Liên thông: hệ thống kết nối, gửi lại, đối soát."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        peer = parts.add_parser("peer", help="hệ thống kết nối").add_subparsers(
            dest="verb", required=True
        )
        add = peer.add_parser("add", help="thêm hoặc sửa một hệ thống")
        add.add_argument("code", help="mã mà bên kia tự xưng, như huyen-hiep-hoa")
        add.add_argument("--name", default="", help="tên hiển thị")
        add.add_argument("--url", default="", help="địa chỉ gốc, https://…")
        add.add_argument("--speech", default=Speech.CONGVU, choices=Speech.values)
        add.add_argument("--system-id", default="", help="định danh hệ thống trên trục")
        add.add_argument("--secret", default=None, help="khóa chung; - để đọc từ đầu vào")
        add.add_argument("--tls", type=Path, help="tệp PEM chứng thư máy chủ bên kia được tin")
        add.add_argument("--key", type=Path, help="tệp PEM khóa công khai ký phong bì bên kia")
        add.add_argument(
            "--route", action="append", default=[], metavar="MÃ",
            help="mã cơ quan đi qua hệ thống này; MÃ.* gồm cả các mã bên dưới; * là mọi mã khác",
        )  # fmt: skip
        add.add_argument(
            "--option", action="append", default=[], metavar="TÊN=JSON",
            help="tùy chọn của cách nói chuyện, như one_stamp=true; thay cho mọi tùy chọn đang có",
        )  # fmt: skip
        peer.add_parser("list", help="các hệ thống và tình trạng")
        check = peer.add_parser("check", help="thử kết nối")
        check.add_argument("code")
        secret = peer.add_parser("secret", help="tạo khóa chung mới, chỉ hiện một lần")
        secret.add_argument("code")
        retry = parts.add_parser("retry", help="gửi lại các lượt gửi không được")
        retry.add_argument("--peer", default="", help="chỉ của một hệ thống")
        reconcile = parts.add_parser("reconcile", help="đối soát với một hệ thống")
        reconcile.add_argument("code")
        reconcile.add_argument("--from", dest="first", required=True, metavar="NGÀY/THÁNG/NĂM")
        reconcile.add_argument("--to", dest="last", required=True, metavar="NGÀY/THÁNG/NĂM")

    def handle(self, *args: Any, **options: Any) -> None:
        name = f"_{options['part']}_{options['verb']}" if "verb" in options else options["part"]
        try:
            getattr(self, name if name.startswith("_") else f"_{name}")(options)
        except DomainError as refused:
            fields = refused.data.get("fields", {})
            more = " ".join(text for texts in fields.values() for text in texts)
            raise CommandError(f"{refused.message} {more}".strip()) from refused

    def _peer_add(self, options: dict[str, Any]) -> None:
        actor, at = system_actor("cli"), now()
        secret = options["secret"]
        if secret == STDIN:
            secret = sys.stdin.readline().strip()
        fields: dict[str, Any] = {
            name: options[option].read_text("utf-8")
            for name, option in (("tls_pem", "tls"), ("envelope_key", "key"))
            if options[option]
        }
        if options["option"]:
            fields["options"] = dict(_option(text) for text in options["option"])
        peer = actions.save_peer(
            actor=actor, at=at, code=options["code"], name=options["name"] or options["code"],
            speech=options["speech"], base_url=options["url"], secret=secret,
            system_id=options["system_id"], **fields,
        )  # fmt: skip
        known = {route.code for route in queries.routes_of(peer, at.date())}
        for text in options["route"]:
            code, below = (text[:-2], True) if text.endswith(".*") else (text, False)
            if code not in known:
                actions.save_route(actor=actor, at=at, peer_id=peer.pk, code=code, below=below)
        self.stdout.write(f"Đã lưu hệ thống {peer.code} ({peer.name}).")

    def _peer_list(self, options: dict[str, Any]) -> None:
        for peer in queries.peers(at=now()):
            state = "tạm dừng" if peer.paused else peer.last_error or "tốt"
            self.stdout.write(
                f"{peer.code}\t{peer.get_speech_display()}\t{peer.base_url or '-'}\t"
                f"chờ {peer.waiting}, kẹt {peer.dead}\t{state}"  # type: ignore[attr-defined]
            )

    def _peer_check(self, options: dict[str, Any]) -> None:
        peer = self._named(options["code"])
        transport = transports.get(peer.speech)
        if transport is None:
            self.stdout.write("Hệ thống này tự gọi vào, không có gì để thử từ đây.")
            return
        self.stdout.write(transport.check(peer))

    def _peer_secret(self, options: dict[str, Any]) -> None:
        peer = self._named(options["code"])
        made = actions.new_secret(actor=system_actor("cli"), at=now(), peer_id=peer.pk)
        self.stdout.write(made)

    def _retry(self, options: dict[str, Any]) -> None:
        rows = Delivery.objects.filter(state__in=[DeliveryState.DEAD, DeliveryState.FAILED])
        if options["peer"]:
            rows = rows.filter(peer=self._named(options["peer"]))
        ids = list(rows.values_list("pk", flat=True))
        for pk in ids:
            actions.resend(actor=system_actor("cli"), at=now(), delivery_id=pk)
        self.stdout.write(f"Đã xếp {len(ids)} lượt gửi để gửi lại.")

    def _reconcile(self, options: dict[str, Any]) -> None:
        peer = self._named(options["code"])
        found = actions.reconcile(
            actor=system_actor("cli"), peer_id=peer.pk, since=self._day(options["first"]),
            until=self._day(options["last"]) + timedelta(days=1),
        )  # fmt: skip
        self.stdout.write(
            f"bên ta {found.ours}, bên họ {found.theirs}, {len(found.differences)} khác nhau"
        )
        for one in found.differences:
            self.stdout.write(
                f"{one.document_id}\t{one.organ_code}\tta: {one.ours}\thọ: {one.theirs}\t{one.advice}"
            )

    def _named(self, code: str) -> Peer:
        peer = queries.peer_by_code(code)
        if peer is None:
            raise CommandError(
                f"Không có hệ thống “{code}”. Hãy xem: bin/congvu exchange peer list"
            )
        return peer

    def _day(self, text: str) -> datetime:
        try:
            day = datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day of the calendar
        except ValueError:
            raise CommandError(f"“{text}” không phải ngày dạng 23/11/2026.") from None
        return datetime.combine(day, time.min, VIETNAM)


def _option(text: str) -> tuple[str, Any]:
    """:raises CommandError: not a name with a JSON value"""
    name, _, value = text.partition("=")
    try:
        return name.strip(), json.loads(value)
    except ValueError:
        raise CommandError(f"Tùy chọn {text!r} phải có dạng TÊN=JSON.") from None
