"""Refusals of the dossiers room."""

from __future__ import annotations

from congvu.core.kernel.errors import (
    DomainError,
    Invalid,
    NotAllowed,
    NotFound,
    WrongState,
)


def in_words(refusal: DomainError) -> str:
    """The sentence of a refusal with those of its fields, for who sees no form."""
    fields = refusal.data.get("fields")
    several = fields.values() if isinstance(fields, dict) else ()
    return " ".join([refusal.message, *(words for one in several for words in one)])


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


class HasProcess(WrongState):
    """A dossier with an internal process is moved by its steps."""

    code = "has_process"
    default = (
        "Hồ sơ chạy theo quy trình nội bộ nên việc này do bước đang mở quyết định. Hãy dùng các thao "
        "tác của bước."
    )


class NoSteps(WrongState):
    """The dossier follows no internal process."""

    code = "no_steps"
    default = "Hồ sơ không chạy theo quy trình nội bộ. Hãy dùng các việc thông thường của hồ sơ."


class NotYet(WrongState):
    """What a move needs does not hold; ``data["needs"]`` names it."""

    code = "precondition"
    default = "Chưa đủ điều kiện để chuyển bước. Hãy hoàn thành các điều kiện được nêu."


class NeedsSeat(Invalid):
    """Nobody can be told from the process for a step that would open."""

    code = "needs_seat"
    default = "Chưa rõ ai thực hiện bước tiếp theo. Hãy chọn đơn vị hoặc người thực hiện."


class NothingBefore(WrongState):
    """There is no earlier step to give the dossier back to."""

    code = "nothing_before"
    default = "Hồ sơ đang ở bước đầu nên không có bước trước để trả lại. Hãy dùng thao tác khác."


class AlreadyAnswered(WrongState):
    code = "already_answered"
    default = "Yêu cầu xin ý kiến này đã được trả lời. Hãy tải lại trang để xem ý kiến."


class NoConsultation(NotFound):
    code = "no_consultation"
    default = "Không có yêu cầu xin ý kiến này. Hãy mở lại danh sách việc chờ."


class NoJoint(NotFound):
    code = "no_joint"
    default = "Không có việc liên thông này. Hãy mở lại danh sách liên thông."


class NotDigital(WrongState):
    """The result is signed by hand."""

    code = "result_not_digital"
    default = "Kết quả này được trình để ký giấy nên không ký số. Hãy trình lại kết quả và chọn cách ký số."


class NotSigned(WrongState):
    """The person signs before the agency."""

    code = "result_not_signed"
    default = (
        "Lãnh đạo chưa ký số kết quả nên chưa cấp số, đóng dấu được. Hãy trình lãnh đạo ký số."
    )


class SignedAlready(WrongState):
    """These very words carry the signature."""

    code = "result_signed_already"
    default = "Kết quả đã được ký số. Hãy tải lại trang để xem chữ ký."


class SealedAlready(WrongState):
    """A number was given out: what it says stands until it is revoked."""

    code = "result_sealed_already"
    default = "Kết quả đã được cấp số, đóng dấu. Muốn sửa, hãy thu hồi rồi lập lại kết quả."


class NothingToRevoke(WrongState):
    """Only a sealed issue is revoked, once."""

    code = "nothing_to_revoke"
    default = "Hồ sơ không có kết quả ký số nào đang có hiệu lực để thu hồi. Hãy tải lại trang."


class NotRevoked(WrongState):
    """The issue before stands."""

    code = "result_not_revoked"
    default = "Kết quả đã cấp còn hiệu lực nên chưa lập lại được. Hãy thu hồi trước."


class UnreadableMessage(Invalid):
    """A message of joint work that is not what both sides agreed on."""

    code = "unreadable_joint_message"
    default = (
        "Nội dung thư liên thông không đúng mẫu nên không nhận được. Hãy kiểm tra phiên bản phần mềm "
        "hai bên rồi chuyển lại."
    )


class FileNotHere(WrongState):
    """A file is named by its digest, and neither side has given it to the other."""

    code = "joint_file_missing"
    default = "Tệp được nêu không có trong thư liên thông. Hãy chuyển lại kèm tệp."


class JointStopped(WrongState):
    """The request comes after its withdrawal."""

    code = "joint_stopped"
    default = "Nơi chuyển đã thôi việc liên thông này nên không lập hồ sơ. Không cần chuyển lại."


class NoWayThere(WrongState):
    """No agency here and no peer serves it."""

    code = "no_way_to_agency"
    default = (
        "Cơ quan được chuyển không hoạt động trong hệ thống này và chưa có đường gửi tới hệ thống khác."
        " Hãy đề nghị quản trị thêm đường gửi rồi chuyển lại."
    )
