"""Parameters that both generations share, from text to meaning."""

from __future__ import annotations

import json
import re

from congvu.office.exchange.hub import moments
from congvu.office.exchange.hub.codes import HubRefused, Reason
from congvu.office.exchange.hub.mailbox import MessageType, Period, Progress

DOC_ID = re.compile(r"[0-9A-Za-z-]{1,64}")
MOST_RECIPIENTS = 2_000


def message_type(text: str) -> MessageType:
    """:raises HubRefused: neither edoc nor status"""
    try:
        return MessageType(text.strip().lower() or MessageType.EDOC)
    except ValueError:
        raise HubRefused(Reason.INPUT, "messagetype phải là edoc hoặc status.") from None


def progress(text: str) -> Progress:
    """:raises HubRefused: not a step that a client tells"""
    try:
        found = Progress(text.strip().lower())
    except ValueError:
        found = Progress.INITIAL
    if found is Progress.INITIAL:
        raise HubRefused(Reason.INPUT, "status phải là processing, done hoặc fail.")
    return found


def doc_id(text: str) -> str:
    """:raises HubRefused: missing, or nothing that we would have given out"""
    if not DOC_ID.fullmatch(text.strip()):
        raise HubRefused(Reason.DOCUMENT)
    return text.strip()


def period(since: str, until: str) -> Period:
    """:raises HubRefused: no days, or the end before the beginning"""
    found = Period(moments.day(since), moments.day(until, end=True))
    if found.since and found.until and found.since >= found.until:
        raise HubRefused(Reason.INPUT, "fromDate phải không sau toDate.")
    return found


def codes(text: str) -> tuple[str, ...]:
    """Recipients: a JSON list, or codes with commas or semicolons between them.

    :raises HubRefused: something else
    """
    text = text.strip()
    if text.startswith("["):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            raise HubRefused(Reason.INPUT, "Tiêu đề to phải là danh sách mã cơ quan.")
    else:
        found = re.split(r"[;,]", text.strip('"'))
    kept = tuple(dict.fromkeys(one.strip() for one in found if one.strip()))
    if len(kept) > MOST_RECIPIENTS or any(len(one) > 100 or "\x00" in one for one in kept):
        raise HubRefused(Reason.INPUT, "Tiêu đề to phải là danh sách mã cơ quan.")
    return kept


def level(text: str) -> int | None:
    """:raises HubRefused: no number of one digit"""
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 1):
        raise HubRefused(Reason.INPUT, "level phải là một chữ số.")
    return int(text) or None
