"""Sealing: nothing twice, nothing forgotten, nobody waits."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from congvu.core.audit import factories, heads, sealing, verification
from congvu.core.audit.models import Block, Entry, Leaf
from congvu.core.jobs.registry import schedules

pytestmark = pytest.mark.django_db(transaction=True)
POSTGRESQL = connection.vendor == "postgresql"


def sealed_ids() -> list[int]:
    return list(Leaf.objects.order_by("block_id", "position").values_list("entry_id", flat=True))


def in_thread(work) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_nothing_to_seal_makes_no_block():
    assert sealing.seal(at=factories.AT) == 0
    assert not Block.objects.exists()


def test_every_entry_is_sealed_once_and_blocks_are_chained(heads_file):
    first = [entry.pk for entry in factories.entries(3)]
    assert sealing.seal(at=factories.AT) == 3
    second = [entry.pk for entry in factories.entries(2)]
    assert sealing.seal(at=factories.AT + timedelta(minutes=1)) == 2
    assert sealing.seal(at=factories.AT + timedelta(minutes=2)) == 0
    assert sealed_ids() == first + second
    one, two = Block.objects.order_by("number")
    assert (one.number, two.number) == (1, 2)
    assert bytes(one.previous) == sealing.GENESIS
    assert bytes(two.previous) == bytes(one.hash)
    assert heads_file.read_text().split() == [
        "1", bytes(one.hash).hex(), "2", bytes(two.hash).hex(),
    ]  # fmt: skip


def test_many_entries_make_many_blocks(monkeypatch):
    monkeypatch.setattr(sealing, "MOST", 4)
    factories.entries(10)
    assert sealing.seal(at=factories.AT) == 10
    assert [block.count for block in Block.objects.order_by("number")] == [4, 4, 2]


def test_a_late_entry_with_a_low_number_is_found(monkeypatch):
    entries = factories.entries(5)
    late = entries[1]
    Entry.objects.filter(pk=late.pk).delete()
    sealing.seal(at=factories.AT)
    late.save(force_insert=True)
    assert sealing.seal(at=factories.AT, window=1) == 0
    assert sealing.seal(at=factories.AT) == 1
    assert sealed_ids()[-1] == late.pk


def test_the_loser_of_two_sealers_does_no_harm(monkeypatch):
    factories.entries(3)
    candidates = sealing._candidates(0)
    assert sealing.seal(at=factories.AT) == 3
    monkeypatch.setattr(Block.objects, "order_by", lambda *names: Block.objects.none())
    assert sealing._append(candidates, factories.AT) is None
    monkeypatch.undo()
    assert sealed_ids() == [pk for pk, _ in candidates]
    assert sealing._append(candidates, factories.AT) is None
    assert Block.objects.count() == 1


def test_sealers_at_once(monkeypatch):
    monkeypatch.setattr(sealing, "MOST", 5)
    ids = [entry.pk for entry in factories.entries(40)]
    start = threading.Barrier(4)
    failures: list[BaseException] = []

    def work() -> None:
        start.wait(30)
        try:
            sealing.seal(at=factories.AT)
        except BaseException as error:
            failures.append(error)

    for thread in [in_thread(work) for _ in range(4)]:
        thread.join()
    sealing.seal(at=factories.AT)
    assert failures == []
    assert sorted(sealed_ids()) == ids
    assert verification.verify().sound


@pytest.mark.skipif(not POSTGRESQL, reason="SQLite has one writer at a time")
def test_appending_waits_for_nobody_and_a_late_commit_is_sealed_next():
    """While one verb holds its entry open, others append and the sealer seals."""
    with transaction.atomic():
        late = factories.entries(1)[0]
        done: list[int] = []

        def work() -> None:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '1ms'")
            done.append(factories.entries(1)[0].pk)
            done.append(sealing.seal(at=factories.AT))

        in_thread(work).join()
        assert done == [late.pk + 1, 1]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT mode FROM pg_locks WHERE relation = 'audit_entry'::regclass "
                "AND pid = pg_backend_pid()"
            )
            assert cursor.fetchall() == [("RowExclusiveLock",)]
    assert sealing.seal(at=factories.AT) == 1
    assert sealed_ids() == [late.pk + 1, late.pk]
    assert verification.verify().sound


def test_a_full_disk_for_the_notes_does_not_stop_the_seal(settings):
    settings.CONGVU_AUDIT_HEADS = "/dev/full"
    factories.entries(1)
    assert sealing.seal(at=factories.AT) == 1


def test_torn_notes_are_skipped(heads_file):
    heads_file.write_text("1 abc\nx y\n2 " + "a" * 64 + "\n")
    assert list(heads.noted()) == [heads.Head(2, "a" * 64)]


def test_it_runs_every_minute():
    assert schedules["audit.seal"].every == timedelta(minutes=1)
    assert "audit.seal_all" in schedules
