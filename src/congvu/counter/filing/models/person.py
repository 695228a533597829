"""Citizens: signing up, and what is known of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from congvu.counter.filing.choices import FactName


class SignUp(models.Model):
    """A wish for an account (đăng ký) that waits for the mailbox to answer. Only the SHA-256 of
    the link's key is kept; the password is hashed from the first moment."""

    email = models.EmailField("thư điện tử")
    full_name = models.CharField("họ và tên", max_length=100)
    password = models.CharField("mã băm mật khẩu", max_length=128)
    digest = models.CharField("dấu của khóa", max_length=64, unique=True)
    asked_at = models.DateTimeField("đăng ký lúc")
    expires_at = models.DateTimeField("hết hạn lúc")
    confirmed_at = models.DateTimeField("xác nhận lúc", null=True, blank=True)

    class Meta:
        verbose_name = "đăng ký tài khoản công dân"
        verbose_name_plural = "đăng ký tài khoản công dân"
        indexes = [models.Index(fields=["email", "asked_at"], name="filing_signup_email")]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("asked_at")), name="filing_signup_ends_later"
            )
        ]

    def __str__(self) -> str:
        return self.email


class PersonFact(models.Model):
    """One value known of a person (dữ liệu người dân), with where it is from and since when.

    ``sealed`` is the value under the installation's key: a copy of the table tells nothing.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="tài khoản"
    )
    name = models.CharField("mục", max_length=20, choices=FactName.choices)
    sealed = models.TextField("giá trị đã mã hóa")
    source = models.CharField("nguồn", max_length=100)
    as_of = models.DateField("theo ngày")
    noted_at = models.DateTimeField("ghi lúc")

    class Meta:
        verbose_name = "dữ liệu người dân"
        verbose_name_plural = "dữ liệu người dân"
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="filing_fact_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.name}"
