"""What `bin/demo` runs before it serves: tables, the demo province, the list of accounts."""

from __future__ import annotations

from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

MARK = "congvu demo"


class Command(BaseCommand):
    help = "Chuẩn bị dữ liệu mẫu cho bin/demo (prepare the demo's database)"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--small", action="store_true", help="a small province")
        parser.add_argument("--part", default="whole", help="which agencies work here")
        parser.add_argument("--accounts", type=Path, help="write the list of accounts here")
        parser.add_argument(
            "--empty-database", action="store_true", help="empty a PostgreSQL demo database first"
        )

    def handle(
        self,
        *args: Any,
        small: bool,
        part: str,
        accounts: Path | None,
        empty_database: bool,
        **options: Any,
    ) -> None:
        if settings.PRODUCTION:
            raise CommandError("Không nạp dữ liệu mẫu vào hệ thống đang vận hành.")
        if empty_database:
            self._empty()
            return
        self._migrate()
        self._load(small, part)
        if accounts:
            accounts.write_text(self._accounts(), "utf-8")

    def _migrate(self) -> None:
        if not connection.introspection.table_names():
            _mark()
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            self.stdout.write(f"Tạo bảng (making tables): {len(plan)} bước …")
            call_command("migrate", verbosity=0, interactive=False)

    def _load(self, small: bool, part: str) -> None:
        self.stdout.write("Nạp tỉnh mẫu (loading the demo province) …")
        more = ["--small"] if small else []
        call_command("demo", "load", "--part", part, *more, stdout=self.stdout)

    def _accounts(self) -> str:
        text = StringIO()
        call_command("demo", "accounts", stdout=text)
        return text.getvalue()

    def _empty(self) -> None:
        if connection.vendor != "postgresql":
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT obj_description('public'::regnamespace)")
            mark = cursor.fetchone()
            if connection.introspection.table_names(cursor) and mark != (MARK,):
                raise CommandError(
                    "Cơ sở dữ liệu này không do bin/demo tạo nên không bị xóa "
                    "(this database was not made by bin/demo and is left alone)."
                )
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")


def _mark() -> None:
    """Write on the schema that its content is a demo, so that only such a one is ever emptied."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"COMMENT ON SCHEMA public IS '{MARK}'")
