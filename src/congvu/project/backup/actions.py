"""The two verbs: save everything into a folder, stand it up again in an empty place."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from congvu.project.backup import database, heads, keys, manifest, objects
from congvu.project.backup.errors import BackupRefused
from congvu.project.backup.manifest import FORMAT, Manifest, sha256

Say = Callable[[str], object]


def save(folder: Path, *, at: datetime, say: Say) -> Manifest:
    """Save database, files and keys while the installation goes on working.

    The database is copied first, in one moment; files are never changed and are stored before
    the row that names them commits, so every file the copied rows name is there afterwards.
    The folder appears whole or not at all.

    :raises BackupRefused: the folder exists already
    """
    if folder.exists():
        raise BackupRefused(
            f"Thư mục {folder} đã có. Hãy chọn một thư mục chưa có cho bản sao lưu."
        )
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True, mode=0o700)
    try:
        made = _fill(partial, at=at, say=say)
        partial.replace(folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return made


def _fill(folder: Path, *, at: datetime, say: Say) -> Manifest:
    say("Sao lưu cơ sở dữ liệu …")
    migrations = database.applied()
    parts = [*heads.save(folder), database.dump(folder), keys.save(folder)]
    say("Sao lưu tệp …")
    count, size = objects.save(folder)
    parts.append(objects.LISTING)
    made = Manifest(
        format=FORMAT,
        made_at=manifest.stamp(at),
        vendor=connection.vendor,
        migrations=migrations,
        parts={name: sha256(folder / name) for name in parts},
        file_count=count,
        file_bytes=size,
    )
    made.write(folder)
    return made


def restore(folder: Path, *, say: Say) -> Manifest:
    """Fill an empty installation from a backup; everything is checked before anything is written.

    :raises BackupRefused: the backup is damaged, of another database or another key, or the
        installation is not empty
    """
    say("Kiểm tra bản sao lưu …")
    found = manifest.read(folder)
    _refuse_foreign(found)
    keys.check(folder)
    objects.check(folder)
    if not database.is_empty():
        raise BackupRefused(
            "Cơ sở dữ liệu đích đã có dữ liệu. Hãy khôi phục vào một cơ sở dữ liệu trống."
        )
    if not objects.is_empty():
        raise BackupRefused("Kho tệp đích đã có tệp. Hãy khôi phục vào một kho tệp trống.")
    say("Khôi phục cơ sở dữ liệu …")
    database.restore(folder)
    database.probe()
    say("Khôi phục tệp …")
    objects.bring_back(folder)
    heads.bring_back(folder)
    return found


def _refuse_foreign(found: Manifest) -> None:
    if found.vendor != connection.vendor:
        raise BackupRefused(
            f"Bản sao lưu là của {found.vendor}, hệ thống này dùng {connection.vendor}. "
            "Hãy đặt CONGVU_DATABASE_URL cùng loại cơ sở dữ liệu."
        )
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    ours = {name.split(".")[0] for name in known}
    newer = [m for m in found.migrations if m.split(".")[0] in ours and m not in known]
    if newer:
        raise BackupRefused(
            f"Bản sao lưu do phiên bản mới hơn tạo ra ({newer[0]}). "
            "Hãy cập nhật chương trình rồi chạy lại lệnh."
        )
