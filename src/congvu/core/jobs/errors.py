"""Refusals of the jobs room."""

from __future__ import annotations


class UnknownJob(LookupError):
    """A name that no room registered: a programming error, seen at once by the caller."""


class GiveUp(Exception):
    """Raised by a handler that knows that another attempt cannot help: the job dies now."""
