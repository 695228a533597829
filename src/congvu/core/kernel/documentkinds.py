"""Kinds of documents (tên loại văn bản) as dated rows, with abbreviations and exchange numbers.

Administrative kinds and copies: ND 30/2020/NĐ-CP, Annex III (since 2020-03-05); the rows that end
on 2020-03-04 are those of TT 01/2011/TT-BNV. Legal normative kinds (QPPL) and exchange numbers:
QCVN 102:2016/BTTTT with Amendment 1:2022, annex of document types, groups A and B.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from congvu.core.kernel.text import fold, normalize_tones

KindGroup = Literal["administrative", "legal", "copy"]
ExchangeGroup = Literal["A", "B", ""]

SINCE_2011 = date(2011, 3, 5)
SINCE_2020 = date(2020, 3, 5)
UNTIL_2020 = date(2020, 3, 4)


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """One row; ``code`` names the kind for good, its abbreviation may differ between rows.

    ``abbreviation`` is empty for công văn and thư công. ``exchange_number`` is the edXML ``Type``
    within ``exchange_group``; a kind that the annex does not list has an empty group and ``None``.
    """

    code: str
    name: str
    abbreviation: str
    group: KindGroup
    exchange_group: ExchangeGroup = ""
    exchange_number: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def is_named(self) -> bool:
        """Whether the kind's name stands above the subject and in the notation (not for công văn)."""
        return bool(self.abbreviation)

    def valid_on(self, day: date) -> bool:
        after = self.valid_from is None or self.valid_from <= day
        return after and (self.valid_to is None or day <= self.valid_to)


_ADMINISTRATIVE = """
nghi_quyet | Nghị quyết | NQ | 1
quyet_dinh | Quyết định | QĐ | 2
chi_thi | Chỉ thị | CT | 3
quy_che | Quy chế | QC | 4
quy_dinh | Quy định | QyĐ | 5
thong_cao | Thông cáo | TC | 6
thong_bao | Thông báo | TB | 7
huong_dan | Hướng dẫn | HD | 8
chuong_trinh | Chương trình | CTr | 9
ke_hoach | Kế hoạch | KH | 10
phuong_an | Phương án | PA | 11
de_an | Đề án | ĐA | 12
du_an | Dự án | DA | 13
bao_cao | Báo cáo | BC | 14
bien_ban | Biên bản | BB | 15
to_trinh | Tờ trình | TTr | 16
hop_dong | Hợp đồng | HĐ | 17
cong_van | Công văn | | 18
cong_dien | Công điện | CĐ | 19
ban_ghi_nho | Bản ghi nhớ | GN > BGN | 20
ban_thoa_thuan | Bản thỏa thuận | TTh > BTT | 22
giay_uy_quyen | Giấy ủy quyền | UQ > GUQ | 24
giay_moi | Giấy mời | GM | 25
giay_gioi_thieu | Giấy giới thiệu | GT > GGT | 26
giay_nghi_phep | Giấy nghỉ phép | NP > GNP | 27
phieu_gui | Phiếu gửi | PG | 30
phieu_chuyen | Phiếu chuyển | PC | 31
phieu_bao | Phiếu báo | > PB |
thu_cong | Thư công | | 32
ban_cam_ket | Bản cam kết | CK > | 21
giay_chung_nhan | Giấy chứng nhận | CN > | 23
giay_di_duong | Giấy đi đường | ĐĐ > | 28
giay_bien_nhan | Giấy biên nhận hồ sơ | BN > | 29
"""
"""``code | name | abbreviation | exchange number``; ``old > new`` where 2020 changed it."""

_COPIES = """
sao_y | Sao y | SY |
trich_sao | Trích sao | TS > TrS |
sao_luc | Sao lục | SL |
"""

_LEGAL = """
hien_phap | Hiến pháp | HP | 1
luat | Luật | L | 2
phap_lenh | Pháp lệnh | PL | 3
lenh | Lệnh | L | 4
nghi_quyet_qppl | Nghị quyết | NQ | 5
nghi_quyet_lien_tich | Nghị quyết liên tịch | NQLT | 6
nghi_dinh | Nghị định | NĐ | 7
quyet_dinh_qppl | Quyết định | QĐ | 8
thong_tu | Thông tư | TT | 9
thong_tu_lien_tich | Thông tư liên tịch | TTLT | 10
chi_thi_qppl | Chỉ thị | CT | 11
bo_luat | Bộ luật | BL | 12
van_ban_dac_khu | Văn bản của đơn vị hành chính - kinh tế đặc biệt | | 13
"""


def _kinds(table: str, group: KindGroup, exchange: ExchangeGroup) -> Iterable[DocumentKind]:
    for line in table.strip().splitlines():
        code, name, short, written = (cell.strip() for cell in line.split("|"))
        number = int(written) if written else None
        in_annex: ExchangeGroup = exchange if number else ""
        for abbreviation, since, until in _periods(short, dated=group != "legal"):
            yield DocumentKind(code, name, abbreviation, group, in_annex, number, since, until)


def _periods(short: str, *, dated: bool) -> list[tuple[str, date | None, date | None]]:
    if ">" not in short:
        return [(short, SINCE_2011 if dated else None, None)]
    old, new = (part.strip() for part in short.split(">"))
    rows: list[tuple[str, date | None, date | None]] = []
    if old:
        rows.append((old, SINCE_2011, UNTIL_2020))
    if new:
        rows.append((new, SINCE_2020, None))
    return rows


KINDS: tuple[DocumentKind, ...] = (
    *_kinds(_ADMINISTRATIVE, "administrative", "B"),
    *_kinds(_COPIES, "copy", ""),
    *_kinds(_LEGAL, "legal", "A"),
)


def kinds_on(day: date, group: KindGroup | None = None) -> list[DocumentKind]:
    """The kinds valid on a day, in the order of the decree; of one group or of all."""
    return [kind for kind in KINDS if kind.valid_on(day) and group in (None, kind.group)]


def kind_by_code(code: str, on: date) -> DocumentKind | None:
    """The row of ``code`` valid on a day."""
    return next((kind for kind in _by_code().get(code, ()) if kind.valid_on(on)), None)


def kind_by_abbreviation(
    abbreviation: str, on: date, *, legal: bool = False
) -> DocumentKind | None:
    """The kind written ``QĐ``; capitals count (``QyĐ``, ``CTr``). ``legal`` asks among QPPL kinds."""
    found = _by_abbreviation().get((abbreviation, legal), ())
    return next((kind for kind in found if kind.valid_on(on)), None)


def kind_by_name(name: str, on: date, *, legal: bool = False) -> DocumentKind | None:
    """The kind of a name as people write it: any case, any tone placement, ``(cá biệt)`` or not.

    An exact match with diacritics comes first; a name without diacritics is tried after it.
    """
    plain = name.partition("(")[0]
    for key in (_exact(plain), fold(plain)):
        found = _by_name().get((key, legal), ())
        kind = next((kind for kind in found if kind.valid_on(on)), None)
        if kind:
            return kind
    return None


def kind_from_exchange(
    type_name: str, number: int | None, on: date, *, legal: bool = False
) -> DocumentKind | None:
    """The kind of an edXML message: its ``TypeName`` first, for senders disagree on numbers."""
    by_name = kind_by_name(type_name, on, legal=legal)
    if by_name or number is None:
        return by_name
    group = "A" if legal else "B"
    rows = (k for k in KINDS if k.exchange_group == group and k.exchange_number == number)
    return next((kind for kind in rows if kind.valid_on(on)), None)


def _exact(name: str) -> str:
    return " ".join(normalize_tones(name).lower().split())


@cache
def _by_code() -> dict[str, list[DocumentKind]]:
    index: dict[str, list[DocumentKind]] = {}
    for kind in KINDS:
        index.setdefault(kind.code, []).append(kind)
    return index


@cache
def _by_abbreviation() -> dict[tuple[str, bool], list[DocumentKind]]:
    index: dict[tuple[str, bool], list[DocumentKind]] = {}
    for kind in KINDS:
        if kind.abbreviation:
            index.setdefault((kind.abbreviation, kind.group == "legal"), []).append(kind)
    return index


@cache
def _by_name() -> dict[tuple[str, bool], list[DocumentKind]]:
    index: dict[tuple[str, bool], list[DocumentKind]] = {}
    for kind in KINDS:
        names = [kind.name] + [f"Bản {kind.name}"] * (kind.group == "copy")
        for name in names:
            for key in dict.fromkeys((_exact(name), fold(name))):
                index.setdefault((key, kind.group == "legal"), []).append(kind)
    return index
