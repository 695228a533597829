"""Hours that may be booked, and who booked them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from congvu.counter.queue.choices import AppointmentState, BookedBy
from congvu.counter.queue.models.hall import ServiceGroup
from congvu.counter.queue.models.ticket import Ticket


class Slot(models.Model):
    """Khung giờ hẹn: made by its first booking, whose row is the lock of the next ones."""

    group = models.ForeignKey(
        ServiceGroup, models.PROTECT, related_name="slots", verbose_name="nhóm dịch vụ"
    )
    starts_at = models.DateTimeField("bắt đầu lúc")
    capacity = models.PositiveSmallIntegerField("số chỗ")
    taken = models.PositiveSmallIntegerField("đã đặt", default=0)

    class Meta:
        verbose_name = "khung giờ hẹn"
        verbose_name_plural = "khung giờ hẹn"
        constraints = [
            models.UniqueConstraint(fields=["group", "starts_at"], name="slot_once"),
            models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="slot_not_overfull"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%d/%m/%Y %H:%M}"


class Appointment(models.Model):
    """Lịch hẹn: a place in a slot; ``code`` is all that is needed to come, see and cancel."""

    slot = models.ForeignKey(
        Slot, models.PROTECT, related_name="appointments", verbose_name="khung giờ"
    )
    code = models.CharField("mã hẹn", max_length=12, unique=True)
    name = models.CharField("họ và tên", max_length=100)
    phone = models.CharField("điện thoại", max_length=20)
    state = models.CharField(
        "trạng thái", max_length=10, choices=AppointmentState.choices,
        default=AppointmentState.BOOKED,
    )  # fmt: skip
    booked_by = models.CharField("cách đặt", max_length=8, choices=BookedBy.choices)
    booked_at = models.DateTimeField("đặt lúc")
    request_key = models.CharField("khóa yêu cầu", max_length=64, unique=True)
    ticket = models.OneToOneField(
        Ticket, models.PROTECT, null=True, blank=True, related_name="appointment",
        verbose_name="phiếu",
    )  # fmt: skip

    class Meta:
        verbose_name = "lịch hẹn"
        verbose_name_plural = "lịch hẹn"
        ordering = ["slot", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=AppointmentState.ARRIVED, ticket__isnull=False)
                | (~Q(state=AppointmentState.ARRIVED) & Q(ticket=None)),
                name="appointment_ticket_when_arrived",
            )
        ]

    def __str__(self) -> str:
        return self.code
