"""Posts (vị trí) and who holds them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from congvu.core.organisation.choices import Role
from congvu.core.organisation.validity import Dated, Versioned, dates_in_order


class Post(Versioned, Dated):
    """A seat of a unit with its title as printed on letters (``GIÁM ĐỐC``) and its role."""

    unit = models.ForeignKey(
        "organisation.Unit", models.CASCADE, related_name="posts", verbose_name="đơn vị"
    )
    title = models.CharField("chức vụ", max_length=100)
    role = models.CharField("vai trò", max_length=20, choices=Role.choices)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "vị trí"
        verbose_name_plural = "vị trí"
        ordering = ["unit_id", "position", "id"]
        constraints = [dates_in_order("post_dates_in_order")]

    def __str__(self) -> str:
        return self.title


class Appointment(Dated):
    """A person on a post for a time (bổ nhiệm, phân công).

    One person may hold several, in several agencies, and acts in one at a time. ``agency`` and
    ``unit`` repeat the post's, so that who-sits-where needs no joins.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="appointments", verbose_name="người"
    )
    post = models.ForeignKey(
        Post, models.PROTECT, related_name="appointments", verbose_name="vị trí"
    )
    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, related_name="appointments", verbose_name="cơ quan"
    )
    unit = models.ForeignKey(
        "organisation.Unit", models.PROTECT, related_name="appointments", verbose_name="đơn vị"
    )
    is_primary = models.BooleanField("vị trí chính", default=True)
    extra_roles = models.JSONField("vai trò kiêm nhiệm", default=list, blank=True)

    class Meta:
        verbose_name = "phân công vị trí"
        verbose_name_plural = "phân công vị trí"
        ordering = ["agency_id", "unit_id", "id"]
        constraints = [
            dates_in_order("appointment_dates_in_order"),
            models.UniqueConstraint(
                fields=["user", "post"], condition=Q(valid_to__isnull=True),
                name="appointment_open_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.user} – {self.post}"
