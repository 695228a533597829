"""A matter: the handling of one subject in one agency, and its drawn chain."""

from __future__ import annotations

from django.db import models

from congvu.office.work.choices import MatterState, StepVerb


class Matter(models.Model):
    """The handling (luồng xử lý) of a subject; its row is the lock of every routing verb.

    The subject stands in a higher room and is named by ``(subject_kind, subject_id)``.
    """

    subject_kind = models.CharField("loại đối tượng", max_length=60)
    subject_id = models.BigIntegerField("mã đối tượng")
    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan"
    )
    title = models.CharField("nội dung", max_length=500)
    state = models.CharField(
        "trạng thái", max_length=8, choices=MatterState.choices, default=MatterState.OPEN
    )
    urgency = models.PositiveSmallIntegerField("độ khẩn", default=0)
    due_on = models.DateField("hạn xử lý", null=True, blank=True)
    opened_at = models.DateTimeField("mở lúc")
    closed_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    result = models.TextField("kết quả", blank=True)
    version = models.PositiveIntegerField("phiên bản", default=0)

    class Meta:
        verbose_name = "luồng xử lý"
        verbose_name_plural = "luồng xử lý"
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"], name="matter_once_for_subject"
            ),
            models.CheckConstraint(
                condition=models.Q(state=MatterState.OPEN, closed_at__isnull=True)
                | models.Q(state=MatterState.CLOSED, closed_at__isnull=False),
                name="matter_closed_at_when_closed",
            ),
        ]
        indexes = [models.Index(fields=["agency", "state", "due_on"], name="matter_agency_due")]

    def __str__(self) -> str:
        return self.title


class Step(models.Model):
    """One hand-over or act in the chain, never changed: who, for whom, to whom, with what words.

    ``lead`` is the assignment that holds the active lead **after** the step, empty once closed:
    read in order, the steps are the history of who led and for how long.
    """

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="steps", verbose_name="luồng")
    at = models.DateTimeField("lúc")
    verb = models.CharField("việc", max_length=30, choices=StepVerb.choices)
    actor_name = models.CharField("người thực hiện", max_length=150)
    actor_label = models.CharField("chức vụ", max_length=200, blank=True)
    for_name = models.CharField("thực hiện thay", max_length=150, blank=True)
    assignment = models.ForeignKey(
        "work.Assignment", models.CASCADE, null=True, blank=True, related_name="steps",
        verbose_name="phân công",
    )  # fmt: skip
    lead = models.ForeignKey(
        "work.Assignment", models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name="người chủ trì sau bước này",
    )  # fmt: skip
    text = models.TextField("nội dung", blank=True)

    class Meta:
        verbose_name = "bước xử lý"
        verbose_name_plural = "bước xử lý"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.actor_name}"
