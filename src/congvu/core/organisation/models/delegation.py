"""Delegation of a leader's rights to another post (ủy quyền)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from congvu.core.organisation.choices import Authority


class Delegation(models.Model):
    """``receiver`` may act for ``giver`` within ``scopes`` from ``starts_at`` to ``ends_at``.

    ``scopes`` are verb prefixes such as ``documents.incoming.direct`` or ``documents.``; the end
    is exclusive. ``authority`` is the line the letters then carry (``KT.``, ``TUQ.``, ``TL.``).
    """

    giver = models.ForeignKey(
        "organisation.Appointment", models.PROTECT, related_name="delegations_given",
        verbose_name="người ủy quyền",
    )  # fmt: skip
    receiver = models.ForeignKey(
        "organisation.Appointment", models.PROTECT, related_name="delegations_received",
        verbose_name="người được ủy quyền",
    )  # fmt: skip
    scopes = models.JSONField("phạm vi", default=list)
    authority = models.CharField(
        "quyền hạn ghi trên văn bản",
        max_length=10,
        choices=Authority.choices,
        default=Authority.TUQ,
    )
    starts_at = models.DateTimeField("từ")
    ends_at = models.DateTimeField("đến")
    basis = models.CharField("căn cứ", max_length=300, blank=True)
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="người lập",
    )  # fmt: skip

    class Meta:
        verbose_name = "ủy quyền"
        verbose_name_plural = "ủy quyền"
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="delegation_ends"),
            models.CheckConstraint(
                condition=~Q(giver=F("receiver")), name="delegation_not_to_oneself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.receiver}"
