"""Envelopes, what they carry, and their way to each recipient."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from congvu.core.kernel.subject import Subject
from congvu.office.exchange.choices import PENDING, Business, DeliveryState, Direction, status_label


class Envelope(models.Model):
    """One sealed letter message (phong bì), sent from here or received from a peer.

    ``document_id`` is opaque; with ``sender_code``, ``business`` and ``serial`` (which update of
    the letter) it names the message in the whole world, so that a message that comes twice is
    here once. ``digest`` is the SHA-256 of what it says, without its trace: the same name with
    another digest is a conflict. ``letter`` is the message as it was sealed (``wire.dump``),
    ``sealed`` the very bytes, once they travelled outside.
    """

    direction = models.CharField("chiều", max_length=8, choices=Direction.choices)
    kind = models.CharField("loại phong bì", max_length=30)
    origin_peer = models.ForeignKey(
        "exchange.Peer", models.PROTECT, null=True, related_name="+", verbose_name="từ hệ thống"
    )
    sender_agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, null=True, related_name="+",
        verbose_name="cơ quan gửi",
    )  # fmt: skip
    sender_code = models.CharField("mã cơ quan gửi", max_length=35)
    sender_name = models.CharField("tên cơ quan gửi", max_length=200, blank=True)
    sent_by = models.CharField("người gửi", max_length=150, blank=True)
    document_id = models.CharField("mã văn bản liên thông", max_length=250)
    business = models.PositiveSmallIntegerField(
        "nghiệp vụ", choices=Business.choices, default=Business.NEW
    )
    serial = models.PositiveIntegerField("lần cập nhật", default=0)
    digest = models.CharField("mã băm nội dung", max_length=64)
    subject_kind = models.CharField("loại đối tượng", max_length=60, blank=True)
    subject_id = models.BigIntegerField("mã đối tượng", null=True)
    code = models.CharField("số, ký hiệu", max_length=150, blank=True)
    title = models.CharField("trích yếu", max_length=500, blank=True)
    letter = models.JSONField("nội dung gói tin")
    sealed = models.ForeignKey(
        "files.Blob", models.PROTECT, null=True, related_name="+", verbose_name="gói tin"
    )
    targets = models.JSONField("văn bản bị tác động", default=list)
    created_at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "phong bì"
        verbose_name_plural = "phong bì"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sender_code", "document_id", "business", "serial"],
                name="exchange_envelope_once",
            ),
            models.CheckConstraint(
                condition=Q(direction=Direction.SENT, origin_peer__isnull=True,
                            sender_agency__isnull=False, subject_id__isnull=False)
                | Q(direction=Direction.RECEIVED, origin_peer__isnull=False,
                    subject_id__isnull=True),
                name="exchange_envelope_has_origin",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="exchange_envelope_subject"),
            models.Index(fields=["document_id"], name="exchange_envelope_document"),
            models.Index(fields=["sender_agency", "-id"], name="exchange_envelope_sender"),
            models.Index(fields=["origin_peer", "created_at"], name="exchange_envelope_peer"),
            models.Index(fields=["created_at"], name="exchange_envelope_at"),
        ]

    def __str__(self) -> str:
        return self.document_id

    @property
    def subject(self) -> Subject | None:
        """What the sender's side sent; None when it came from a peer."""
        return Subject(self.subject_kind, self.subject_id) if self.subject_id else None


class EnvelopeFile(models.Model):
    """A file that the envelope carries; the first one is the main document."""

    envelope = models.ForeignKey(
        Envelope, models.CASCADE, related_name="files", verbose_name="phong bì"
    )
    position = models.PositiveSmallIntegerField("thứ tự")
    blob = models.ForeignKey(
        "files.Blob", models.PROTECT, related_name="+", verbose_name="nội dung tệp"
    )
    name = models.CharField("tên tệp", max_length=255)
    description = models.CharField("mô tả", max_length=500, blank=True)

    class Meta:
        verbose_name = "tệp trong phong bì"
        verbose_name_plural = "tệp trong phong bì"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["envelope", "position"], name="exchange_file_position_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def pending(self) -> DeliveryQuerySet:
        """Still on its way from here."""
        return self.filter(state__in=PENDING)

    def due(self, at: datetime) -> DeliveryQuerySet:
        """To be tried at that moment, and in nobody's hands; the oldest first."""
        return self.pending().filter(
            Q(next_try_at__isnull=True) | Q(next_try_at__lte=at),
            Q(claimed_until__isnull=True) | Q(claimed_until__lte=at),
        ).order_by("id")  # fmt: skip


class Delivery(models.Model):
    """The way of one envelope to one recipient, here (``agency``) or at a peer.

    ``lane`` is sender and recipient: what goes the same lane arrives in the order of the ids.
    ``status`` is the highest business status, ``recall`` the last word about taking the letter
    back. ``received_*`` is what the receiving room made of it. ``claimed_until`` is the lease of
    the worker that has it in hand.
    """

    envelope = models.ForeignKey(
        Envelope, models.CASCADE, related_name="deliveries", verbose_name="phong bì"
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    organ_code = models.CharField("mã nơi nhận", max_length=35)
    name = models.CharField("tên nơi nhận", max_length=200, blank=True)
    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, null=True, related_name="+",
        verbose_name="cơ quan nhận",
    )  # fmt: skip
    peer = models.ForeignKey(
        "exchange.Peer", models.PROTECT, null=True, related_name="+", verbose_name="qua hệ thống"
    )
    lane = models.CharField("luồng", max_length=80)
    state = models.CharField(
        "tình trạng", max_length=9, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    status = models.CharField("trạng thái xử lý", max_length=10, blank=True)
    status_at = models.DateTimeField("trạng thái lúc", null=True)
    recall = models.CharField("thu hồi", max_length=2, blank=True)
    recall_at = models.DateTimeField("thu hồi lúc", null=True)
    note = models.CharField("lời kèm", max_length=1000, blank=True)
    attempts = models.PositiveIntegerField("số lần gửi", default=0)
    refusals = models.PositiveIntegerField("số lần bên nhận báo lỗi", default=0)
    next_try_at = models.DateTimeField("gửi lại lúc", null=True)
    claimed_until = models.DateTimeField("đang gửi đến", null=True)
    waiting_since = models.DateTimeField("chờ từ")
    cause = models.CharField("nguyên nhân", max_length=500, blank=True)
    remote_id = models.CharField("mã ở bên nhận", max_length=120, blank=True)
    sent_at = models.DateTimeField("gửi lúc", null=True)
    arrived_at = models.DateTimeField("đến lúc", null=True)
    received_kind = models.CharField("loại đối tượng nhận", max_length=60, blank=True)
    received_id = models.BigIntegerField("mã đối tượng nhận", null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "lượt gửi"
        verbose_name_plural = "lượt gửi"
        ordering = ["envelope_id", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["envelope", "organ_code"], name="exchange_delivery_once"
            ),
            models.UniqueConstraint(
                fields=["envelope", "agency"], condition=Q(agency__isnull=False),
                name="exchange_delivery_agency_once",
            ),
            models.CheckConstraint(
                condition=Q(agency__isnull=False, peer__isnull=True)
                | Q(agency__isnull=True, peer__isnull=False),
                name="exchange_delivery_one_way",
            ),
            models.CheckConstraint(
                condition=Q(state__in=PENDING) | Q(claimed_until__isnull=True),
                name="exchange_delivery_claim_pending",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[DeliveryState.FAILED, DeliveryState.DEAD]) | ~Q(cause=""),
                name="exchange_delivery_failure_has_cause",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["peer", "id"], condition=Q(state__in=PENDING), name="exchange_delivery_due"
            ),
            models.Index(
                fields=["lane", "id"], condition=Q(state__in=PENDING), name="exchange_delivery_lane"
            ),
            models.Index(
                fields=["state", "waiting_since"], name="exchange_delivery_state"
            ),
            models.Index(fields=["agency", "-id"], name="exchange_delivery_agency"),
            models.Index(fields=["received_kind", "received_id"], name="exchange_delivery_received"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name or self.organ_code

    @property
    def received(self) -> Subject | None:
        """What the receiving room made of it; None while it is on its way or elsewhere."""
        return Subject(self.received_kind, self.received_id) if self.received_id else None

    @property
    def status_label(self) -> str:
        return status_label(self.status)

    @property
    def recall_label(self) -> str:
        return status_label(self.recall)
