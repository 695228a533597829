"""The pack's processes: without flaws, within what the law gives, at agencies that are there."""

from __future__ import annotations

import json

import pytest

from congvu.counter.procedures.process.flaws import flaws, total_hours
from congvu.project.demo.procedures import PACKS
from congvu.project.demo.processes import PROCESSES, read


@pytest.mark.parametrize("name", sorted(PROCESSES))
def test_every_file_is_a_process_for_procedures_of_the_pack(name: str) -> None:
    shape = read(name, {"stttt": 1, "snv": 2})
    assert flaws(shape) == []
    rows = map(
        json.loads, (PACKS / "procedures" / "catalogue.jsonl").read_text("utf-8").splitlines()
    )
    codes = {row["Mã thủ tục"] for row in rows}
    assert set(PROCESSES[name]) <= codes
    assert total_hours(shape) <= 80


def test_all_files_are_used() -> None:
    assert {file.stem for file in (PACKS / "processes").glob("*.json")} == set(PROCESSES)
