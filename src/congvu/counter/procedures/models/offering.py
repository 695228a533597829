"""Offerings: which agency serves which procedure, how far online, from day to day."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.core.organisation.validity import DatedQuerySet, Versioned, dates_in_order
from congvu.counter.procedures.choices import ServiceLevel
from congvu.counter.procedures.models.limited import Limited, limit_is_whole


class Offering(Versioned, Limited):
    """A public service (dịch vụ công): one agency's procedure under the same terms for a time.

    New terms close the row the day before and open the next one, so a day has one answer. An
    empty limit or fee means that of the law. ``reason`` says publicly why a service is only
    partly online (ND 224/2026/NĐ-CP Art. 14), ``stop_reason`` why it ended with ``valid_to``; ``proactive`` is the level 0-4 of its Art. 16.
    """

    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan"
    )
    procedure = models.ForeignKey(
        "procedures.Procedure", models.PROTECT, related_name="offerings", verbose_name="thủ tục"
    )
    valid_from = models.DateField("thực hiện từ")
    valid_to = models.DateField("thực hiện đến", null=True, blank=True)
    service_level = models.CharField("mức độ dịch vụ", max_length=12, choices=ServiceLevel.choices)
    reason = models.TextField("lý do chưa toàn trình", blank=True)
    stop_reason = models.CharField("lý do ngừng tiếp nhận", max_length=500, blank=True)
    proactive = models.PositiveSmallIntegerField("mức độ chủ động", default=0)
    on_the_spot = models.BooleanField("giải quyết ngay", default=False)
    fee_text = models.TextField("phí, lệ phí tại cơ quan", blank=True)
    fee_amount = models.PositiveBigIntegerField("mức thu (đồng)", null=True, blank=True)
    receiving_place = models.CharField("nơi tiếp nhận", max_length=300, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "dịch vụ công"
        verbose_name_plural = "dịch vụ công"
        ordering = ["agency_id", "procedure_id", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "procedure", "valid_from"], name="offering_from_once"
            ),
            models.UniqueConstraint(
                fields=["agency", "procedure", "valid_to"], name="offering_to_once"
            ),
            models.UniqueConstraint(
                fields=["agency", "procedure"], condition=Q(valid_to__isnull=True),
                name="offering_open_once",
            ),
            models.CheckConstraint(condition=Q(proactive__lte=4), name="offering_proactive_to_4"),
            dates_in_order("offering_dates_in_order"),
            limit_is_whole("offering_limit_whole"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["procedure", "agency"], name="offering_of_procedure")]

    def __str__(self) -> str:
        return f"{self.procedure} – {self.agency}"
