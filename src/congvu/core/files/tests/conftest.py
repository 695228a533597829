"""A store of its own for every test, and a kind of subject to hang files on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from congvu.core.files import store
from congvu.core.files.factories import SUBJECT
from congvu.core.kernel.subject import SubjectKind, kinds


@pytest.fixture(autouse=True)
def files_folder(settings, tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(folder)},
        }
    }
    settings.FILE_UPLOAD_TEMP_DIR = str(folder / ".tmp")
    return folder


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[int]]:
    """Ids of users who may read the sample subject; the test fills it."""
    allowed: set[int] = set()
    kind = SubjectKind(
        name=SUBJECT.kind,
        label="Mẫu",
        cards=lambda ids: {},
        readable=lambda actor, ids: set(ids) if actor.user_id in allowed else set(),
    )
    monkeypatch.setitem(kinds._entries, SUBJECT.kind, kind)
    yield allowed


@pytest.fixture
def bytes_in_store(files_folder: Path):
    """Keys of every content, and a count of what waits in the spool."""

    def look() -> tuple[list[str], int]:
        waiting = files_folder / ".tmp"
        spooled = len(list(waiting.iterdir())) if waiting.exists() else 0
        return [item.key for item in store.current().walk()], spooled

    return look
