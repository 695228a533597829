"""What the installation cannot know by itself: entered by the agency, with where it is from."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from congvu.core.organisation.validity import Versioned
from congvu.counter.hub.choices import FactCode


class Fact(models.Model):
    """A fact of one agency and month that no event of ours tells (số liệu bổ sung): so many
    (``value``) of so many (``whole``), with the paper or system it was read from. Entered again it
    becomes another row, and the one before keeps when it was replaced."""

    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan"
    )
    code = models.CharField("số liệu", max_length=10, choices=FactCode.choices)
    period = models.DateField("tháng", help_text="Ngày đầu của tháng.")
    value = models.PositiveIntegerField("đạt")
    whole = models.PositiveIntegerField("trên tổng số")
    source = models.CharField("căn cứ", max_length=300)
    at = models.DateTimeField("ghi lúc")
    by_name = models.CharField("người ghi", max_length=150)
    replaced_at = models.DateTimeField("thay thế lúc", null=True, blank=True)

    class Meta:
        verbose_name = "số liệu bổ sung"
        verbose_name_plural = "số liệu bổ sung"
        ordering = ["-period", "code", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "code", "period"], condition=Q(replaced_at__isnull=True),
                name="hub_fact_one_in_force",
            ),
            models.CheckConstraint(condition=Q(value__lte=F("whole")), name="hub_fact_of_a_whole"),
            models.CheckConstraint(condition=~Q(source=""), name="hub_fact_has_a_source"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_code_display()} {self.period:%m/%Y}: {self.value}/{self.whole}"


class Feedback(Versioned):
    """Feedback or a petition (phản ánh, kiến nghị) and the days on which it was dealt with, as QĐ 766
    times them: refused, asked about, answered, published. Who gave it is not kept here."""

    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan"
    )
    code = models.CharField("mã phản ánh", max_length=60, blank=True)
    received_on = models.DateField("ngày nhận")
    subject = models.CharField("nội dung", max_length=500)
    attitude = models.BooleanField("về thái độ phục vụ", default=False)
    founded = models.BooleanField("có cơ sở", null=True, blank=True)
    refused_on = models.DateField("từ chối tiếp nhận", null=True, blank=True)
    asked_on = models.DateField("yêu cầu bổ sung", null=True, blank=True)
    answered_on = models.DateField("trả lời", null=True, blank=True)
    published_on = models.DateField("công khai kết quả", null=True, blank=True)
    at = models.DateTimeField("ghi lúc")
    by_name = models.CharField("người ghi", max_length=150)

    class Meta:
        verbose_name = "phản ánh, kiến nghị"
        verbose_name_plural = "phản ánh, kiến nghị"
        ordering = ["-received_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(subject=""), name="hub_feedback_says_what"),
            models.CheckConstraint(
                condition=Q(refused_on=None) | Q(answered_on=None), name="hub_feedback_one_end"
            ),
            models.CheckConstraint(
                condition=Q(published_on=None) | Q(published_on__gte=F("answered_on")),
                name="hub_feedback_published_after_answer",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{name: None}) | Q(**{f"{name}__gte": F("received_on")}),
                    name=f"hub_feedback_{name}_after_receipt",
                )
                for name in ("refused_on", "asked_on", "answered_on")
            ),
        ]
        indexes = [models.Index(fields=["agency", "-received_on"], name="hub_feedback_of_agency")]

    def __str__(self) -> str:
        return self.subject[:80]
