"""The writing door of the catalogue."""

from congvu.counter.procedures.actions.fields import save_field
from congvu.counter.procedures.actions.imports import ImportReport, import_catalogue
from congvu.counter.procedures.actions.offerings import Terms, offer, stop_offering
from congvu.counter.procedures.actions.versions import (
    discard_draft,
    draft_version,
    publish_version,
    withdraw_procedure,
)

__all__ = [
    "ImportReport",
    "Terms",
    "discard_draft",
    "draft_version",
    "import_catalogue",
    "offer",
    "publish_version",
    "save_field",
    "stop_offering",
    "withdraw_procedure",
]
