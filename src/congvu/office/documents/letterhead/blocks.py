"""Body text as typed → blocks: paragraphs, headings, articles, list items and simple tables.

A line is a paragraph, as in the box where it is typed; blank lines only part tables. ``Điều 1.``,
short numbered lines and ``Chương I`` become what they say; lines between ``|`` are a table, its
first row the head. Nothing else has a meaning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

_ARTICLE = re.compile(r"(Điều\s+\d+[a-zđ]?\.)\s*(.*)", re.DOTALL)
_DIVISION = re.compile(r"(?:Phần|Chương|Mục|Phụ lục)\s+[\dIVXLC]+\b", re.IGNORECASE)
_HEADING = re.compile(r"(?:[IVXLC]+\.|\d{1,2}(?:\.\d{1,2})*\.)\s+\S")
_TABLE_RULE = re.compile(r"\|[\s:|-]+\|")

LONGEST_HEADING = 110


@dataclass(slots=True)
class Block:
    """``kind``: paragraph, heading, division, article or table."""

    kind: str
    text: str = ""
    label: str = ""
    rows: list[list[str]] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        return {"kind": self.kind, "text": self.text, "label": self.label, "rows": self.rows}


def parse(body: str) -> list[Block]:
    """The blocks of a body in order."""
    blocks: list[Block] = []
    for raw in body.splitlines():
        line = raw.strip()
        if not line:
            blocks.append(Block("gap"))
        elif _is_row(line):
            _add_row(blocks, line)
        else:
            blocks.append(_block(line))
    return [_even(block) for block in blocks if block.kind != "gap"]


def _is_row(line: str) -> bool:
    return len(line) > 2 and line.startswith("|") and line.endswith("|")


def _add_row(blocks: list[Block], line: str) -> None:
    if _TABLE_RULE.fullmatch(line) and "-" in line:
        return
    if not blocks or blocks[-1].kind != "table":
        blocks.append(Block("table"))
    blocks[-1].rows.append([cell.strip() for cell in line[1:-1].split("|")])


def _even(block: Block) -> Block:
    """Rows of one table get the same number of cells."""
    if block.kind == "table":
        columns = max(len(row) for row in block.rows)
        block.rows = [row + [""] * (columns - len(row)) for row in block.rows]
    return block


def _block(text: str) -> Block:
    article = _ARTICLE.fullmatch(text)
    if article:
        return Block("article", article[2], article[1])
    if len(text) > LONGEST_HEADING or text[-1] in ".;:,":
        return Block("paragraph", text)
    if _DIVISION.match(text):
        return Block("division", text)
    return Block("heading" if _HEADING.match(text) else "paragraph", text)
