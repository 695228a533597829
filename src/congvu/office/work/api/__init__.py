"""The API of work: desks, tasks, opinions, extensions, reminders, notes, watching."""

from congvu.office.work.api import desk, talk, tasks
from congvu.office.work.api.router import router

__all__ = ["desk", "router", "talk", "tasks"]
