"""Telling owners in time that a certificate ends."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.dates import format_date
from congvu.core.kernel.subject import Subject
from congvu.core.notifications.actions import notify
from congvu.core.organisation.choices import Role
from congvu.core.organisation.queries import people_of
from congvu.office.signing.choices import KEY_KIND, KeyState, Notice
from congvu.office.signing.models import SigningKey

STEPS = (timedelta(days=3), timedelta(days=10), timedelta(days=30))
"""How long before the end people are told, once each."""


def tell_expiring(*, at: datetime) -> int:
    """Notify the owner, or who keeps the agency's keys; returns how many keys end soon."""
    keys = SigningKey.objects.exclude(state=KeyState.DISABLED).select_related("certificate")
    soon = keys.filter(
        certificate__not_after__gte=at, certificate__not_after__lt=at + STEPS[-1],
        certificate__revoked_at__isnull=True,
    )  # fmt: skip
    for key in soon:
        _tell(key, at)
    return len(soon)


def _tell(key: SigningKey, at: datetime) -> None:
    end = key.certificate.not_after
    step = next(step for step in STEPS if end < at + step)
    with transaction.atomic():
        notify(
            event_key=f"signing.expiring:{key.pk}:{step.days}", kind=Notice.EXPIRING,
            recipients=people_for(key, at), subject=Subject(KEY_KIND, key.pk),
            title=f"Chứng thư số của {key.certificate.name} hết hạn ngày "
            f"{format_date(local_date(end))}. Hãy gia hạn tại nơi cấp rồi đăng ký lại.",
            actor=system_actor(), at=at, url=page_of(key), urgent=step == STEPS[0],
        )  # fmt: skip


def page_of(key: SigningKey) -> str:
    return reverse("signing:mine" if key.user_id else "signing:agency")


def people_for(key: SigningKey, at: datetime) -> list[int]:
    """Who is told of a key: its owner, or who keeps the agency's keys."""
    if key.user_id is not None:
        return [key.user_id]
    keepers = frozenset({Role.AGENCY_ADMIN, Role.CLERK})
    people = people_of(at=at, agency_id=key.agency_id or 0, roles=keepers)
    return list(people.values_list("user_id", flat=True))
