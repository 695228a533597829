"""What the portal hands out, read with care: filings, the list of a day, the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.text import demand_storable
from congvu.counter.national.adapter.wire import moment_from


@dataclass(frozen=True, slots=True)
class Attached:
    name: str
    paper_code: str
    link: str


@dataclass(frozen=True, slots=True)
class Filed:
    """A dossier filed at the portal."""

    code: str
    filed_at: datetime
    agency_code: str
    procedure_code: str
    name: str
    kind: int
    identifier: str
    address: str
    phone: str
    email: str
    title: str
    verified: bool
    papers: tuple[Attached, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the portal's list of a day."""

    code: str
    status: int
    received_at: datetime | None
    due_at: datetime | None
    returned_at: datetime | None


def code_of(row: Any) -> str:
    """The code of a filing, the one thing it cannot do without.

    :raises Invalid: none
    """
    code = str(row.get("MaHoSo") or "").strip() if isinstance(row, dict) else ""
    if not code or len(code) > 60:
        raise Invalid("Cổng quốc gia trả về hồ sơ không có mã. Hãy báo đơn vị vận hành cổng.")
    demand_storable(row, label="Hồ sơ của cổng quốc gia")
    return code


def filed_at_of(row: dict[str, Any]) -> datetime | None:
    """:raises Invalid: not a moment"""
    return moment_from(row.get("NgayNop"), "NgayNop")


def filed(row: dict[str, Any], otherwise: datetime) -> Filed:
    """A filing by its tags.

    :param otherwise: when it was fetched, should it not say when it was filed
    :raises Invalid: a number or a date that is none
    """
    return Filed(
        code=code_of(row),
        filed_at=filed_at_of(row) or otherwise,
        agency_code=_text(row, "MaDonVi"),
        procedure_code=_text(row, "MaTTHC"),
        name=_text(row, "ChuHoSo"),
        kind=_number(row, "LoaiDoiTuong", 1),
        identifier=_text(row, "MaDoiTuong"),
        address=_text(row, "ThongTinKhac"),
        phone=_text(row, "SoDienThoai"),
        email=_text(row, "Email"),
        title=_text(row, "TrichYeuHoSo"),
        verified=_number(row, "TaiKhoanDuocXacThucVoiVNeID", 0) == 1,
        papers=tuple(
            Attached(_text(one, "TenTepDinhKem"), _text(one, "MaThanhPhanHoSo"),
                     _text(one, "DuongDanTaiTepTin"))
            for one in rows_of(row.get("TaiLieuNop"))
        ),
    )  # fmt: skip


def listed(row: dict[str, Any]) -> Listed:
    """:raises Invalid: a line without code, or with a date that is none"""
    return Listed(
        code_of(row),
        _number(row, "TrangThaiHoSo", 0),
        moment_from(row.get("NgayTiepNhan"), "NgayTiepNhan"),
        moment_from(row.get("NgayHenTra"), "NgayHenTra"),
        moment_from(row.get("NgayTra"), "NgayTra"),
    )


def rows_of(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; what is no list of objects holds none."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def catalogue_rows(entries: Any) -> Iterator[dict[str, str]]:
    """Entries of the catalogue under the columns of the system's own table of procedures."""
    for one in rows_of(entries):
        ways = rows_of(one.get("CACHTHUCTHUCHIEN"))
        yield {
            "Mã thủ tục": _text(one, "MATTHC") or _text(one, "MA"),
            "Tên thủ tục": _text(one, "TENTTHC"),
            "Lĩnh vực": _named(one.get("LINHVUCTHUCHIEN"), "TENLINHVUC"),
            "Cơ quan thực hiện": _named(one.get("COQUANTHUCHIEN"), "TENDONVI"),
            "Đối tượng thực hiện": _named(one.get("DOITUONGTHUCHIEN"), "TENDOITUONG"),
            "Trình tự thực hiện": _text(one, "TRINHTUTHUCHIEN"),
            "Cách thức thực hiện": "\n".join(filter(None, (_way(way) for way in ways))),
            "Thời hạn giải quyết": next(filter(None, (_limit(way) for way in ways)), ""),
            "Phí, lệ phí": next(filter(None, (_text(way, "PHILEPHI") for way in ways)), ""),
            "Thành phần hồ sơ": "\n".join(
                _text(paper, "GIAYTO") for paper in rows_of(one.get("THANHPHANHOSO"))
            ),
            "Yêu cầu, điều kiện": _text(one, "YEUCAU"),
            "Kết quả": _named(one.get("KETQUATHUCHIEN"), "TENKETQUA"),
            "Căn cứ pháp lý": "\n".join(
                f"{_text(base, 'SOVANBAN')} {_text(base, 'TENVANBAN')}".strip()
                for base in rows_of(one.get("CANCUPHAPLY"))
            ),
        }


KINDS = {"1": "Trực tiếp", "2": "Trực tuyến", "3": "Dịch vụ bưu chính"}


def _way(way: dict[str, Any]) -> str:
    said = _text(way, "KENH")
    return " ".join(filter(None, (KINDS.get(said, said), _text(way, "MOTA"))))


def _limit(way: dict[str, Any]) -> str:
    return " ".join(filter(None, (_text(way, "THOIGIAN"), _text(way, "DONVITINH"))))


def _named(value: Any, tag: str) -> str:
    """A text, an object with a name, or a list of such: one name a line."""
    if isinstance(value, list):
        return "\n".join(filter(None, (_named(one, tag) for one in value)))
    if isinstance(value, dict):
        return _text(value, tag)
    return str(value or "").strip()


def _text(row: dict[str, Any], tag: str) -> str:
    value = row.get(tag)
    return str(value).strip()[:20_000] if isinstance(value, str | int | float) else ""


def _number(row: dict[str, Any], tag: str, otherwise: int) -> int:
    value = row.get(tag)
    if value in (None, ""):
        return otherwise
    try:
        return int(str(value))
    except ValueError:
        raise Invalid(
            f"Mục {tag} của cổng quốc gia không phải số. Hãy báo đơn vị vận hành cổng."
        ) from None
