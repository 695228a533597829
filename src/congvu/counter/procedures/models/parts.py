"""Parts of a version: ways of filing, papers, results, legal bases, levels."""

from __future__ import annotations

from django.db import models

from congvu.counter.procedures.choices import Authority, Channel
from congvu.counter.procedures.models.limited import Limited, limit_is_whole


class Part(models.Model):
    """One line of a version, in its order."""

    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        abstract = True


class FilingWay(Part, Limited):
    """One way of filing (cách thức thực hiện): channel, its time limit and its fee.

    ``fee_amount`` is in đồng; empty when the law states none or more than one.
    """

    version = models.ForeignKey(
        "procedures.ProcedureVersion", models.CASCADE, related_name="ways",
        verbose_name="phiên bản",
    )  # fmt: skip
    channel = models.PositiveSmallIntegerField("hình thức nộp", choices=Channel.choices)
    fee_text = models.TextField("phí, lệ phí", blank=True)
    fee_amount = models.PositiveBigIntegerField("mức thu (đồng)", null=True, blank=True)
    description = models.TextField("mô tả", blank=True)

    class Meta:
        verbose_name = "cách thức thực hiện"
        verbose_name_plural = "cách thức thực hiện"
        ordering = ["position", "id"]
        constraints = [limit_is_whole("filing_way_limit_whole")]

    def __str__(self) -> str:
        return f"{Channel(self.channel).label}"


class Paper(Part):
    """One component of the dossier (thành phần hồ sơ); ``case`` heads the papers of one case."""

    version = models.ForeignKey(
        "procedures.ProcedureVersion", models.CASCADE, related_name="papers",
        verbose_name="phiên bản",
    )  # fmt: skip
    case = models.TextField("trường hợp", blank=True)
    code = models.CharField("mã giấy tờ", max_length=60, blank=True)
    name = models.TextField("tên giấy tờ")
    form_name = models.CharField("mẫu đơn, tờ khai", max_length=300, blank=True)
    originals = models.PositiveSmallIntegerField("bản chính", default=0)
    copies = models.PositiveSmallIntegerField("bản sao", default=0)
    required = models.BooleanField("bắt buộc", default=True)

    class Meta:
        verbose_name = "thành phần hồ sơ"
        verbose_name_plural = "thành phần hồ sơ"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class Outcome(Part):
    """A result (kết quả thực hiện) with its national code (``KQ.G09.000122``)."""

    version = models.ForeignKey(
        "procedures.ProcedureVersion", models.CASCADE, related_name="outcomes",
        verbose_name="phiên bản",
    )  # fmt: skip
    code = models.CharField("mã kết quả", max_length=60, blank=True)
    name = models.TextField("tên kết quả")

    class Meta:
        verbose_name = "kết quả thủ tục"
        verbose_name_plural = "kết quả thủ tục"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class LegalBasis(Part):
    """A legal text the procedure stands on (căn cứ pháp lý)."""

    version = models.ForeignKey(
        "procedures.ProcedureVersion", models.CASCADE, related_name="legal_bases",
        verbose_name="phiên bản",
    )  # fmt: skip
    number = models.CharField("số, ký hiệu", max_length=200, blank=True)
    title = models.TextField("tên văn bản", blank=True)

    class Meta:
        verbose_name = "căn cứ pháp lý"
        verbose_name_plural = "căn cứ pháp lý"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.number or self.title


class LevelRule(Limited):
    """A level that settles the procedure, and what differs there (cấu hình theo cấp).

    An empty limit means that of the version.
    """

    version = models.ForeignKey(
        "procedures.ProcedureVersion", models.CASCADE, related_name="levels",
        verbose_name="phiên bản",
    )  # fmt: skip
    level = models.CharField("cấp thực hiện", max_length=10, choices=Authority.choices)
    processing_agency = models.TextField("cơ quan thực hiện", blank=True)

    class Meta:
        verbose_name = "cấp thực hiện"
        verbose_name_plural = "cấp thực hiện"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "level"], name="level_rule_once"),
            limit_is_whole("level_rule_limit_whole"),
        ]
        indexes = [models.Index(fields=["level", "version"], name="level_rule_by_level")]

    def __str__(self) -> str:
        return Authority(self.level).label
