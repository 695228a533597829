"""Other installations, and which agencies are reached through them."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from congvu.office.exchange.choices import CALLED, Speech


def in_order(name: str) -> models.CheckConstraint:
    """The last day of a row is not before its first."""
    return models.CheckConstraint(
        condition=Q(valid_from__isnull=True)
        | Q(valid_to__isnull=True)
        | Q(valid_to__gte=models.F("valid_from")),
        name=name,
    )


def holds_on(day: date) -> Q:
    """The condition that a row is in force on that day, first and last day included."""
    return (Q(valid_from__isnull=True) | Q(valid_from__lte=day)) & (
        Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    )


class Peer(models.Model):
    """Another installation that letters are exchanged with (hệ thống kết nối).

    ``code`` is the name it goes by in requests. ``secret`` (encrypted) proves both sides to each
    other; ``client_fingerprint`` is the SHA-256 of the certificate it shows when it calls,
    ``tls_pem`` the only certificates that are believed when it is called, ``envelope_key`` the
    public key (PEM) that its envelopes must be signed with. Empty means not asked for. ``options``
    holds what only one way of speaking needs.
    """

    code = models.SlugField("mã hệ thống", max_length=60, unique=True)
    name = models.CharField("tên", max_length=200)
    speech = models.CharField("cách nói chuyện", max_length=12, choices=Speech.choices)
    base_url = models.URLField("địa chỉ", max_length=300, blank=True)
    system_id = models.CharField("định danh hệ thống trên trục", max_length=100, blank=True)
    secret = models.TextField("khóa chung", blank=True)
    client_fingerprint = models.CharField(
        "vân tay chứng thư khi gọi vào", max_length=64, blank=True
    )
    tls_pem = models.TextField("chứng thư máy chủ được tin", blank=True)
    envelope_key = models.TextField("khóa công khai ký phong bì", blank=True)
    options = models.JSONField("tùy chọn", default=dict, blank=True)
    letters_per_day = models.PositiveIntegerField("số văn bản mỗi ngày", null=True, blank=True)
    max_bytes = models.PositiveBigIntegerField("dung lượng mỗi gói tin", null=True, blank=True)
    valid_from = models.DateField("kết nối từ ngày", null=True, blank=True)
    valid_to = models.DateField("kết nối đến hết ngày", null=True, blank=True)
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)
    paused = models.BooleanField("tạm dừng", default=False)
    away_since = models.DateTimeField("không liên lạc được từ", null=True, editable=False)
    last_seen_at = models.DateTimeField("liên lạc gần nhất", null=True, editable=False)
    last_error = models.CharField("lỗi gần nhất", max_length=500, blank=True, editable=False)
    next_call_at = models.DateTimeField("gọi lại lúc", null=True, editable=False)

    class Meta:
        verbose_name = "hệ thống kết nối"
        verbose_name_plural = "hệ thống kết nối"
        ordering = ["name", "id"]
        constraints = [
            in_order("exchange_peer_dates_in_order"),
            models.CheckConstraint(
                condition=~Q(speech__in=CALLED) | ~Q(base_url=""), name="exchange_peer_has_address"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_active(self, day: date) -> bool:
        """Whether letters may pass on that day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to) and not self.paused

    @property
    def is_called(self) -> bool:
        """Whether this installation calls it; otherwise it fetches from its mailbox here."""
        return self.speech in CALLED


class Route(models.Model):
    """Through which peer an agency is reached, and for which agencies a peer may speak.

    ``code`` stands for itself and, with ``below``, for every code under it; ``*`` stands for all
    codes that nobody else has. The longest code wins.
    """

    peer = models.ForeignKey(
        Peer, models.CASCADE, related_name="routes", verbose_name="hệ thống kết nối"
    )
    code = models.CharField("mã định danh", max_length=35)
    below = models.BooleanField("gồm cả các mã bên dưới", default=False)
    name = models.CharField("tên cơ quan", max_length=200, blank=True)
    parent_code = models.CharField("mã cơ quan chủ quản", max_length=35, blank=True)
    email = models.CharField("thư điện tử", max_length=200, blank=True)
    phone = models.CharField("điện thoại", max_length=50, blank=True)
    fax = models.CharField("fax", max_length=50, blank=True)
    valid_from = models.DateField("hiệu lực từ", null=True, blank=True)
    valid_to = models.DateField("hiệu lực đến", null=True, blank=True)

    class Meta:
        verbose_name = "đường gửi"
        verbose_name_plural = "đường gửi"
        ordering = ["code", "id"]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=Q(valid_to__isnull=True),
                                    name="exchange_route_one_peer"),
            in_order("exchange_route_dates_in_order"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.code


class UsedNonce(models.Model):
    """A request of a peer that was answered already; the same one again is a replay."""

    peer = models.ForeignKey(Peer, models.CASCADE, related_name="+", verbose_name="hệ thống")
    nonce = models.CharField("số dùng một lần", max_length=64)
    at = models.DateTimeField("lúc", db_index=True)

    class Meta:
        verbose_name = "số dùng một lần"
        verbose_name_plural = "số dùng một lần"
        constraints = [
            models.UniqueConstraint(fields=["peer", "nonce"], name="exchange_nonce_once")
        ]

    def __str__(self) -> str:
        return self.nonce
