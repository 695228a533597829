"""``allauth.usersessions`` without its receivers: ``open_sessions`` keeps the record instead."""

from __future__ import annotations

from allauth.usersessions.apps import UserSessionsConfig


class OpenSessionsConfig(UserSessionsConfig):  # type: ignore[misc]
    verbose_name = "Phiên đăng nhập"

    def ready(self) -> None:
        """Connects nothing: allauth would open every session of the person at each sign-in."""
