"""An assignment: one holder's part in a matter (chủ trì, phối hợp, để biết)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from congvu.office.work.choices import ACTIVE, Holding, Part


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Lists that chain: ``inbox(actor).of_part(Part.LEAD).overdue(day)``."""

    def active(self) -> AssignmentQuerySet:
        """Waiting to be opened or being worked on."""
        return self.filter(state__in=ACTIVE)

    def unopened(self) -> AssignmentQuerySet:
        return self.filter(state=Holding.WAITING)

    def opened(self) -> AssignmentQuerySet:
        return self.filter(state=Holding.OPENED)

    def of_part(self, part: str) -> AssignmentQuerySet:
        return self.filter(part=part)

    def on_kind(self, subject_kind: str) -> AssignmentQuerySet:
        return self.filter(subject_kind=subject_kind)

    def overdue(self, day: date) -> AssignmentQuerySet:
        """Past their date on ``day``."""
        return self.filter(due_on__lt=day)

    def due_by(self, day: date, until: date) -> AssignmentQuerySet:
        """Not past yet, but due by ``until`` (sắp đến hạn)."""
        return self.filter(due_on__gte=day, due_on__lte=until)


class Assignment(models.Model):
    """A part given to a post, or to a unit whose head must hand it on.

    Held by the post, not the person, so that a successor finds everything; ``to_name`` is who
    sat there then. The root assignment (no parent) is the leader's, to whom it was presented.

    ``carries``: this part took the giver's own part over, so returning, recalling or finishing
    it makes the giver's part active again. A lead part always does; a support part does when
    the head of the supporting unit handed it to one of the unit. The subject is repeated from
    the matter, so that "what may I read" needs no join.
    """

    matter = models.ForeignKey(
        "work.Matter", models.CASCADE, related_name="assignments", verbose_name="luồng"
    )
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children",
        verbose_name="giao từ",
    )  # fmt: skip
    subject_kind = models.CharField("loại đối tượng", max_length=60)
    subject_id = models.BigIntegerField("mã đối tượng")
    part = models.CharField("vai trò", max_length=8, choices=Part.choices)
    state = models.CharField(
        "trạng thái", max_length=10, choices=Holding.choices, default=Holding.WAITING
    )
    carries = models.BooleanField("nhận tiếp phần của người giao", default=False)
    to_unit = models.ForeignKey(
        "organisation.Unit", models.PROTECT, related_name="+", verbose_name="đơn vị nhận"
    )
    to_post = models.ForeignKey(
        "organisation.Post", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="người nhận",
    )  # fmt: skip
    to_name = models.CharField("tên người nhận", max_length=200)
    from_post = models.ForeignKey(
        "organisation.Post", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="người giao",
    )  # fmt: skip
    from_name = models.CharField("tên người giao", max_length=200, blank=True)
    instruction = models.TextField("bút phê", blank=True)
    due_on = models.DateField("hạn xử lý", null=True, blank=True)
    created_at = models.DateTimeField("giao lúc")
    opened_at = models.DateTimeField("mở lúc", null=True, blank=True)
    closed_at = models.DateTimeField("xong lúc", null=True, blank=True)
    result = models.TextField("kết quả", blank=True)
    reminded_on = models.DateField("đôn đốc ngày", null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "phân công xử lý"
        verbose_name_plural = "phân công xử lý"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter"],
                condition=Q(part=Part.LEAD, state__in=ACTIVE),
                name="assignment_one_active_lead",
            ),
            models.UniqueConstraint(
                fields=["matter"], condition=Q(parent__isnull=True), name="assignment_one_root"
            ),
            models.CheckConstraint(
                condition=~Q(part=Part.LEAD) | Q(parent__isnull=True) | Q(carries=True),
                name="assignment_lead_carries",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[*ACTIVE, Holding.HANDED_ON], closed_at__isnull=True)
                | Q(closed_at__isnull=False) & ~Q(state__in=[*ACTIVE, Holding.HANDED_ON]),
                name="assignment_closed_at_when_ended",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="assignment_subject"),
            # The desk of a post, and of a unit as a whole, with all that its counts and its queue
            # ask: a desk of a thousand letters is answered without looking at one of them.
            models.Index(
                fields=["to_post", "due_on", "-id", "part", "state", "subject_kind", "subject_id"],
                condition=Q(state__in=ACTIVE),
                name="assignment_post_desk",
            ),
            models.Index(
                fields=["to_unit", "due_on", "-id", "part", "state", "subject_kind", "subject_id"],
                condition=Q(state__in=ACTIVE, to_post__isnull=True),
                name="assignment_unit_desk",
            ),
            models.Index(
                fields=["to_unit", "due_on"], condition=Q(state__in=ACTIVE),
                name="assignment_unit_active",
            ),
            models.Index(
                fields=["to_post", "subject_kind", "subject_id"],
                condition=~Q(state=Holding.RECALLED),
                name="assignment_post_reads",
            ),
            models.Index(
                fields=["to_unit", "subject_kind", "subject_id"],
                condition=~Q(state=Holding.RECALLED),
                name="assignment_unit_reads",
            ),
            models.Index(
                fields=["due_on"], condition=Q(state__in=ACTIVE, due_on__isnull=False),
                name="assignment_due",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_part_display()}: {self.to_name}"

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE
