"""The rules as dated data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "rules"


@cache
def rules() -> tuple[Mapping[str, Any], ...]:
    return tuple(json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json")))


def rule_on(code: str, day: date) -> Mapping[str, Any] | None:
    """The rule that holds on a day; None before it began."""
    found = [
        one
        for one in rules()
        if one["code"] == code
        and date.fromisoformat(one["valid_from"]) <= day
        and day <= date.fromisoformat(one.get("valid_to", "9999-12-31"))
    ]
    return max(found, key=lambda one: one["valid_from"]) if found else None
