"""The national portal's double: a real server on loopback that judges by its own reading of the
standard, and misbehaves when it is told to. It shares no line with the room."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[[str, dict[str, Any]], str]
"""By service and body: ``ok``, ``drop`` (before it is taken), ``lost`` (taken, no answer),
``twice`` (comes twice on the way), ``500``, ``html``, ``list``, ``busy``, ``401``."""

STEPS = {1: {2, 3, 5, 7}, 2: {4}, 3: set(), 4: {5, 6, 7, 8, 9}, 5: {2, 4, 7, 8}, 6: {4, 8},
         7: set(), 8: set(), 9: {10}, 10: set()}  # fmt: skip
HEAD = [
    "MaHoSo",
    "MaTTHC",
    "TenTTHC",
    "MaLinhVuc",
    "TenLinhVuc",
    "ChuHoSo",
    "LoaiDoiTuong",
    "MaDoiTuong",
    "ThongTinKhac",
    "Email",
    "Fax",
    "SoDienThoai",
    "TrichYeuHoSo",
    "NgayTiepNhan",
    "NgayHenTra",
    "TrangThaiHoSo",
    "NgayTra",
    "ThongTinTra",
    "HinhThuc",
    "NgayKetThucXuLy",
    "DonViXuLy",
    "GhiChu",
    "KenhThucHien",
    "DuocThanhToanTrucTuyen",
    "HoSoCoThanhPhanSoHoa",
    "TaiKhoanDuocXacThucVoiVNeID",
    "TaiLieuNop",
    "DanhSachLePhi",
    "DanhSachHoSoBoSung",
    "DanhSachGiayToKetQua",
]
PARTS = {
    "TaiLieuNop": "TepDinhKemId TenTepDinhKem IsDeleted MaThanhPhanHoSo DuongDanTaiTepTin "
    "DuocSoHoa DuocLayTuKhoDMQG",
    "DanhSachLePhi": "TenPhiLePhi MaPhiLePhi HinhThucThu Gia LoaiPhiLePhi",
    "DanhSachHoSoBoSung": "HoSoBoSungId NguoiYeuCauBoSung NoiDungBoSung NgayBoSung "
    "NguoiTiepNhanBoSung ThongTinTiepNhan NgayTiepNhanBoSung TrangThaiBoSung "
    "DanhSachGiayToBoSung DanhSachLePhiBoSung NgayHenTraTruoc NgayHenTraMoi",
    "DanhSachGiayToKetQua": "TenGiayTo MaThanhPhanHoSo GiayToId DuongDanTepTinKetQua MaKetQua",
}
PROGRESS = [
    "MaHoSo",
    "NguoiXuLy",
    "ChucDanh",
    "ThoiDiemXuLy",
    "PhongBanXuLy",
    "NoiDungXuLy",
    "TrangThai",
    "NgayBatDau",
    "NgayKetThucTheoQuyDinh",
]
DATES = re.compile(r"Ngay|ThoiDiem")
RECEIVED = {2, 4, 6, 9, 10}
PASSWORD = "mat-khau-cua-tinh"


@dataclass
class Double:
    behave: Behaviour = lambda service, body: "ok"
    dossiers: dict[str, dict[str, Any]] = field(default_factory=dict)
    history: dict[str, list[int]] = field(default_factory=dict)
    steps: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    """Of every message that was taken, in order; twice when it was taken twice."""
    filings: list[dict[str, Any]] = field(default_factory=list)
    confirmed: dict[str, str] = field(default_factory=dict)
    catalogue: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    sessions: set[str] = field(default_factory=set)
    logins: int = 0
    calls: int = 0
    lasts: Any = 3600
    clock: timedelta = timedelta(0)
    today: datetime | None = None
    """When set, what lies after it is refused as the future."""
    lock: threading.Lock = field(default_factory=threading.Lock)
    url: str = ""

    def forget(self) -> None:
        """Restored from an old backup: nothing is known."""
        self.dossiers, self.history, self.steps = {}, {}, {}

    def login(self, body: dict[str, Any]) -> tuple[int, Any]:
        with self.lock:
            self.logins += 1
            if body != {"username": "tinh-mau", "password": PASSWORD}:
                return 401, {"error_code": "401", "message": "Sai tài khoản."}
            token = f"phien-{self.logins}"
            self.sessions.add(token)
            return 200, {"session": token, "expires_in": self.lasts}

    def call(self, body: dict[str, Any], name: str) -> tuple[int, Any]:
        """Status and answer; 0 for a connection that is cut."""
        with self.lock:
            self.calls += 1
            service = str(body.get("service"))
            told = self.behave(service, body)
            if told == "401" or body.get("session") not in self.sessions:
                return 401, {"error_code": "401", "message": "Phiên đã hết hạn."}
            wrong: dict[str, tuple[int, Any]] = {
                "drop": (0, None), "500": (500, "Internal Server Error"),
                "html": (200, "<html>Bảo trì</html>"), "list": (200, [1, 2]),
                "busy": (200, {"error_code": "503", "message": "Cổng đang bận."}),
            }  # fmt: skip
            if told in wrong:
                return wrong[told]
            if told == "twice":
                self._serve(service, body, name)
            answer = self._serve(service, body, name)
            return (0, None) if told == "lost" else (200, answer)

    def _serve(self, service: str, body: dict[str, Any], name: str) -> dict[str, Any]:
        serve = {
            "DongBoHoSoMC": self._dossiers, "CapNhatTienDoHoSoMC": self._progress,
            "LayHoSoNopTrucTuyen": self._filings, "XacNhanHoSoNopTrucTuyen": self._confirm,
            "LayDanhSachHoSoTheoNgay": self._day, "LayThuTuc": self._catalogue,
        }.get(service)  # fmt: skip
        if serve is None or body.get("madonvi") != "H02":
            return refusal("Không có dịch vụ hoặc đơn vị này.")
        answer = serve(body)
        if answer["error_code"] == "0" and name:
            self.names.append(name)
        return answer

    def _dossiers(self, body: dict[str, Any]) -> dict[str, Any]:
        for one in body["data"]:
            wrong = self._wrong(one)
            if wrong:
                return refusal(wrong)
        for one in body["data"]:
            code, status = one["MaHoSo"], one["TrangThaiHoSo"]
            seen = self.history.setdefault(code, [])
            if not seen or seen[-1] != status:
                seen.append(status)
            self.dossiers[code] = one
        return taken()

    def _wrong(self, one: dict[str, Any]) -> str:
        if sorted(one) != sorted(HEAD):
            return f"Sai thành phần: {sorted(set(one) ^ set(HEAD))}"
        for group, tags in PARTS.items():
            for part in one[group]:
                if sorted(part) != sorted(tags.split()):
                    return f"Sai thành phần của {group}: {sorted(part)}"
        if wrong := self._wrong_dates(one):
            return wrong
        code, status = one["MaHoSo"], one["TrangThaiHoSo"]
        if not code or not one["ChuHoSo"] or not one["TenTTHC"]:
            return "Thiếu thông tin bắt buộc."
        if status not in STEPS or one["KenhThucHien"] not in (1, 2, 3):
            return "Sai mã danh mục."
        if one["LoaiDoiTuong"] not in (1, 2) or one["DuocThanhToanTrucTuyen"] not in (0, 1, 2):
            return "Sai mã danh mục."
        if any(fee["HinhThucThu"] not in (1, 2, 4) for fee in one["DanhSachLePhi"]):
            return "Sai hình thức thu."
        if status in RECEIVED and not one["NgayTiepNhan"]:
            return "Thiếu ngày tiếp nhận."
        if status == 10 and not (one["NgayTra"] and one["NgayKetThucXuLy"]):
            return "Thiếu ngày trả."
        before = self.history.get(code, [])
        if not before:
            return "" if status in (1, 2) else f"Hồ sơ chưa có, không nhận trạng thái {status}."
        if status == before[-1] or status in STEPS[before[-1]]:
            return ""
        return f"Không chuyển được từ {before[-1]} sang {status}."

    def _wrong_dates(self, one: dict[str, Any]) -> str:
        for tag, value in _dates(one):
            if value == "":
                continue
            try:
                read = datetime.strptime(value, "%Y%m%d%H%M%S")
            except (TypeError, ValueError):
                return f"{tag} sai dạng: {value!r}"
            future = self.today is not None and tag in {"NgayTiepNhan", "ThoiDiemXuLy", "NgayTra"}
            if future and read > self.today:  # type: ignore[operator] # checked
                return f"{tag} ở tương lai."
        return ""

    def _progress(self, body: dict[str, Any]) -> dict[str, Any]:
        for one in body["data"]:
            if sorted(one) != sorted(PROGRESS):
                return refusal(f"Sai thành phần: {sorted(set(one) ^ set(PROGRESS))}")
            if wrong := self._wrong_dates(one):
                return refusal(wrong)
            if one["MaHoSo"] not in self.dossiers:
                return refusal("Không có hồ sơ này.")
            if not one["ThoiDiemXuLy"] or not one["NguoiXuLy"]:
                return refusal("Thiếu thông tin bắt buộc.")
            if self.history[one["MaHoSo"]][-1] != one["TrangThai"]:
                return refusal("Tiến độ không khớp trạng thái hồ sơ.")
            known = self.steps.setdefault(one["MaHoSo"], [])
            if one not in known:
                known.append(one)
        return taken()

    def _filings(self, body: dict[str, Any]) -> dict[str, Any]:
        rows = [one for one in self.filings if one.get("MaHoSo") not in self.confirmed]
        return taken(rows[: body["most"]])

    def _confirm(self, body: dict[str, Any]) -> dict[str, Any]:
        for one in body["data"]:
            self.confirmed[one["MaHoSo"]] = one["MaHoSoDiaPhuong"]
        return taken()

    def _day(self, body: dict[str, Any]) -> dict[str, Any]:
        """Dossiers whose code says that they were filed on the day at the agency."""
        day, agency = body["Ngay"], body["MaDonVi"]
        rows = [
            one for code, one in self.dossiers.items()
            if code.startswith(f"{agency}-{day[2:]}-") or (f"-{day}-" in code)
        ]  # fmt: skip
        return taken(rows)

    def _catalogue(self, body: dict[str, Any]) -> dict[str, Any]:
        return taken(self.catalogue)


def _dates(value: Any, tag: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _dates(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from _dates(one, tag if not isinstance(one, dict) else "")
    elif DATES.match(tag):
        yield tag, value


def refusal(words: str) -> dict[str, Any]:
    return {"error_code": "-1", "message": words}


def taken(result: Any = None) -> dict[str, Any]:
    return {"error_code": "0", "message": "Thành công", "result": result}


@contextmanager
def portal() -> Iterator[Double]:
    made = Double()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 5

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
            if self.path.endswith("/login"):
                status, answer = made.login(body)
            else:
                status, answer = made.call(body, self.headers.get("X-Request-Id", ""))
            self._answer(status, answer if isinstance(answer, str) else json.dumps(answer))

        def do_GET(self) -> None:
            found = made.files.get(self.path)
            self._answer(200 if found else 404, found or b"")

        def _answer(self, status: int, text: str | bytes) -> None:
            if status == 0:
                self.close_connection = True
                return
            content = text.encode() if isinstance(text, str) else text
            self.send_response_only(status)
            self.send_header("Date", format_datetime(datetime.now(UTC) + made.clock, usegmt=True))
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
