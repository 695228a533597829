"""Pictures of signatures and seals."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from congvu.office.signing.choices import LikenessKind


class Likeness(models.Model):
    """Ảnh chữ ký (blue, of a person) or ảnh con dấu (red, of an agency), transparent PNG.

    ``width_mm`` and ``height_mm`` are the size on paper: a seal is shown in its real size. The
    picture is a file of this row in the files room; earlier ones keep their rows.
    """

    kind = models.CharField("loại ảnh", max_length=10, choices=LikenessKind.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="người sở hữu",
    )  # fmt: skip
    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, null=True, related_name="+", verbose_name="cơ quan"
    )
    width_mm = models.DecimalField("rộng (mm)", max_digits=5, decimal_places=1)
    height_mm = models.DecimalField("cao (mm)", max_digits=5, decimal_places=1)
    current = models.BooleanField("đang dùng", default=True)
    created_at = models.DateTimeField("đưa vào lúc")

    class Meta:
        verbose_name = "ảnh chữ ký, con dấu"
        verbose_name_plural = "ảnh chữ ký, con dấu"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="signature", user__isnull=False, agency__isnull=True)
                | Q(kind="seal", user__isnull=True, agency__isnull=False),
                name="signing_likeness_owner_fits_kind",
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(current=True, user__isnull=False),
                name="signing_likeness_one_of_user",
            ),
            models.UniqueConstraint(
                fields=["agency"], condition=Q(current=True, agency__isnull=False),
                name="signing_likeness_one_of_agency",
            ),
            models.CheckConstraint(
                condition=Q(width_mm__gte=5, width_mm__lte=120, height_mm__gte=5, height_mm__lte=80),
                name="signing_likeness_size",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"
