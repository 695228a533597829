"""Lanes side by side: each starts when there is room for it, and is printed whole at its end."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from lib import running
from lib.house import ROOT, say
from lib.lane import CORES, Lane, Result

ROOM = CORES + 1
"""Processes of pytest at once: one more than cores, as each waits for databases and browsers."""


def run(lanes: Sequence[Lane], rest: Sequence[str], servers: running.Servers) -> list[Result]:
    """The results in the order of ``lanes``."""
    if len(lanes) == 1:
        return [_alone(lanes[0], rest, servers)]
    began = time.monotonic()
    waiting, busy, done = list(lanes), dict[Future[Result], Lane](), dict[str, Result]()
    with ThreadPoolExecutor(max_workers=len(lanes)) as pool:
        while waiting or busy:
            for lane in _next(waiting, list(busy.values())):
                waiting.remove(lane)
                say(f"{time.monotonic() - began:5.0f} s  {lane.name} starts: {lane.title}")
                busy[pool.submit(_beside, lane, rest, servers)] = lane
            ended, _ = wait(busy, return_when=FIRST_COMPLETED)
            for future in ended:
                lane = busy.pop(future)
                done[lane.name] = future.result()
                say(f"{time.monotonic() - began:5.0f} s  {lane.name} {done[lane.name].state}")
                _print(lane)
    return [done[lane.name] for lane in lanes]


def _next(waiting: Sequence[Lane], busy: Sequence[Lane]) -> list[Lane]:
    """Those that wait and find room, in their order; one alone always finds it."""
    room = ROOM - sum(lane.workers for lane in busy)
    chosen: list[Lane] = []
    for lane in waiting:
        if lane.workers <= room or not (busy or chosen):
            chosen.append(lane)
            room -= lane.workers
    return chosen


def _alone(lane: Lane, rest: Sequence[str], servers: running.Servers) -> Result:
    say(f"\n=== {lane.name}: {lane.title}")
    return running.run(lane, rest, servers, _show)


def _show(line: str) -> None:
    sys.stdout.write(line)
    sys.stdout.flush()


def _beside(lane: Lane, rest: Sequence[str], servers: running.Servers) -> Result:
    with running.log_file(lane).open("w", encoding="utf-8", buffering=1) as log:
        return running.run(lane, rest, servers, log.write)


def _print(lane: Lane) -> None:
    path = running.log_file(lane)
    say(f"\n=== {lane.name}: {lane.title} ({path.relative_to(ROOT)})")
    say(path.read_text("utf-8").rstrip() + "\n")
