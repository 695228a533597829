from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

import congvu
from congvu.core.ui.catalogues import build, sources


class Command(BaseCommand):
    help = "Dịch các tệp .po của mọi phòng thành .mo, không cần gettext."

    def handle(self, *args: Any, **options: Any) -> None:
        for source in sources(Path(congvu.__file__).parent):
            source.with_suffix(".mo").write_bytes(build(source))
            self.stdout.write(f"{source.parent.parent.name}: {source.with_suffix('.mo').name}")
