"""Finds a room's command by its name; every room brings its own in ``management/commands``."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Sequence

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import (
    ManagementUtility,
    get_commands,
    load_command_class,
)

from congvu.core.kernel.errors import DomainError
from congvu.core.kernel.loading import loading

STOCK = {
    "migrate": "Đưa cơ sở dữ liệu lên bản hiện tại (bring the database up to date)",
    "collectstatic": "Gom tệp tĩnh cho máy chủ web (collect static files for the web server)",
    "createsuperuser": "Tạo tài khoản quản trị hệ thống (create a system administrator)",
    "changepassword": "Đặt lại mật khẩu một tài khoản (set an account's password)",
    "check": "Kiểm tra cấu hình, thêm --deploy khi vận hành (check the configuration)",
    "clearsessions": "Xóa phiên đăng nhập hết hạn (delete expired sessions)",
    "shell": "Mở Python với hệ thống đã nạp (open Python with the project loaded)",
    "dbshell": "Mở dòng lệnh của cơ sở dữ liệu (open the database's own client)",
}
"""Django's commands that an operator needs, with their sentence."""

LONG = frozenset({"migrate", "prepare", "demo", "search", "audit", "files", "restore", "dbshell"})
"""Commands that may ask the database for more than half a minute."""

USAGE = """\
Công Vụ: dòng lệnh quản trị (command line)

  bin/congvu LỆNH [tham số]        chạy một lệnh (run a command)
  bin/congvu LỆNH --help           tham số của lệnh (its options)
"""


def main(argv: Sequence[str]) -> int:
    """Run one command; returns the exit status."""
    if argv and argv[0] in LONG:
        os.environ.setdefault("CONGVU_STATEMENT_SECONDS", "0")
    try:
        with loading():
            django.setup()
    except ImproperlyConfigured as error:
        print(f"Cấu hình chưa đúng (configuration refused): {error}", file=sys.stderr)
        return 2
    if not argv or argv[0] in {"-h", "--help", "help"}:
        print(listing())
        return 0
    name, *rest = argv
    if name not in commands() and name not in STOCK:
        print(unknown(name), file=sys.stderr)
        return 2
    return _run(name, rest)


def _run(name: str, rest: Sequence[str]) -> int:
    try:
        ManagementUtility(["congvu", name, *rest]).execute()
    except DomainError as error:
        print(f"{error.message} [{error.code}]", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nĐã dừng (interrupted).", file=sys.stderr)
        return 130
    return 0


def commands() -> dict[str, str]:
    """Our commands: name to the room that brings it, such as ``core.jobs``."""
    return {
        name: str(app).removeprefix("congvu.")
        for name, app in sorted(get_commands().items())
        if str(app).startswith("congvu.")
    }


def listing() -> str:
    """Every command with its sentence, grouped by room."""
    rooms: dict[str, list[str]] = {}
    for name, room in commands().items():
        rooms.setdefault(room, []).append(_line(name, sentence(name, room)))
    rooms["Django"] = [_line(name, text) for name, text in STOCK.items()]
    groups = [f"{room}\n" + "\n".join(lines) for room, lines in sorted(rooms.items())]
    return USAGE + "\n" + "\n\n".join(groups)


def sentence(name: str, room: str) -> str:
    """The command's help, its first line."""
    return str(load_command_class(f"congvu.{room}", name).help).strip().partition("\n")[0]


def unknown(name: str) -> str:
    """What to say about a name that is no command."""
    near = difflib.get_close_matches(name, [*commands(), *STOCK], n=3)
    hint = f" Có phải ông/bà muốn (did you mean): {', '.join(near)}?" if near else ""
    return (
        f"Không có lệnh “{name}” (no such command).{hint} "
        "Xem các lệnh bằng (see them with): bin/congvu --help"
    )


def _line(name: str, text: str) -> str:
    return f"  {name:<18} {text}"
