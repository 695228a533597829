"""The queue, the schedule and the workers: three tables in the one database."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from congvu.core.jobs.choices import OPEN, State


class JobQuerySet(models.QuerySet["Job"]):
    def due(self, at: datetime) -> JobQuerySet:
        """Waiting jobs whose time has come, and running ones whose worker has vanished."""
        return self.filter(due_at__lte=at).order_by("due_at", "id")

    def open(self) -> JobQuerySet:
        return self.filter(state__in=OPEN)

    def dead(self) -> JobQuerySet:
        return self.filter(state=State.DEAD).order_by("-finished_at", "-id")


class Job(models.Model):
    """One piece of work to be done after the commit that asked for it (việc chạy nền).

    ``due_at`` drives everything: for a waiting job the moment it may start, for a running one
    the end of the worker's lease, NULL when finished. A worker killed with the job in its
    hands stops renewing the lease, and the job comes due again.
    """

    name = models.CharField("loại việc", max_length=80)
    key = models.CharField("khóa sự kiện", max_length=200, blank=True)
    args = models.JSONField("tham số", default=dict)
    owner = models.CharField("của ai", max_length=150, blank=True)
    state = models.CharField(
        "trạng thái", max_length=10, choices=State.choices, default=State.WAITING
    )
    created_at = models.DateTimeField("tạo lúc")
    run_after = models.DateTimeField("chạy sau", null=True)
    due_at = models.DateTimeField("đến hạn", null=True)
    attempt = models.PositiveSmallIntegerField("lần chạy", default=0)
    worker = models.CharField("tiến trình", max_length=100, blank=True)
    error = models.TextField("lỗi gần nhất", blank=True)
    finished_at = models.DateTimeField("kết thúc lúc", null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "việc chạy nền"
        verbose_name_plural = "việc chạy nền"
        constraints = [
            models.UniqueConstraint(
                fields=["name", "key"], condition=~Q(key=""), name="jobs_job_once_per_event"
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, due_at__isnull=False)
                | Q(state__in=[State.DONE, State.DEAD], due_at__isnull=True),
                name="jobs_job_open_means_due",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], condition=Q(due_at__isnull=False), name="jobs_job_due"
            ),
            models.Index(
                fields=["finished_at"],
                condition=Q(finished_at__isnull=False),
                name="jobs_job_finished",
            ),
            models.Index(
                fields=["-finished_at"], condition=Q(state=State.DEAD), name="jobs_job_dead"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk} ({self.get_state_display()})"


class ScheduledJob(models.Model):
    """The next tick of a registered schedule; its row lock makes one worker serve a tick."""

    name = models.CharField("loại việc", max_length=80, primary_key=True)
    next_at = models.DateTimeField("lần tới")
    last_at = models.DateTimeField("lần trước", null=True)

    class Meta:
        verbose_name = "việc định kỳ"
        verbose_name_plural = "việc định kỳ"

    def __str__(self) -> str:
        return self.name


class Worker(models.Model):
    """A worker process and the last moment it showed a sign of life (tiến trình chạy nền)."""

    name = models.CharField("tên", max_length=100, primary_key=True)
    started_at = models.DateTimeField("khởi động lúc")
    seen_at = models.DateTimeField("tín hiệu gần nhất")
    done = models.PositiveBigIntegerField("số việc đã làm", default=0)

    class Meta:
        verbose_name = "tiến trình chạy nền"
        verbose_name_plural = "tiến trình chạy nền"

    def __str__(self) -> str:
        return self.name
