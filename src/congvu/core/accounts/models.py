"""People and service accounts."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin, UserManager
from django.db import models

from congvu.core.accounts.choices import Kind


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
    locked_until = models.DateTimeField("khóa đến", null=True, blank=True)
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
