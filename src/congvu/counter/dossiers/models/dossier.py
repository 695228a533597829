"""The dossier, and what belongs to it from filing to result."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from congvu.core.kernel.worktime import Unit
from congvu.counter.dossiers.choices import FINAL, OPEN, RUNNING, Channel, State, Way
from congvu.counter.dossiers.clock import Term
from congvu.counter.dossiers.clock.terms import UNITS


class Dossier(models.Model):
    """A dossier (hồ sơ) under one version of one procedure, at the agency that settles it.

    ``due_at`` is the legal date with its account line by line in ``due_account``, both written by
    the verbs alone; the term it runs by is kept, so that a later law moves nothing. ``version`` is
    checked by every verb. The row is the lock of every verb on the dossier. ``origin_code`` is the
    code of the dossier that asked for this one (liên thông), here or in another installation.
    """

    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan giải quyết"
    )
    procedure = models.ForeignKey(
        "procedures.ProcedureVersion", models.PROTECT, related_name="+", verbose_name="thủ tục"
    )
    offering = models.ForeignKey(
        "procedures.Offering", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="dịch vụ công",
    )  # fmt: skip
    applicant = models.ForeignKey(
        "dossiers.Applicant", models.PROTECT, related_name="dossiers", verbose_name="chủ hồ sơ"
    )
    code = models.CharField("mã hồ sơ", max_length=60, unique=True)
    origin_code = models.CharField(
        "mã hồ sơ gốc", max_length=60, blank=True, default="", db_default=""
    )
    state = models.CharField("trạng thái", max_length=10, choices=State.choices, default=State.NEW)
    channel = models.PositiveSmallIntegerField("kênh thực hiện", choices=Channel.choices)
    title = models.CharField("nội dung yêu cầu", max_length=500)
    filer_name = models.CharField("người nộp thay", max_length=200, blank=True)
    filer_identifier = models.CharField("số định danh người nộp thay", max_length=14, blank=True)
    answers = models.JSONField("nội dung khai", default=dict, blank=True)
    sets = models.PositiveSmallIntegerField("số lượng bộ", default=1)

    result_way = models.CharField(
        "nhận kết quả", max_length=8, choices=Way.choices, default=Way.COUNTER
    )
    result_address = models.CharField("địa chỉ nhận kết quả", max_length=300, blank=True)

    filed_at = models.DateTimeField("nộp lúc")
    received_at = models.DateTimeField("tiếp nhận lúc", null=True, blank=True)
    receiver_name = models.CharField("người tiếp nhận", max_length=150, blank=True)
    limit_amount = models.PositiveSmallIntegerField("thời hạn", null=True, blank=True)
    limit_unit = models.CharField(
        "đơn vị tính", max_length=12, choices=list(UNITS.items()), blank=True, default=""
    )
    due_at = models.DateTimeField("hẹn trả", null=True, blank=True)
    due_account = models.JSONField("lời giải thích hạn", default=list, blank=True)
    first_due_at = models.DateTimeField("hẹn trả lần đầu", null=True, blank=True)
    settled_at = models.DateTimeField("xử lý xong lúc", null=True, blank=True)
    returned_at = models.DateTimeField("trả kết quả lúc", null=True, blank=True)
    closed_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)

    unit = models.ForeignKey(
        "organisation.Unit", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="đơn vị thụ lý",
    )  # fmt: skip
    officer_post = models.ForeignKey(
        "organisation.Post", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="người thụ lý",
    )  # fmt: skip
    officer_name = models.CharField("tên người thụ lý", max_length=150, blank=True)
    process = models.ForeignKey(
        "procedures.InternalProcess", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="quy trình nội bộ",
    )  # fmt: skip
    version = models.PositiveIntegerField("phiên bản", default=0)

    class Meta:
        verbose_name = "hồ sơ"
        verbose_name_plural = "hồ sơ"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=FINAL, closed_at__isnull=False)
                | ~Q(state__in=FINAL) & Q(closed_at__isnull=True),
                name="dossier_closed_at_when_final",
            ),
            models.CheckConstraint(
                condition=~Q(
                    state__in=[
                        State.ACCEPTED,
                        State.PROCESSING,
                        State.PAYMENT,
                        State.FINISHED,
                        State.RETURNED,
                    ]
                )
                | Q(received_at__isnull=False),
                name="dossier_received_when_worked_on",
            ),
            models.CheckConstraint(
                condition=Q(due_at__isnull=True)
                | Q(received_at__isnull=False, limit_amount__isnull=False) & ~Q(limit_unit=""),
                name="dossier_due_by_a_term",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.FINISHED, State.RETURNED])
                | Q(settled_at__isnull=False),
                name="dossier_settled_when_finished",
            ),
            models.CheckConstraint(condition=Q(sets__gte=1), name="dossier_one_set_at_least"),
        ]
        indexes = [
            models.Index(fields=["agency", "-id"], name="dossier_newest"),
            models.Index(fields=["agency", "state", "-id"], name="dossier_by_state"),
            models.Index(
                fields=["agency", "due_at", "id"], condition=Q(state__in=RUNNING),
                name="dossier_agency_due",
            ),
            models.Index(fields=["unit", "-id"], name="dossier_of_unit"),
            models.Index(fields=["unit", "state", "-id"], name="dossier_of_unit_by_state"),
            models.Index(
                fields=["unit", "due_at", "id"], condition=Q(state__in=OPEN),
                name="dossier_unit_due",
            ),
            models.Index(
                fields=["officer_post", "due_at", "id"], condition=Q(state__in=OPEN),
                name="dossier_officer_due",
            ),
            models.Index(fields=["applicant", "-id"], name="dossier_of_applicant"),
            models.Index(
                fields=["agency", "received_at", "id"], condition=Q(received_at__isnull=False),
                name="dossier_agency_received",
            ),
            models.Index(
                fields=["received_at", "agency", "procedure", "channel"],
                condition=Q(received_at__isnull=False), name="dossier_received",
            ),
            models.Index(
                fields=["settled_at", "agency", "procedure", "channel", "due_at"],
                condition=Q(settled_at__isnull=False), name="dossier_settled",
            ),
            models.Index(
                fields=["settled_at", "due_at", "received_at", "agency", "procedure"],
                condition=Q(settled_at__gt=F("due_at")), name="dossier_settled_late",
            ),
            models.Index(
                fields=["closed_at", "agency", "procedure"],
                condition=Q(settled_at__isnull=True, closed_at__isnull=False),
                name="dossier_ended_unsettled",
            ),
            models.Index(
                fields=["agency", "procedure", "due_at"],
                condition=Q(state__in=RUNNING, received_at__isnull=False), name="dossier_pending",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.code

    @property
    def term(self) -> Term | None:
        """The time limit it runs by; None where the law states none that can be counted."""
        if self.limit_amount is None:
            return None
        unit: Unit = self.limit_unit  # type: ignore[assignment] # one of the choices
        return Term(self.limit_amount, unit)
