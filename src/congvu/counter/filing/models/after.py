"""What belongs to a dossier on the citizen's side, from filing to what became of a bad rating."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from congvu.counter.filing.choices import LetterState, Points, Purpose


class Submission(models.Model):
    """How a dossier was filed online (lượt nộp): whose it is, who filed it, on which form."""

    dossier = models.OneToOneField(
        "dossiers.Dossier", models.PROTECT, related_name="+", verbose_name="hồ sơ"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="chủ hồ sơ",
    )  # fmt: skip
    filer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="người nộp thay",
    )  # fmt: skip
    form = models.ForeignKey(
        "procedures.FormVersion", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="tờ khai",
    )  # fmt: skip
    proved_by = models.CharField("định danh do nơi nào xác thực", max_length=60, blank=True)
    proof_level = models.CharField("mức độ định danh", max_length=60, blank=True)
    findings: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(
        "điều nhận thấy ở tệp", default=list, blank=True
    )
    at = models.DateTimeField("nộp lúc")

    class Meta:
        verbose_name = "lượt nộp trực tuyến"
        verbose_name_plural = "lượt nộp trực tuyến"
        ordering = ["-id"]
        indexes = [models.Index(fields=["owner", "-id"], name="filing_submission_of_owner")]

    def __str__(self) -> str:
        return f"Lượt nộp {self.pk}"


class Link(models.Model):
    """A way to one thing of a dossier without an account (đường dẫn riêng): dated, revocable.

    Its secret is reckoned from the row under the installation's key and stands in no table.
    """

    dossier = models.ForeignKey(
        "dossiers.Dossier", models.CASCADE, related_name="+", verbose_name="hồ sơ"
    )
    supplement = models.ForeignKey(
        "dossiers.Supplement", models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name="yêu cầu bổ sung",
    )  # fmt: skip
    purpose = models.CharField("dùng để", max_length=10, choices=Purpose.choices)
    issued_at = models.DateTimeField("cấp lúc")
    issued_by = models.CharField("người cấp", max_length=150)
    expires_at = models.DateTimeField("hết hạn lúc")
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)
    used_at = models.DateTimeField("dùng lúc", null=True, blank=True)

    class Meta:
        verbose_name = "đường dẫn riêng"
        verbose_name_plural = "đường dẫn riêng"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("issued_at")), name="filing_link_ends_later"
            ),
            models.CheckConstraint(
                condition=~Q(purpose=Purpose.SUPPLEMENT) | Q(supplement__isnull=False),
                name="filing_link_for_a_supplement",
            ),
        ]
        indexes = [models.Index(fields=["dossier", "purpose"], name="filing_link_of_dossier")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.dossier_id}"


class Message(models.Model):
    """One word between citizen and desk about a dossier (trao đổi), never changed."""

    dossier = models.ForeignKey(
        "dossiers.Dossier", models.CASCADE, related_name="+", verbose_name="hồ sơ"
    )
    at = models.DateTimeField("lúc")
    from_desk = models.BooleanField("của cơ quan")
    author = models.CharField("người viết", max_length=150)
    text = models.TextField("nội dung")

    class Meta:
        verbose_name = "trao đổi về hồ sơ"
        verbose_name_plural = "trao đổi về hồ sơ"
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="filing_message_says")]
        indexes = [models.Index(fields=["dossier", "id"], name="filing_message_of_dossier")]

    def __str__(self) -> str:
        return self.text[:60]


class Letter(models.Model):
    """One notice to an applicant by one channel (tin báo). ``key`` names event and channel: the
    same one never leaves twice."""

    dossier = models.ForeignKey(
        "dossiers.Dossier", models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name="hồ sơ",
    )  # fmt: skip
    key = models.CharField("sự kiện", max_length=120, unique=True)
    channel = models.CharField("kênh", max_length=20)
    name = models.CharField("người nhận", max_length=200)
    email = models.EmailField("thư điện tử", blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    title = models.CharField("tiêu đề", max_length=300)
    sealed = models.TextField("nội dung đã mã hóa")
    state = models.CharField(
        "trạng thái", max_length=8, choices=LetterState.choices, default=LetterState.WAITING
    )
    attempts = models.PositiveSmallIntegerField("số lần gửi", default=0)
    error = models.CharField("lỗi", max_length=500, blank=True)
    made_at = models.DateTimeField("lập lúc")
    changed_at = models.DateTimeField("đổi lúc")

    class Meta:
        verbose_name = "tin báo hồ sơ"
        verbose_name_plural = "tin báo hồ sơ"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["dossier", "-id"], name="filing_letter_of_dossier"),
            models.Index(
                fields=["changed_at"], condition=Q(state=LetterState.SENDING),
                name="filing_letter_unknown",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.key


class Rating(models.Model):
    """What the citizen says of one dossier and of who worked on it (đánh giá), once.

    Points of the indices 1, 3, 4 and 7 of TT 01/2018 Điều 13; ``time_points`` is reckoned.
    """

    dossier = models.OneToOneField(
        "dossiers.Dossier", models.PROTECT, related_name="+", verbose_name="hồ sơ"
    )
    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan"
    )
    at = models.DateTimeField("đánh giá lúc")
    by = models.CharField("người đánh giá", max_length=200)
    officer_post = models.ForeignKey(
        "organisation.Post", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="cán bộ",
    )  # fmt: skip
    officer_name = models.CharField("tên cán bộ", max_length=150, blank=True)
    time_points = models.PositiveSmallIntegerField("thời gian", choices=Points.choices)
    contact_points = models.PositiveSmallIntegerField("số lần liên hệ", choices=Points.choices)
    agency_points = models.PositiveSmallIntegerField("số cơ quan", choices=Points.choices)
    attitude_points = models.PositiveSmallIntegerField("thái độ", choices=Points.choices)
    comment = models.TextField("ý kiến", blank=True)

    class Meta:
        verbose_name = "đánh giá hồ sơ"
        verbose_name_plural = "đánh giá hồ sơ"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    time_points__lte=2, contact_points__lte=2, agency_points__lte=2,
                    attitude_points__lte=2,
                ),
                name="filing_rating_two_points_at_most",
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["agency", "at"], name="filing_rating_figures")]

    def __str__(self) -> str:
        return f"Đánh giá {self.dossier_id}"

    @property
    def points(self) -> int:
        """Of eight."""
        return self.time_points + self.contact_points + self.agency_points + self.attitude_points


class Remedy(models.Model):
    """What a leader owes after a bad rating (khắc phục): looked at by a day, with what was done."""

    rating = models.OneToOneField(
        Rating, models.CASCADE, related_name="remedy", verbose_name="đánh giá"
    )
    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan"
    )
    opened_at = models.DateTimeField("giao lúc")
    due_on = models.DateField("hạn")
    done_at = models.DateTimeField("xong lúc", null=True, blank=True)
    done_by = models.CharField("người làm", max_length=150, blank=True)
    text = models.TextField("đã làm gì", blank=True)

    class Meta:
        verbose_name = "khắc phục sau đánh giá"
        verbose_name_plural = "khắc phục sau đánh giá"
        ordering = ["done_at", "due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | ~Q(text=""), name="filing_remedy_says_what"
            )
        ]
        indexes = [
            models.Index(
                fields=["agency", "due_on"], condition=Q(done_at__isnull=True),
                name="filing_remedy_open",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Khắc phục {self.rating_id}"
