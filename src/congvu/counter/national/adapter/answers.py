"""What the portal's answers mean."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

OK = frozenset({"0", "00", "1000"})
"""Codes of an answer that took what was sent."""
SESSION_OVER = frozenset({"401", "-401", "SESSION_EXPIRED"})
BUSY = frozenset({"503", "BUSY", "429"})
"""The portal asks to come again: nothing is wrong with the message."""


class Result(Enum):
    TAKEN = "taken"
    REFUSED = "refused"
    BUSY = "busy"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Answer:
    """How a call ended: ``words`` for people, ``data`` what came with it."""

    result: Result
    words: str = ""
    data: Any = None


def judged(body: dict[str, Any]) -> Answer:
    """An answer by its code; one without a code cannot be read."""
    code = body.get("error_code")
    words = str(body.get("message") or "")[:400]
    if code is None or isinstance(code, dict | list):
        return Answer(Result.AWAY, "Cổng quốc gia trả lời không có mã kết quả.")
    said = str(code)
    if said in OK:
        return Answer(Result.TAKEN, words, body.get("result"))
    if said in BUSY:
        return Answer(Result.BUSY, words or "Cổng quốc gia đang bận.")
    return Answer(Result.REFUSED, words or f"Cổng quốc gia từ chối (mã {said[:20]}).")
