"""A real SMTP server on this machine, and two kinds of notices."""

from __future__ import annotations

import email
import email.policy
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller

from congvu.core.kernel.registry import Registry
from congvu.core.notifications import actions, channels, forms, queries, registry, sending, views
from congvu.core.notifications.choices import Mode
from congvu.core.notifications.factories import KIND, NIGHT_KIND
from congvu.core.notifications.registry import Channel, Kind


@dataclass
class Sink:
    """What arrived, and how the server answers from now on."""

    port: int
    letters: list[EmailMessage] = field(default_factory=list)
    rcpt_answer: str = ""
    data_answer: str = ""

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if self.rcpt_answer:
            return self.rcpt_answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        if self.data_answer:
            return self.data_answer
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        letter["X-To"] = ",".join(envelope.rcpt_tos)
        self.letters.append(letter)
        return "250 OK"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def sink(settings) -> Iterator[Sink]:
    made = Sink(port=free_port())
    server = Controller(made, hostname="127.0.0.1", port=made.port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", made.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.CONGVU_MAIL = True
    settings.BASE_URL = "https://congvu.example.vn"
    settings.DEFAULT_FROM_EMAIL = "Công Vụ <cong-vu@example.vn>"
    yield made
    server.stop()


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> Registry[Kind]:
    made: Registry[Kind] = Registry("test kinds")
    for module in (registry, actions, forms, views):
        monkeypatch.setattr(module, "kinds", made)
    now = {"app": Mode.NOW, "email": Mode.NOW}
    registry.register_kind(Kind(KIND, "Văn bản được chuyển đến", "Văn bản đến", now))
    registry.register_kind(Kind(NIGHT_KIND, "Văn bản để biết", "Văn bản đến"))
    return made


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> list[registry.Message]:
    """An SMS gateway that another room registered; what it was given to send."""
    given: list[registry.Message] = []
    made: Registry[Channel] = Registry("test channels")
    for module in (registry, channels, actions, forms, views, queries, sending):
        if hasattr(module, "channels"):
            monkeypatch.setattr(module, "channels", made)
    registry.register_channel(channels.email_channel)
    registry.register_channel(Channel("sms", "Tin nhắn", lambda user: user.phone, given.append))
    return given
