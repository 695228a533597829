"""Versions of a procedure: the catalogue entry as published, for a span of days."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from congvu.core.organisation.validity import (
    DatedQuerySet,
    Versioned,
    dates_in_order,
    valid_on,
)
from congvu.counter.procedures.choices import VersionState
from congvu.counter.procedures.models.limited import Limited, limit_is_whole


class VersionQuerySet(DatedQuerySet):
    def published(self) -> Self:
        return self.filter(state=VersionState.PUBLISHED)

    def in_force(self, day: date) -> Self:
        """What people may file under on ``day``: at most one version of each procedure."""
        return self.filter(valid_on(day), state=VersionState.PUBLISHED)


class ProcedureVersion(Versioned, Limited):
    """The full legal record of one procedure (ND 63/2010/NĐ-CP Art. 8) from day to day.

    Once published it is never edited: the next text is the next ``number``, and dossiers keep
    the version they were filed under. Ways, papers, results and legal bases are its parts.
    ``digest`` is that of the whole record: a record that differs in nothing makes no version.
    """

    procedure = models.ForeignKey(
        "procedures.Procedure", models.PROTECT, related_name="versions", verbose_name="thủ tục"
    )
    number = models.PositiveSmallIntegerField("số phiên bản")
    state = models.CharField(
        "trạng thái", max_length=10, choices=VersionState.choices, default=VersionState.DRAFT
    )
    valid_from = models.DateField("hiệu lực từ", null=True, blank=True)
    valid_to = models.DateField("hiệu lực đến", null=True, blank=True)

    name = models.TextField("tên thủ tục")
    field = models.ForeignKey(
        "procedures.Field", models.PROTECT, related_name="versions", verbose_name="lĩnh vực"
    )
    kind = models.CharField("loại thủ tục", max_length=200, blank=True)
    decision = models.CharField("quyết định công bố", max_length=200, blank=True)
    steps = models.TextField("trình tự thực hiện", blank=True)
    sets = models.PositiveSmallIntegerField("số bộ hồ sơ", null=True, blank=True)
    objects_text = models.TextField("đối tượng thực hiện", blank=True)
    requirements = models.TextField("yêu cầu, điều kiện", blank=True)
    fee_text = models.TextField("phí, lệ phí", blank=True)
    processing_agency = models.TextField("cơ quan thực hiện", blank=True)
    competent_agency = models.TextField("cơ quan có thẩm quyền", blank=True)
    authorised_agency = models.TextField("cơ quan được ủy quyền", blank=True)
    cooperating_agency = models.TextField("cơ quan phối hợp", blank=True)
    receiving_place = models.TextField("nơi tiếp nhận hồ sơ", blank=True)
    related = models.TextField("thủ tục liên quan", blank=True)

    digest = models.CharField("dấu nội dung", max_length=64, editable=False)
    sort_key = models.CharField("khóa sắp xếp", max_length=1000, blank=True, editable=False)
    search_key = models.TextField("khóa tìm", blank=True, editable=False)
    published_at = models.DateTimeField("công bố lúc", null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="người công bố",
    )  # fmt: skip

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = "phiên bản thủ tục"
        verbose_name_plural = "phiên bản thủ tục"
        ordering = ["procedure_id", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "number"], name="procedure_version_number_once"
            ),
            models.UniqueConstraint(
                fields=["procedure", "valid_from"], condition=Q(state="published"),
                name="procedure_version_from_once",
            ),
            models.UniqueConstraint(
                fields=["procedure", "valid_to"], condition=Q(state="published"),
                name="procedure_version_to_once",
            ),
            models.UniqueConstraint(
                fields=["procedure"], condition=Q(state="published", valid_to__isnull=True),
                name="procedure_version_open_once",
            ),
            models.UniqueConstraint(
                fields=["procedure"], condition=Q(state="draft"),
                name="procedure_version_draft_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(valid_from__isnull=False, published_at__isnull=False),
                name="procedure_version_published_whole",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="procedure_version_has_a_name"),
            dates_in_order("procedure_version_dates_in_order"),
            limit_is_whole("procedure_version_limit_whole"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["state", "sort_key"], name="procedure_version_sorted"),
            models.Index(fields=["field", "state"], name="procedure_version_of_field"),
        ]

    def __str__(self) -> str:
        return self.name
