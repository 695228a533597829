"""A list page over plain rows, so that the guide needs no table of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.safestring import SafeString

from congvu.core.ui.forms import SafeCharField, VietDateField
from congvu.core.ui.listing import Column, Count, FilterForm, Tab
from congvu.core.ui.templatetags.ui import icon

SUBJECTS = [
    "V/v đề nghị cấp giấy phép xuất bản bản tin “Khuyến nông Bắc Giang”",
    "Quyết định về việc phê duyệt quy trình nội bộ giải quyết thủ tục hành chính lĩnh vực xuất bản",
    "V/v rà soát, cập nhật danh mục thủ tục hành chính cung cấp dịch vụ công trực tuyến toàn trình",
    "V/v cử cán bộ tham gia tập huấn chữ ký số chuyên dùng Chính phủ",
    "V/v góp ý dự thảo Quyết định ban hành Quy chế quản lý, vận hành Hệ thống quản lý văn bản và điều hành",
    "V/v báo cáo tình hình triển khai Đề án phát triển ứng dụng dữ liệu về dân cư 9 tháng đầu năm 2026",
]
SENDERS = [
    "UBND thành phố Bắc Giang",
    "Bưu điện tỉnh Bắc Giang",
    "Sở Tư pháp",
    "Bộ Thông tin và Truyền thông",
]
STATES = [
    ("Chờ vào sổ", "", "inbox"),
    ("Đang xử lý", "info", "task"),
    ("Hoàn thành", "ok", "check"),
    ("Quá hạn 2 ngày", "bad", "warn"),
    ("Chờ phân công", "warn", "clock"),
]


class SampleFilter(FilterForm):
    wide = ("q", "start", "end", "urgency")
    q = SafeCharField(label="Trích yếu hoặc số, ký hiệu")
    start = VietDateField(label="Ngày đến từ")
    end = VietDateField(label="đến ngày")
    urgency = forms.ChoiceField(label="Độ khẩn", choices=[("", "Tất cả"), ("hoa-toc", "Hỏa tốc")])
    sender = SafeCharField(label="Cơ quan ban hành")


@dataclass(slots=True)
class SampleRow:
    pk: int
    number: int
    received: date
    notation: str
    sender: str
    subject: str
    due: date | None
    state: str
    tone: str
    symbol: str
    urgent: bool
    unread: bool
    late: bool


def sample_rows(size: int) -> list[SampleRow]:
    first = date(2026, 11, 23)
    rows = []
    for place in range(size):
        state, tone, symbol = STATES[place % len(STATES)]
        rows.append(
            SampleRow(
                240 - place, 1839 - place, first - timedelta(days=place // 9),
                f"{3315 - place * 37}/UBND-KGVX", SENDERS[place % 4], SUBJECTS[place % 6],
                None if place % 7 == 6 else first + timedelta(days=place % 9 - 2),
                state, tone, symbol, place % 6 == 2, place % 4 == 0, tone == "bad",
            )
        )  # fmt: skip
    return rows


COLUMNS = (
    Column("so-den", "Số đến", "number", css="num"),
    Column("ngay-den", "Ngày đến", "received", css="nowrap opt"),
    Column("ky-hieu", "Số, ký hiệu; nơi gửi", "notation", css="wide"),
    Column("trich-yeu", "Trích yếu nội dung", css="main"),
    Column("han", "Hạn xử lý", "due", css="nowrap", nulls=True),
    Column("trang-thai", "Trạng thái; người xử lý", css="wide"),
    Column("viec", "Việc", css="acts", hidden_label=True),
)


class SampleHead:
    def __init__(self, column: Column) -> None:
        self.column = column
        self.href = f"?sap={column.key}" if column.field else ""
        self.sorted = "descending" if column.key == "so-den" else ""


class SamplePage:
    """Answers what the list components ask of ``listing.Page``."""

    has_next, has_previous, by_cursor, number = True, False, False, 1
    next_href, previous_href, clear_href, saveable = "?trang=2", "", "?", ""
    saved: tuple[()] = ()
    first_index, last_index, is_filtered = 1, 24, False
    kept: tuple[tuple[str, str], ...] = ()
    count = Count(1000, capped=True)
    numbers = ((1, "?"), (2, "?trang=2"), (3, "?trang=3"), (None, ""), (20, "?trang=20"))
    sizes = ((20, "?so-dong=20", False), (50, "?so-dong=50", True), (100, "?so-dong=100", False))

    def __init__(self, request: HttpRequest) -> None:
        self.form = SampleFilter(request.GET)
        self.rows = sample_rows(24)
        self.heads = [SampleHead(column) for column in COLUMNS]
        self.listing: dict[str, Any] = {
            "name": "ui.guide",
            "label": "Sổ văn bản đến",
            "noun": "văn bản",
        }

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Any:
        return iter(self.rows)

    @property
    def tabs(self) -> list[tuple[Tab, str, bool]]:
        labels = [
            ("Tất cả", 240, False),
            ("Chờ vào sổ", 34, True),
            ("Đang xử lý", 68, False),
            ("Hoàn thành", 50, False),
        ]
        return [
            (Tab("", label, count, hot), "?", not place)
            for place, (label, count, hot) in enumerate(labels)
        ]


def sample_page(request: HttpRequest) -> SamplePage:
    return SamplePage(request)


SYMBOLS = [
    "home",
    "inbox",
    "outbox",
    "task",
    "calendar",
    "file",
    "folder",
    "book",
    "clip",
    "signed",
    "pen",
    "stamp",
    "clock",
    "warn",
    "info",
    "help",
    "search",
    "filter",
    "bell",
    "user",
    "users",
    "building",
    "swap",
    "print",
    "mail",
    "phone",
    "menu",
    "more",
    "plus",
    "minus",
    "check",
    "close",
    "dot",
    "bolt",
    "chart",
    "up",
    "down",
    "sort",
    "left",
    "right",
    "chevron",
    "forward",
    "back",
    "recall",
    "refresh",
    "download",
    "upload",
    "link",
    "trash",
    "lock",
    "key",
    "eye",
    "flag",
    "bookmark",
    "comment",
    "branch",
    "settings",
    "contrast",
    "text",
    "rows",
    "split",
    "logout",
    "shield",
    "hand",
    "table",
    "history",
    "star",
]


def symbols() -> list[tuple[str, SafeString]]:
    return [(name, icon(name)) for name in SYMBOLS]
