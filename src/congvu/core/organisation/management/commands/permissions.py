"""``permissions``: the permission table as Markdown, for the reference pages."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from congvu.core.accounts.queries import room_label
from congvu.core.kernel.permissions import permissions
from congvu.core.organisation.views.rights import who


class Command(BaseCommand):
    help = "In bảng phân quyền dạng Markdown."

    def handle(self, *args: Any, **options: Any) -> None:
        room = ""
        for row in sorted(permissions, key=lambda row: (row.room, row.verb)):
            if row.room != room:
                room = row.room
                self.stdout.write(f"\n## {room_label(room)}\n")
                self.stdout.write("| Việc | Ai được làm | Điều kiện | Tên |\n|---|---|---|---|")
            self.stdout.write(f"| {row.label} | {who(row)} | {row.condition} | `{row.verb}` |")
