"""Which sizes and types each use accepts: one table."""

from __future__ import annotations

from dataclasses import dataclass

from congvu.core.files.choices import Use

MB = 1024 * 1024

PAPERS = frozenset({"pdf", "docx", "odt", "doc", "rtf"})
PICTURES = frozenset({"png", "jpg", "tiff"})
SHEETS = frozenset({"xlsx", "ods", "xls", "csv"})
SLIDES = frozenset({"pptx", "odp", "ppt"})
DATA = frozenset({"txt", "xml"})

CEILING = 200 * MB
"""No upload is larger, whatever its use; the gateway in front of us should say the same."""


@dataclass(frozen=True, slots=True)
class Rule:
    """``max_bytes`` is inclusive; ``kinds`` are names of ``kinds.KINDS``."""

    max_bytes: int
    kinds: frozenset[str]


RULES: dict[Use, Rule] = {
    Use.MAIN: Rule(CEILING, PAPERS | PICTURES),
    Use.ATTACHMENT: Rule(CEILING, PAPERS | PICTURES | SHEETS | SLIDES | DATA | {"zip"}),
    Use.DRAFT: Rule(50 * MB, PAPERS | SHEETS | SLIDES),
    Use.WORK: Rule(CEILING, PAPERS | PICTURES | SHEETS | SLIDES | DATA | {"zip"}),
    Use.RESULT: Rule(50 * MB, PAPERS | PICTURES),
    Use.IMPORT: Rule(50 * MB, SHEETS | DATA | {"zip"}),
    Use.PICTURE: Rule(10 * MB, frozenset({"png", "jpg"})),
}
