"""Work shared among processes: this one's connections are closed, each hand opens its own."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.connection import Connection, wait

from django.db import connections

Job = Callable[[], Iterable[int]]


def at_work(jobs: Sequence[Job]) -> Iterator[int]:
    """Do the jobs side by side and pass on the numbers they yield; a single job stays here.

    :raises RuntimeError: a job failed; its process has said why
    """
    if len(jobs) == 1:
        yield from jobs[0]()
        return
    connections.close_all()
    context = multiprocessing.get_context("fork")
    reader, writer = context.Pipe(duplex=False)
    lock = context.Lock()
    hands = [context.Process(target=_work, args=(job, writer, lock)) for job in jobs]
    for hand in hands:
        hand.start()
    writer.close()
    try:
        yield from _heard(reader)
    finally:
        for hand in hands:
            hand.join()
    if any(hand.exitcode for hand in hands):
        raise RuntimeError("a part of the letters was not written")


def _heard(reader: Connection) -> Iterator[int]:
    """What the hands say until the last has closed its end."""
    while wait([reader]):
        try:
            yield reader.recv()
        except EOFError:
            return


def _work(job: Job, writer: Connection, lock: object) -> None:
    for number in job():
        with lock:  # type: ignore[attr-defined]
            writer.send(number)
    connections.close_all()
