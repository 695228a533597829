"""Why the axis refuses, in words and in the numbers that clients know."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings


class Reason(StrEnum):
    """Names of refusals; ``CONGVU_HUB_CODES`` gives a vendor's own numbers to them."""

    OK = "ok"
    FILE = "file"
    CREDENTIALS = "credentials"
    RECEIVER = "receiver"
    SENDER = "sender"
    SYSTEM = "system"
    PROCESSING = "processing"
    FORMAT = "format"
    CLOSED = "closed"
    STALE = "stale"
    REPLAY = "replay"
    QUOTA = "quota"
    HASH = "hash"
    SIZE = "size"
    DOCUMENT = "document"
    AGENCY = "agency"
    RATE = "rate"
    INPUT = "input"


@dataclass(frozen=True, slots=True)
class Meaning:
    """``number`` travels as ErrorCode; ``status`` is the HTTP status of the answer.

    The clients of the first generation read the answer of an upload only under status 200, so a
    refusal of somebody whom we know keeps 200 and speaks through its ErrorCode.
    """

    number: str
    words: str
    status: int = 200


MEANINGS: dict[Reason, Meaning] = {
    Reason.OK: Meaning("0", "Success"),
    Reason.FILE: Meaning("10", "Tệp gửi lên không hợp lệ. Hãy kiểm tra lại tệp edXML rồi gửi lại."),
    Reason.CREDENTIALS: Meaning(
        "15",
        "Sai mã hệ thống hoặc khóa bí mật, hoặc chữ ký tiêu đề không đúng. Hãy kiểm tra cấu hình "
        "kết nối.",
        401,
    ),
    Reason.RECEIVER: Meaning(
        "18", "Cơ quan nhận chưa có trên trục. Hãy lấy lại danh sách cơ quan rồi gửi lại."
    ),
    Reason.SENDER: Meaning(
        "19",
        "Cơ quan gửi không thuộc hệ thống này. Hãy đăng ký cơ quan hoặc sửa mã cơ quan gửi.",
    ),
    Reason.SYSTEM: Meaning("20", "Trục đang gặp sự cố. Hãy gửi lại sau ít phút.", 503),
    Reason.PROCESSING: Meaning("21", "Không xử lý được gói tin. Hãy kiểm tra nội dung gói tin."),
    Reason.FORMAT: Meaning("22", "Gói tin không đúng định dạng edXML (QCVN 102:2016/BTTTT)."),
    Reason.CLOSED: Meaning(
        "23", "Mã định danh cơ quan đã đóng. Hãy dùng mã mới trong danh sách cơ quan."
    ),
    Reason.STALE: Meaning(
        "24", "Dấu thời gian của yêu cầu lệch quá xa. Hãy chỉnh giờ máy gửi rồi gửi lại.", 401
    ),
    Reason.REPLAY: Meaning(
        "25", "Yêu cầu này đã được nhận một lần. Hãy ký lại yêu cầu với dấu thời gian mới.", 401
    ),
    Reason.QUOTA: Meaning(
        "26", "Hệ thống đã dùng hết hạn mức trong ngày. Hãy gửi tiếp vào ngày mai."
    ),
    Reason.HASH: Meaning(
        "27", "Mã băm hash-file không khớp tệp nhận được. Hãy gửi lại tệp nguyên vẹn."
    ),
    Reason.SIZE: Meaning("28", "Gói tin vượt quá dung lượng cho phép."),
    Reason.DOCUMENT: Meaning("29", "Không có gói tin mang docId này cho hệ thống của ông/bà."),
    Reason.AGENCY: Meaning("30", "Mã cơ quan không nằm trong các mã được cấp cho hệ thống này."),
    Reason.RATE: Meaning("31", "Gọi quá nhiều lần trong một phút. Hãy giảm nhịp gọi.", 429),
    Reason.INPUT: Meaning("32", "Thiếu hoặc sai tham số của yêu cầu."),
}


class HubRefused(Exception):
    """A refusal of the axis: one reason, and the words that travel to the client."""

    def __init__(self, reason: Reason, words: str = "") -> None:
        self.reason = reason
        self.words = words or MEANINGS[reason].words
        super().__init__(f"{reason}: {self.words}")

    @property
    def number(self) -> str:
        """The ErrorCode, as configured."""
        configured: dict[str, str] = settings.CONGVU_HUB_CODES
        return configured.get(self.reason.value, MEANINGS[self.reason].number)

    @property
    def status(self) -> int:
        return MEANINGS[self.reason].status
