"""The verbs of the way to the national portal: keyword-only, with ``actor`` and ``at``."""

from congvu.counter.national.actions.catalogue import fetch_catalogue
from congvu.counter.national.actions.filings import fetch_filings, retry_filing, take_filing
from congvu.counter.national.actions.listening import hear
from congvu.counter.national.actions.messages import discard, refuse, resend, resend_dossier
from congvu.counter.national.actions.portals import check_portal, pause_portal, save_portal
from congvu.counter.national.actions.reckoning import (
    ask_reckoning,
    mend,
    reckon,
    record_reckoning,
)
from congvu.counter.national.actions.sending import send_waiting

__all__ = [
    "ask_reckoning",
    "check_portal",
    "discard",
    "fetch_catalogue",
    "fetch_filings",
    "hear",
    "mend",
    "pause_portal",
    "reckon",
    "record_reckoning",
    "refuse",
    "resend",
    "resend_dossier",
    "retry_filing",
    "save_portal",
    "send_waiting",
    "take_filing",
]
