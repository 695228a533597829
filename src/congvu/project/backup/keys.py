"""The installation's keys: without the audit key nobody can prove the journal any more."""

from __future__ import annotations

import hmac
from pathlib import Path

from django.conf import settings

from congvu.project.backup.errors import BackupRefused

NAME = "keys.env"


def save(folder: Path) -> str:
    """Write the keys, readable by the owner only; the file's name."""
    path = folder / NAME
    path.touch(mode=0o600)
    lines = [f"{name}={value}" for name, value in _current().items()]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return NAME


def check(folder: Path) -> None:
    """:raises BackupRefused: this installation signs with another audit key"""
    saved = dict(
        line.split("=", 1) for line in (folder / NAME).read_text("utf-8").splitlines() if line
    )
    name = "CONGVU_AUDIT_KEY"
    if not hmac.compare_digest(saved[name].encode(), _current()[name].encode()):
        raise BackupRefused(
            f"Khóa nhật ký của hệ thống này khác với bản sao lưu. Hãy đặt {name} (và "
            f"CONGVU_SECRET_KEY) như trong tệp {folder / NAME} rồi chạy lại lệnh."
        )


def _current() -> dict[str, str]:
    return {
        "CONGVU_SECRET_KEY": settings.SECRET_KEY,
        "CONGVU_AUDIT_KEY": settings.CONGVU_AUDIT_KEY,
    }
