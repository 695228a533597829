"""Messages on their way to the national portal: the outbox."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.counter.national.choices import MessageState, Service


class Message(models.Model):
    """What one event of a dossier tells the portal; written in the event's own transaction.

    Messages of a dossier leave in the order of their events. The payload is made when it leaves,
    as the dossier stood at its event, and kept with what the portal said. ``status`` is the
    national code 1-10. A message has one name for ever (:attr:`name`), so that it may be sent
    twice and count once.
    """

    dossier = models.ForeignKey(
        "dossiers.Dossier", models.CASCADE, related_name="+", verbose_name="hồ sơ"
    )
    event = models.ForeignKey(
        "dossiers.Event", models.CASCADE, related_name="+", verbose_name="diễn biến"
    )
    agency_id_then = models.BigIntegerField("cơ quan")
    service = models.PositiveSmallIntegerField("việc", choices=Service.choices)
    status = models.PositiveSmallIntegerField("trạng thái quốc gia")
    state = models.CharField(
        "tình trạng", max_length=8, choices=MessageState.choices, default=MessageState.WAITING
    )
    queued_at = models.DateTimeField("xếp hàng lúc")
    next_try_at = models.DateTimeField("gửi lại lúc", null=True, blank=True)
    tries = models.PositiveIntegerField("số lần gửi", default=0)
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    cause = models.CharField("nguyên nhân", max_length=500, blank=True)
    payload = models.JSONField("nội dung", null=True, blank=True)
    answer = models.CharField("cổng trả lời", max_length=500, blank=True)

    class Meta:
        verbose_name = "thông điệp lên cổng quốc gia"
        verbose_name_plural = "thông điệp lên cổng quốc gia"
        ordering = ["event_id", "service"]
        constraints = [
            models.UniqueConstraint(fields=["event", "service"], name="national_message_once"),
            models.CheckConstraint(
                condition=~Q(state=MessageState.SENT) | Q(sent_at__isnull=False),
                name="national_message_sent_at",
            ),
            models.CheckConstraint(
                condition=~Q(state=MessageState.DEAD) | ~Q(cause=""),
                name="national_message_dead_in_words",
            ),
            models.CheckConstraint(
                condition=Q(status__gte=1, status__lte=10), name="national_message_status"
            ),
        ]
        indexes = [
            models.Index(
                fields=["event", "service"], condition=Q(state=MessageState.WAITING),
                name="national_message_waiting",
            ),
            models.Index(
                fields=["dossier"], condition=Q(state=MessageState.DEAD),
                name="national_message_dead",
            ),
            models.Index(fields=["dossier", "event", "service"], name="national_message_lane"),
            models.Index(
                fields=["agency_id_then", "state", "-event"], name="national_message_of_agency"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name by which the portal knows a message that comes twice."""
        return f"{self.event_id}-{self.service}"
