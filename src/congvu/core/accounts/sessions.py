"""Sessions in the database as Django keeps them, read by a prepared question."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from congvu.core.kernel.prepared import Prepared

_RUNNING = Prepared(
    lambda session_key, at: Session.objects.filter(session_key=session_key, expire_date__gt=at),
    session_key=str,
    at=datetime,
)
"""Asked by every request."""


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        found = _RUNNING(session_key=self.session_key or "", at=timezone.now())
        if found:
            return found[0]
        self._session_key: Any = None
        return None
