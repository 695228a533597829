"""Refusals of the dossiers room."""

from __future__ import annotations

from congvu.core.kernel.errors import DomainError, Invalid, NotAllowed, WrongState


class NoAgencyCode(WrongState):
    """A dossier's code begins with the agency's official code, and it has none."""

    code = "no_agency_code"
    default = (
        "Cơ quan chưa có mã định danh nên chưa cấp được mã hồ sơ. Hãy đề nghị quản trị cấp mã định "
        "danh cho cơ quan rồi tiếp nhận lại."
    )


class AlreadyExtended(WrongState):
    """Only one new appointment (NĐ 61/2018/NĐ-CP Điều 19.9)."""

    code = "already_extended"
    default = (
        "Hồ sơ đã được hẹn lại một lần nên không gia hạn thêm được. Hãy giải quyết trong hạn đã hẹn "
        "lại."
    )


class TooLateToExtend(WrongState):
    """The apology goes out at least a day before the date."""

    code = "too_late_to_extend"
    default = (
        "Văn bản xin lỗi phải gửi trước hạn trả ít nhất một ngày nên không gia hạn được nữa. Hãy trả "
        "kết quả sớm nhất có thể."
    )


class SecondRound(NotAllowed):
    """A second request for a supplement is the leader's, with a reason (QĐ 766/QĐ-TTg)."""

    code = "second_round"
    default = (
        "Hồ sơ đã được yêu cầu bổ sung một lần. Từ lần hai phải do lãnh đạo cơ quan yêu cầu và ghi "
        "rõ lý do, vì hồ sơ sẽ bị tính là quá hạn. Hãy trình lãnh đạo."
    )


class NoTerm(Invalid):
    """The law states no limit that can be counted; the desk sets one."""

    code = "no_term"
    default = (
        "Thủ tục này không có thời hạn giải quyết đọc được. Hãy nhập số ngày làm việc để hẹn trả."
    )


class PapersMissing(Invalid):
    """A required paper is not there, so the dossier cannot be received."""

    code = "papers_missing"
    default = "Hồ sơ còn thiếu giấy tờ bắt buộc. Hãy nhận đủ, hoặc lập phiếu yêu cầu bổ sung."


class NothingProposed(WrongState):
    """There is no result to approve."""

    code = "nothing_proposed"
    default = "Hồ sơ chưa có kết quả trình duyệt. Hãy đề nghị người thụ lý trình kết quả trước."


class TooManyLookups(DomainError):
    """Four digits are not to be found by trying."""

    code = "too_many_lookups"
    status = 429
    default = (
        "Đã nhập sai quá nhiều lần. Hãy thử lại sau một giờ, hoặc hỏi Bộ phận Một cửa theo số điện "
        "thoại trên giấy tiếp nhận."
    )


class StillOwed(WrongState):
    """Nobody says that it is paid while the books say that it is owed."""

    code = "dossier_still_owed"
    default = (
        "Khoản thu của hồ sơ chưa nộp. Hãy thu tiền, miễn hoặc hủy khoản thu; hồ sơ sẽ tự chạy "
        "tiếp."
    )
