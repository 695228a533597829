"""Refusals of backup and restore."""

from __future__ import annotations

from congvu.core.kernel.errors import DomainError


class BackupRefused(DomainError):
    """Nothing was changed; the sentence says what is in the way and what to do."""

    code = "backup_refused"
    status = 409
