"""The list of seals kept beside the database, by which a shortened journal is noticed."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings

NAME = "audit-heads.txt"


def save(folder: Path) -> list[str]:
    """Copy the list, before the database: a seal it names is then in the database's copy too."""
    source = Path(settings.CONGVU_AUDIT_HEADS)
    if not source.is_file():
        return []
    shutil.copyfile(source, folder / NAME)
    return [NAME]


def bring_back(folder: Path) -> None:
    """Put the list where this installation keeps it, unless it has one."""
    target = Path(settings.CONGVU_AUDIT_HEADS)
    if (folder / NAME).is_file() and not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / NAME, target)
