"""Refusals of the letters room."""

from __future__ import annotations

from congvu.core.kernel.errors import Conflict, DomainError, Invalid, Unavailable, WrongState


class RegisterClosed(WrongState):
    """Sổ đã khóa: no number is given or changed any more."""

    code = "register_closed"
    default = "Sổ này đã khóa nên không cấp hoặc sửa số được nữa. Hãy dùng sổ của năm hiện tại."


class RegisterExists(Conflict):
    """The register was opened before; its first number can no longer be chosen."""

    code = "register_exists"
    default = "Sổ này đã mở. Hãy dùng sổ đã có; số tiếp theo được cấp tự động."


class RegisterBusy(WrongState):
    """Numbers still wait for a signature or are held; the register cannot be closed."""

    code = "register_busy"
    default = (
        "Sổ còn số đang chờ ký hoặc đang giữ nên chưa khóa được. Hãy hoàn tất hoặc trả các số đó "
        "rồi khóa lại."
    )


class SecretContent(Invalid):
    """Content of a secret letter was offered to the network (Luật Bảo vệ bí mật nhà nước)."""

    code = "secret_content"
    default = (
        "Nội dung văn bản mật không được đưa lên hệ thống mạng. Hãy chỉ đăng ký thông tin vào sổ "
        "và gửi văn bản theo đường mật."
    )


class SignatureRefused(DomainError):
    """The signer says no; the number goes back and is given out again before any new one."""

    code = "signature_refused"
    status = 409
    default = "Người ký đã từ chối ký. Số đã được trả lại; hãy sửa văn bản rồi trình lại."


class SignerAway(Unavailable):
    """The signer does not answer; the number stays reserved and the signing is tried again."""

    code = "number_awaits_signer"
    default = "Dịch vụ ký chưa phản hồi. Số đã giữ chỗ; hệ thống sẽ tự thử lại."


class FinalNeeded(WrongState):
    """The draft is no PDF, so number and date cannot be written on it; the clerk brings one."""

    code = "final_needed"
    default = (
        "Dự thảo là tệp Word hoặc ODT nên hệ thống không ghi được số, ngày lên văn bản. Hãy xuất "
        "bản đã duyệt ra PDF, bấm “Đính kèm bản phát hành” để tải lên, rồi cấp số; số và ngày "
        "được ghi tự động lên bản PDF đó."
    )


class SealNeeded(WrongState):
    """The person's signature is on the letter; number, date and seal need the agency's key."""

    code = "seal_needed"
    default = (
        "Văn bản đã có chữ ký số của người có thẩm quyền nên số, ngày và dấu phải do khóa của cơ "
        "quan ký lên. Hãy chọn “Cấp số, ngày” và nhập mã PIN của khóa cơ quan."
    )


class SignatureAwaited(WrongState):
    """The letter lies before its signer; numbered now, it could not be signed any more."""

    code = "signature_awaited"
    default = (
        "Văn bản đang chờ ký số nên chưa cấp số được. Hãy đợi người ký xác nhận, hoặc đề nghị "
        "người ký hủy lô ký số để ký giấy."
    )


class NotReady(Invalid):
    """The thể thức check found what must be put right first; ``data["findings"]`` lists it."""

    code = "not_ready"
    default = "Dự thảo chưa đủ thể thức. Hãy sửa các điểm được nêu rồi trình lại."


class SignerWithoutAuthority(Invalid):
    """Nobody may sign this kind of letter in this agency with this seat."""

    code = "signer_without_authority"
    default = (
        "Chức vụ này không có thẩm quyền ký loại văn bản này. Hãy trình người có thẩm quyền hoặc "
        "lập ủy quyền trước."
    )


class Duplicate(Conflict):
    """The same letter seems to be here; ``data["found"]`` lists what was found."""

    code = "duplicate_letter"
    default = (
        "Văn bản này có thể đã được vào sổ. Hãy mở văn bản đã có để đối chiếu; nếu là văn bản khác, "
        "hãy xác nhận vẫn vào sổ."
    )


class Frozen(WrongState):
    """The sender asks for the letter back; it must be answered first."""

    code = "frozen"
    default = (
        "Cơ quan gửi đang đề nghị thu hồi văn bản này. Hãy đồng ý hoặc từ chối thu hồi trước khi "
        "xử lý tiếp."
    )
