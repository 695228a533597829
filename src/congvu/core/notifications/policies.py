"""Who may: everybody their own preferences, the administrator the letters that failed."""

from __future__ import annotations

from congvu.core.kernel.permissions import Permission, register

PERMISSIONS = [
    Permission(
        verb="notifications.preferences.change",
        label="Đổi cách nhận thông báo",
        room="notifications",
        anyone=True,
        personal=True,
        condition="chỉ của chính mình",
    ),
    Permission(
        verb="notifications.delivery.revive",
        label="Gửi lại thông báo gửi hỏng",
        room="notifications",
        admin=True,
    ),
]


def install() -> None:
    register(PERMISSIONS)
