"""Kinds of notices, registered by rooms, and channels that carry them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from congvu.core.kernel.registry import Registry
from congvu.core.notifications.choices import Mode

if TYPE_CHECKING:
    from congvu.core.accounts.models import User

APP = "app"
"""The channel that is always there: the notice itself, in the application."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice, such as ``documents.incoming.directed``.

    ``label`` stands on the preferences page under ``group``. ``defaults`` maps a channel to the
    mode of people who chose nothing; channels left out are off, the application is on.
    """

    name: str
    label: str
    group: str
    defaults: Mapping[str, Mode] = field(
        default_factory=lambda: {APP: Mode.NOW, "email": Mode.DIGEST}
    )

    def default(self, channel: str) -> Mode:
        return self.defaults.get(channel, Mode.NOW if channel == APP else Mode.OFF)


@dataclass(frozen=True, slots=True)
class Message:
    """What a channel sends to one person: one notice, or a digest of several.

    ``id`` names this message for ever: a channel that can, lets the receiver drop a repeat.
    """

    id: str
    address: str
    name: str
    title: str
    text: str
    urgent: bool


class TryLater(Exception):
    """The channel is away for a while; the delivery is tried again with back-off."""


class Refused(Exception):
    """The channel will never deliver this (unknown address); the delivery is dead at once."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to a person outside the application.

    ``address`` gives where to, empty when the person cannot be reached; ``send`` returns when
    the other side has accepted the message.

    ``send`` raises :class:`TryLater` or :class:`Refused`; anything else counts as the former.
    """

    name: str
    label: str
    address: Callable[[User], str]
    send: Callable[[Message], None]
    digest: bool = False
    """Whether notices may be gathered into one message a day."""


kinds: Registry[Kind] = Registry("notification kinds")
channels: Registry[Channel] = Registry("notification channels")


def register_kind(kind: Kind) -> Kind:
    """Register from ``AppConfig.ready``; a name registered twice is a programming error."""
    return kinds.add(kind.name, kind)


def register_channel(channel: Channel) -> Channel:
    """Add an SMS or Zalo gateway from a higher room's ``AppConfig.ready``."""
    return channels.add(channel.name, channel)
