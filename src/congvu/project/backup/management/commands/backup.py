"""`congvu backup DIR`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from congvu.core.kernel.clock import now
from congvu.project.backup import actions


class Command(BaseCommand):
    help = "Sao lưu cơ sở dữ liệu, tệp và khóa vào một thư mục mới (save everything, while running)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", type=Path, metavar="DIR", help="a folder that is not there yet"
        )

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        made = actions.save(folder.absolute(), at=now(), say=self.stdout.write)
        self.stdout.write(
            f"Đã sao lưu vào {folder}: {made.file_count} tệp, {made.file_bytes / 1e6:.1f} MB. "
            "Thư mục có chứa khóa bí mật; hãy cất nơi an toàn."
        )
