"""Refusals of the signing room."""

from __future__ import annotations

from congvu.core.kernel.errors import Conflict, DomainError, Invalid, Unavailable, WrongState


class SignerAway(Unavailable):
    """The token, the remote service or the timestamp authority does not answer: try again."""

    code = "signer_away"
    default = "Dịch vụ ký số tạm thời không trả lời. Văn bản chưa được ký; hãy thử lại sau ít phút."


class SignatureRefused(DomainError):
    """The signer answered no: the same request will be refused again."""

    code = "signing_refused"
    status = 422
    default = (
        "Dịch vụ ký số từ chối ký. Hãy kiểm tra chứng thư số và mã PIN rồi thử lại, hoặc liên hệ "
        "nơi cấp chứng thư số."
    )


class WrongPin(SignatureRefused):
    """``data["left"]`` tries remain before the key is locked."""

    code = "wrong_pin"
    default = "Mã PIN không đúng. Hãy nhập lại."


class KeyLocked(WrongState):
    code = "key_locked"
    default = (
        "Khóa ký bị khóa vì nhập sai mã PIN nhiều lần. Hãy đề nghị quản trị của cơ quan mở khóa."
    )


class KeyDisabled(WrongState):
    code = "key_disabled"
    default = "Khóa ký này đã ngừng dùng. Hãy chọn khóa khác."


class CertificateRefused(SignatureRefused):
    """The certificate may not be signed with: expired, revoked, wrong use (TT 15/2025)."""

    code = "certificate_refused"
    default = "Chứng thư số không dùng để ký được. Hãy liên hệ nơi cấp chứng thư số."


class KeyFileRefused(Invalid):
    """The PKCS#12 file cannot be taken."""

    default = "Không mở được tệp khóa. Hãy kiểm tra tệp có đuôi .p12 hoặc .pfx và mật khẩu của tệp."


class PdfRefused(SignatureRefused):
    code = "pdf_refused"
    default = (
        "Tệp PDF không ký được vì bị hỏng hoặc đặt mật khẩu. Hãy tạo lại tệp PDF rồi trình ký lại."
    )


class PlaceNotFound(SignatureRefused):
    """No place for the signature in the PDF."""

    code = "place_not_found"
    default = (
        "Không tìm thấy chỗ ký trong tệp PDF. Hãy kiểm tra họ tên, chức vụ người ký trên văn bản "
        "hoặc chỉ rõ vị trí ký."
    )


class OrderBroken(SignatureRefused):
    """Person first, agency last."""

    code = "order_broken"
    default = (
        "Cơ quan đã ký số văn bản này nên không thêm chữ ký cá nhân được nữa. Hãy lập bản mới nếu "
        "cần ký lại."
    )


class AlreadyEnrolled(Conflict):
    default = "Chứng thư số này đã được đăng ký. Hãy dùng khóa đã có trong danh sách."
