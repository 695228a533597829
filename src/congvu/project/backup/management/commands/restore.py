"""`congvu restore DIR`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from congvu.project.backup import actions


class Command(BaseCommand):
    help = (
        "Khôi phục một bản sao lưu vào hệ thống trống rồi kiểm chứng nhật ký (restore, then verify)"
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="what `backup` has made")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        found = actions.restore(folder.absolute(), say=self.stdout.write)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Đưa cơ sở dữ liệu lên bản hiện tại …")
            call_command("migrate", verbosity=0, interactive=False)
        if "audit" in get_commands():
            call_command("audit", "verify", stdout=self.stdout)
        self.stdout.write(f"Đã khôi phục bản sao lưu lúc {found.made_at}: {found.file_count} tệp.")
