"""``congvu reference``: write the reference pages that are drawn from the code's own tables."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from congvu.core.kernel.permissions import Permission, permissions
from congvu.core.kernel.states import tables
from congvu.core.organisation.choices import Role


class Command(BaseCommand):
    help = "Vẽ lại trang tra cứu từ bảng trong mã: states (trạng thái), permissions (phân quyền)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("page", choices=sorted(PAGES))
        parser.add_argument("--output", help="tệp để ghi; mặc định in ra màn hình")

    def handle(self, *args: Any, **options: Any) -> None:
        text = PAGES[options["page"]]()
        if options["output"]:
            Path(options["output"]).write_text(text, encoding="utf-8")
        else:
            self.stdout.write(text)


def states_page() -> str:
    """Every state table with its drawing."""
    first = {table.noun: table for table in reversed(tables)}
    ours = [first[noun] for noun in NOUNS]
    parts = [
        "# Trạng thái\n",
        "Drawn from the code (`bin/congvu reference states`). A verb without a row is refused "
        "with 409 and a sentence that names the state.",
    ]
    for table in ours:
        parts.append(f"\n## {table.noun}\n\n```mermaid\n{table.mermaid()}\n```\n")
        parts.append("| verb | từ | đến |\n|---|---|---|")
        parts += [
            f"| `{r.verb}` | {table.labels[r.source]} | {table.labels[r.target]} |"
            for r in table.rows
        ]
    return "\n".join(parts) + "\n"


def permissions_page() -> str:
    """Who may do what, one row a verb."""
    parts = [
        "# Phân quyền\n",
        "Drawn from the code (`bin/congvu reference permissions`). The row is the coarse gate "
        "(default deny); the last column is what the room's policy adds for the row concerned. "
        "A delegation or a token narrows further by the verb's name.",
    ]
    by_room: dict[str, list[Permission]] = {}
    for row in permissions:
        by_room.setdefault(row.room, []).append(row)
    for room in sorted(by_room):
        parts.append(f"\n## {room}\n\n| verb | việc | ai | điều kiện |\n|---|---|---|---|")
        parts += [
            f"| `{r.verb}` | {r.label} | {_who(r)} | {r.condition or '–'} |"
            for r in sorted(by_room[room], key=lambda row: row.verb)
        ]
    return "\n".join(parts) + "\n"


def _who(row: Permission) -> str:
    every = row.roles >= set(Role.values)
    who = [str(Role(role).label) for role in Role.values if role in row.roles and not every]
    if every:
        who.append("mọi vị trí của cơ quan")
    if row.admin:
        who.append("Quản trị hệ thống")
    if row.anyone:
        who.append("mọi người đã đăng nhập")
    return ", ".join(who) or "chỉ hệ thống"


NOUNS = (
    "Văn bản đến", "Văn bản đi", "Số văn bản", "Phân công", "Khóa ký", "Lô ký số",
    "Văn bản chờ ký", "Phiên bản thủ tục", "Phiên bản biểu mẫu", "Quy trình nội bộ", "Đợt nạp danh mục",
    "Khoản thu", "Lần nộp tiền", "Đề nghị hoàn tiền",
    "Hồ sơ", "Liên thông", "Bản khai", "Tin báo hồ sơ", "Phiếu", "Lịch hẹn", "Đợt nhận số liệu",
    "Thông điệp lên cổng quốc gia", "Hồ sơ nộp tại cổng quốc gia",
)  # fmt: skip
PAGES = {"states": states_page, "permissions": permissions_page}
