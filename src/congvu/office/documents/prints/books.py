"""The statutory books: their titles and columns in order (NĐ 30/2020/NĐ-CP, Phụ lục IV)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Cell = str | int | date | None
Row = list[Cell]

BookName = Literal["outgoing", "incoming", "tracking", "copies", "same_day"]


@dataclass(frozen=True, slots=True)
class Column:
    """``share`` is its part of the line, ``align`` how its cells stand."""

    label: str
    share: int
    align: Literal["left", "center"] = "left"


@dataclass(frozen=True, slots=True)
class Book:
    name: BookName
    title: str
    columns: tuple[Column, ...]


OUTGOING = Book(
    "outgoing",
    "Sổ đăng ký văn bản đi",
    (
        Column("Số, ký hiệu văn bản", 17),
        Column("Ngày tháng văn bản", 10, "center"),
        Column("Tên loại và trích yếu nội dung văn bản", 34),
        Column("Người ký", 13),
        Column("Nơi nhận văn bản", 22),
        Column("Đơn vị, người nhận bản lưu", 12),
        Column("Số lượng bản", 7, "center"),
        Column("Ngày chuyển", 10, "center"),
        Column("Ký nhận", 8),
        Column("Ghi chú", 16),
    ),
)
INCOMING = Book(
    "incoming",
    "Sổ đăng ký văn bản đến",
    (
        Column("Ngày đến", 10, "center"),
        Column("Số đến", 7, "center"),
        Column("Tác giả", 18),
        Column("Số, ký hiệu văn bản", 17),
        Column("Ngày tháng văn bản", 10, "center"),
        Column("Tên loại và trích yếu nội dung văn bản", 34),
        Column("Đơn vị hoặc người nhận", 18),
        Column("Ngày chuyển", 10, "center"),
        Column("Ký nhận", 8),
        Column("Ghi chú", 16),
    ),
)
TRACKING = Book(
    "tracking",
    "Sổ theo dõi giải quyết văn bản đến",
    (
        Column("Số đến", 7, "center"),
        Column("Tên loại, số, ký hiệu, ngày tháng và tác giả văn bản", 42),
        Column("Đơn vị hoặc người nhận", 22),
        Column("Thời hạn giải quyết", 11, "center"),
        Column("Tiến độ giải quyết", 18),
        Column("Số, ký hiệu văn bản trả lời", 16),
        Column("Ghi chú", 18),
    ),
)
COPIES = Book(
    "copies",
    "Sổ đăng ký bản sao",
    (
        Column("Số, ký hiệu bản sao", 17),
        Column("Ngày tháng bản sao", 10, "center"),
        Column("Tên loại và trích yếu nội dung văn bản", 40),
        Column("Người ký", 14),
        Column("Nơi nhận bản sao", 24),
        Column("Số lượng bản", 8, "center"),
        Column("Ký nhận", 8),
        Column("Ghi chú", 18),
    ),
)

BOOKS: dict[str, Book] = {book.name: book for book in (OUTGOING, INCOMING, TRACKING, COPIES)}

SAME_DAY = Book(
    "same_day",
    "Tỷ lệ vào sổ văn bản đến đúng hạn theo tháng",
    (
        Column("Tháng", 10, "center"),
        Column("Đã vào sổ", 12, "center"),
        Column("Trong ngày đến", 14, "center"),
        Column("Ngày làm việc tiếp theo", 16, "center"),
        Column("Muộn hơn", 12, "center"),
        Column("Tỷ lệ đúng hạn", 14, "center"),
    ),
)
"""No statutory book: a figure of Điều 22, month by month."""
