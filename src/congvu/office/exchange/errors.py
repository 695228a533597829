"""Refusals of the post office; a machine of a peer reads the codes, a person the sentences."""

from __future__ import annotations

from congvu.core.kernel.errors import (
    Conflict,
    Invalid,
    NotAllowed,
    TooLarge,
    Unavailable,
    WrongState,
)


class UnknownOrgan(Invalid):
    """A code that neither an agency here nor a peer bears."""

    code = "unknown_organ"
    default = (
        "Không có cơ quan nào mang mã định danh này trên trục. "
        "Hãy kiểm tra lại mã trong danh mục cơ quan."
    )


class ClosedCode(Invalid):
    """A code that was closed; the sentence names the successor when there is one."""

    code = "closed_code"
    default = "Mã định danh này đã đóng. Hãy dùng mã của cơ quan kế thừa."


class SenderNotAllowed(NotAllowed):
    """A peer speaks for an agency that is not its own."""

    code = "sender_not_allowed"
    default = (
        "Hệ thống gửi không được phép gửi thay cơ quan này. "
        "Hãy kiểm tra mã cơ quan gửi, hoặc đề nghị bên nhận bổ sung mã vào danh sách được phép."
    )


class ContentConflict(Conflict):
    """The name of a message that is here already, with another content."""

    code = "content_conflict"
    default = (
        "Mã văn bản này đã được dùng cho một nội dung khác. "
        "Hãy gửi bản cập nhật hoặc thay thế, không gửi lại nội dung khác với cùng mã."
    )


class NotAccepted(Invalid):
    """The receiving room would not take the message."""

    code = "not_accepted"


class UnknownLetter(Invalid):
    """A status about a letter that is not known here."""

    code = "unknown_letter"
    default = (
        "Không tìm thấy văn bản mà trạng thái này nói đến. "
        "Hãy kiểm tra mã văn bản và cơ quan trong phần phản hồi."
    )


class BadCredentials(NotAllowed):
    """A request that does not prove who sends it: 401."""

    code = "bad_credentials"
    status = 401
    default = (
        "Yêu cầu không chứng minh được là của hệ thống đã đăng ký. "
        "Hãy kiểm tra mã hệ thống và khóa chung ở hai bên."
    )


class ClockSkew(BadCredentials):
    """The clocks of the two sides are too far apart."""

    code = "clock_skew"


class CallerCertificateExpired(BadCredentials):
    """The certificate that the caller shows is outside its days."""

    code = "caller_certificate_expired"
    default = (
        "Chứng thư mà hệ thống gọi vào trình ra đã hết hạn hoặc chưa có hiệu lực. "
        "Hãy thay chứng thư và báo vân tay mới cho bên nhận."
    )


class Replayed(Conflict):
    """The very same request a second time."""

    code = "replayed"
    default = "Yêu cầu này đã được nhận một lần. Hãy gửi lại bằng một yêu cầu mới."


class DigestMismatch(Invalid):
    """The body is not what was signed."""

    code = "digest_mismatch"
    default = "Nội dung nhận được không khớp mã băm trong yêu cầu. Hãy gửi lại."


class PeerPaused(WrongState):
    """The connection is paused, not begun yet, or over."""

    code = "peer_paused"
    default = (
        "Kết nối với hệ thống này đang tạm dừng hoặc ngoài thời hạn. "
        "Hãy liên hệ quản trị của bên nhận."
    )


class QuotaExceeded(Unavailable):
    """More letters today than agreed: 429, come back tomorrow."""

    code = "quota_exceeded"
    status = 429
    default = (
        "Hệ thống gửi đã dùng hết số văn bản được gửi trong ngày. "
        "Hãy gửi tiếp vào ngày mai hoặc đề nghị bên nhận nâng hạn mức."
    )


class MessageTooLarge(TooLarge):
    """Larger than the peer may send."""

    code = "message_too_large"
    default = "Gói tin lớn hơn dung lượng đã thỏa thuận. Hãy giảm dung lượng tệp đính kèm."


class BatchTooLarge(TooLarge):
    """More letters or bytes in one call than are taken together."""

    code = "batch_too_large"
    default = (
        "Một lượt gửi có quá nhiều gói tin hoặc quá lớn. "
        "Hãy chia thành nhiều lượt, hoặc gửi từng gói tin."
    )


class BadSignature(NotAllowed):
    """The envelope is not signed with the key pinned for the peer."""

    code = "bad_signature"
    default = (
        "Chữ ký của phong bì không đúng khóa đã đăng ký của hệ thống gửi. "
        "Hãy kiểm tra chứng thư ký phong bì ở hai bên."
    )


class EnvelopeCertificateExpired(BadSignature):
    """The right key, but its certificate is outside its days."""

    code = "envelope_certificate_expired"
    default = (
        "Chứng thư ký phong bì đã hết hạn hoặc chưa có hiệu lực. "
        "Hãy ký bằng chứng thư còn hạn và đăng ký khóa mới ở bên nhận."
    )


class WrongOutcome(Invalid):
    """A word for the progress of a fetched message that nobody agreed on."""

    code = "wrong_outcome"
    default = "Trạng thái lấy gói tin phải là processing, done hoặc fail. Hãy gửi lại."
