"""Why a message is not taken: every reason has a machine key and a Vietnamese sentence."""

from __future__ import annotations

from typing import Any, ClassVar

from congvu.core.kernel.errors import DomainError

MALFORMED: dict[str, str] = {
    "empty": "Gói tin rỗng, không có nội dung nào.",
    "xml": "Gói tin không phải XML hợp lệ (dòng {line}, cột {column}: {detail}).",
    "leading": "Gói tin có ký tự lạ trước khai báo XML ở đầu tệp.",
    "truncated": "Gói tin bị cắt cụt, thiếu phần cuối.",
    "encoding": "Gói tin có byte không đúng bảng mã đã khai báo (dòng {line}).",
    "prefix": "Gói tin dùng tiền tố không gian tên chưa khai báo (dòng {line}, cột {column}).",
    "root": "Phần tử gốc của gói tin là “{found}”, không phải edXML.",
    "namespace": "Gói tin dùng không gian tên “{found}”, không phải của QCVN 102:2016/BTTTT.",
    "missing": "Gói tin thiếu phần tử bắt buộc {where}.",
    "value": "Phần tử {where} có giá trị “{found}” không có trong quy chuẩn, không biết phải làm gì.",
    "repeated": "Gói tin có nhiều hơn một phần tử {where}, không biết phần nào là thật.",
    "base64": "Nội dung tệp thứ {position} không phải base64 hợp lệ hoặc không đủ độ dài.",
    "attachment_missing": "Danh mục nêu tệp “{name}” nhưng gói tin không chứa nội dung tệp này.",
    "attachment_empty": "Tệp “{name}” trong gói tin rỗng.",
    "size": "Tệp “{name}” khai {claimed} byte nhưng nội dung thật là {actual} byte.",
    "zip": "Nội dung nén của tệp “{name}” bị hỏng, không giải nén được.",
    "zip_locked": "Nội dung nén của tệp “{name}” bị khóa bằng mật khẩu.",
}

REFUSED: dict[str, str] = {
    "doctype": "Gói tin chứa khai báo DOCTYPE hoặc thực thể XML, có thể gây hại nên không được nhận.",
    "message_size": "Gói tin lớn hơn {limit} MB, vượt quá dung lượng được nhận.",
    "file_size": "Một tệp trong gói tin lớn hơn {limit} MB, vượt quá dung lượng được nhận.",
    "text_size": "Phần chữ của gói tin quá lớn, không giống một văn bản điện tử.",
    "depth": "Gói tin có cấu trúc lồng nhau quá sâu, không giống một văn bản điện tử.",
    "count": "Gói tin có quá nhiều phần tử, không giống một văn bản điện tử.",
    "token": "Gói tin có một thẻ hoặc chú thích quá dài, không giống một văn bản điện tử.",
    "files": "Gói tin có quá nhiều tệp (nhiều hơn {limit}).",
    "zip_nested": "Tệp “{name}” là tệp nén nằm trong tệp nén, không được nhận.",
    "zip_bomb": "Tệp “{name}” bung ra lớn bất thường so với dung lượng nén, không được nhận.",
    "incomplete": "Văn bản thiếu {where} nên chưa lập được gói tin.",
    "content_changed": "Nội dung tệp “{name}” trong kho đã khác lúc lập văn bản, không gửi đi được.",
}

_NEXT = {
    "malformed": "Hãy báo đơn vị gửi kiểm tra phần mềm và gửi lại.",
    "refused": "Hãy báo đơn vị gửi sửa lại rồi gửi lại văn bản.",
}


class Unacceptable(DomainError):
    """A message that is not taken; ``reason`` is a key of the class's table, ``facts`` fill it.

    ``seen`` is what could still be read of it, for the person who looks into the matter.
    """

    status = 422
    sentences: ClassVar[dict[str, str]] = {}
    next_step: ClassVar[str] = ""

    def __init__(self, reason: str, **facts: Any) -> None:
        self.reason = reason
        self.facts = facts
        self.seen: dict[str, str] = {}
        sentence = self.sentences[reason].format(**facts)
        super().__init__(f"{sentence} {self.next_step}", reason=reason, **facts)


class Malformed(Unacceptable):
    """Not a readable edXML message: it goes to quarantine with ``reason``."""

    code = "edxml_malformed"
    sentences = MALFORMED
    next_step = _NEXT["malformed"]


class Refused(Unacceptable):
    """Dangerous, or beyond the limits: it goes no further."""

    code = "edxml_refused"
    sentences = REFUSED
    next_step = _NEXT["refused"]


class Unsendable(Refused):
    """What we would send ourselves and nobody could take: for the clerk who sends it."""

    code = "edxml_unsendable"
    next_step = "Hãy sửa văn bản hoặc tệp đính kèm rồi gửi lại."
