"""Electronic mail: plain text, one message to one person, over the configured SMTP server."""

from __future__ import annotations

import smtplib
from email.utils import parseaddr
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email

from congvu.core.notifications.registry import Channel, Message, Refused, TryLater

if TYPE_CHECKING:
    from congvu.core.accounts.models import User

PREFIX = "[Công Vụ] "
PERMANENT = range(500, 600)


def one_line(text: str) -> str:
    """Text for a header: no line ends, so that nothing typed can begin a header of its own."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def address(user: User) -> str:
    """The person's mailbox; empty when mail is not set up, or there is no single address."""
    if not settings.CONGVU_MAIL:
        return ""
    written = user.email.strip()
    try:
        validate_email(written)
    except ValidationError:
        return ""
    return written if parseaddr(written)[1] == written else ""


def send(message: Message) -> None:
    """Hand one message to the SMTP server.

    :raises Refused: the server says that it never will (5xx on the address or the message)
    :raises TryLater: the server is away, busy, or refuses us
    """
    try:
        build(message).send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = {code for code, _ in error.recipients.values()}
        raise (Refused if codes <= set(PERMANENT) else TryLater)(_reasons(error)) from error
    except smtplib.SMTPDataError as error:
        kind = Refused if error.smtp_code in PERMANENT else TryLater
        raise kind(f"{error.smtp_code} {_text(error.smtp_error)}") from error
    except (smtplib.SMTPException, OSError) as error:
        raise TryLater(f"{type(error).__name__}: {error}") from error


def build(message: Message) -> EmailMessage:
    """The mail with its headers; the identifier is the same at every attempt."""
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    headers = {
        "Message-ID": f"<{message.id}@{host}>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "vi",
    }
    if message.urgent:
        headers["Importance"] = "high"
    return EmailMessage(
        subject=PREFIX + one_line(message.title),
        body=message.text,
        to=[message.address],
        headers=headers,
    )


def _reasons(error: smtplib.SMTPRecipientsRefused) -> str:
    return "; ".join(f"{code} {_text(text)}" for code, text in error.recipients.values())


def _text(raw: bytes | str) -> str:
    return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw


email_channel = Channel(name="email", label="Thư điện tử", address=address, send=send, digest=True)
