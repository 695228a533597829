"""Incoming letters (văn bản đến), with the fields of NĐ 30/2020, Phụ lục VI."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.office.documents.choices import GOING, IncomingState, Purpose, Secrecy, Source, Urgency


class Incoming(models.Model):
    """A letter that came to an agency, from arrival to its result.

    ``code`` is number and notation as written (``647/STTTT-CNTT``), ``code_key`` its folded
    form for search and duplicates. ``version`` rises with every change; a verb that carries an
    older one is refused as stale.
    """

    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan nhận"
    )
    state = models.CharField(
        "trạng thái", max_length=12, choices=IncomingState.choices, default=IncomingState.ARRIVED
    )
    frozen_from = models.CharField(
        "trạng thái trước khi bên gửi thu hồi", max_length=12, choices=IncomingState.choices,
        blank=True,
    )  # fmt: skip
    version = models.PositiveIntegerField("phiên bản", default=0)
    source = models.CharField("nguồn đến", max_length=10, choices=Source.choices)
    register = models.ForeignKey(
        "documents.Register", models.PROTECT, null=True, blank=True, related_name="incoming",
        verbose_name="sổ",
    )  # fmt: skip
    number = models.PositiveIntegerField("số đến", null=True, blank=True)
    arrived_at = models.DateTimeField("đến lúc")
    registered_at = models.DateTimeField("vào sổ lúc", null=True, blank=True)
    registered_by = models.CharField("người vào sổ", max_length=150, blank=True)
    code = models.CharField("số, ký hiệu", max_length=60, blank=True)
    code_key = models.CharField("khóa số, ký hiệu", max_length=60, blank=True, editable=False)
    issued_on = models.DateField("ngày văn bản", null=True, blank=True)
    issuer = models.ForeignKey(
        "organisation.Agency", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="cơ quan ban hành",
    )  # fmt: skip
    issuer_name = models.CharField("tên cơ quan ban hành", max_length=200)
    kind = models.CharField("loại văn bản", max_length=24, blank=True)
    subject = models.CharField("trích yếu nội dung", max_length=500, blank=True)
    language = models.CharField("ngôn ngữ", max_length=30, default="Tiếng Việt")
    pages = models.PositiveSmallIntegerField("số trang", null=True, blank=True)
    urgency = models.PositiveSmallIntegerField(
        "độ khẩn", choices=Urgency.choices, default=Urgency.NORMAL
    )
    secrecy = models.PositiveSmallIntegerField(
        "độ mật", choices=Secrecy.choices, default=Secrecy.NORMAL
    )
    signer_name = models.CharField("người ký", max_length=100, blank=True)
    signer_title = models.CharField("chức vụ người ký", max_length=150, blank=True)
    due_on = models.DateField("hạn xử lý", null=True, blank=True)
    purpose = models.CharField(
        "mục đích gửi", max_length=6, choices=Purpose.choices, default=Purpose.ACT
    )
    paper_follows = models.BooleanField("có bản giấy kèm theo", default=False)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    document_uid = models.CharField("mã văn bản liên thông", max_length=250, blank=True)
    origin = models.ForeignKey(
        "documents.Outgoing", models.PROTECT, null=True, blank=True, related_name="arrivals",
        verbose_name="văn bản đi gốc",
    )  # fmt: skip
    delivery = models.OneToOneField(
        "exchange.Delivery", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="lượt gửi liên thông",
    )  # fmt: skip
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by",
        verbose_name="thay thế văn bản",
    )  # fmt: skip
    refusal = models.CharField("lý do từ chối", max_length=500, blank=True)
    recall_reason = models.CharField("lý do bên gửi thu hồi", max_length=500, blank=True)
    closed_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    result = models.CharField("kết quả", max_length=1000, blank=True)

    class Meta:
        verbose_name = "văn bản đến"
        verbose_name_plural = "văn bản đến"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["register", "number"], name="incoming_number_once"),
            models.CheckConstraint(
                condition=Q(register__isnull=True, number__isnull=True)
                | Q(register__isnull=False, number__isnull=False),
                name="incoming_number_with_register",
            ),
            models.UniqueConstraint(
                fields=["agency", "origin"],
                condition=Q(origin__isnull=False),
                name="incoming_once_from_origin",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        IncomingState.ARRIVED,
                        IncomingState.REFUSED,
                        IncomingState.FROZEN,
                        IncomingState.RECALLED,
                    ]
                )
                | Q(number__isnull=False, registered_at__isnull=False),
                name="incoming_worked_on_has_number",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="incoming_agency_state"),
            models.Index(
                fields=["agency", "state", "due_on"],
                condition=Q(state__in=GOING),
                name="incoming_going",
            ),
            models.Index(fields=["agency", "-id"], name="incoming_agency"),
            models.Index(fields=["agency", "code_key"], name="incoming_code"),
            models.Index(fields=["agency", "issued_on"], name="incoming_issued"),
            models.Index(fields=["agency", "registered_at"], name="incoming_registered"),
            models.Index(
                fields=["agency", "due_on"],
                condition=Q(due_on__isnull=False, closed_at__isnull=True),
                name="incoming_due",
            ),
            models.Index(
                fields=["agency", "document_uid"],
                condition=~Q(document_uid=""),
                name="incoming_document_uid",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.subject}".strip()
