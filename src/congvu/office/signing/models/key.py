"""Keys: where each private key lies and who may sign with it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from congvu.office.signing.choices import KeyKind, KeyState, Purpose


class SigningKey(models.Model):
    """Khóa ký: of a person (used by nobody else) or of an agency.

    ``sealed`` holds a soft key as ``vault.seal`` made it and nothing readable; ``place`` says
    where another key lies (``{"module", "token", "key"}`` or ``{"service", "credential"}``).
    ``has_pin`` is false only for envelope keys, which jobs use without a person.
    """

    kind = models.CharField("loại khóa", max_length=8, choices=KeyKind.choices)
    purpose = models.CharField("dùng để", max_length=10, choices=Purpose.choices)
    label = models.CharField("tên gọi", max_length=200)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="người sở hữu",
    )  # fmt: skip
    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, null=True, related_name="+", verbose_name="cơ quan"
    )
    certificate = models.ForeignKey(
        "signing.Certificate", models.PROTECT, related_name="keys", verbose_name="chứng thư số"
    )
    state = models.CharField(
        "trạng thái", max_length=10, choices=KeyState.choices, default=KeyState.ACTIVE
    )
    has_pin = models.BooleanField("có mã PIN", default=True)
    wrong_pins = models.PositiveSmallIntegerField("số lần sai PIN liên tiếp", default=0)
    sealed = models.BinaryField("khóa mã hóa", default=bytes)
    place = models.JSONField("nơi giữ khóa", default=dict)
    created_at = models.DateTimeField("đăng ký lúc")
    used_at = models.DateTimeField("ký gần nhất", null=True)
    version = models.PositiveIntegerField("phiên bản", default=1)

    class Meta:
        verbose_name = "khóa ký"
        verbose_name_plural = "khóa ký"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose="person", user__isnull=False, agency__isnull=True)
                | Q(purpose__in=["seal", "envelope"], user__isnull=True, agency__isnull=False),
                name="signing_key_owner_fits_purpose",
            ),
            models.CheckConstraint(
                condition=Q(has_pin=True) | Q(purpose="envelope"), name="signing_key_pin"
            ),
            models.UniqueConstraint(
                fields=["certificate", "purpose"], condition=~Q(state="disabled"),
                name="signing_key_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.label
