"""The one typst compiler of the process: fonts and templates are read once.

User text travels as JSON in ``sys_inputs`` and is shown as strings; the compiler may read nothing
outside the folder of sheets. Output is PDF/A-2b and, for the same input, the same bytes.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

SHEETS = Path(__file__).resolve().parent / "sheets"
STANDARD: Final = "a-2b"

_turn = threading.Lock()


def compile_pdf(template: str, data: Mapping[str, Any], *, day: date | None = None) -> bytes:
    """The PDF/A of a template filled with ``data``.

    :param template: a file name in ``letterhead/sheets``
    :param day: creation day written in the metadata; 2000-01-01 when not given
    """
    when = day or date(2000, 1, 1)
    stamp = datetime(when.year, when.month, when.day, tzinfo=UTC)
    with _turn:  # a compiler keeps its inputs between calls
        result = _compiler().compile(
            input=SHEETS / template,
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=[STANDARD],
            timestamp=stamp,
        )
    if not isinstance(result, bytes):
        raise TypeError(f"{template}: no PDF")
    return result


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(root=SHEETS, font_paths=typst.Fonts())
