"""The reading door of the catalogue. What is published is public; drafts are for its keepers."""

from congvu.counter.procedures.queries.catalogue import (
    catalogue,
    field_codes,
    field_names,
    fields_on,
    matching,
    procedure,
    procedure_cards,
    published_version,
    readable_procedures,
    today,
    version,
    version_on,
    versions_of,
)
from congvu.counter.procedures.queries.comparing import differences
from congvu.counter.procedures.queries.counts import (
    ServiceCounts,
    complete_services,
    service_counts,
)
from congvu.counter.procedures.queries.forms import (
    export_form,
    form_cards,
    form_definition,
    form_definitions,
    form_on,
    form_version,
    forms_of,
    readable_forms,
    schema_of,
)
from congvu.counter.procedures.queries.imports import import_run, import_runs
from congvu.counter.procedures.queries.offerings import (
    offering_on,
    offerings_of_agency,
    offerings_on,
    providers_of,
)
from congvu.counter.procedures.queries.processes import (
    process_cards,
    process_for,
    process_on,
    processes_of,
    readable_processes,
    shape_of,
    shapes_of,
)
from congvu.counter.procedures.queries.terms import SettlementTerm, settlement_term
from congvu.counter.procedures.rows import reading_of, record_of, records_of

__all__ = [
    "ServiceCounts",
    "SettlementTerm",
    "catalogue",
    "complete_services",
    "differences",
    "export_form",
    "field_codes",
    "field_names",
    "fields_on",
    "form_cards",
    "form_definition",
    "form_definitions",
    "form_on",
    "form_version",
    "forms_of",
    "import_run",
    "import_runs",
    "matching",
    "offering_on",
    "offerings_of_agency",
    "offerings_on",
    "procedure",
    "procedure_cards",
    "process_cards",
    "process_for",
    "process_on",
    "processes_of",
    "providers_of",
    "published_version",
    "readable_forms",
    "readable_procedures",
    "readable_processes",
    "reading_of",
    "record_of",
    "records_of",
    "schema_of",
    "service_counts",
    "settlement_term",
    "shape_of",
    "shapes_of",
    "today",
    "version",
    "version_on",
    "versions_of",
]
