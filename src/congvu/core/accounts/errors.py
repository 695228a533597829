"""Refusals of the accounts room."""

from congvu.core.kernel.errors import Conflict, DomainError, Invalid, WrongState


class SignInRefused(DomainError):
    """Wrong name or password; the sentence never says which."""

    code = "sign_in_refused"
    status = 401
    default = (
        "Tên đăng nhập hoặc mật khẩu không đúng. Hãy kiểm tra bộ gõ, phím Caps Lock rồi nhập lại."
    )


class AccountLocked(SignInRefused):
    code = "account_locked"
    status = 423
    default = (
        "Tài khoản tạm khóa do nhập sai nhiều lần. Hãy liên hệ quản trị của cơ quan để mở khóa, "
        "hoặc thử lại sau 12 giờ."
    )


class AccountDisabled(SignInRefused):
    code = "account_disabled"
    status = 403
    default = "Tài khoản đã ngừng hoạt động. Hãy liên hệ quản trị của cơ quan."


class TooManyFailures(SignInRefused):
    code = "too_many_failures"
    status = 429
    default = "Từ địa chỉ này có quá nhiều lần đăng nhập sai. Hãy thử lại sau ít phút."


class WeakPassword(Invalid):
    code = "weak_password"
    default = "Mật khẩu chưa đủ mạnh. Hãy đặt mật khẩu khác theo hướng dẫn."


class NameTaken(Conflict):
    code = "username_taken"
    default = "Tên đăng nhập này đã có người dùng. Hãy chọn tên khác."


class TokenOver(WrongState):
    code = "token_over"
    default = "Mã truy cập này đã hết hạn hoặc đã thu hồi."


class IdentityOfAnother(Conflict):
    code = "identity_of_another"
    default = (
        "Định danh điện tử này không khớp với tài khoản: số định danh đã gắn với một tài khoản khác, "
        "hoặc tài khoản này đã gắn với một số khác. Hãy đăng nhập bằng tài khoản đó, hoặc liên hệ "
        "quản trị hệ thống."
    )
