"""Triggers that refuse to change or take away what the journal holds."""

from django.db import migrations

TABLES = ("audit_entry", "audit_block", "audit_leaf")
REFUSAL = "the journal is append-only"

POSTGRES = f"""
CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'insufficient_privilege'; END $$
"""


def create(vendor: str) -> list[str]:
    """Statements that guard the tables on this database."""
    if vendor == "postgresql":
        return [POSTGRES] + [
            statement
            for table in TABLES
            for statement in (
                f"CREATE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION audit_append_only()",
                f"CREATE TRIGGER {table}_all BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()",
            )
        ]
    return [
        f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for table in TABLES
        for verb in ("UPDATE", "DELETE")
    ]


def drop(vendor: str) -> list[str]:
    """Statements that take the guard away again."""
    if vendor == "postgresql":
        return [
            f"DROP TRIGGER IF EXISTS {table}_{part} ON {table}"
            for table in TABLES
            for part in ("rows", "all")
        ] + ["DROP FUNCTION IF EXISTS audit_append_only()"]
    return [
        f"DROP TRIGGER IF EXISTS {table}_{verb}"
        for table in TABLES
        for verb in ("update", "delete")
    ]


def forwards(apps, schema_editor):
    for statement in create(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    for statement in drop(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
