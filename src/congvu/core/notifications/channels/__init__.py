"""Channels installed by default: electronic mail."""

from __future__ import annotations

from congvu.core.notifications.channels.email import email_channel
from congvu.core.notifications.registry import register_channel


def install() -> None:
    register_channel(email_channel)
