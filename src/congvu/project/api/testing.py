"""A caller for tests of the rooms' APIs: ``Caller(actor).post("/documents/incoming", {...})``."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from django.test import Client

from congvu.core.accounts.actions import create_token
from congvu.core.accounts.models import User
from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.clock import now

_serial = count(1)


class Caller:
    """Calls the API with a fresh token of the actor's account, in the actor's post.

    Paths are below ``/api/v1``. Every POST carries a new idempotency key unless given one.
    """

    def __init__(self, actor: Actor, *, scopes: tuple[str, ...] = ("*",)) -> None:
        _, self.secret = create_token(
            actor=system_actor("demo"), user=User.objects.get(pk=actor.user_id or 0), name="Thử",
            scopes=scopes, expires_at=now() + timedelta(days=1), at=now(),
        )  # fmt: skip
        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {self.secret}"}
        if actor.appointment_id and actor.delegated is None:
            self.headers["X-Appointment"] = str(actor.appointment_id)

    def get(self, path: str, params: dict[str, Any] | None = None, **headers: str) -> Any:
        return self.client.get(f"/api/v1{path}", params or {}, headers=self.headers | headers)

    def post(
        self, path: str, body: Any = None, *, key: str = "", form: dict[str, Any] | None = None,
        **headers: str,
    ) -> Any:  # fmt: skip
        """``body`` goes as JSON; ``form`` as multipart, with its files."""
        sent = self.headers | {"Idempotency-Key": key or f"thu-nghiem-{next(_serial)}"} | headers
        if form is not None:
            return self.client.post(f"/api/v1{path}", form, headers=sent)
        return self.client.post(
            f"/api/v1{path}", {} if body is None else body, content_type="application/json",
            headers=sent,
        )  # fmt: skip
