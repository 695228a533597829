"""Agencies (cơ quan, tổ chức) and their official codes."""

from __future__ import annotations

from django.db import models

from congvu.core.organisation.choices import CodeScheme, Level
from congvu.core.organisation.validity import Dated, Versioned, dates_in_order


class Agency(Versioned, Dated):
    """An agency, inside this installation (``is_member``) or a correspondent outside it.

    ``notation`` is what stands after the slash of its numbers (``STTTT``, ``UBND``).
    ``path`` is the ids from the top, ``/1/15/``, for "with everything below" in one index range.
    A merged agency keeps its row, gets ``valid_to`` and names its ``successor``.
    """

    name = models.CharField("tên cơ quan", max_length=200)
    short_name = models.CharField("tên ngắn", max_length=100, blank=True)
    slug = models.SlugField("mã ngắn", max_length=60, unique=True)
    level = models.CharField("cấp", max_length=12, choices=Level.choices)
    notation = models.CharField("ký hiệu", max_length=30, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children",
        verbose_name="cơ quan chủ quản",
    )  # fmt: skip
    path = models.CharField("đường dẫn", max_length=200, blank=True, editable=False, db_index=True)
    territory = models.ForeignKey(
        "organisation.Territory", models.PROTECT, null=True, blank=True, related_name="agencies",
        verbose_name="địa bàn",
    )  # fmt: skip
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors",
        verbose_name="cơ quan kế thừa",
    )  # fmt: skip
    is_member = models.BooleanField("dùng hệ thống này", default=True)
    place = models.CharField("địa danh", max_length=100, blank=True)
    address = models.CharField("địa chỉ", max_length=300, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    website = models.CharField("trang thông tin", max_length=100, blank=True)
    sort_key = models.CharField("khóa sắp xếp", max_length=800, blank=True, editable=False)
    search_key = models.CharField("khóa tìm", max_length=320, blank=True, editable=False)

    class Meta:
        verbose_name = "cơ quan"
        verbose_name_plural = "cơ quan"
        ordering = ["sort_key", "id"]
        constraints = [dates_in_order("agency_dates_in_order")]
        indexes = [models.Index(fields=["parent", "sort_key"], name="agency_below")]

    def __str__(self) -> str:
        return self.name


class AgencyCode(Dated):
    """An official code with its validity; closed codes stay for old letters (QĐ 09/2025)."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="codes", verbose_name="cơ quan")
    scheme = models.CharField("hệ mã", max_length=10, choices=CodeScheme.choices)
    code = models.CharField("mã định danh", max_length=35)
    successor = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="mã thay thế"
    )

    class Meta:
        verbose_name = "mã định danh cơ quan"
        verbose_name_plural = "mã định danh cơ quan"
        ordering = ["scheme", "code"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="agency_code_once"),
            dates_in_order("agency_code_dates_in_order"),
        ]

    def __str__(self) -> str:
        return self.code
