"""A backup of a working installation stands up in an empty place, and the journal proves it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, connections

from congvu.core.audit.actions import log
from congvu.core.audit.models import Entry
from congvu.core.jobs.models import Worker
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import now
from congvu.core.kernel.subject import Subject
from congvu.project.backup import actions, keys, manifest
from congvu.project.backup.errors import BackupRefused

pytestmark = pytest.mark.django_db(transaction=True)

LETTER = "Công văn số 647/STTTT: nâng cấp mạng truyền số liệu chuyên dùng".encode()


def silent(text: str) -> None:
    """Progress lines are for people."""


@pytest.fixture(autouse=True)
def store(settings, tmp_path: Path) -> Path:
    place = tmp_path / "store"
    local = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": local, "OPTIONS": {"location": str(place)}},
    }
    settings.CONGVU_AUDIT_HEADS = tmp_path / "heads.txt"
    return place


@pytest.fixture
def life() -> None:
    """A journal of five sealed entries and two files."""
    for number in range(5):
        log(verb="tests.life", actor=system_actor(), at=now(), subject=Subject("letter", number))
    call_command("audit", "seal", stdout=StringIO())
    default_storage.save("ab/cd/letter", ContentFile(LETTER))
    default_storage.save("ef/01/empty", ContentFile(b""))


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of an installation that has nothing yet, on the same kind of database."""
    data = tmp_path / "elsewhere"
    url = f"sqlite:///{data}/congvu.sqlite3"
    name = f"congvu_restore_{uuid.uuid4().hex[:12]}"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        facts = connection.settings_dict
        login = f"{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT']}"
        url = f"postgresql://{login}/{name}"
    yield {
        "CONGVU_DATABASE_URL": url,
        "CONGVU_DATA": str(data),
        "CONGVU_AUDIT_HEADS": str(data / "heads.txt"),
    }
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def congvu(env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line of the project in a process of its own, as an operator would run it."""
    whole = {
        **os.environ,
        "CONGVU_MODE": "test",
        "DJANGO_SETTINGS_MODULE": "congvu.project.settings",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        **env,
    }
    command = [sys.executable, "-m", "congvu.project.cli", *arguments]
    return subprocess.run(command, env=whole, capture_output=True, text=True, timeout=120)


ASK = """
import json
from congvu.core.audit.actions import digest
from congvu.core.audit.models import Entry
from congvu.core.jobs.models import Worker
rows = list(Entry.objects.order_by("id"))
print("ANSWER" + json.dumps({
    "entries": len(rows),
    "proven": sum(bytes(row.digest) == digest(row) for row in rows),
    "workers": Worker.objects.count(),
}))
"""


def ask(env: dict[str, str]) -> dict[str, int]:
    done = congvu(env, "shell", "-c", ASK)
    assert done.returncode == 0, done.stderr
    answer: dict[str, int] = json.loads(done.stdout.partition("ANSWER")[2])
    return answer


def save(folder: Path) -> Path:
    actions.save(folder, at=now(), say=silent)
    return folder


# Refusals of backup


def test_a_folder_that_exists_is_not_touched(life, tmp_path: Path):
    (tmp_path / "b").mkdir()
    with pytest.raises(BackupRefused, match="đã có"):
        save(tmp_path / "b")
    assert list((tmp_path / "b").iterdir()) == []


def test_a_backup_that_breaks_off_leaves_nothing(life, tmp_path: Path, monkeypatch):
    def full(*args: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keys, "save", full)
    with pytest.raises(OSError, match="No space"):
        save(tmp_path / "b")
    assert not (tmp_path / "b").exists()
    assert not (tmp_path / "b.partial").exists()


# Refusals of restore


def test_a_folder_that_is_no_backup_is_refused(tmp_path: Path):
    with pytest.raises(BackupRefused, match="không phải là bản sao lưu"):
        manifest.read(tmp_path)


def test_a_damaged_database_copy_is_refused(life, tmp_path: Path):
    folder = save(tmp_path / "b")
    part = next(folder.glob("database.*"))
    with part.open("r+b") as stream:
        stream.seek(100)
        stream.write(b"\xff")
    with pytest.raises(BackupRefused, match="bị hỏng"):
        actions.restore(folder, say=silent)


@pytest.mark.parametrize("damage", ["change", "remove"])
def test_a_damaged_file_is_refused_by_name(life, tmp_path: Path, damage: str):
    folder = save(tmp_path / "b")
    victim = folder / "files" / "ab" / "cd" / "letter"
    if damage == "change":
        victim.write_bytes(LETTER.replace(b"647", b"648"))
    else:
        victim.unlink()
    with pytest.raises(BackupRefused, match="ab/cd/letter"):
        actions.restore(folder, say=silent)


def test_another_audit_key_is_refused(life, tmp_path: Path, settings):
    folder = save(tmp_path / "b")
    settings.CONGVU_AUDIT_KEY = "another" * 10
    with pytest.raises(BackupRefused, match="CONGVU_AUDIT_KEY"):
        actions.restore(folder, say=silent)


def test_a_backup_of_newer_code_is_refused(life, tmp_path: Path):
    folder = save(tmp_path / "b")
    content = json.loads((folder / "manifest.json").read_text("utf-8"))
    content["migrations"].append("audit.9999_from_next_year")
    (folder / "manifest.json").write_text(json.dumps(content))
    with pytest.raises(BackupRefused, match="9999_from_next_year"):
        actions.restore(folder, say=silent)


def test_a_backup_of_the_other_database_is_refused(life, tmp_path: Path):
    folder = save(tmp_path / "b")
    content = json.loads((folder / "manifest.json").read_text("utf-8"))
    content["vendor"] = "oracle"
    (folder / "manifest.json").write_text(json.dumps(content))
    with pytest.raises(BackupRefused, match="CONGVU_DATABASE_URL"):
        actions.restore(folder, say=silent)


def test_a_place_that_is_not_empty_is_refused(life, tmp_path: Path):
    folder = save(tmp_path / "b")
    with pytest.raises(BackupRefused, match="cơ sở dữ liệu trống"):
        actions.restore(folder, say=silent)
    assert Entry.objects.count() == 5


def test_a_store_that_is_not_empty_is_refused(life, tmp_path: Path, elsewhere):
    folder = save(tmp_path / "b")
    stray = Path(elsewhere["CONGVU_DATA"]) / "files" / "ab"
    stray.mkdir(parents=True)
    (stray / "stray").write_bytes(b"x")
    done = congvu(elsewhere, "restore", str(folder))
    assert done.returncode == 1
    assert "kho tệp trống" in done.stderr
    assert (stray / "stray").read_bytes() == b"x"


# The way there and back


def test_an_empty_place_becomes_the_installation_and_the_journal_is_proven(
    life, tmp_path: Path, elsewhere
):
    folder = save(tmp_path / "b")
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / "keys.env").stat().st_mode & 0o077 == 0
    done = congvu(elsewhere, "restore", str(folder))
    assert done.returncode == 0, done.stderr
    assert "2 tệp" in done.stdout
    assert "Nhật ký nguyên vẹn: 1 khối, 5 mục đã niêm phong" in done.stdout
    assert (Path(elsewhere["CONGVU_DATA"]) / "heads.txt").read_text() == (
        tmp_path / "heads.txt"
    ).read_text()
    assert ask(elsewhere) == {"entries": 5, "proven": 5, "workers": 0}
    files = Path(elsewhere["CONGVU_DATA"]) / "files"
    assert (files / "ab/cd/letter").read_bytes() == LETTER
    assert (files / "ef/01/empty").read_bytes() == b""


TAMPER = """
from congvu.core.audit.models import Entry
Entry.objects.filter(pk=Entry.objects.order_by("id")[2].pk).update(verb="tests.forged")
"""


def test_what_is_changed_in_the_restored_place_shows(life, tmp_path: Path, elsewhere):
    folder = save(tmp_path / "b")
    assert congvu(elsewhere, "restore", str(folder)).returncode == 0
    assert congvu(elsewhere, "audit", "verify").returncode == 0
    assert congvu(elsewhere, "shell", "-c", TAMPER).returncode == 0
    verdict = congvu(elsewhere, "audit", "verify")
    third = Entry.objects.order_by("id")[2].pk
    assert verdict.returncode != 0
    assert str(third) in verdict.stdout + verdict.stderr


def test_a_backup_made_from_a_forged_journal_is_noticed_on_restore(life, tmp_path, elsewhere):
    Entry.objects.filter(verb="tests.life").order_by("id").last().delete()
    done = congvu(elsewhere, "restore", str(save(tmp_path / "b")))
    assert done.returncode != 0
    assert "nguyên vẹn" not in done.stdout


def test_a_second_restore_into_the_same_place_is_refused(life, tmp_path: Path, elsewhere):
    folder = save(tmp_path / "b")
    assert congvu(elsewhere, "restore", str(folder)).returncode == 0
    again = congvu(elsewhere, "restore", str(folder))
    assert (again.returncode, "trống" in again.stderr) == (1, True)


def test_the_copy_of_a_busy_installation_is_of_one_moment(tmp_path: Path, elsewhere, life):
    """A writer keeps adding an entry and a worker row together; the copy never has one alone."""
    stop, running = threading.Event(), threading.Event()

    def write() -> None:
        from django.db import transaction

        number = 0
        try:
            while not stop.is_set():
                with transaction.atomic():
                    log(verb="tests.busy", actor=system_actor(), at=now())
                    Worker.objects.create(name=f"w{number}", started_at=now(), seen_at=now())
                number += 1
                if number == 20:
                    running.set()
        finally:
            connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert running.wait(30)
        folder = save(tmp_path / "b")
    finally:
        stop.set()
        writer.join()
    assert congvu(elsewhere, "restore", str(folder)).returncode == 0
    answer = ask(elsewhere)
    assert answer["workers"] >= 20
    assert answer["entries"] == answer["proven"] == answer["workers"] + 5
    assert answer["workers"] <= Worker.objects.count()
