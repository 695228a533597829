"""Lines of the user menu."""

from congvu.core.ui.frame import Link

USER_LINKS = (
    Link("tai-khoan", "Tài khoản của tôi", "accounts:profile", icon="user", order=10),
    Link("mat-khau", "Đổi mật khẩu", "accounts:password", icon="key", order=20),
    Link("dang-xuat", "Đăng xuất", "account_logout", icon="logout", post=True, order=999),
)
