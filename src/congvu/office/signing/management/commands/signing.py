"""``congvu signing``: enrol key files, list keys, see what ends soon, change the secret."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from django.core.management.base import BaseCommand, CommandError

from congvu.core.accounts.queries import active_user_named
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import now
from congvu.core.organisation.queries import search_agencies
from congvu.office.signing import actions
from congvu.office.signing.choices import KeyState, LikenessKind, Purpose
from congvu.office.signing.management import trust
from congvu.office.signing.models import SigningKey


class Command(BaseCommand):
    help = "Chữ ký số: đăng ký khóa, liệt kê, xem chứng thư sắp hết hạn, đổi khóa bí mật."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        enrolling = verbs.add_parser(
            "enrol", help="đăng ký tệp khóa, thiết bị ký hoặc khóa từ xa của người hoặc cơ quan"
        )
        owner = enrolling.add_mutually_exclusive_group(required=True)
        owner.add_argument("--user", default="", help="tên đăng nhập")
        owner.add_argument("--agency", default="", help="tên ngắn (slug) của cơ quan")
        place = enrolling.add_mutually_exclusive_group(required=True)
        place.add_argument("--file", type=Path, help="tệp .p12 hoặc .pfx")
        place.add_argument("--token", help="nhãn của thiết bị ký (kèm --module, --key)")
        place.add_argument("--service", help="tên dịch vụ ký từ xa (kèm --credential)")
        enrolling.add_argument("--module", default="", help="trình điều khiển của thiết bị ký")
        enrolling.add_argument("--key", default="", help="nhãn của khóa trên thiết bị ký")
        enrolling.add_argument("--chain", type=Path, help="chứng thư cấp trên, PEM (thiết bị ký)")
        enrolling.add_argument("--credential", default="", help="mã khóa ở dịch vụ ký từ xa")
        enrolling.add_argument("--envelope", action="store_true", help="khóa ký gói tin liên thông")
        enrolling.add_argument("--picture", type=Path, help="ảnh chữ ký hoặc con dấu, .png")
        verbs.add_parser("list", help="liệt kê khóa ký")
        ending = verbs.add_parser("expiring", help="chứng thư số sắp hết hạn; mã thoát 1 nếu có")
        ending.add_argument("--days", type=int, default=30, help="trong bao nhiêu ngày")
        trust.add_arguments(verbs.add_parser("trust", help="gốc tin cậy: add, list, withdraw"))
        verbs.add_parser("rotate", help="niêm phong lại khóa mềm bằng khóa bí mật đầu tiên")

    def handle(self, *args: Any, **options: Any) -> None:
        {"enrol": self._enrol, "list": self._list, "expiring": self._expiring,
         "rotate": self._rotate, "trust": self._trust}[options["verb"]](options)  # fmt: skip

    def _trust(self, options: dict[str, Any]) -> None:
        trust.run(options, self.stdout.write)

    def _enrol(self, options: dict[str, Any]) -> None:
        actor, at, purpose = system_actor("cli"), now(), Purpose.PERSON
        if options["agency"]:
            purpose = Purpose.ENVELOPE if options["envelope"] else Purpose.SEAL
            owner: Any = search_agencies("").filter(slug=options["agency"]).first()
        else:
            owner = active_user_named(options["user"])
        if owner is None:
            raise CommandError("Không có người hoặc cơ quan này.")
        owned = {"actor": actor, "at": at, "purpose": purpose, "owner_id": owner.pk}
        key = self._take(options, owned)
        if options["picture"]:
            kind = LikenessKind.SEAL if options["agency"] else LikenessKind.SIGNATURE
            actions.set_likeness(
                actor=actor, at=at, kind=kind, png=options["picture"].read_bytes(),
                owner_id=owner.pk,
            )  # fmt: skip
        self.stdout.write(f"Đã đăng ký khóa số {key.pk}: {key.label}")

    def _take(self, options: dict[str, Any], owned: dict[str, Any]) -> SigningKey:
        """From the place that was named; secrets are asked for last."""
        if owned["purpose"] == Purpose.ENVELOPE and not options["file"]:
            raise CommandError("Khóa ký gói tin phải là tệp khóa (--file).")
        if options["token"]:
            chain = _authorities(options["chain"])
            return actions.enrol_pkcs11(
                module=options["module"], token=options["token"], key=options["key"],
                pin=_secret("Mã PIN của thiết bị: "), chain=chain, **owned,
            )  # fmt: skip
        if options["service"]:
            return actions.enrol_remote(
                service=options["service"], credential=options["credential"], **owned
            )
        content = _bytes(options["file"])
        password = _secret("Mật khẩu của tệp: ")
        pin = "" if owned["purpose"] == Purpose.ENVELOPE else _secret("Mã PIN mới: ")
        return actions.enrol_soft_key(pkcs12=content, password=password, pin=pin, **owned)

    def _list(self, options: dict[str, Any]) -> None:
        for key in SigningKey.objects.select_related("certificate", "user", "agency"):
            self.stdout.write(_line(key))

    def _expiring(self, options: dict[str, Any]) -> None:
        at = now()
        keys = SigningKey.objects.exclude(state=KeyState.DISABLED).filter(
            certificate__not_after__lt=at + timedelta(days=options["days"])
        )
        found = [_line(key) for key in keys.select_related("certificate", "user", "agency")]
        self.stdout.write("\n".join(found) or "Không có chứng thư số nào sắp hết hạn.")
        if found:
            sys.exit(1)

    def _rotate(self, options: dict[str, Any]) -> None:
        done = actions.reseal_keys(actor=system_actor("cli"), at=now())
        self.stdout.write(f"Đã niêm phong lại {done} khóa.")


def _line(key: SigningKey) -> str:
    owner = key.user.full_name if key.user else str(key.agency)
    return "  ".join(
        (
            f"{key.pk:>5}", f"{key.get_purpose_display():<24}",
            f"{key.get_state_display():<12}", f"đến {key.certificate.not_after:%d/%m/%Y}",
            f"{owner}: {key.label}",
        )
    )  # fmt: skip


def _authorities(path: Path | None) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(_bytes(path)) if path else []
    except ValueError as error:
        raise CommandError(f"Tệp {path} không chứa chứng thư PEM.") from error


def _bytes(path: Path | None) -> bytes:
    """Empty without a path.

    :raises CommandError: no such file
    """
    try:
        return path.read_bytes() if path else b""
    except OSError as error:
        raise CommandError(f"Không đọc được tệp {path}: {error.strerror}.") from error


def _secret(question: str) -> str:
    """Typed unseen, or a line of standard input when that is no terminal."""
    return getpass.getpass(question) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
