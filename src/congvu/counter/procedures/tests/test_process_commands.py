"""``procedures process`` and the API: refusals as sentences, files that come back the same."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from congvu.counter.procedures import factories as make
from congvu.counter.procedures import queries
from congvu.counter.procedures.process.shape import read_process
from congvu.counter.procedures.tests.processes import small

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    said = StringIO()
    call_command("procedures", "process", *words, stdout=said)
    return said.getvalue()


def test_bad_files_are_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    with pytest.raises(CommandError, match="Không đọc"):
        run("check", str(file))
    file.write_text("{")
    with pytest.raises(CommandError, match="không phải JSON"):
        run("check", str(file))
    file.write_text("{}")
    with pytest.raises(CommandError, match="congvu-process/1"):
        run("check", str(file))
    file.write_text(json.dumps({"format": "congvu-process/1", "steps": []}))
    with pytest.raises(SystemExit):
        run("check", str(file))


def test_out_and_in_again(tmp_path: Path) -> None:
    row = make.internal_process(shape=small())
    code = queries.procedure(row.procedure.code).code
    file, drawn = tmp_path / "q.json", tmp_path / "q.bpmn"
    run("export", code, str(file))
    run("export", code, str(drawn))
    assert read_process(json.loads(file.read_bytes())) == small()
    assert drawn.read_bytes().startswith(b"<?xml")
    assert "4 bước, đường dài nhất 60 giờ" in run("check", str(file))
    other = make.published().procedure.code
    said = run("import", other, str(file), "--publish")
    assert "Đã công bố từ hôm nay." in said
    held = queries.process_on(queries.procedure(other).pk, 1, queries.today())
    assert held is not None
    assert queries.shape_of(held) == small()
