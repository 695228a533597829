"""What happens behind the program's back is named: the first broken entry and how it broke."""

from __future__ import annotations

import io
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from congvu.core.audit import factories, merkle, sealing, verification
from congvu.core.audit.actions import digest
from congvu.core.audit.models import Block, Entry, Leaf

pytestmark = pytest.mark.django_db


@pytest.fixture
def ids() -> list[int]:
    """Three blocks of four entries, and two entries that wait."""
    made: list[int] = []
    for _ in range(3):
        made += [entry.pk for entry in factories.entries(4)]
        sealing.seal(at=factories.AT)
    return made + [entry.pk for entry in factories.entries(2)]


def faults() -> list[tuple[str, int]]:
    return [(fault.kind, fault.entry or fault.block) for fault in verification.verify().faults]


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize("place", [0, 5, 11])
@pytest.mark.parametrize(
    "change",
    [
        "actor_name = 'Người khác'", "at = '2016-03-14 00:00:00+00:00'", "verb = 'khac'",
        "subject_id = 999", "changes = '{}'", "ip = '10.0.0.1'", "for_name = 'Giám đốc'",
        "uid = '00000000000000000000000000000001'",
    ],
)  # fmt: skip
def test_a_changed_row(ids, place, change):
    sql(f"UPDATE audit_entry SET {change} WHERE id = %s", ids[place])
    assert faults() == [("changed", ids[place])]


def test_a_changed_digest(ids):
    sql("UPDATE audit_entry SET digest = %s WHERE id = %s", bytes(32), ids[2])
    assert faults() == [("changed", ids[2])]


def test_a_deleted_row(ids):
    sql("DELETE FROM audit_entry WHERE id = %s", ids[6])
    assert faults() == [("deleted", ids[6])]


def test_the_first_of_many_is_named_first(ids):
    for pk in (ids[9], ids[3], ids[7]):
        sql("DELETE FROM audit_entry WHERE id = %s", pk)
    assert faults() == [("deleted", ids[3]), ("deleted", ids[7]), ("deleted", ids[9])]


def test_a_row_deleted_with_its_leaf(ids):
    for table, key in (("audit_entry", "id"), ("audit_leaf", "entry_id")):
        sql(f"DELETE FROM {table} WHERE {key} = %s", ids[5])
    assert faults() == [("leaf", 2)]


def test_the_last_row_of_a_block_deleted_with_its_leaf(ids):
    for table, key in (("audit_entry", "id"), ("audit_leaf", "entry_id")):
        sql(f"DELETE FROM {table} WHERE {key} = %s", ids[7])
    assert faults() == [("leaf", 2)]


def inserted(**fields: object) -> Entry:
    """A copy of the first entry, written without the program."""
    entry = Entry.objects.earliest("pk")
    entry.pk, entry.uid = None, uuid.uuid4()
    for name, value in fields.items():
        setattr(entry, name, value)
    entry.save(force_insert=True)
    return entry


def test_an_inserted_row(ids):
    entry = inserted(actor_name="Người khác")
    assert faults() == [("inserted", entry.pk)]
    sealing.seal(at=factories.AT)
    assert faults() == [("changed", entry.pk)]


def test_a_copy_put_back_under_another_number(ids):
    """Its digest is true, so only the number in the leaf gives it away."""
    original = Entry.objects.get(pk=ids[4])
    sql("DELETE FROM audit_entry WHERE id = %s", ids[4])
    original.pk = None
    original.save(force_insert=True)
    assert digest(original) == bytes(original.digest)
    assert faults() == [("deleted", ids[4])]


def test_two_rows_that_changed_places(ids):
    spare = 10**9
    for old, new in ((ids[1], spare), (ids[2], ids[1]), (spare, ids[2])):
        sql("UPDATE audit_entry SET id = %s WHERE id = %s", new, old)
    assert faults() == [("swapped", ids[1]), ("swapped", ids[2])]
    first, second = (Entry.objects.get(pk=pk) for pk in ids[1:3])
    for entry in (first, second):
        leaf = merkle.leaf_hash(entry.pk, bytes(entry.digest))
        sql("UPDATE audit_leaf SET hash = %s WHERE entry_id = %s", leaf, entry.pk)
    assert faults() == [("root", 1)]


def test_a_changed_block(ids):
    sql("UPDATE audit_block SET sealed_at = '2016-01-01 00:00:00+00:00' WHERE number = 2")
    assert faults() == [("block", 2)]


def test_a_block_made_anew_without_the_key(ids, settings):
    """Somebody drops a row, rebuilds the last block and all hashes, but lacks the key."""
    sql("DELETE FROM audit_leaf WHERE block_id = 3")
    sql("DELETE FROM audit_block WHERE number = 3")
    sql("DELETE FROM audit_entry WHERE id = %s", ids[8])
    settings.CONGVU_AUDIT_HEADS = "/dev/null"
    key, settings.CONGVU_AUDIT_KEY = settings.CONGVU_AUDIT_KEY, "khóa đoán mò"
    sealing.seal(at=factories.AT)
    settings.CONGVU_AUDIT_KEY = key
    assert faults() == [("block", 3)]


def test_a_block_taken_out_of_the_middle(ids):
    sql("DELETE FROM audit_leaf WHERE block_id = 2")
    sql("DELETE FROM audit_block WHERE number = 2")
    assert ("chain", 3) in faults()


def test_leaves_without_their_block(ids):
    """The database checks the key at the end of the transaction, so it may dangle for a while."""
    sql("UPDATE audit_leaf SET block_id = 9 WHERE entry_id = %s", ids[11])
    found = faults()
    sql("UPDATE audit_leaf SET block_id = 3 WHERE entry_id = %s", ids[11])
    assert found[0] == ("leaf", 3)


def cut_tail() -> None:
    """The newest block goes with everything it holds: what remains is whole."""
    sql("DELETE FROM audit_entry WHERE id IN (SELECT entry_id FROM audit_leaf WHERE block_id = 3)")
    sql("DELETE FROM audit_leaf WHERE block_id = 3")
    sql("DELETE FROM audit_block WHERE number = 3")


def test_a_cut_tail_is_seen_by_the_notes(ids):
    cut_tail()
    assert faults() == [("head", 3)]


def test_a_tail_that_grew_again_is_seen_by_the_notes(ids):
    cut_tail()
    sealing.seal(at=factories.AT)
    assert Block.objects.count() == 3
    assert faults() == [("head", 3)]


def test_a_cut_tail_is_seen_by_a_head_noted_elsewhere(ids, heads_file):
    head = verification.verify().head
    cut_tail()
    heads_file.unlink()
    assert faults() == []
    with pytest.raises(CommandError, match="KHÔNG nguyên vẹn"):
        call_command("audit", "verify", f"--head={head}", stderr=io.StringIO())
    with pytest.raises(CommandError, match="không đúng dạng"):
        call_command("audit", "verify", "--head=abc")


def test_a_wrong_key_is_told_apart(ids, settings):
    settings.CONGVU_AUDIT_KEY = "khóa khác"
    assert ("key", 0) in faults()


def test_a_whole_journal(ids):
    report = verification.verify()
    assert report.sound
    assert (report.blocks, report.sealed, report.unsealed) == (3, 12, 2)
    out = io.StringIO()
    call_command("audit", "verify", stdout=out)
    assert "nguyên vẹn: 3 khối, 12 mục đã niêm phong, 2 mục chờ" in out.getvalue()
    assert report.head in out.getvalue()


def test_an_empty_journal_is_whole():
    assert verification.verify().sound


def test_the_command_names_the_first_broken_entry(ids):
    sql("UPDATE audit_entry SET verb = 'x' WHERE id = %s", ids[3])
    errors = io.StringIO()
    with pytest.raises(CommandError, match="1 chỗ hỏng"):
        call_command("audit", "verify", stderr=errors)
    assert errors.getvalue().startswith(f"Mục nhật ký số {ids[3]} đã bị sửa")


def test_queries_grow_with_pieces_not_with_entries(ids, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        verification.verify()
    assert Leaf.objects.count() == 12
