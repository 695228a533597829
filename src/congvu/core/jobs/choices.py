"""The states of a job."""

from django.db.models import TextChoices


class State(TextChoices):
    WAITING = "waiting", "Đang chờ"
    RUNNING = "running", "Đang chạy"
    DONE = "done", "Đã xong"
    DEAD = "dead", "Không chạy được"


OPEN = (State.WAITING, State.RUNNING)
"""States in which a job still has a due moment."""
