"""Forms (biểu mẫu điện tử): what people fill in, as data, in versions that are written once."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from congvu.core.organisation.validity import (
    DatedQuerySet,
    Versioned,
    dates_in_order,
    valid_on,
)
from congvu.counter.procedures.choices import FormState


class FormDefinition(Versioned):
    """A form under one key through all its versions; the row is the lock of every verb on them.

    It belongs to a procedure, or stands alone (``procedure`` empty).
    """

    key = models.CharField("mã biểu mẫu", max_length=40, unique=True)
    title = models.CharField("tên biểu mẫu", max_length=250)
    procedure = models.ForeignKey(
        "procedures.Procedure", models.PROTECT, null=True, blank=True, related_name="forms",
        verbose_name="thủ tục",
    )  # fmt: skip
    created_at = models.DateTimeField("lập lúc")

    class Meta:
        verbose_name = "biểu mẫu điện tử"
        verbose_name_plural = "biểu mẫu điện tử"
        ordering = ["key"]

    def __str__(self) -> str:
        return self.title


class FormVersionQuerySet(DatedQuerySet):
    def published(self) -> Self:
        return self.filter(state=FormState.PUBLISHED)

    def in_force(self, day: date) -> Self:
        """What may be filled in on ``day``: at most one version of each form."""
        return self.filter(valid_on(day), state=FormState.PUBLISHED)


class FormVersion(Versioned):
    """One version: ``document`` as ``kernel.schema.form`` reads it, ``samples`` that must hold.

    Published it is never edited; dossiers keep the version they were filled in on. ``origin``
    says who signed an imported package, ``is_trusted`` is false for one taken in as it came.
    """

    form = models.ForeignKey(
        FormDefinition, models.PROTECT, related_name="versions", verbose_name="biểu mẫu"
    )
    number = models.PositiveSmallIntegerField("số phiên bản")
    state = models.CharField(
        "trạng thái", max_length=10, choices=FormState.choices, default=FormState.DRAFT
    )
    valid_from = models.DateField("hiệu lực từ", null=True, blank=True)
    valid_to = models.DateField("hiệu lực đến", null=True, blank=True)
    document: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField("nội dung")
    samples: models.JSONField[list[Any], list[Any]] = models.JSONField(
        "hồ sơ mẫu", default=list, blank=True
    )
    origin = models.CharField("nguồn gói biểu mẫu", max_length=300, blank=True)
    is_trusted = models.BooleanField("nguồn tin cậy", default=True)
    edited_at = models.DateTimeField("sửa lúc")
    published_at = models.DateTimeField("công bố lúc", null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="người công bố",
    )  # fmt: skip

    objects = FormVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "phiên bản biểu mẫu"
        verbose_name_plural = "phiên bản biểu mẫu"
        ordering = ["form_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="form_version_number_once"),
            models.UniqueConstraint(
                fields=["form"], condition=Q(state="draft"), name="form_version_draft_once"
            ),
            models.UniqueConstraint(
                fields=["form", "valid_from"], condition=Q(state="published"),
                name="form_version_from_once",
            ),
            models.UniqueConstraint(
                fields=["form"], condition=Q(state="published", valid_to__isnull=True),
                name="form_version_open_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(valid_from__isnull=False, published_at__isnull=False),
                name="form_version_published_whole",
            ),
            dates_in_order("form_version_dates_in_order"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.form.title}, phiên bản {self.number}"
