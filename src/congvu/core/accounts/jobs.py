"""What the accounts room does by the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from congvu.core.accounts import actions
from congvu.core.accounts.models import FailureCount
from congvu.core.accounts.open_sessions import forget_ended
from congvu.core.jobs.registry import periodic
from congvu.core.kernel.actor import system_actor


@periodic("accounts.disable_idle", every=timedelta(days=1), offset=timedelta(hours=1))
def disable_idle(*, at: datetime) -> None:
    """Accounts idle for 45 days stop working."""
    actions.disable_idle(actor=system_actor(), at=at)


@periodic("accounts.forget_sessions", every=timedelta(days=1), offset=timedelta(hours=2))
def forget_sessions(*, at: datetime) -> None:
    """Sessions and failure counts that are over leave the tables."""
    Session.objects.filter(expire_date__lt=at).delete()
    forget_ended()
    FailureCount.objects.filter(since__lt=at - timedelta(days=1)).delete()
