"""``account admin|unlock|reset|enable USERNAME``: for whoever has the server's console."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from congvu.core.accounts import actions
from congvu.core.accounts.models import User
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import DomainError


class Command(BaseCommand):
    help = "Tài khoản: lập quản trị hệ thống, mở khóa, đặt lại mật khẩu, cho hoạt động lại."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        admin = commands.add_parser("admin", help="lập một quản trị hệ thống")
        admin.add_argument("username")
        admin.add_argument("--name", required=True, help="họ và tên")
        for name, text in (
            ("unlock", "mở khóa sau khi nhập sai"),
            ("reset", "đặt lại mật khẩu"),
            ("enable", "cho hoạt động lại"),
        ):
            commands.add_parser(name, help=text).add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, options["command"])(options)
        except DomainError as refusal:
            raise CommandError(refusal.message) from None

    def admin(self, options: dict[str, Any]) -> None:
        _, password = actions.create_user(
            actor=system_actor("cli"), username=options["username"], full_name=options["name"],
            is_superuser=True, at=now(),
        )  # fmt: skip
        self._password(password)

    def unlock(self, options: dict[str, Any]) -> None:
        actions.unlock_user(actor=system_actor("cli"), user=_user(options), at=now())
        self.stdout.write("Đã mở khóa.")

    def reset(self, options: dict[str, Any]) -> None:
        user = _user(options)
        self._password(actions.reset_password(actor=system_actor("cli"), user=user, at=now()))

    def enable(self, options: dict[str, Any]) -> None:
        actions.enable_user(actor=system_actor("cli"), user=_user(options), at=now())
        self.stdout.write("Tài khoản đã hoạt động lại.")

    def _password(self, password: str) -> None:
        self.stdout.write(f"Mật khẩu tạm: {password}")
        self.stdout.write("Phải đổi ở lần đăng nhập đầu.")


def _user(options: dict[str, Any]) -> User:
    user = User.objects.filter(username=options["username"]).first()
    if user is None:
        raise CommandError("Không có tài khoản với tên này.")
    return user
