"""The writing door of the catalogue."""

from congvu.counter.procedures.actions.fields import save_field
from congvu.counter.procedures.actions.imports import ImportReport, import_catalogue
from congvu.counter.procedures.actions.offerings import Terms, offer, stop_offering
from congvu.counter.procedures.actions.staging import (
    confirm_import,
    discard_import,
    read_run,
    stage_import,
)
from congvu.counter.procedures.actions.versions import (
    discard_draft,
    draft_version,
    publish_version,
    withdraw_procedure,
)

__all__ = [
    "ImportReport",
    "Terms",
    "confirm_import",
    "discard_draft",
    "discard_import",
    "draft_version",
    "import_catalogue",
    "offer",
    "publish_version",
    "read_run",
    "save_field",
    "stage_import",
    "stop_offering",
    "withdraw_procedure",
]
