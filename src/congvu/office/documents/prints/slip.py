"""Phiếu giải quyết văn bản đến: the letter and the three opinions, from the chain of its work."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from congvu.core.kernel.clock import local_date
from congvu.core.kernel.dates import format_date, format_moment
from congvu.core.kernel.notation import format_number
from congvu.office.documents.choices import Urgency
from congvu.office.documents.letterhead.engine import compile_pdf
from congvu.office.documents.letterhead.layout import Head, agency_lines, parent_lines
from congvu.office.documents.models import Incoming

if TYPE_CHECKING:
    from congvu.office.work.models import Assignment

TITLE = "PHIẾU GIẢI QUYẾT VĂN BẢN ĐẾN"


def slip_pdf(letter: Incoming, parts: list[Assignment], *, head: Head, day: date) -> bytes:
    """The slip as a PDF; a block without opinions leaves lines to write on."""
    return compile_pdf("slip.typ", slip_data(letter, parts, head=head), day=day)


def slip_data(letter: Incoming, parts: list[Assignment], *, head: Head) -> dict[str, object]:
    """The data of ``slip.typ``; ``parts`` in order, as ``queries.incoming.parts_of`` gives them."""
    depth = _depths(parts)
    leader = [p for p in parts if depth[p.pk] == 1 and p.instruction]
    unit = [p for p in parts if depth[p.pk] > 1 and p.instruction]
    done = [p for p in parts if p.result]
    return {
        "title": TITLE,
        "parent": parent_lines(head),
        "agency": agency_lines(head),
        "facts": [{"label": label, "text": text} for label, text in _facts(letter)],
        "blocks": [
            {"label": "Ý kiến của lãnh đạo cơ quan", "opinions": _given(leader)},
            {"label": "Ý kiến của lãnh đạo đơn vị", "opinions": _given(unit)},
            {"label": "Ý kiến đề xuất của người giải quyết", "opinions": _results(done)},
        ],
    }


def _depths(parts: Iterable[Assignment]) -> dict[int, int]:
    depth: dict[int, int] = {}
    for part in parts:
        depth[part.pk] = depth.get(part.parent_id, -1) + 1 if part.parent_id else 0
    return depth


def _facts(letter: Incoming) -> list[tuple[str, str]]:
    day = f", ngày {format_date(letter.issued_on)}" if letter.issued_on else ""
    number = format_number(letter.number) if letter.number else "chưa vào sổ"
    return [
        ("Số đến", f"{number}, ngày {format_date(local_date(letter.arrived_at))}"),
        ("Văn bản", f"{letter.code or 'không số'}{day}"),
        ("Cơ quan ban hành", letter.issuer_name),
        ("Trích yếu", letter.subject),
        ("Độ khẩn", Urgency(letter.urgency).label),
        ("Hạn xử lý", format_date(letter.due_on) if letter.due_on else "không"),
    ]


def _given(parts: list[Assignment]) -> list[dict[str, str]]:
    """One opinion for each instruction, however many it was given to."""
    found: dict[tuple[str, str], list[Assignment]] = {}
    for part in parts:
        found.setdefault((part.from_name, part.instruction), []).append(part)
    return [
        {
            "who": f"{who} ({format_moment(given[0].created_at)}) giao {_to(given)}:",
            "text": words,
        }
        for (who, words), given in found.items()
    ]


def _to(parts: list[Assignment]) -> str:
    due = next((p.due_on for p in parts if p.due_on), None)
    names = ", ".join(f"{p.to_name} {p.get_part_display().lower()}" for p in parts)
    return names + (f", hạn {format_date(due)}" if due else "")


def _results(parts: list[Assignment]) -> list[dict[str, str]]:
    return [
        {
            "who": f"{part.to_name} ({format_moment(part.closed_at)}):" if part.closed_at
            else f"{part.to_name}:",
            "text": part.result,
        }
        for part in parts
    ]  # fmt: skip
