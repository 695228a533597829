"""Journeys end with the journal proven; its notes of seals are each journey's own."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def heads_file(settings, tmp_path: Path) -> None:
    settings.CONGVU_AUDIT_HEADS = tmp_path / "heads.txt"
