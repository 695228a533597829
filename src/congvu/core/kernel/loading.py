"""Loading the project without the collector of garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """What is loaded here stays until the process ends.

    The collector would walk through it a dozen times while it grows, a fifth of the start, and
    after each hundredth request; and memory that it does not touch is shared for longer between
    workers made by fork.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
