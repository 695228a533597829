"""The closing account of `bin/test`: what ran, what did not and why, and how long it took."""

from __future__ import annotations

import os
from collections.abc import Sequence

from lib.house import say
from lib.lane import Result


def close(results: Sequence[Result], seconds: float) -> int:
    """Print the account; the status with which the command ends."""
    say("\n=== What ran" + 20 * " " + "time       CPU")
    for result in results:
        figures = ", ".join(f"{number} {word}" for word, number in result.counts.items())
        detail = result.why or figures
        say(f"{result.state:8} {result.lane.name:15} {result.seconds:8.0f} s {result.cpu:7.0f} s"
            f"  {detail}")  # fmt: skip
    skipped = [result.lane.name for result in results if result.state == "skipped"]
    failed = [result for result in results if result.state == "failed"]
    if skipped:
        say(f"skipped lanes: {', '.join(skipped)}")
    forbidden = bool(skipped) and os.environ.get("CONGVU_FORBID_SKIPS") == "1"
    if forbidden:
        say("skipped lanes are forbidden here (CONGVU_FORBID_SKIPS=1)")
    lost = [result.lane.name for result in failed if not result.counts.get("failed")]
    if lost:
        say(f"failed without a failing test: {', '.join(lost)}")
    total = {
        word: sum(result.counts.get(word, 0) for result in results)
        for word in ("passed", "failed", "skipped")
    }
    say(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped"
        f" in {seconds:.0f} s")  # fmt: skip
    return 1 if failed or forbidden else 0
