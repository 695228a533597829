"""Refusals of the organisation room."""

from congvu.core.kernel.errors import Conflict, Invalid, WrongState


class CodeTaken(Conflict):
    code = "agency_code_taken"
    default = "Mã định danh này đã được cấp cho một cơ quan. Hãy tra cứu mã rồi chọn mã khác."


class BadCode(Invalid):
    code = "agency_code_invalid"
    default = (
        "Mã định danh không đúng dạng. Hãy nhập theo QCVN 102:2016 (000.00.15.H02) hoặc "
        "QĐ 20/2020/QĐ-TTg (H02.15)."
    )


class Closed(WrongState):
    code = "organisation_closed"
    default = "Nội dung này đã kết thúc hiệu lực nên không sửa được. Hãy chọn bản đang có hiệu lực."


class StillInUse(WrongState):
    code = "organisation_still_in_use"
    default = "Còn người hoặc đơn vị đang hoạt động bên trong. Hãy kết thúc các mục đó trước."
