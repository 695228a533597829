"""``manage.py search rebuild|check``: make the index again from the rooms, or compare it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from congvu.core.search.rebuild import check, rebuild
from congvu.core.search.registry import indexes


class Command(BaseCommand):
    help = "Lập lại hoặc đối chiếu chỉ mục tìm kiếm"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=["rebuild", "check"])
        parser.add_argument("--kind", choices=indexes.names(), help="chỉ loại này")

    def handle(self, *args: Any, **options: Any) -> None:
        kinds = [options["kind"]] if options["kind"] else indexes.names()
        if options["verb"] == "rebuild":
            for kind in kinds:
                count = rebuild(kind, tell=partial(self._tell, kind))
                self.stdout.write(self.style.SUCCESS(f"{kind}: {count} mục đã lập chỉ mục."))
            return
        wrong = {kind: check(kind) for kind in kinds}
        for kind, sentence in wrong.items():
            self.stdout.write(f"{kind}: {sentence or 'khớp'}")
        if any(wrong.values()):
            raise CommandError("Chỉ mục không khớp. Hãy chạy “search rebuild”.")

    def _tell(self, kind: str, done: int) -> None:
        self.stdout.write(f"{kind}: {done}")
