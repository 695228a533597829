"""A store of its own for every test, and one agency with people on its posts."""

from __future__ import annotations

from pathlib import Path

import pytest

from congvu.office.work.factories import Cast, cast


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
def people() -> Cast:
    return cast()
