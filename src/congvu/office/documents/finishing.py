"""What a numbered letter's PDF goes through before its number counts as used.

A signing room registers its step here (personal signature, agency signature). A step may take its
time or fail: no lock is held while it runs. It raises ``SignerAway`` to be tried again with the
same number, ``SignatureRefused`` to give the number back.
"""

from __future__ import annotations

from collections.abc import Callable

from congvu.core.kernel.registry import Registry
from congvu.office.documents.models import Outgoing

Finisher = Callable[[Outgoing, bytes], bytes]

finishers: Registry[Finisher] = Registry("finishers of numbered letters")


def finish(letter: Outgoing, pdf: bytes) -> bytes:
    """The PDF after every registered step, in order of registration."""
    for step in finishers:
        pdf = step(letter, pdf)
    return pdf
