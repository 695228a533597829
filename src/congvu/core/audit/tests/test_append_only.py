"""The database itself refuses to change the journal."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from congvu.core.audit import factories, sealing
from congvu.core.audit.models import Block, Entry, Leaf

pytestmark = pytest.mark.django_db(transaction=True)
TABLES = ["audit_entry", "audit_block", "audit_leaf"]


@pytest.fixture
def journal(guarded):
    factories.entries(2)
    sealing.seal(at=factories.AT)
    factories.entries(1)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor_name = 'khác'",
        "UPDATE audit_block SET count = 9",
        "UPDATE audit_leaf SET position = position + 7",
        *[f"DELETE FROM {table}" for table in TABLES],
    ],
)
def test_sql_cannot_change_or_delete(journal, statement):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert (Entry.objects.count(), Block.objects.count(), Leaf.objects.count()) == (3, 1, 2)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("table", TABLES)
def test_truncate_is_refused(journal, table):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(f"TRUNCATE {table} CASCADE")


def test_the_model_cannot_either(journal):
    entry = Entry.objects.earliest("pk")
    entry.actor_name = "khác"
    for attempt in (entry.save, entry.delete, Entry.objects.all().delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attempt()


def test_appending_and_sealing_go_on(journal):
    factories.entries(3)
    assert sealing.seal(at=factories.AT) == 4


def test_the_migration_puts_the_triggers_there_and_takes_them_back(transactional_db):
    factories.entries(1)
    call_command("migrate", "audit", "0001", verbosity=0)
    call_command("migrate", "audit", verbosity=0)
    try:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Entry.objects.all().delete()
    finally:
        call_command("migrate", "audit", "0001", verbosity=0)
    Entry.objects.all().delete()
    call_command("migrate", "audit", "0002", "--fake", verbosity=0)
