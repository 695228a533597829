"""Lists of dossiers as Excel: row by row from the database into the file, so that a hundred
thousand take no more memory than a thousand."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO

import xlsxwriter
from django.db.models import QuerySet

from congvu.core.audit.actions import log
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.permissions import demand
from congvu.counter.dossiers import queries
from congvu.counter.dossiers.choices import Channel, State
from congvu.counter.dossiers.models import Dossier
from congvu.counter.dossiers.policies import ROOM
from congvu.counter.dossiers.queries import Filters

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 200_000
"""On a page or through the API; the command line takes what a sheet holds."""
SHEET_ROWS = 1_048_575
CHUNK = 2_000
COLUMNS: tuple[tuple[str, int], ...] = (
    ("STT", 8), ("Mã hồ sơ", 24), ("Mã thủ tục", 14), ("Nội dung yêu cầu", 60), ("Chủ hồ sơ", 28),
    ("Điện thoại", 14), ("Kênh nộp", 12), ("Trạng thái", 24), ("Nộp lúc", 17),
    ("Tiếp nhận lúc", 17), ("Hẹn trả", 17), ("Xử lý xong lúc", 17), ("Trả kết quả lúc", 17),
    ("Người thụ lý", 28),
)  # fmt: skip
ASKED = (
    "pk", "code", "procedure__procedure__code", "title", "applicant__name", "applicant__phone",
    "channel", "state", "filed_at", "received_at", "due_at", "settled_at", "returned_at",
    "officer_name",
)  # fmt: skip
_CHANNELS = {int(key): str(label) for key, label in Channel.choices}
_STATES = {str(key): str(label) for key, label in State.choices}
Line = tuple[Any, ...]


def dossiers_xlsx(
    *, actor: Actor, at: datetime, filters: Filters, most: int = MOST_ROWS,
    agency_id: int | None = None,
) -> BinaryIO:  # fmt: skip
    """An open temporary file at its beginning, which vanishes when closed; newest dossiers first.
    Telephones are masked as in the list, and every export is written to the journal.

    :param agency_id: this agency's alone; of use to the system, which sees all
    :raises NotAllowed: not for this actor
    :raises Invalid: more than ``most`` rows: ask for fewer days
    """
    demand(actor, f"{ROOM}.export")
    rows = queries.filtered(actor, filters, at)
    rows = rows.filter(agency_id=agency_id) if agency_id else rows
    if rows.order_by()[most:].exists():
        raise Invalid(
            f"Danh sách có hơn {most:,} hồ sơ. Hãy lọc theo khoảng ngày ngắn hơn rồi xuất lại."
            .replace(",", "."),
            fields={"tu": ["Chọn khoảng ngày ngắn hơn."]},
        )  # fmt: skip
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - handed to the caller
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as workbook:
        written = _write(workbook, _lines(rows))
    log(
        verb=f"{ROOM}.export", actor=actor, at=at, label=f"{written} hồ sơ",
        changes={"rows": written},
    )  # fmt: skip
    file.seek(0)
    return file


def _lines(rows: QuerySet[Dossier]) -> Iterator[Line]:
    """By key, some thousands at a time: no cursor is held and nothing is skipped twice."""
    asked, last = rows.order_by("-pk").values_list(*ASKED), None
    while True:
        chunk = list((asked if last is None else asked.filter(pk__lt=last))[:CHUNK])
        yield from chunk
        if len(chunk) < CHUNK:
            return
        last = chunk[-1][0]


def _write(workbook: xlsxwriter.Workbook, lines: Iterator[Line]) -> int:
    sheet = workbook.add_worksheet("Hồ sơ")
    head = workbook.add_format({"bold": True, "text_wrap": True, "valign": "vcenter"})
    dated = workbook.add_format({"num_format": "hh:mm dd/mm/yyyy"})
    for place, (label, width) in enumerate(COLUMNS):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, label, head)
    sheet.freeze_panes(1, 2)
    number = 0
    for number, line in enumerate(lines, start=1):
        _, code, procedure, title, name, phone, channel, state, *moments, officer = line
        sheet.write_number(number, 0, number)
        texts = (
            code, procedure, title, name, queries.masked_number(phone), _CHANNELS[channel],
            _STATES[state],
        )  # fmt: skip
        for place, text in enumerate(texts, start=1):
            sheet.write_string(number, place, text)
        for place, moment in enumerate(moments, start=8):
            if moment is not None:
                local = moment.astimezone(VIETNAM).replace(tzinfo=None)
                sheet.write_datetime(number, place, local, dated)
        sheet.write_string(number, 13, officer)
    return number
