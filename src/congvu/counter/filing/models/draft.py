"""What somebody is filling in: the draft, its files, who else may, uploads on their way."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from congvu.counter.filing.choices import DraftState


class Draft(models.Model):
    """A form being filled in (bản khai). It belongs to an account, or to whoever has its link and
    code. ``answers`` are texts as typed, so that nothing is lost that cannot be read yet;
    ``saved`` says for each field when it was last saved."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="người khai",
    )  # fmt: skip
    key_digest = models.CharField("dấu của khóa", max_length=64, blank=True)
    code_digest = models.CharField("dấu của mã", max_length=64, blank=True)
    wrong_codes = models.PositiveSmallIntegerField("số lần nhập sai mã", default=0)
    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan giải quyết"
    )
    procedure = models.ForeignKey(
        "procedures.ProcedureVersion", models.PROTECT, related_name="+", verbose_name="thủ tục"
    )
    form = models.ForeignKey(
        "procedures.FormVersion", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="tờ khai",
    )  # fmt: skip
    state = models.CharField(
        "trạng thái", max_length=8, choices=DraftState.choices, default=DraftState.OPEN
    )
    who: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        "người nộp", default=dict, blank=True
    )
    answers: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        "nội dung khai", default=dict, blank=True
    )
    origins: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(
        "nguồn điền sẵn", default=dict, blank=True
    )
    saved: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(
        "các lần lưu", default=dict, blank=True
    )
    created_at = models.DateTimeField("lập lúc")
    saved_at = models.DateTimeField("lưu lúc")
    filed_at = models.DateTimeField("nộp lúc", null=True, blank=True)
    dossier = models.OneToOneField(
        "dossiers.Dossier", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="hồ sơ",
    )  # fmt: skip
    version = models.PositiveIntegerField("phiên bản", default=0)

    class Meta:
        verbose_name = "bản khai"
        verbose_name_plural = "bản khai"
        ordering = ["-saved_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | ~Q(key_digest=""),
                name="filing_draft_of_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=DraftState.FILED, dossier__isnull=False, filed_at__isnull=False)
                | ~Q(state=DraftState.FILED) & Q(dossier__isnull=True),
                name="filing_draft_filed_with_dossier",
            ),
            models.UniqueConstraint(
                fields=["key_digest"], condition=~Q(key_digest=""), name="filing_draft_key_once"
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "state", "-saved_at"], name="filing_draft_of_owner"),
            models.Index(fields=["state", "saved_at"], name="filing_draft_old"),
        ]

    def __str__(self) -> str:
        return f"Bản khai {self.pk}"


class DraftFile(models.Model):
    """A file of a draft: for a paper of the procedure (``paper:2``) or a field of the form
    (``field:anh``), with what the look at it found."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="files", verbose_name="bản khai")
    slot = models.CharField("chỗ", max_length=60)
    file = models.OneToOneField("files.File", models.PROTECT, related_name="+", verbose_name="tệp")
    expires_on = models.DateField("giấy tờ có giá trị đến", null=True, blank=True)
    added_at = models.DateTimeField("tải lên lúc")
    checked_at = models.DateTimeField("xem trước lúc", null=True, blank=True)
    findings: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(
        "điều nhận thấy", default=list, blank=True
    )

    class Meta:
        verbose_name = "tệp của bản khai"
        verbose_name_plural = "tệp của bản khai"
        ordering = ["slot", "id"]
        indexes = [models.Index(fields=["draft", "slot"], name="filing_file_of_slot")]

    def __str__(self) -> str:
        return f"{self.draft_id}: {self.slot}"


class Share(models.Model):
    """Somebody else may fill in a draft (ủy quyền, mời cùng khai), and file it where allowed."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="shares", verbose_name="bản khai")
    name = models.CharField("người được mời", max_length=100)
    email = models.EmailField("thư điện tử")
    may_file = models.BooleanField("được nộp thay", default=False)
    digest = models.CharField("dấu của khóa", max_length=64, unique=True)
    invited_at = models.DateTimeField("mời lúc")
    expires_at = models.DateTimeField("hết hạn lúc")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="tài khoản nhận",
    )  # fmt: skip
    accepted_at = models.DateTimeField("nhận lúc", null=True, blank=True)
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)

    class Meta:
        verbose_name = "ủy quyền khai"
        verbose_name_plural = "ủy quyền khai"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=True, accepted_at__isnull=True)
                | Q(user__isnull=False, accepted_at__isnull=False),
                name="filing_share_accepted_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["draft", "user"],
                condition=Q(user__isnull=False, revoked_at__isnull=True),
                name="filing_share_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id}: {self.email}"


class Upload(models.Model):
    """A file that comes in pieces (tải lên từng phần); it goes on where it stopped."""

    key = models.CharField("khóa", max_length=43, unique=True)
    draft = models.ForeignKey(
        Draft, models.CASCADE, related_name="uploads", verbose_name="bản khai"
    )
    slot = models.CharField("chỗ", max_length=60)
    name = models.CharField("tên tệp", max_length=255)
    size = models.BigIntegerField("dung lượng")
    received = models.BigIntegerField("đã nhận", default=0)
    started_at = models.DateTimeField("bắt đầu lúc")

    class Meta:
        verbose_name = "tệp đang tải lên"
        verbose_name_plural = "tệp đang tải lên"
        constraints = [
            models.CheckConstraint(condition=Q(size__gte=1), name="filing_upload_not_empty"),
            models.CheckConstraint(
                condition=Q(received__lte=F("size")), name="filing_upload_within_its_size"
            ),
        ]

    def __str__(self) -> str:
        return self.name
