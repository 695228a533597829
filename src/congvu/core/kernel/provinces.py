"""The provinces as dated rows: agency-code letter and number, birth-registration code, name.

Level-1 agency codes H01..H63 are the 63 provinces of before 2025-07-01 in alphabetical order
(QĐ 20/2020/QĐ-TTg). A merged province keeps the code of the old province whose name it bears and
the others close (QĐ 09/2025/QĐ-TTg; the mergers: NQ 202/2025/QH15). The birth-registration code
opens a personal number (TT 07/2016/TT-BCA) and never changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

MERGED_ON = date(2025, 7, 1)
LAST_DAY = date(2025, 6, 30)


@dataclass(frozen=True, slots=True)
class Province:
    """One row: valid from ``valid_from`` (``None``: as long as codes exist) to ``valid_to``, both
    included; ``successor`` is the agency code that took over a closed one."""

    code: str
    birth_code: str
    name: str
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str = ""

    def valid_on(self, day: date) -> bool:
        after = self.valid_from is None or self.valid_from <= day
        return after and (self.valid_to is None or day <= self.valid_to)


_TABLE = """
H01 089 An Giang
H02 024 Bắc Giang > H05
H03 006 Bắc Kạn > H55
H04 095 Bạc Liêu > H12
H05 027 Bắc Ninh
H06 077 Bà Rịa - Vũng Tàu > H29
H07 083 Bến Tre > H61
H08 052 Bình Định > H21
H09 074 Bình Dương > H29
H10 070 Bình Phước > H19
H11 060 Bình Thuận > H36
H12 096 Cà Mau
H13 092 Cần Thơ
H14 004 Cao Bằng
H15 066 Đắk Lắk
H16 067 Đắk Nông > H36
H17 048 Đà Nẵng
H18 011 Điện Biên
H19 075 Đồng Nai
H20 087 Đồng Tháp
H21 064 Gia Lai
H22 002 Hà Giang > H60
H23 030 Hải Dương > H24
H24 031 Hải Phòng
H25 035 Hà Nam > H42
H26 001 Hà Nội
H27 042 Hà Tĩnh
H28 017 Hòa Bình > H44
H29 079 Hồ Chí Minh
H30 093 Hậu Giang > H13
H31 033 Hưng Yên
H32 056 Khánh Hòa
H33 091 Kiên Giang > H01
H34 062 Kon Tum > H48
H35 012 Lai Châu
H36 068 Lâm Đồng
H37 020 Lạng Sơn
H38 010 Lào Cai
H39 080 Long An > H53
H40 036 Nam Định > H42
H41 040 Nghệ An
H42 037 Ninh Bình
H43 058 Ninh Thuận > H32
H44 025 Phú Thọ
H45 054 Phú Yên > H15
H46 044 Quảng Bình > H50
H47 049 Quảng Nam > H17
H48 051 Quảng Ngãi
H49 022 Quảng Ninh
H50 045 Quảng Trị
H51 094 Sóc Trăng > H13
H52 014 Sơn La
H53 072 Tây Ninh
H54 034 Thái Bình > H31
H55 019 Thái Nguyên
H56 038 Thanh Hóa
H57 046 Thừa Thiên Huế
H58 082 Tiền Giang > H20
H59 084 Trà Vinh > H61
H60 008 Tuyên Quang
H61 086 Vĩnh Long
H62 026 Vĩnh Phúc > H44
H63 015 Yên Bái > H38
"""

_RENAMED = {"H57": ("Huế", date(2025, 1, 1), date(2024, 12, 31))}
"""New name, first day of it, last day of the old one (NQ 175/2024/QH15)."""


def _rows() -> tuple[Province, ...]:
    rows = []
    for line in _TABLE.strip().splitlines():
        code, birth, rest = line.split(" ", 2)
        name, _, successor = rest.partition(" > ")
        if code in _RENAMED:
            new_name, since, until = _RENAMED[code]
            rows.append(Province(code, birth, name, valid_to=until))
            rows.append(Province(code, birth, new_name, valid_from=since))
        else:
            until_day = LAST_DAY if successor else None
            rows.append(Province(code, birth, name, valid_to=until_day, successor=successor))
    return tuple(rows)


PROVINCES: tuple[Province, ...] = _rows()


def provinces_on(day: date) -> list[Province]:
    """The provinces of that day: 63 before the mergers of 2025-07-01, 34 after."""
    return [row for row in PROVINCES if row.valid_on(day)]


@cache
def _latest() -> dict[str, Province]:
    return {key: row for row in PROVINCES for key in (row.code, row.birth_code)}


def by_agency_code(code: str) -> Province | None:
    """The newest row of a level-1 agency code such as ``H02``, closed or not."""
    return _latest().get(code) if code.startswith("H") else None


def by_birth_code(code: str) -> Province | None:
    """The newest row of a birth-registration code such as ``024``."""
    return None if code.startswith("H") else _latest().get(code)
