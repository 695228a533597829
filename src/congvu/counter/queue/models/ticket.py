"""A ticket, the day's serial of its group, and everything that happened to it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.counter.queue.choices import AT_COUNTER, IN_LINE, Priority, TicketState, TicketVerb
from congvu.counter.queue.models.counter import Counter
from congvu.counter.queue.models.hall import Hall, ServiceGroup


class DayLine(models.Model):
    """Last number a group gave on a day (Vietnam's); its row is the lock of taking and calling."""

    group = models.ForeignKey(
        ServiceGroup, models.PROTECT, related_name="lines", verbose_name="nhóm dịch vụ"
    )
    day = models.DateField("ngày")
    last_number = models.PositiveIntegerField("số cuối", default=0)

    class Meta:
        verbose_name = "hàng của ngày"
        verbose_name_plural = "hàng của ngày"
        constraints = [models.UniqueConstraint(fields=["group", "day"], name="day_line_once")]

    def __str__(self) -> str:
        return f"{self.group_id} {self.day:%d/%m/%Y}: {self.last_number}"


class Ticket(models.Model):
    """Phiếu (số thứ tự). ``first_group`` gave the number, ``group`` is where it waits now.

    ``place_at`` is its place in line and stays when it is transferred. ``state_at`` is when the
    state began. ``key`` opens the holder's page; ``request_key`` makes a repeated request the
    same ticket. The subject (a dossier) stands in a higher room.
    """

    hall = models.ForeignKey(Hall, models.PROTECT, related_name="+", verbose_name="sảnh")
    first_group = models.ForeignKey(
        ServiceGroup, models.PROTECT, related_name="+", verbose_name="nhóm cấp số"
    )
    group = models.ForeignKey(
        ServiceGroup, models.PROTECT, related_name="tickets", verbose_name="nhóm dịch vụ"
    )
    day = models.DateField("ngày")
    number = models.PositiveIntegerField("số thứ tự")
    code = models.CharField("số trên phiếu", max_length=12)
    priority = models.CharField("diện ưu tiên", max_length=12, choices=Priority.choices, blank=True)
    favoured = models.BooleanField("được ưu tiên", default=False)
    state = models.CharField(
        "trạng thái", max_length=12, choices=TicketState.choices, default=TicketState.WAITING
    )
    counter = models.ForeignKey(
        Counter, models.PROTECT, null=True, blank=True, related_name="tickets", verbose_name="quầy"
    )
    taken_at = models.DateTimeField("lấy số lúc")
    place_at = models.DateTimeField("tính chờ từ")
    state_at = models.DateTimeField("trạng thái từ")
    called_at = models.DateTimeField("gọi lúc", null=True, blank=True)
    served_at = models.DateTimeField("phục vụ từ", null=True, blank=True)
    ended_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    calls = models.PositiveSmallIntegerField("số lần gọi", default=0)
    key = models.CharField("khóa xem phiếu", max_length=32, unique=True)
    request_key = models.CharField("khóa yêu cầu", max_length=64)
    subject_kind = models.CharField("loại đối tượng", max_length=60, blank=True)
    subject_id = models.BigIntegerField("mã đối tượng", null=True, blank=True)

    class Meta:
        verbose_name = "phiếu"
        verbose_name_plural = "phiếu"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["first_group", "day", "number"], name="ticket_number_once"
            ),
            models.UniqueConstraint(
                fields=["first_group", "request_key"], name="ticket_request_once"
            ),
            models.UniqueConstraint(
                fields=["counter"], condition=Q(state__in=AT_COUNTER), name="ticket_one_at_counter"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=AT_COUNTER) | Q(counter__isnull=False),
                name="ticket_called_to_counter",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="ticket_from_1"),
        ]
        indexes = [
            models.Index(
                fields=["group", "day", "favoured", "place_at", "id"], condition=Q(state__in=IN_LINE),
                name="ticket_in_line",
            ),
            models.Index(fields=["hall", "day", "state"], name="ticket_hall_day"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.code


class TicketEvent(models.Model):
    """One thing that happened to a ticket, never changed; every figure is counted from these.

    ``seconds`` is how long the state before had lasted.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="events", verbose_name="phiếu")
    hall = models.ForeignKey(Hall, models.PROTECT, related_name="+", verbose_name="sảnh")
    group = models.ForeignKey(
        ServiceGroup, models.PROTECT, related_name="+", verbose_name="nhóm dịch vụ"
    )
    counter = models.ForeignKey(
        Counter, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="quầy"
    )
    day = models.DateField("ngày")
    at = models.DateTimeField("lúc")
    verb = models.CharField("việc", max_length=10, choices=TicketVerb.choices)
    source = models.CharField("từ trạng thái", max_length=12, blank=True)
    target = models.CharField("đến trạng thái", max_length=12, choices=TicketState.choices)
    seconds = models.PositiveIntegerField("trạng thái trước kéo dài (giây)", default=0)
    favoured = models.BooleanField("được ưu tiên", default=False)
    actor_name = models.CharField("người thực hiện", max_length=150)
    text = models.CharField("lý do", max_length=300, blank=True)

    class Meta:
        verbose_name = "diễn biến của phiếu"
        verbose_name_plural = "diễn biến của phiếu"
        ordering = ["id"]
        indexes = [
            models.Index(fields=["hall", "day", "verb"], name="ticket_event_day"),
            models.Index(fields=["group", "verb", "-id"], name="ticket_event_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.at:%d/%m/%Y %H:%M:%S}"
