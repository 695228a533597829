"""Background work of the audit room."""

from __future__ import annotations

from datetime import datetime, timedelta

from congvu.core.audit import sealing
from congvu.core.jobs.registry import periodic


@periodic("audit.seal", every=timedelta(minutes=1))
def seal(*, at: datetime) -> None:
    """Seal the last minute's entries."""
    sealing.seal(at=at)


@periodic("audit.seal_all", every=timedelta(days=1), offset=timedelta(hours=1, minutes=15))
def seal_all(*, at: datetime) -> None:
    """Seal what came later than the minutely look-back reaches."""
    sealing.seal(at=at, window=None)
