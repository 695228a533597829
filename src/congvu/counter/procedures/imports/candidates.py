"""Rows of a file as candidates for the catalogue, with everything that is doubted of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.procedurecode import parse_procedure_code
from congvu.core.kernel.text import fold
from congvu.counter.procedures.imports.layout import Layout, Source
from congvu.counter.procedures.imports.readers import READERS, words_of
from congvu.counter.procedures.imports.tables import Row, Table
from congvu.counter.procedures.records import LevelSetting
from congvu.counter.procedures.records.compare import LABELS

Weight = Literal["refused", "doubted"]

SIGNATURES = (
    ("papers", re.compile(r"(?:a\)|1\.)?\s*thanh phan ho so|so luong ho so|(?:don|to khai) .{0,80}ban (?:chinh|sao)")),
    ("steps", re.compile(r"buoc 1\b|trinh tu thuc hien")),
    ("legal_bases", re.compile(r"(?:luat|nghi dinh|thong tu|quyet dinh) so \d+/")),
    ("limit", re.compile(r"(?:khong qua )?\d+ (?:ngay|gio) (?:lam viec )?(?:ke tu|$)")),
)  # fmt: skip
"""How the text of a part begins: found in the column of another part, the columns are mixed up."""
CHECKED = frozenset({"limit", "objects", "fee_text", "processing_agency", "results", "steps"})
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is wrong or doubtful of one cell; a refused row is not brought in."""

    row: int
    code: str
    column: str
    kind: str
    message: str
    weight: Weight = "doubted"


@dataclass(slots=True)
class Candidate:
    """One row: ``parts`` are those of the record that the file speaks of."""

    row: int
    code: str
    field_name: str
    parts: dict[str, Any]
    doubts: list[Doubt] = field(default_factory=list)
    field_is_code: bool = False
    """The file names fields by their codes, not by their names."""

    @property
    def refused(self) -> bool:
        return any(doubt.weight == "refused" for doubt in self.doubts)


def candidates(table: Table, layout: Layout) -> list[Candidate]:
    """Every row of a table read by a layout; the second row of a code is refused."""
    found: list[Candidate] = []
    seen: dict[str, int] = {}
    for number, row in table.rows:
        one = _candidate(number, row, layout)
        earlier = seen.setdefault(one.code, number)
        if one.code and earlier != number:
            _refuse(one, layout.code_column, "duplicate", f"Mã {one.code} đã có ở dòng {earlier}.")
        found.append(one)
    return found


def _candidate(number: int, row: Row, layout: Layout) -> Candidate:
    one = Candidate(number, "", "", {}, field_is_code=layout.field_codes)
    for part, source in layout.parts.items():
        value = _read(one, part, row, source)
        if part == "field":
            one.field_name = value
        else:
            one.parts[part] = value
    one.field_name = one.field_name or layout.default_field
    one.code = _code(one, row, layout)
    one.doubts = [_with_code(doubt, one.code) for doubt in one.doubts]
    if not one.parts.get("name"):
        _refuse(one, layout.parts["name"].column, "name", "Dòng không có tên thủ tục.")
    return one


def _read(one: Candidate, part: str, row: Row, source: Source) -> Any:
    if source.constant is not None:
        if part == "levels":
            return tuple(LevelSetting(level) for level in source.constant)
        return source.constant
    raw = row.get(source.column)

    def tell(kind: str, message: str) -> None:
        one.doubts.append(Doubt(one.row, "", source.column, kind, message))

    said = fold(words_of(raw))[:400]
    if part in CHECKED:
        for other, begins in SIGNATURES:
            if other != part and begins.match(said.lstrip(" .:*+")):
                message = f"Ô “{source.column}” có nội dung của {LABELS[other].lower()}."
                tell("wrong_column", message)
                break
    return READERS[source.reader](raw, tell)


def _code(one: Candidate, row: Row, layout: Layout) -> str:
    if layout.code_from_name:
        name = fold(str(one.parts.get("name", "")))
        digest = hashlib.sha256(name.encode()).hexdigest()[:10].upper()
        return f"{layout.code_from_name}-{digest}"
    said = words_of(row.get(layout.code_column))
    try:
        return parse_procedure_code(said).key
    except Invalid:
        pass
    if not CODE.fullmatch(said):
        what = f"Mã “{said[:60]}” không đúng dạng." if said else "Dòng không có mã thủ tục."
        _refuse(one, layout.code_column, "code", what)
        return ""
    return said.upper()


def _refuse(one: Candidate, column: str, kind: str, message: str) -> None:
    one.doubts.append(Doubt(one.row, one.code, column, kind, message, "refused"))


def _with_code(doubt: Doubt, code: str) -> Doubt:
    return Doubt(doubt.row, code, doubt.column, doubt.kind, doubt.message, doubt.weight)


def doubts_of(found: Iterable[Candidate]) -> Iterator[Doubt]:
    for one in found:
        yield from one.doubts


def headers() -> Mapping[str, str]:
    """Names of the columns of a report of doubts."""
    return {
        "row": "Dòng", "code": "Mã thủ tục", "column": "Cột", "weight": "Mức",
        "message": "Điều cần xem lại",
    }  # fmt: skip
