"""Sweep and check: orphans go after the grace time, what is named never does."""

from __future__ import annotations

import io
import json
import os
import threading
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from congvu.core.files import factories, store, sweep
from congvu.core.files.models import Blob
from congvu.core.jobs.testing import run_all
from congvu.core.kernel.clock import now

pytestmark = pytest.mark.django_db(transaction=True)
LATER = timedelta(hours=25)


def age(path) -> None:
    """As if the file had lain there for two days."""
    past = (now() - timedelta(days=2)).timestamp()
    os.utime(path, (past, past))


def test_what_a_file_names_is_never_taken(bytes_in_store):
    file = factories.attached()
    run_all()
    before = bytes_in_store()
    swept = sweep.sweep(at=now() + timedelta(days=4000))
    assert (swept.claims, swept.contents, swept.images) == (0, 0, 0)
    assert bytes_in_store() == before
    assert Blob.objects.get() == file.blob


def test_a_young_claim_is_left_alone(bytes_in_store):
    factories.stored()
    assert sweep.sweep(at=now()).claims == 0
    assert len(bytes_in_store()[0]) == 1


def test_an_old_claim_goes_with_its_bytes_and_images(bytes_in_store):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        factories.attached()
        raise ZeroDivisionError
    factories.stored()
    assert sweep.sweep(at=now() + LATER).claims == 1
    assert Blob.objects.count() == 0
    swept = sweep.sweep(at=now() + LATER)
    assert bytes_in_store()[0] == []
    assert swept.claims == 0


def test_bytes_whose_row_was_rolled_back_go(files_folder, bytes_in_store):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        factories.stored()
        raise ZeroDivisionError
    assert Blob.objects.count() == 0
    assert sweep.sweep(at=now()).contents == 0
    assert sweep.sweep(at=now() + LATER).contents == 1
    assert bytes_in_store()[0] == []
    assert Blob.objects.count() == 0


def test_images_without_a_content_go_and_strangers_files_stay(files_folder):
    image = files_folder / "derived/ab/cd" / ("abcd" + "0" * 60) / "1.png"
    stranger = files_folder / "ghi-chu.txt"
    image.parent.mkdir(parents=True)
    for path in (image, stranger):
        path.write_bytes(b"x")
        age(path)
    assert sweep.sweep(at=now()).images == 1
    assert (image.exists(), stranger.exists()) == (False, True)


def test_uploads_cut_off_by_a_crash_go(files_folder):
    spool = files_folder / ".tmp"
    spool.mkdir(parents=True)
    old, young, other = spool / "in-a.part", spool / "b.upload.pdf", spool / "khac"
    for path in (old, young, other):
        path.write_bytes(b"x")
    age(old)
    age(other)
    assert sweep.sweep(at=now()).temporary == 1
    assert sorted(p.name for p in spool.iterdir()) == ["b.upload.pdf", "khac"]


def test_an_upload_of_the_same_content_renews_the_claim():
    first = factories.stored(factories.pdf())
    Blob.objects.update(touched_at=now() - timedelta(days=2))
    again = factories.stored(factories.pdf())
    assert again.blob == first.blob
    assert sweep.sweep(at=now()).claims == 0


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_a_content_being_attached_while_the_sweep_runs_stays(bytes_in_store):
    """The sweep must skip or wait for a row that an open transaction uses."""
    claim = factories.stored()
    Blob.objects.update(touched_at=now() - timedelta(days=2))
    swept: list[int] = []

    def run() -> None:
        try:
            swept.append(sweep.sweep(at=now()).claims)
        finally:
            connections.close_all()

    with transaction.atomic():
        Blob.objects.select_for_update().get(pk=claim.blob.pk)
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
        factories.attach_sample(
            source=claim, subject=factories.SUBJECT, use=factories.Use.MAIN,
            actor=factories.system_actor(), at=factories.AT,
        )  # fmt: skip
    assert swept == [0]
    assert len(bytes_in_store()[0]) == 1


def run_command(*words: str) -> dict:
    out = io.StringIO()
    call_command("files", *words, stdout=out)
    return json.loads(out.getvalue())


def test_check_names_what_is_missing_damaged_and_orphaned(files_folder, capsys):
    files = [factories.attached() for _ in range(3)]
    places = [files_folder / store.key_of(f.blob.sha256) for f in files]
    assert run_command("check", "--deep")["contents"] == 3
    places[0].unlink()
    places[1].write_bytes(b"x" * files[1].blob.size)
    claim = factories.stored()
    with pytest.raises(CommandError):
        run_command("check")
    findings = sweep.check(deep=True)
    assert findings.missing == [files[0].blob.sha256]
    assert findings.damaged == [files[1].blob.sha256]
    assert findings.orphans == [store.key_of(claim.sha256)]
    assert not findings.sound


def test_sweep_from_the_command_line(bytes_in_store):
    factories.stored()
    assert run_command("sweep")["claims"] == 0
    assert run_command("sweep", "--grace-minutes=0")["claims"] == 1
    assert run_command("check")["orphans"] == []
