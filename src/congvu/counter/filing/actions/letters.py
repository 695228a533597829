"""Telling applicants: by every registered channel that reaches them, never twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction

from congvu.core.jobs.actions import enqueue_many
from congvu.core.notifications.registry import Message, Refused, channels
from congvu.counter.filing.choices import LETTER, LetterState
from congvu.counter.filing.keys import LETTERS
from congvu.counter.filing.models import Letter
from congvu.counter.filing.texts import TEXTS

ATTEMPTS = 8
LONGEST_SENDING = timedelta(minutes=15)
UNKNOWN = "Không rõ đã gửi hay chưa: tiến trình dừng giữa lúc gửi."
NO_CHANNEL = "Kênh này không còn được cài đặt hoặc không còn địa chỉ."
User = get_user_model()


class Outcome(Enum):
    DONE = "done"
    LATER = "later"
    DEAD = "dead"


def address_of(path: str) -> str:
    """A path of this installation as people can open it from a letter."""
    return urljoin(f"{settings.BASE_URL}/", path)


def write_letter(
    key: str, occasion: str, words: Mapping[str, str], *, name: str, email: str = "",
    phone: str = "", dossier_id: int | None = None, at: datetime,
) -> int:  # fmt: skip
    """A row for each channel that reaches the person, and its job; how many are new.

    A step of the caller's verb. ``words["path"]`` becomes the ``{url}`` of the text.
    """
    person = User(full_name=name[:100], email=email, phone=phone)
    title, body = TEXTS[occasion]
    said = {**words, "url": address_of(words.get("path", "/"))}
    rows = [
        Letter(
            key=f"{key}:{channel.name}"[:120], channel=channel.name, name=name[:200], email=email,
            phone=phone, title=title.format(**said)[:300], dossier_id=dossier_id,
            sealed=LETTERS.seal(body.format(**said)), made_at=at, changed_at=at,
        )
        for channel in channels
        if channel.address(person)
    ]  # fmt: skip
    if not rows:
        return 0
    known = set(Letter.objects.filter(key__in=[r.key for r in rows]).values_list("key", flat=True))
    new = [row for row in rows if row.key not in known]
    Letter.objects.bulk_create(new, ignore_conflicts=True)
    ids = Letter.objects.filter(key__in=[row.key for row in new]).values_list("pk", flat=True)
    enqueue_many("filing.send", [(str(pk), {"letter_id": pk}) for pk in ids])
    return len(new)


def send_letter(*, letter_id: int, at: datetime) -> Outcome:
    """Send one letter: claimed and committed before the channel is asked, as notices are."""
    row = Letter.objects.filter(pk=letter_id).first()
    if row is None or not _claim(row, at):
        return Outcome.DONE
    channel = channels.get(row.channel)
    person = User(full_name=row.name[:100], email=row.email, phone=row.phone)
    address = channel.address(person) if channel else ""
    if channel is None or not address:
        return _lay(row, "give_up", at, NO_CHANNEL)
    message = Message(
        f"filing-{row.pk}", address, row.name, row.title, LETTERS.unseal(row.sealed), False
    )
    try:
        channel.send(message)
    except Refused as refusal:
        return _lay(row, "give_up", at, str(refusal))
    except Exception as fault:
        over = row.attempts >= ATTEMPTS
        return _lay(row, "give_up" if over else "later", at, str(fault))
    return _lay(row, "sent", at, "")


def bury_unknown(*, at: datetime) -> int:
    """What began to be sent a quarter of an hour ago and never ended is not sent again."""
    left = Letter.objects.filter(state=LetterState.SENDING, changed_at__lt=at - LONGEST_SENDING)
    return left.update(state=LetterState.DEAD, error=UNKNOWN, changed_at=at)


def _claim(row: Letter, at: datetime) -> bool:
    with transaction.atomic():
        mine = Letter.objects.select_for_update().filter(pk=row.pk, state=LetterState.WAITING)
        found = mine.first()
        if found is None:
            return False
        row.state = found.state = LETTER.target("claim", found.state)
        row.attempts = found.attempts = found.attempts + 1
        found.changed_at = at
        found.save(update_fields=["state", "attempts", "changed_at"])
    return True


_OUTCOMES = {"sent": Outcome.DONE, "later": Outcome.LATER, "give_up": Outcome.DEAD}


def _lay(row: Letter, step: str, at: datetime, error: str) -> Outcome:
    state = LETTER.target(step, row.state)
    Letter.objects.filter(pk=row.pk).update(state=state, changed_at=at, error=error[:500])
    return _OUTCOMES[step]
