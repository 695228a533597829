"""Steps of a dossier that follows an internal process, questions to other agencies, joint work."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from congvu.counter.dossiers.choices import JointState
from congvu.counter.procedures.choices import StepHolder, StepKind

OPEN = Q(closed_at__isnull=True)


class DossierStep(models.Model):
    """One opening of one step of the dossier's process: who has it, until when, how it was left.

    The database holds what the engine promises: a step is open once at most, and one open step
    leads (alone, or in its parallel group).
    """

    dossier = models.ForeignKey(
        "dossiers.Dossier", models.CASCADE, related_name="steps", verbose_name="hồ sơ"
    )
    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan"
    )
    code = models.CharField("mã bước", max_length=40)
    name = models.CharField("tên bước", max_length=200)
    kind = models.CharField("loại bước", max_length=12, choices=StepKind.choices)
    holder = models.CharField("người thực hiện", max_length=12, choices=StepHolder.choices)
    leads = models.BooleanField("chủ trì", default=True)
    hours = models.PositiveSmallIntegerField("số giờ làm việc")
    unit = models.ForeignKey(
        "organisation.Unit", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="đơn vị",
    )  # fmt: skip
    post = models.ForeignKey(
        "organisation.Post", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="vị trí",
    )  # fmt: skip
    holder_name = models.CharField("nơi giữ", max_length=200)
    opened_at = models.DateTimeField("mở lúc")
    due_at = models.DateTimeField("hạn bước", null=True, blank=True)
    closed_at = models.DateTimeField("xong lúc", null=True, blank=True)
    closed_by = models.CharField("người làm xong", max_length=150, blank=True)
    move = models.CharField("thao tác", max_length=40, blank=True)
    move_name = models.CharField("tên thao tác", max_length=200, blank=True)
    remark = models.TextField("ý kiến", blank=True)

    class Meta:
        verbose_name = "bước của hồ sơ"
        verbose_name_plural = "bước của hồ sơ"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "code"], condition=OPEN, name="dossier_step_open_once"
            ),
            models.UniqueConstraint(
                fields=["dossier"], condition=OPEN & Q(leads=True), name="dossier_step_one_lead"
            ),
            models.CheckConstraint(
                condition=OPEN | Q(closed_at__gte=F("opened_at")),
                name="dossier_step_closed_after_opened",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "due_at"], condition=OPEN, name="dossier_step_of_unit"),
            models.Index(fields=["post", "due_at"], condition=OPEN, name="dossier_step_of_post"),
            models.Index(
                fields=["agency", "holder", "due_at"], condition=OPEN,
                name="dossier_step_of_agency",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def late(self) -> bool:
        """Left after its date; an open step is judged by whoever knows the time."""
        return None not in (self.due_at, self.closed_at) and self.closed_at > self.due_at  # type: ignore[operator]


class Consultation(models.Model):
    """A question to another agency of the installation with a deadline (Điều 19.5).

    Silence after the deadline is written down and reported to the head of the one-stop desk; a
    late answer still comes in.
    """

    dossier = models.ForeignKey(
        "dossiers.Dossier", models.CASCADE, related_name="consultations", verbose_name="hồ sơ"
    )
    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan được hỏi"
    )
    step_code = models.CharField("bước", max_length=40, blank=True)
    question = models.TextField("nội dung xin ý kiến")
    asked_at = models.DateTimeField("hỏi lúc")
    asked_by = models.CharField("người hỏi", max_length=150)
    due_at = models.DateTimeField("hạn trả lời")
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    answered_by = models.CharField("người trả lời", max_length=150, blank=True)
    answer = models.TextField("ý kiến", blank=True)
    silent_at = models.DateTimeField("ghi nhận quá hạn lúc", null=True, blank=True)

    class Meta:
        verbose_name = "xin ý kiến"
        verbose_name_plural = "xin ý kiến"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(answer=""),
                name="consultation_answered_in_words",
            ),
            models.CheckConstraint(condition=~Q(question=""), name="consultation_asks_something"),
        ]
        indexes = [
            models.Index(
                fields=["agency", "due_at"], condition=Q(answered_at__isnull=True),
                name="consultation_waiting",
            ),
            models.Index(
                fields=["due_at"], condition=Q(answered_at__isnull=True, silent_at__isnull=True),
                name="consultation_running_out",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.question[:80]


class Joint(models.Model):
    """Joint work (liên thông): what a step asks of another agency, as a child dossier there.

    Scans are not copied: the child's papers point at the same contents. ``error`` says why the
    child could not be made or gave no result; it is tried again by hand. ``gaps`` is what the other
    agency has asked to be supplied, gathered here until it was. A child in another installation
    is no row here: its end is ``JointLink``.
    """

    dossier = models.ForeignKey(
        "dossiers.Dossier", models.CASCADE, related_name="joints", verbose_name="hồ sơ gốc"
    )
    step = models.OneToOneField(
        DossierStep, models.CASCADE, related_name="joint", verbose_name="bước"
    )
    agency = models.ForeignKey(
        "organisation.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan liên thông"
    )
    procedure_code = models.CharField("thủ tục liên thông", max_length=40)
    state = models.CharField(
        "trạng thái", max_length=10, choices=JointState.choices, default=JointState.WAITING
    )
    child = models.OneToOneField(
        "dossiers.Dossier", models.PROTECT, null=True, blank=True, related_name="joint_of",
        verbose_name="hồ sơ liên thông",
    )  # fmt: skip
    asked_at = models.DateTimeField("chuyển lúc")
    owner_name = models.CharField("người chuyển", max_length=150)
    tries = models.PositiveSmallIntegerField("số lần thử", default=0)
    error = models.TextField("lỗi", blank=True)
    failed_at = models.DateTimeField("lỗi lúc", null=True, blank=True)
    away = models.BooleanField("ở hệ thống khác", default=False, db_default=False)
    gaps = models.JSONField("điểm cần bổ sung", default=list, blank=True)
    returned_at = models.DateTimeField("có kết quả lúc", null=True, blank=True)
    outcome = models.CharField("kết quả", max_length=500, blank=True)

    class Meta:
        verbose_name = "liên thông"
        verbose_name_plural = "liên thông"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[JointState.SENT, JointState.RETURNED])
                | Q(child__isnull=False)
                | Q(away=True),
                name="joint_sent_has_a_child",
            )
        ]
        indexes = [models.Index(fields=["state", "asked_at"], name="joint_by_state")]

    def __str__(self) -> str:
        return f"{self.procedure_code}: {JointState(self.state).label}"
