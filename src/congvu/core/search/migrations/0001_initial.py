"""Entries, and each engine's own table of words."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

POSTGRES = [
    # Narrow on purpose: the newest rows are walked without touching titles and bodies.
    "CREATE TABLE search_posting (rank bigint PRIMARY KEY, head tsvector NOT NULL, whole tsvector)",
    # A pending list would be read row by row by every search, so words go in at once.
    "CREATE INDEX search_posting_head ON search_posting USING gin (head) WITH (fastupdate = off)",
    """
    CREATE INDEX search_posting_whole ON search_posting USING gin (whole) WITH (fastupdate = off)
    WHERE whole IS NOT NULL
    """,
    """
    CREATE FUNCTION search_entry_gone() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'TRUNCATE' THEN
            DELETE FROM search_posting;
        ELSE
            DELETE FROM search_posting WHERE rank = OLD.rank;
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER search_entry_deleted AFTER DELETE ON search_entry
    FOR EACH ROW EXECUTE FUNCTION search_entry_gone()
    """,
    """
    CREATE TRIGGER search_entry_truncated AFTER TRUNCATE ON search_entry
    FOR EACH STATEMENT EXECUTE FUNCTION search_entry_gone()
    """,
]
POSTGRES_BACK = [
    "DROP TRIGGER search_entry_truncated ON search_entry",
    "DROP TRIGGER search_entry_deleted ON search_entry",
    "DROP FUNCTION search_entry_gone()",
    "DROP TABLE search_posting",
]
SQLITE = [
    """
    CREATE VIRTUAL TABLE search_fts USING fts5(
        folded, exact, body_folded, body_exact, tags,
        tokenize = "unicode61 remove_diacritics 0 tokenchars ':=._-'"
    )
    """,
    """
    CREATE TRIGGER search_entry_deleted AFTER DELETE ON search_entry
    BEGIN DELETE FROM search_fts WHERE rowid = OLD.rank; END
    """,
]
SQLITE_BACK = ["DROP TRIGGER search_entry_deleted", "DROP TABLE search_fts"]


def _run(postgres: list[str], sqlite: list[str]) -> Any:
    def run(apps: Any, schema_editor: Any) -> None:
        vendor = schema_editor.connection.vendor
        for statement in postgres if vendor == "postgresql" else sqlite:
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=60, verbose_name="loại")),
                ("subject_id", models.BigIntegerField(verbose_name="mã đối tượng")),
                ("rank", models.BigIntegerField(unique=True, verbose_name="thứ hạng")),
                ("agency_id", models.BigIntegerField(null=True, verbose_name="mã cơ quan")),
                ("at", models.DateTimeField(verbose_name="thời điểm")),
                ("title", models.TextField(verbose_name="tiêu đề")),
                ("code", models.CharField(blank=True, max_length=100, verbose_name="số, ký hiệu")),
                ("body", models.TextField(blank=True, verbose_name="nội dung")),
                ("marks", models.JSONField(default=list, verbose_name="dấu quyền")),
                ("facets", models.JSONField(default=dict, verbose_name="thuộc tính lọc")),
            ],
            options={
                "verbose_name": "mục tra cứu",
                "verbose_name_plural": "mục tra cứu",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "subject_id"), name="search_subject_once"
                    )
                ],
            },
        ),
        migrations.RunPython(_run(POSTGRES, SQLITE), _run(POSTGRES_BACK, SQLITE_BACK)),
    ]
