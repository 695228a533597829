"""Reading doors of the signing room."""

from congvu.office.signing.pictures import content_of as likeness_content
from congvu.office.signing.pictures import current as likeness_of
from congvu.office.signing.places import find, number_date, seal_beside, top_right
from congvu.office.signing.queries import trust, validation
from congvu.office.signing.queries.keys import (
    agency_keys,
    envelope_key,
    key_for,
    keys_for,
    own_keys,
    person_key_for_letters,
    seal_keys,
)
from congvu.office.signing.queries.records import records_of
from congvu.office.signing.queries.requests import (
    Progress,
    progress_of,
    request_for,
    requests_of,
    requests_waiting,
    waiting_for,
    waiting_number,
)

__all__ = [
    "Progress",
    "agency_keys",
    "envelope_key",
    "find",
    "key_for",
    "keys_for",
    "likeness_content",
    "likeness_of",
    "number_date",
    "own_keys",
    "person_key_for_letters",
    "progress_of",
    "records_of",
    "request_for",
    "requests_of",
    "requests_waiting",
    "seal_beside",
    "seal_keys",
    "top_right",
    "trust",
    "validation",
    "waiting_for",
    "waiting_number",
]
