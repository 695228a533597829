"""Joint work between two installations: this end of it, and what was said to the other end."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.counter.dossiers.choices import LinkSide, State


class JointLink(models.Model):
    """This end of a piece of joint work whose other end lies in another installation.

    ``key`` names the piece in both. The asking end belongs to a ``Joint``, the asked end to the
    child dossier here; one that was stopped before its request came has none. ``sent`` and
    ``heard`` are the numbers of the last messages: what comes late or twice changes nothing.
    ``far_*`` is what is known of the child at the other end.
    """

    key = models.CharField("mã việc liên thông", max_length=32)
    side = models.CharField("đầu", max_length=6, choices=LinkSide.choices)
    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan ở đây"
    )
    organ_code = models.CharField("mã cơ quan bên kia", max_length=35)
    organ_name = models.CharField("cơ quan bên kia", max_length=200, blank=True)
    joint = models.OneToOneField(
        "dossiers.Joint", models.CASCADE, null=True, blank=True, related_name="link",
        verbose_name="liên thông",
    )  # fmt: skip
    dossier = models.OneToOneField(
        "dossiers.Dossier", models.PROTECT, null=True, blank=True, related_name="link",
        verbose_name="hồ sơ liên thông",
    )  # fmt: skip
    task = models.CharField("việc được giao", max_length=500, blank=True)
    leads = models.BooleanField("chủ trì", default=False)
    wanted_at = models.DateTimeField("cần xong trước", null=True, blank=True)
    made_at = models.DateTimeField("lập lúc")
    sent = models.PositiveIntegerField("thư gửi cuối", default=0)
    heard = models.PositiveIntegerField("thư nhận cuối", default=0)
    heard_at = models.DateTimeField("nhận tin lúc", null=True, blank=True)
    error = models.TextField("lỗi", blank=True)
    error_at = models.DateTimeField("lỗi lúc", null=True, blank=True)
    stopped_at = models.DateTimeField("bên chuyển thôi lúc", null=True, blank=True)
    far_code = models.CharField("mã hồ sơ bên kia", max_length=60, blank=True)
    far_state = models.CharField(
        "trạng thái bên kia", max_length=10, choices=State.choices, blank=True
    )
    far_due_at = models.DateTimeField("hẹn trả bên kia", null=True, blank=True)

    class Meta:
        verbose_name = "đầu liên thông"
        verbose_name_plural = "đầu liên thông"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["key", "side"], name="joint_link_once"),
            models.CheckConstraint(
                condition=Q(side=LinkSide.ASKING, joint__isnull=False, dossier__isnull=True)
                | Q(side=LinkSide.ASKED, joint__isnull=True)
                & (Q(dossier__isnull=False) | Q(stopped_at__isnull=False)),
                name="joint_link_has_its_end",
            ),
        ]
        indexes = [models.Index(fields=["agency", "side", "-id"], name="joint_link_of_agency")]

    def __str__(self) -> str:
        return self.key


class JointMessage(models.Model):
    """One message to the other end, as it was said; the exchange carries it and keeps its way."""

    link = models.ForeignKey(
        JointLink, models.CASCADE, related_name="messages", verbose_name="đầu liên thông"
    )
    number = models.PositiveIntegerField("số")
    body = models.JSONField("nội dung")
    files = models.JSONField("tệp gửi kèm", default=list)
    made_at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "thư liên thông"
        verbose_name_plural = "thư liên thông"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["link", "number"], name="joint_message_once")
        ]

    def __str__(self) -> str:
        return f"{self.link_id}.{self.number}"
