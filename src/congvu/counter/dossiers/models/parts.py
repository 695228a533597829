"""What belongs to a dossier: papers, requests, waits, the extension, the result, its history."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from congvu.counter.dossiers.choices import (
    VERBS,
    GapKind,
    Making,
    Outcome,
    State,
    WaitKind,
    Way,
)


class Paper(models.Model):
    """One paper of a dossier (thành phần hồ sơ) as filed; its scans hang on it."""

    dossier = models.ForeignKey(
        "dossiers.Dossier", models.CASCADE, related_name="papers", verbose_name="hồ sơ"
    )
    position = models.PositiveSmallIntegerField("thứ tự")
    name = models.CharField("tên giấy tờ", max_length=1000)
    code = models.CharField("mã giấy tờ", max_length=60, blank=True)
    originals = models.PositiveSmallIntegerField("bản chính", default=0)
    copies = models.PositiveSmallIntegerField("bản sao", default=0)
    required = models.BooleanField("bắt buộc", default=True)
    provided = models.BooleanField("đã nộp", default=False)

    class Meta:
        verbose_name = "giấy tờ trong hồ sơ"
        verbose_name_plural = "giấy tờ trong hồ sơ"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "position"], name="dossier_paper_once")
        ]

    def __str__(self) -> str:
        return self.name


class Supplement(models.Model):
    """One request for a supplement (yêu cầu bổ sung): all gaps at once.

    A second round needs ``leader_reason``, for QĐ 766/QĐ-TTg counts it as late.
    """

    dossier = models.ForeignKey(
        "dossiers.Dossier", models.CASCADE, related_name="supplements", verbose_name="hồ sơ"
    )
    round = models.PositiveSmallIntegerField("lần")
    asked_at = models.DateTimeField("yêu cầu lúc")
    asked_by = models.CharField("người yêu cầu", max_length=150)
    contact = models.CharField("người liên hệ", max_length=200, blank=True)
    reason = models.TextField("lý do")
    leader_reason = models.TextField("lý do yêu cầu thêm lần nữa", blank=True)
    supplied_at = models.DateTimeField("bổ sung lúc", null=True, blank=True)
    supplied_note = models.TextField("nội dung bổ sung", blank=True)

    class Meta:
        verbose_name = "yêu cầu bổ sung"
        verbose_name_plural = "yêu cầu bổ sung"
        ordering = ["round"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "round"], name="supplement_round_once"),
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(supplied_at__isnull=True),
                name="supplement_one_open",
            ),
            models.CheckConstraint(
                condition=Q(round=1) | ~Q(leader_reason=""), name="supplement_again_with_a_reason"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Bổ sung lần {self.round}"


class Gap(models.Model):
    """One point of a request: a field, a paper that is wrong, or one that is missing."""

    supplement = models.ForeignKey(
        Supplement, models.CASCADE, related_name="gaps", verbose_name="yêu cầu bổ sung"
    )
    kind = models.CharField("loại", max_length=8, choices=GapKind.choices)
    paper = models.ForeignKey(
        Paper, models.PROTECT, null=True, blank=True, related_name="gaps", verbose_name="giấy tờ"
    )
    field = models.CharField("mục khai", max_length=100, blank=True)
    text = models.CharField("nội dung cần bổ sung", max_length=1000)

    class Meta:
        verbose_name = "điểm cần bổ sung"
        verbose_name_plural = "điểm cần bổ sung"
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="gap_says_what")]

    def __str__(self) -> str:
        return self.text


class Wait(models.Model):
    """An interval in which the dossier waits (thời gian chờ); the clocks read all of them."""

    dossier = models.ForeignKey(
        "dossiers.Dossier", models.CASCADE, related_name="waits", verbose_name="hồ sơ"
    )
    why = models.CharField("lý do", max_length=10, choices=WaitKind.choices)
    started_at = models.DateTimeField("từ")
    ended_at = models.DateTimeField("đến", null=True, blank=True)

    class Meta:
        verbose_name = "thời gian chờ"
        verbose_name_plural = "thời gian chờ"
        ordering = ["started_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(ended_at__isnull=True), name="wait_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="wait_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{WaitKind(self.why).label} từ {self.started_at:%d/%m/%Y}"


class Extension(models.Model):
    """The one new appointment (gia hạn, xin lỗi; Điều 19.9): the database holds it to one."""

    dossier = models.OneToOneField(
        "dossiers.Dossier", models.CASCADE, related_name="extension", verbose_name="hồ sơ"
    )
    at = models.DateTimeField("gia hạn lúc")
    days = models.PositiveSmallIntegerField("số ngày thêm")
    reason = models.TextField("lý do")
    before = models.DateTimeField("hẹn trả cũ")
    after = models.DateTimeField("hẹn trả mới")
    signer_name = models.CharField("người ký", max_length=150)
    signer_title = models.CharField("chức vụ người ký", max_length=200, blank=True)

    class Meta:
        verbose_name = "gia hạn hồ sơ"
        verbose_name_plural = "gia hạn hồ sơ"
        constraints = [
            models.CheckConstraint(condition=Q(days__gte=1), name="extension_of_a_day"),
            models.CheckConstraint(
                condition=Q(after__gt=F("before")), name="extension_makes_it_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: thêm {self.days} ngày"


class Result(models.Model):
    """What the applicant gets (kết quả giải quyết): proposed by the officer, approved by a leader,
    given out once.

    A result that is signed by keys has its text here (or its PDF among its files); ``sha256`` is of
    the bytes that were signed last, empty while nobody has signed this text. ``key`` is what the
    QR on it leads to; the numbers it was given stand in ``ResultEntry``.
    """

    dossier = models.OneToOneField(
        "dossiers.Dossier", models.CASCADE, related_name="result", verbose_name="hồ sơ"
    )
    outcome = models.CharField("kết luận", max_length=8, choices=Outcome.choices)
    code = models.CharField("số, ký hiệu", max_length=60, blank=True)
    name = models.CharField("tên kết quả", max_length=500)
    reason = models.TextField("lý do", blank=True)
    proposed_at = models.DateTimeField("trình lúc")
    proposed_by = models.CharField("người trình", max_length=150)
    approved_at = models.DateTimeField("phê duyệt lúc", null=True, blank=True)
    approved_by = models.CharField("người phê duyệt", max_length=150, blank=True)
    approver_title = models.CharField("chức vụ người phê duyệt", max_length=200, blank=True)
    making = models.CharField("cách ký", max_length=8, choices=Making.choices, default=Making.PAPER)
    heading = models.CharField("tên loại in trên kết quả", max_length=200, blank=True)
    body = models.TextField("nội dung kết quả", blank=True)
    notation = models.CharField("ký hiệu sau số", max_length=30, blank=True)
    key = models.CharField("khóa xác minh", max_length=32, blank=True)
    sha256 = models.CharField("SHA-256 của bản đã ký", max_length=64, blank=True)
    returned_way = models.CharField("đã trả", max_length=8, choices=Way.choices, blank=True)
    returned_to = models.CharField("người nhận", max_length=200, blank=True)

    class Meta:
        verbose_name = "kết quả hồ sơ"
        verbose_name_plural = "kết quả hồ sơ"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=Outcome.GRANTED) | ~Q(reason=""),
                name="result_declined_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(making=Making.TEMPLATE) | ~Q(body=""), name="result_drawn_from_a_text"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Event(models.Model):
    """One act in the life of a dossier, never changed; statistics are computed from these."""

    dossier = models.ForeignKey(
        "dossiers.Dossier", models.CASCADE, related_name="events", verbose_name="hồ sơ"
    )
    agency_id_then = models.BigIntegerField("cơ quan")
    at = models.DateTimeField("lúc")
    verb = models.CharField("việc", max_length=20, choices=list(VERBS.items()))
    source = models.CharField("từ trạng thái", max_length=10, choices=State.choices, blank=True)
    target = models.CharField("sang trạng thái", max_length=10, choices=State.choices)
    actor_name = models.CharField("người thực hiện", max_length=150)
    actor_label = models.CharField("chức vụ", max_length=200, blank=True)
    to_name = models.CharField("người nhận", max_length=200, blank=True)
    text = models.TextField("nội dung", blank=True)

    class Meta:
        verbose_name = "diễn biến hồ sơ"
        verbose_name_plural = "diễn biến hồ sơ"
        ordering = ["id"]
        indexes = [
            models.Index(fields=["agency_id_then", "verb", "at"], name="dossier_event_figures")
        ]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {VERBS.get(self.verb, self.verb)}"
