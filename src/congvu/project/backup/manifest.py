"""What a backup says about itself: `manifest.json`, with the hash of every part."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from congvu.project.backup.errors import BackupRefused

NAME = "manifest.json"
FORMAT = 1
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """``migrations`` are the applied ones as ``app.name``; ``parts`` maps a name to its SHA-256."""

    format: int
    made_at: str
    vendor: str
    migrations: list[str]
    parts: dict[str, str]
    file_count: int
    file_bytes: int

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), indent=2, ensure_ascii=False)
        (folder / NAME).write_text(text + "\n", "utf-8")


def read(folder: Path) -> Manifest:
    """The manifest of a backup whose parts are whole.

    :raises BackupRefused: not a backup, made by a newer program, or damaged
    """
    try:
        content: dict[str, Any] = json.loads((folder / NAME).read_text("utf-8"))
        manifest = Manifest(**content)
    except (OSError, ValueError, TypeError):
        raise BackupRefused(
            f"Thư mục {folder} không phải là bản sao lưu. Hãy chọn thư mục do lệnh backup tạo ra."
        ) from None
    if manifest.format != FORMAT:
        raise BackupRefused(
            "Bản sao lưu do phiên bản khác tạo ra. Hãy khôi phục bằng phiên bản đã tạo ra nó."
        )
    for name, expected in manifest.parts.items():
        if not (folder / name).is_file() or sha256(folder / name) != expected:
            raise BackupRefused(
                f"Phần {name} của bản sao lưu bị hỏng hoặc thiếu. Hãy dùng bản sao lưu khác.",
                part=name,
            )
    return manifest


def sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        for chunk in chunks(stream):
            digest.update(chunk)
    return digest.hexdigest()


def chunks(stream: Any) -> Iterator[bytes]:
    """The content of an open file, piece by piece."""
    while chunk := stream.read(CHUNK):
        yield chunk


def stamp(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
