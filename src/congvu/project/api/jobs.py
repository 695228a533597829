"""Kept answers are forgotten after some days."""

from __future__ import annotations

from datetime import datetime, timedelta

from congvu.core.jobs.registry import periodic
from congvu.project.api.models import KeptAnswer

KEPT_FOR = timedelta(days=7)


@periodic("api.forget_answers", every=timedelta(hours=6), offset=timedelta(hours=2))
def forget_answers(*, at: datetime) -> None:
    """Delete the rows of keys older than a week."""
    KeptAnswer.objects.filter(created_at__lt=at - KEPT_FOR).delete()
