"""Who asks: a person or an organisation, as they stood when they filed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.counter.dossiers.choices import ApplicantKind


class Applicant(models.Model):
    """What an applicant (chủ hồ sơ) said of themselves. A row is never changed: who files again
    with another address gets a new one, so that an old dossier keeps its own; the same data twice
    is one row. Lists show number and telephone masked (``queries.masking``).

    ``identifier`` is a personal number (12 digits), an old CMND (9) or a tax code.
    """

    kind = models.PositiveSmallIntegerField("loại đối tượng", choices=ApplicantKind.choices)
    name = models.CharField("họ tên, tên tổ chức", max_length=200)
    identifier = models.CharField("số định danh, mã số thuế", max_length=14, blank=True)
    address = models.CharField("địa chỉ", max_length=300, blank=True)
    phone = models.CharField("điện thoại", max_length=15, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    digest = models.CharField("dấu nội dung", max_length=64, unique=True, editable=False)
    search_key = models.CharField("khóa tìm", max_length=250, blank=True, editable=False)

    class Meta:
        verbose_name = "chủ hồ sơ"
        verbose_name_plural = "chủ hồ sơ"
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="applicant_has_a_name"),
        ]
        indexes = [
            models.Index(
                fields=["identifier", "-id"], condition=~Q(identifier=""),
                name="applicant_by_identifier",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name
