"""A dossier of the district asks the province's department over HTTPS, and gets its result."""

from __future__ import annotations

from typing import Any

import pytest

from tests.crash.installation import until
from tests.federation.desk import THEIRS
from tests.federation.sides import Side

pytestmark = pytest.mark.crash
EVERY, PATIENCE = 2.0, 180
"""Seconds: each question starts a program."""


def wait(side: Side, program: str, key: Any, done: Any) -> dict[str, Any]:
    """Ask the side until ``done`` holds of what its program prints."""
    found: dict[str, Any] = {}

    def there() -> bool:
        found.clear()
        found.update(side.inside(program, str(key)))
        return bool(done(found))

    until(there, f"{program} {key}: {found}\n{side.logs()}", PATIENCE, EVERY)
    return found


def test_a_procedure_that_is_not_known_there_is_refused_here_in_words(
    sides: tuple[Side, Side],
) -> None:
    province, district = sides
    province.inside("joint-offer")
    begun = district.inside("joint-begin", "9.123456")
    told = wait(district, "joint-state", begun["dossier"], lambda one: one["state"] == "failed")
    assert "Không có thủ tục này" in told["error"]
    assert province.inside("joint-child", begun["code"]) == {}


def test_the_part_is_done_over_there_and_its_result_comes_back(sides: tuple[Side, Side]) -> None:
    province, district = sides
    begun = district.inside("joint-begin", THEIRS)
    child = wait(province, "joint-child", begun["code"], bool)
    assert child["code"] != begun["code"]
    assert child["files"] == [begun["paper"]]
    result = province.inside("joint-settle", str(child["dossier"]))
    told = wait(district, "joint-state", begun["dossier"], lambda one: one["state"] == "returned")
    assert (told["outcome"], told["far_code"]) == ("Văn bản xác nhận", child["code"])
    assert told["files"] == [result["file"]]
    assert told["steps"] == ["ky"], "the dossier goes on by itself"
