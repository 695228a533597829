"""The typst compiler: fonts are read once a process, sheets once a thread.

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

_own = threading.local()


def compile_pdf(
    sheet: str,
    data: Mapping[str, Any],
    *,
    day: date | None = None,
    tagged: bool = True,
    folder: Path = SHEETS,
) -> bytes:
    """The PDF/A of a sheet filled with ``data``.

    :param sheet: a file name in ``folder``, ``letterhead/sheets`` unless another room has its own
    :param day: creation day written in the metadata; 2000-01-01 when not given
    :param tagged: with structure for screen readers; long tables are half the size without
    """
    when = day or date(2000, 1, 1)
    stamp = datetime(when.year, when.month, when.day, tzinfo=UTC)
    result = _compiler(folder).compile(
        input=folder / sheet,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=[STANDARD],
        pdf_tags=tagged,
        timestamp=stamp,
    )
    if not isinstance(result, bytes):
        raise TypeError(f"{sheet}: no PDF")
    return result


def compile_pages(template: str, data: Mapping[str, Any], *, ppi: float = 100) -> list[bytes]:
    """The pages of a template as PNG pictures, for showing beside a form."""
    result = _compiler().compile(
        input=SHEETS / template,
        format="png",
        ppi=ppi,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    return [page for page in (result if isinstance(result, list) else [result]) if page]


def _compiler(folder: Path = SHEETS) -> typst.Compiler:
    """One for each thread and folder, for it keeps its inputs between calls; fonts are shared."""
    known: dict[Path, typst.Compiler] | None = getattr(_own, "compilers", None)
    if known is None:
        known = _own.compilers = {}
    if folder not in known:
        known[folder] = typst.Compiler(root=folder, font_paths=_fonts())
    return known[folder]


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts()
