"""The portal's own tags, verbatim, beside the names that we use.

Tags of dossiers and steps are those of ``DongBoHoSoMC`` and ``CapNhatTienDoHoSoMC``; the names of
calls that no published text gives (fetching what was filed, the list of a day) are the portal's
answer to be set here when it is known.
"""

from __future__ import annotations

from typing import Final

Tags = tuple[tuple[str, str], ...]

LOGIN_PATH: Final = "login"
CALL_PATH: Final = "g"

SYNC: Final = "DongBoHoSoMC"
PROGRESS: Final = "CapNhatTienDoHoSoMC"
CATALOGUE: Final = "LayThuTuc"
NEW_FILINGS: Final = "LayHoSoNopTrucTuyen"
CONFIRM_FILING: Final = "XacNhanHoSoNopTrucTuyen"
DAY_LIST: Final = "LayDanhSachHoSoTheoNgay"

HEAD: Final[Tags] = (
    ("MaHoSo", "code"),
    ("MaTTHC", "procedure_code"),
    ("TenTTHC", "procedure_name"),
    ("MaLinhVuc", "field_code"),
    ("TenLinhVuc", "field_name"),
    ("ChuHoSo", "applicant_name"),
    ("LoaiDoiTuong", "applicant_kind"),
    ("MaDoiTuong", "applicant_id"),
    ("ThongTinKhac", "applicant_more"),
    ("Email", "email"),
    ("Fax", "fax"),
    ("SoDienThoai", "phone"),
    ("TrichYeuHoSo", "title"),
    ("NgayTiepNhan", "received_at"),
    ("NgayHenTra", "due_at"),
    ("TrangThaiHoSo", "status"),
    ("NgayTra", "returned_at"),
    ("ThongTinTra", "returned_words"),
    ("HinhThuc", "way"),
    ("NgayKetThucXuLy", "ended_at"),
    ("DonViXuLy", "unit_name"),
    ("GhiChu", "remark"),
    ("KenhThucHien", "channel"),
    ("DuocThanhToanTrucTuyen", "online_payment"),
    ("HoSoCoThanhPhanSoHoa", "has_scans"),
    ("TaiKhoanDuocXacThucVoiVNeID", "verified"),
)
PAPER: Final[Tags] = (
    ("TepDinhKemId", "file_id"),
    ("TenTepDinhKem", "file_name"),
    ("IsDeleted", "deleted"),
    ("MaThanhPhanHoSo", "paper_code"),
    ("DuongDanTaiTepTin", "link"),
    ("DuocSoHoa", "digitised"),
    ("DuocLayTuKhoDMQG", "from_store"),
)
FEE: Final[Tags] = (
    ("TenPhiLePhi", "name"),
    ("MaPhiLePhi", "code"),
    ("HinhThucThu", "collected"),
    ("Gia", "amount"),
    ("LoaiPhiLePhi", "kind"),
)
WANTED: Final[Tags] = (("TenGiayTo", "name"), ("MaThanhPhanHoSo", "paper_code"))
REQUEST: Final[Tags] = (
    ("HoSoBoSungId", "number"),
    ("NguoiYeuCauBoSung", "asked_by"),
    ("NoiDungBoSung", "text"),
    ("NgayBoSung", "asked_at"),
    ("NguoiTiepNhanBoSung", "taken_by"),
    ("ThongTinTiepNhan", "taken_words"),
    ("NgayTiepNhanBoSung", "taken_at"),
    ("TrangThaiBoSung", "status"),
    ("DanhSachGiayToBoSung", "papers"),
    ("DanhSachLePhiBoSung", "fees"),
    ("NgayHenTraTruoc", "due_before"),
    ("NgayHenTraMoi", "due_after"),
)
RESULT: Final[Tags] = (
    ("TenGiayTo", "name"),
    ("MaThanhPhanHoSo", "paper_code"),
    ("GiayToId", "file_id"),
    ("DuongDanTepTinKetQua", "link"),
    ("MaKetQua", "result_code"),
)
GROUPS: Final[Tags] = (
    ("TaiLieuNop", "papers"),
    ("DanhSachLePhi", "fees"),
    ("DanhSachHoSoBoSung", "requests"),
    ("DanhSachGiayToKetQua", "results"),
)
STEP: Final[Tags] = (
    ("MaHoSo", "code"),
    ("NguoiXuLy", "person"),
    ("ChucDanh", "title"),
    ("ThoiDiemXuLy", "at"),
    ("PhongBanXuLy", "unit_name"),
    ("NoiDungXuLy", "words"),
    ("TrangThai", "status"),
    ("NgayBatDau", "started_at"),
    ("NgayKetThucTheoQuyDinh", "due_at"),
)
