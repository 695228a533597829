"""The writing door of the catalogue."""

from congvu.counter.procedures.actions.fields import save_field
from congvu.counter.procedures.actions.forms import (
    copy_form,
    create_form,
    discard_form,
    draft_form,
    edit_form,
    import_form,
    publication_flaws,
    publish_form,
    withdraw_form,
)
from congvu.counter.procedures.actions.imports import ImportReport, import_catalogue
from congvu.counter.procedures.actions.offerings import Terms, offer, stop_offering
from congvu.counter.procedures.actions.processes import (
    copy_process,
    discard_process,
    draft_process,
    edit_process,
    import_process,
    limit_hours,
    process_flaws,
    publish_process,
    withdraw_process,
)
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
from congvu.counter.procedures.imports import read_table

__all__ = [
    "ImportReport",
    "Terms",
    "confirm_import",
    "copy_form",
    "copy_process",
    "create_form",
    "discard_draft",
    "discard_form",
    "discard_import",
    "discard_process",
    "draft_form",
    "draft_process",
    "draft_version",
    "edit_form",
    "edit_process",
    "import_catalogue",
    "import_form",
    "import_process",
    "limit_hours",
    "offer",
    "process_flaws",
    "publication_flaws",
    "publish_form",
    "publish_process",
    "publish_version",
    "read_run",
    "read_table",
    "save_field",
    "stage_import",
    "stop_offering",
    "withdraw_form",
    "withdraw_procedure",
    "withdraw_process",
]
