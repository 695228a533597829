"""People and service accounts."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin, UserManager
from django.db import models

from congvu.core.accounts.choices import DisabledReason, Kind


class User(AbstractBaseUser, PermissionsMixin):
    """One person, or one service (tài khoản): never shared (QCVN 12:2026/BCA).

    ``full_name`` is kept whole, never split; ``sort_key`` orders by given name.
    ``is_staff`` opens the stock admin and is for IT officers only.
    """

    username = models.CharField("tên đăng nhập", max_length=60, unique=True)
    kind = models.CharField("loại", max_length=10, choices=Kind.choices, default=Kind.PERSON)
    full_name = models.CharField("họ và tên", max_length=100)
    sort_key = models.CharField("khóa sắp xếp", max_length=400, blank=True, editable=False)
    search_key = models.CharField("khóa tìm", max_length=200, blank=True, editable=False)
    email = models.EmailField("thư điện tử", blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    is_active = models.BooleanField("đang hoạt động", default=True)
    is_staff = models.BooleanField("vào trang quản trị kỹ thuật", default=False)
    must_change_password = models.BooleanField("phải đổi mật khẩu", default=False)
    password_changed_at = models.DateTimeField("đổi mật khẩu lúc", null=True, blank=True)
    failed_sign_ins = models.PositiveSmallIntegerField("số lần đăng nhập sai", default=0)
    locked_until = models.DateTimeField("khóa đến", null=True, blank=True)
    disabled_reason = models.CharField(
        "lý do ngừng hoạt động", max_length=15, choices=DisabledReason.choices, blank=True
    )
    enabled_at = models.DateTimeField("cho hoạt động lại lúc", null=True, blank=True)
    last_seen_at = models.DateTimeField("hoạt động gần nhất", null=True, blank=True)
    created_at = models.DateTimeField("tạo lúc", auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"
        ordering = ["sort_key", "id"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.rpartition(" ")[2]


class ProvedIdentity(models.Model):
    """Who a citizen is, as a national identity has proved (định danh đã xác thực).

    The personal number itself is not here: ``number_digest`` finds the account of a number, under
    the installation's key. ``level`` is the provider's word for how surely the person was known.
    """

    user = models.OneToOneField(
        User, models.CASCADE, related_name="+", verbose_name="tài khoản", primary_key=True
    )
    number_digest = models.CharField("dấu của số định danh", max_length=64, unique=True)
    provider = models.CharField("nơi xác thực", max_length=60)
    level = models.CharField("mức độ", max_length=60, blank=True)
    proved_at = models.DateTimeField("xác thực lúc")

    class Meta:
        verbose_name = "định danh đã xác thực"
        verbose_name_plural = "định danh đã xác thực"

    def __str__(self) -> str:
        return f"{self.user_id}: {self.provider}"


class FormerPassword(models.Model):
    """A hash that may not be used again soon (QCVN 12:2026/BCA: not the last ten)."""

    user = models.ForeignKey(
        User, models.CASCADE, related_name="former_passwords", verbose_name="tài khoản"
    )
    password = models.CharField("mã băm", max_length=128)
    set_at = models.DateTimeField("đặt lúc")

    class Meta:
        verbose_name = "mật khẩu cũ"
        verbose_name_plural = "mật khẩu cũ"
        ordering = ["-set_at", "-id"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.set_at:%Y-%m-%d}"


class FailureCount(models.Model):
    """Failed sign-ins from one place in one span of time; the brake on guessing names."""

    source = models.CharField("nguồn", max_length=64, unique=True)
    since = models.DateTimeField("từ")
    count = models.PositiveIntegerField("số lần", default=0)

    class Meta:
        verbose_name = "đếm lần đăng nhập sai"
        verbose_name_plural = "đếm lần đăng nhập sai"

    def __str__(self) -> str:
        return f"{self.source}: {self.count}"


class AccessToken(models.Model):
    """A bearer token of a service or a person (mã truy cập API).

    Only the SHA-256 of the secret is kept (the secret has 256 random bits, so a slow hash adds
    nothing); ``prefix`` finds the row and is shown in lists. ``scopes`` are verb prefixes.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens", verbose_name="tài khoản")
    name = models.CharField("tên gọi", max_length=100)
    prefix = models.CharField("đầu mã", max_length=12, unique=True)
    digest = models.BinaryField("mã băm", max_length=32, editable=False)
    scopes = models.JSONField("phạm vi", default=list)
    created_at = models.DateTimeField("cấp lúc")
    created_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="người cấp"
    )
    expires_at = models.DateTimeField("hết hạn lúc")
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)
    last_used_at = models.DateTimeField("dùng gần nhất", null=True, blank=True)
    last_used_ip = models.CharField("từ địa chỉ", max_length=45, blank=True)

    class Meta:
        verbose_name = "mã truy cập"
        verbose_name_plural = "mã truy cập"
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.prefix}… {self.name}"
