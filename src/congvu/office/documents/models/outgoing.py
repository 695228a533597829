"""Outgoing letters (văn bản đi): drafts, reviews, recipients, answers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.office.documents.choices import (
    Authority,
    Delivery,
    OutgoingState,
    Purpose,
    RecipientKind,
    Relation,
    Secrecy,
    Urgency,
)


class Outgoing(models.Model):
    """A letter of the agency from draft to issue.

    The text is either ``body`` (written here, laid out by the program) or an uploaded draft kept
    as versions in the file store. ``signer_*`` and ``signing_lines`` (the authority lines as
    printed) are copied at approval, so a later change of people changes no letter.
    ``addressees`` is the "Kính gửi", one a line; ``details`` holds what only one kind has, such as
    time and place of a giấy mời; ``body_*`` name an advisory body (hội đồng, ban) that issues
    under its own mark. ``reached_office_at`` opens the letter to the agency's management.
    """

    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan ban hành"
    )
    unit = models.ForeignKey(
        "organisation.Unit", models.PROTECT, related_name="+", verbose_name="đơn vị soạn thảo"
    )
    drafter_post = models.ForeignKey(
        "organisation.Post", models.PROTECT, related_name="+", verbose_name="người soạn thảo"
    )
    drafter_name = models.CharField("tên người soạn thảo", max_length=150)
    state = models.CharField(
        "trạng thái", max_length=12, choices=OutgoingState.choices, default=OutgoingState.DRAFT
    )
    version = models.PositiveIntegerField("phiên bản", default=0)
    kind = models.CharField("loại văn bản", max_length=24)
    is_qppl = models.BooleanField("văn bản quy phạm pháp luật", default=False)
    series = models.CharField("loạt số", max_length=40, default="general")
    subject = models.CharField("trích yếu nội dung", max_length=500)
    addressees = models.TextField("kính gửi", blank=True)
    bases = models.TextField("căn cứ", blank=True)
    body = models.TextField("nội dung", blank=True)
    details = models.JSONField("mục riêng của loại văn bản", default=dict, blank=True)
    kept_at = models.CharField("nơi lưu", max_length=100, blank=True)
    body_name = models.CharField("tên hội đồng, ban", max_length=200, blank=True)
    body_mark = models.CharField("ký hiệu hội đồng, ban", max_length=30, blank=True)
    language = models.CharField("ngôn ngữ", max_length=30, default="Tiếng Việt")
    pages = models.PositiveSmallIntegerField("số trang", null=True, blank=True)
    copies = models.PositiveSmallIntegerField("số lượng bản", default=1)
    urgency = models.PositiveSmallIntegerField(
        "độ khẩn", choices=Urgency.choices, default=Urgency.NORMAL
    )
    secrecy = models.PositiveSmallIntegerField(
        "độ mật", choices=Secrecy.choices, default=Secrecy.NORMAL
    )
    due_on = models.DateField("hạn trả lời", null=True, blank=True)
    authority = models.CharField(
        "quyền hạn ký", max_length=5, choices=Authority.choices, blank=True
    )
    signer_post = models.ForeignKey(
        "organisation.Post", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="người ký",
    )  # fmt: skip
    signer_name = models.CharField("tên người ký", max_length=100, blank=True)
    signer_title = models.CharField("chức vụ người ký", max_length=150, blank=True)
    signing_lines = models.TextField("dòng quyền hạn, chức vụ", blank=True)
    signed_at = models.DateTimeField("ký lúc", null=True, blank=True)
    signed_for = models.CharField("ký thay", max_length=150, blank=True)
    register = models.ForeignKey(
        "documents.Register", models.PROTECT, null=True, blank=True, related_name="outgoing",
        verbose_name="sổ",
    )  # fmt: skip
    number = models.PositiveIntegerField("số", null=True, blank=True)
    numbering_error = models.CharField("lỗi hoàn tất cấp số", max_length=500, blank=True)
    code = models.CharField("số, ký hiệu", max_length=60, blank=True)
    code_key = models.CharField("khóa số, ký hiệu", max_length=60, blank=True, editable=False)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    issued_at = models.DateTimeField("phát hành lúc", null=True, blank=True)
    document_uid = models.CharField("mã văn bản liên thông", max_length=200, blank=True)
    relation = models.CharField("quan hệ", max_length=10, choices=Relation.choices, blank=True)
    related_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="related_by",
        verbose_name="văn bản liên quan",
    )  # fmt: skip
    note = models.CharField("ghi chú", max_length=500, blank=True)
    created_at = models.DateTimeField("tạo lúc")
    reached_office_at = models.DateTimeField("qua đơn vị lúc", null=True, blank=True)

    class Meta:
        verbose_name = "văn bản đi"
        verbose_name_plural = "văn bản đi"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["register", "number"], name="outgoing_number_once"),
            models.CheckConstraint(
                condition=Q(register__isnull=True, number__isnull=True)
                | Q(register__isnull=False, number__isnull=False),
                name="outgoing_number_with_register",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[OutgoingState.NUMBERED, OutgoingState.ISSUED])
                | Q(number__isnull=False, issued_on__isnull=False),
                name="outgoing_numbered_has_number",
            ),
            models.CheckConstraint(
                condition=Q(secrecy=Secrecy.NORMAL) | Q(body="", bases="", addressees=""),
                name="outgoing_secret_without_content",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="outgoing_agency_state"),
            models.Index(fields=["agency", "-id"], name="outgoing_agency"),
            models.Index(fields=["drafter_post", "state"], name="outgoing_drafter"),
            models.Index(fields=["unit", "state"], name="outgoing_unit"),
            models.Index(fields=["agency", "code_key"], name="outgoing_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.subject}".strip()


class Recipient(models.Model):
    """One place a letter goes to (nơi nhận) and what became of it there."""

    outgoing = models.ForeignKey(
        Outgoing, models.CASCADE, related_name="recipients", verbose_name="văn bản đi"
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    kind = models.CharField("loại", max_length=8, choices=RecipientKind.choices)
    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="cơ quan",
    )  # fmt: skip
    unit = models.ForeignKey(
        "organisation.Unit", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="đơn vị",
    )  # fmt: skip
    name = models.CharField("tên nơi nhận", max_length=200)
    address = models.CharField("địa chỉ gửi", max_length=300, blank=True)
    purpose = models.CharField(
        "mục đích", max_length=6, choices=Purpose.choices, default=Purpose.ACT
    )
    state = models.CharField(
        "tình trạng", max_length=14, choices=Delivery.choices, default=Delivery.PENDING
    )
    state_at = models.DateTimeField("cập nhật lúc", null=True, blank=True)
    state_note = models.CharField("ghi chú tình trạng", max_length=500, blank=True)
    delivery = models.OneToOneField(
        "exchange.Delivery", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="lượt gửi liên thông",
    )  # fmt: skip

    class Meta:
        verbose_name = "nơi nhận"
        verbose_name_plural = "nơi nhận"
        ordering = ["outgoing_id", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["outgoing", "agency"], condition=Q(agency__isnull=False),
                name="recipient_agency_once",
            ),
            models.UniqueConstraint(
                fields=["outgoing", "unit"], condition=Q(unit__isnull=False),
                name="recipient_unit_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class RecipientGroup(models.Model):
    """A named list of places of an agency (danh sách nơi nhận), chosen in one click."""

    agency = models.ForeignKey(
        "organisation.Agency", models.CASCADE, related_name="+", verbose_name="cơ quan"
    )
    name = models.CharField("tên danh sách", max_length=100)
    members = models.ManyToManyField(
        "organisation.Agency", related_name="+", verbose_name="các cơ quan"
    )

    class Meta:
        verbose_name = "danh sách nơi nhận"
        verbose_name_plural = "danh sách nơi nhận"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "name"], name="recipient_group_once")
        ]

    def __str__(self) -> str:
        return self.name


class Review(models.Model):
    """One verdict on a draft at one stage, kept with the version it judged."""

    outgoing = models.ForeignKey(
        Outgoing, models.CASCADE, related_name="reviews", verbose_name="văn bản đi"
    )
    stage = models.CharField("bước", max_length=12, choices=OutgoingState.choices)
    verb = models.CharField("việc", max_length=20)
    remark = models.TextField("ý kiến", blank=True)
    actor_name = models.CharField("người thực hiện", max_length=150)
    actor_label = models.CharField("chức vụ", max_length=200, blank=True)
    for_name = models.CharField("thực hiện thay", max_length=150, blank=True)
    draft_version = models.PositiveIntegerField("phiên bản dự thảo", default=0)
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "ý kiến duyệt"
        verbose_name_plural = "ý kiến duyệt"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.actor_name}: {self.verb}"


class Copy(models.Model):
    """A certified copy of a letter (bản sao y, sao lục, trích sao) with its own number.

    All copy kinds of an agency share one series a year (NĐ 30/2020, Điều 25-27).
    """

    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan sao"
    )
    kind = models.CharField("hình thức sao", max_length=10)
    subject_kind = models.CharField("loại văn bản gốc", max_length=60)
    subject_id = models.BigIntegerField("mã văn bản gốc")
    subject_label = models.CharField("văn bản gốc", max_length=500)
    register = models.ForeignKey(
        "documents.Register", models.PROTECT, null=True, related_name="copies", verbose_name="sổ"
    )
    number = models.PositiveIntegerField("số", null=True)
    code = models.CharField("số, ký hiệu", max_length=60, blank=True)
    issued_on = models.DateField("ngày sao", null=True)
    signer_name = models.CharField("người ký", max_length=100, blank=True)
    recipients = models.CharField("nơi nhận", max_length=500, blank=True)
    copies = models.PositiveSmallIntegerField("số lượng bản", default=1)
    made_by = models.CharField("người lập", max_length=200)
    made_at = models.DateTimeField("lập lúc")

    class Meta:
        verbose_name = "bản sao"
        verbose_name_plural = "bản sao"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["register", "number"], name="copy_number_once")
        ]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="copy_subject")]

    def __str__(self) -> str:
        return f"{self.code} {self.subject_label}"


class Answer(models.Model):
    """An outgoing letter answers an incoming one, and closes it when issued if ``closes``."""

    incoming = models.ForeignKey(
        "documents.Incoming", models.CASCADE, related_name="answers", verbose_name="văn bản đến"
    )
    outgoing = models.ForeignKey(
        Outgoing, models.CASCADE, related_name="answers", verbose_name="văn bản trả lời"
    )
    closes = models.BooleanField("kết thúc văn bản đến khi phát hành", default=True)

    class Meta:
        verbose_name = "văn bản trả lời"
        verbose_name_plural = "văn bản trả lời"
        constraints = [models.UniqueConstraint(fields=["incoming", "outgoing"], name="answer_once")]

    def __str__(self) -> str:
        return f"{self.outgoing} → {self.incoming}"
