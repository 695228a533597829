"""The connection to the national portal."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.core.organisation.validity import Versioned


class Portal(Versioned):
    """The national portal as this installation knows it (Cổng Dịch vụ công quốc gia); one at most.

    ``secret`` and ``token`` are sealed. ``claimed_until`` is the lease of the worker that speaks
    to it now; ``next_try_at`` is kept while it does not answer. ``skew`` is how many seconds its
    clock is ahead of ours, as its answers tell.
    """

    name = models.CharField("tên", max_length=200)
    base_url = models.URLField("địa chỉ", max_length=300)
    username = models.CharField("tài khoản", max_length=100)
    secret = models.TextField("mật khẩu", blank=True)
    unit_code = models.CharField("mã đơn vị kết nối", max_length=35)
    paused = models.BooleanField("tạm dừng", default=False)
    singleton = models.BooleanField(default=True, editable=False, unique=True)

    token = models.TextField("phiên", blank=True, editable=False)
    token_until = models.DateTimeField("phiên đến", null=True, blank=True, editable=False)
    claimed_until = models.DateTimeField("đang gọi đến", null=True, blank=True, editable=False)
    next_try_at = models.DateTimeField("gọi lại lúc", null=True, blank=True, editable=False)
    failures = models.PositiveIntegerField("số lần hỏng liền", default=0, editable=False)
    silent_since = models.DateTimeField("mất liên lạc từ", null=True, blank=True, editable=False)
    last_seen_at = models.DateTimeField("trả lời gần nhất", null=True, blank=True, editable=False)
    last_error = models.CharField("lỗi gần nhất", max_length=500, blank=True, editable=False)
    skew = models.IntegerField("lệch đồng hồ (giây)", default=0, editable=False)

    class Meta:
        verbose_name = "kết nối cổng quốc gia"
        verbose_name_plural = "kết nối cổng quốc gia"
        constraints = [
            models.CheckConstraint(condition=Q(singleton=True), name="national_portal_one"),
            models.CheckConstraint(condition=~Q(base_url=""), name="national_portal_somewhere"),
        ]

    def __str__(self) -> str:
        return self.name
