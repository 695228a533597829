"""Refusals of the files room."""

from __future__ import annotations

from typing import Any

from congvu.core.kernel.errors import Invalid, TooLarge, Unavailable

REASONS: dict[str, str] = {
    "empty": "Tệp “{name}” rỗng. Hãy chọn lại tệp có nội dung.",
    "kind": "“{name}” là {found}, không dùng được làm “{use}”. Hãy tải lên tệp thuộc loại: {allowed}.",
    "broken": "Tệp “{name}” ({label}) bị hỏng hoặc bị cắt cụt, không mở được. "
    "Hãy mở thử tệp gốc, lưu lại rồi tải lên.",
    "password": "Tệp “{name}” được khóa bằng mật khẩu. Hãy bỏ mật khẩu rồi tải lên.",
    "macro": "Tệp “{name}” có chứa macro. Hãy lưu lại ở định dạng không có macro "
    "(DOCX, XLSX, PDF) rồi tải lên.",
    "bomb": "Tệp “{name}” bung ra lớn bất thường so với dung lượng nén. "
    "Hãy lưu lại tệp từ phần mềm soạn thảo hoặc chuyển sang PDF rồi tải lên.",
    "nested": "Tệp “{name}” chứa tệp nén hoặc chương trình bên trong. "
    "Hãy lấy các tệp bên trong ra và tải lên từng tệp.",
    "doctype": "Tệp “{name}” chứa khai báo DOCTYPE hoặc thực thể XML, có thể gây hại. "
    "Hãy lưu lại tệp từ phần mềm soạn thảo hoặc chuyển sang PDF rồi tải lên.",
    "pixels": "Ảnh “{name}” quá lớn về số điểm ảnh. Hãy quét lại ở 300 dpi rồi tải lên.",
    "encoding": "Tệp “{name}” không phải văn bản UTF-8. Hãy lưu lại với bảng mã UTF-8 rồi tải lên.",
    "virus": "Máy quét phát hiện mã độc trong tệp “{name}” ({signature}). "
    "Tệp đã bị từ chối; hãy quét máy của ông/bà và báo cho quản trị hệ thống.",
}


class FileRefused(Invalid):
    """The file itself cannot be accepted; ``data["reason"]`` is a key of ``REASONS``."""

    code = "file_refused"

    def __init__(self, message: str = "", **data: Any) -> None:
        super().__init__(message, **data)
        self.data.setdefault("fields", {"file": [self.message]})


class FileTooLarge(TooLarge):
    """Larger than the use allows; ``data["max_bytes"]``."""

    code = "file_too_large"


class StoreFull(Unavailable):
    """The disk of the store is full or failing; nothing was kept."""

    code = "store_unavailable"
    default = (
        "Kho tệp tạm thời không ghi được nên tệp chưa được lưu. "
        "Hãy báo quản trị hệ thống kiểm tra dung lượng đĩa rồi tải lại tệp."
    )


class StoreAway(Unavailable):
    """The object store does not answer."""

    code = "store_away"
    default = (
        "Kho tệp tạm thời không trả lời. Hãy thử lại sau ít phút; nếu vẫn lỗi, hãy báo quản trị."
    )


class ScannerAway(Unavailable):
    """The virus scanner is configured and does not answer: fail closed."""

    code = "scanner_unavailable"
    default = "Máy quét vi-rút không trả lời nên tệp chưa được nhận. Hãy thử lại sau ít phút."


class ContentMissing(Unavailable):
    """A row is there and its bytes are not: for the administrator."""

    code = "content_missing"
    default = (
        "Nội dung tệp không có trong kho. "
        "Hãy báo quản trị hệ thống chạy kiểm tra kho tệp và khôi phục từ bản sao lưu."
    )


class Flaw(Exception):
    """Raised by the checks, which know the bytes but not the name; becomes a ``FileRefused``."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)
