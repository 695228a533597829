"""By what a rule knows its procedure."""

from __future__ import annotations

import re

from congvu.core.kernel.procedurecode import parse_procedure_code

_OWN = re.compile(r"[A-Z]{1,10}[A-Z0-9.-]{0,29}")
"""Codes that an agency gives while a procedure has no national one: ``BG-5001``."""


def procedure_key(code: str) -> str:
    """The first two groups of a national code, or an agency's own code as it is.

    :raises Invalid: neither
    """
    text = code.strip().upper()
    if _OWN.fullmatch(text) and any(sign.isdigit() for sign in text):
        return text
    return parse_procedure_code(text).key
