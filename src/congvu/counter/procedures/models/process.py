"""Internal processes (quy trình nội bộ): the table of steps of a procedure, from day to day."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from congvu.core.organisation.choices import UnitKind
from congvu.core.organisation.validity import DatedQuerySet, Versioned, dates_in_order, valid_on
from congvu.counter.procedures.choices import MoveBy, ProcessState, StepHolder, StepKind

OF_ALL = Q(agency__isnull=True)


class ProcessQuerySet(DatedQuerySet):
    def published(self) -> Self:
        return self.filter(state=ProcessState.PUBLISHED)

    def in_force(self, day: date) -> Self:
        """At most one for each procedure and agency, and one for all agencies."""
        return self.filter(valid_on(day), state=ProcessState.PUBLISHED)


class InternalProcess(Versioned):
    """One version of the internal process of a procedure, for all agencies or for one.

    Published it is never edited; a running dossier keeps the version that it began with.
    """

    procedure = models.ForeignKey(
        "procedures.Procedure", models.PROTECT, related_name="processes", verbose_name="thủ tục"
    )
    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="cơ quan",
    )  # fmt: skip
    number = models.PositiveSmallIntegerField("số phiên bản")
    state = models.CharField(
        "trạng thái", max_length=10, choices=ProcessState.choices, default=ProcessState.DRAFT
    )
    valid_from = models.DateField("hiệu lực từ", null=True, blank=True)
    valid_to = models.DateField("hiệu lực đến", null=True, blank=True)
    edited_at = models.DateTimeField("sửa lúc")
    published_at = models.DateTimeField("công bố lúc", null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="người công bố",
    )  # fmt: skip

    objects = ProcessQuerySet.as_manager()

    class Meta:
        verbose_name = "quy trình nội bộ"
        verbose_name_plural = "quy trình nội bộ"
        ordering = ["procedure_id", "agency_id", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "agency", "number"], condition=~OF_ALL,
                name="process_number_once",
            ),
            models.UniqueConstraint(
                fields=["procedure", "number"], condition=OF_ALL, name="process_common_number_once"
            ),
            models.UniqueConstraint(
                fields=["procedure", "agency"], condition=~OF_ALL & Q(state="draft"),
                name="process_draft_once",
            ),
            models.UniqueConstraint(
                fields=["procedure"], condition=OF_ALL & Q(state="draft"),
                name="process_common_draft_once",
            ),
            models.UniqueConstraint(
                fields=["procedure", "agency"],
                condition=~OF_ALL & Q(state="published", valid_to__isnull=True),
                name="process_open_once",
            ),
            models.UniqueConstraint(
                fields=["procedure"],
                condition=OF_ALL & Q(state="published", valid_to__isnull=True),
                name="process_common_open_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(valid_from__isnull=False, published_at__isnull=False),
                name="process_published_whole",
            ),
            dates_in_order("process_dates_in_order"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Quy trình {self.procedure_id}, phiên bản {self.number}"


class ProcessStep(models.Model):
    """One row of the table of steps (bước); what the columns mean says ``process.shape.Step``."""

    process = models.ForeignKey(
        InternalProcess, models.CASCADE, related_name="steps", verbose_name="quy trình"
    )
    position = models.PositiveSmallIntegerField("thứ tự")
    code = models.CharField("mã bước", max_length=40)
    name = models.CharField("tên bước", max_length=200)
    kind = models.CharField("loại bước", max_length=12, choices=StepKind.choices)
    holder = models.CharField("người thực hiện", max_length=12, choices=StepHolder.choices)
    hours = models.PositiveSmallIntegerField("số giờ làm việc", default=8)
    group = models.CharField("nhóm song song", max_length=40, blank=True)
    lead = models.BooleanField("chủ trì", default=False)
    unit_kind = models.CharField("loại đơn vị", max_length=12, choices=UnitKind.choices, blank=True)
    unit = models.ForeignKey(
        "organisation.Unit", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="đơn vị",
    )  # fmt: skip
    post = models.ForeignKey(
        "organisation.Post", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="vị trí",
    )  # fmt: skip
    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="cơ quan được hỏi, liên thông",
    )  # fmt: skip
    procedure_code = models.CharField("thủ tục liên thông", max_length=40, blank=True)

    class Meta:
        verbose_name = "bước của quy trình"
        verbose_name_plural = "bước của quy trình"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["process", "code"], name="process_step_code_once"),
            models.UniqueConstraint(
                fields=["process", "position"], name="process_step_position_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProcessMove(models.Model):
    """One way on from a step (thao tác): to another step, or to the end when ``target`` is empty."""

    step = models.ForeignKey(ProcessStep, models.CASCADE, related_name="moves", verbose_name="bước")
    position = models.PositiveSmallIntegerField("thứ tự")
    code = models.CharField("mã thao tác", max_length=40)
    name = models.CharField("tên thao tác", max_length=200)
    target = models.CharField("bước tới", max_length=40, blank=True)
    who = models.CharField("ai làm", max_length=12, choices=MoveBy.choices, blank=True)
    needs: models.JSONField[list[Any], list[Any]] = models.JSONField(
        "điều kiện", default=list, blank=True
    )

    class Meta:
        verbose_name = "thao tác của bước"
        verbose_name_plural = "thao tác của bước"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["step", "code"], name="process_move_code_once"),
            models.UniqueConstraint(fields=["step", "position"], name="process_move_position_once"),
        ]

    def __str__(self) -> str:
        return self.name
