"""Numbers of results in the register of their agency, and the templates they are drafted from."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.counter.dossiers.models.parts import Result


class ResultSerial(models.Model):
    """The last number of the register of results (sổ kết quả) of an agency and year: the lock."""

    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan"
    )
    year = models.PositiveSmallIntegerField("năm")
    last_number = models.PositiveIntegerField("số cuối", default=0)

    class Meta:
        verbose_name = "dãy số kết quả"
        verbose_name_plural = "dãy số kết quả"
        constraints = [
            models.UniqueConstraint(fields=["agency", "year"], name="result_serial_once")
        ]

    def __str__(self) -> str:
        return f"{self.agency_id}/{self.year}: {self.last_number}"


class ResultEntry(models.Model):
    """A line of the register: one number, given to one issue of a result, never given again.

    ``key`` opens its verification page; ``sha256`` is of the sealed bytes. A revoked issue keeps
    its line, and the one after it names it in ``replaces``.
    """

    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan"
    )
    year = models.PositiveSmallIntegerField("năm")
    number = models.PositiveIntegerField("số")
    code = models.CharField("số, ký hiệu", max_length=60)
    dated = models.DateField("ngày")
    result = models.ForeignKey(
        Result, models.PROTECT, related_name="entries", verbose_name="kết quả"
    )
    name = models.CharField("tên kết quả", max_length=500)
    key = models.CharField("khóa xác minh", max_length=32, unique=True)
    signer_name = models.CharField("người ký", max_length=150)
    signer_title = models.CharField("chức vụ người ký", max_length=200, blank=True)
    sealed_at = models.DateTimeField("đóng dấu số lúc", null=True, blank=True)
    sealed_by = models.CharField("người đóng dấu số", max_length=150, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)
    revoked_by = models.CharField("người thu hồi", max_length=150, blank=True)
    revoked_reason = models.TextField("lý do thu hồi", blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by",
        verbose_name="thay cho",
    )  # fmt: skip

    class Meta:
        verbose_name = "dòng sổ kết quả"
        verbose_name_plural = "sổ kết quả"
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year", "number"], name="result_number_once"
            ),
            models.UniqueConstraint(
                fields=["result"], condition=Q(revoked_at__isnull=True),
                name="result_one_standing_number",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | ~Q(revoked_reason=""),
                name="result_revoked_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(sealed_at__isnull=True) | ~Q(sha256=""),
                name="result_sealed_bytes_known",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.code


class ResultTemplate(models.Model):
    """What a result of a procedure says at an agency (mẫu kết quả); words in braces are filled
    from the dossier. Without a procedure it serves all that have none of their own."""

    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan"
    )
    procedure = models.ForeignKey(
        "procedures.Procedure", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="thủ tục",
    )  # fmt: skip
    heading = models.CharField("tên loại in trên kết quả", max_length=200)
    notation = models.CharField("ký hiệu sau số", max_length=30)
    body = models.TextField("nội dung")
    changed_at = models.DateTimeField("sửa lúc")
    changed_by = models.CharField("người sửa", max_length=150)

    class Meta:
        verbose_name = "mẫu kết quả"
        verbose_name_plural = "mẫu kết quả"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "procedure"], condition=Q(procedure__isnull=False),
                name="result_template_once",
            ),
            models.UniqueConstraint(
                fields=["agency"], condition=Q(procedure__isnull=True),
                name="result_template_general_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.heading
