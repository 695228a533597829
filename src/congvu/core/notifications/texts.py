"""The words of messages that leave the application."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from congvu.core.kernel.clock import VIETNAM
from congvu.core.notifications.models import Notice
from congvu.core.notifications.registry import Message

PREFERENCES = "/thong-bao/tuy-chon"


def single(notice: Notice, *, address: str, name: str) -> Message:
    """One notice as one message."""
    parts = [f"Kính gửi ông/bà {name},", _paragraph(notice), _foot()]
    return Message(
        id=f"notice-{notice.pk}",
        address=address,
        name=name,
        title=("KHẨN: " if notice.urgent else "") + notice.title,
        text="\n\n".join(parts) + "\n",
        urgent=notice.urgent,
    )


def digest(notices: Sequence[Notice], *, day: str, address: str, name: str) -> Message:
    """The daily message; ``day`` is ``dd/mm/yyyy``. Its identifier names person and first notice."""
    head = f"Kính gửi ông/bà {name},\n\nÔng/bà có {len(notices)} thông báo chưa xem:"
    listed = [f"{number}. {_paragraph(notice)}" for number, notice in enumerate(notices, 1)]
    return Message(
        id=f"digest-{notices[0].pk}-{len(notices)}",
        address=address,
        name=name,
        title=f"Bản tin ngày {day}: {len(notices)} thông báo",
        text="\n\n".join([head, *listed, _foot()]) + "\n",
        urgent=False,
    )


def _paragraph(notice: Notice) -> str:
    moment = notice.at.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")
    who = f" – {notice.actor_name}" if notice.actor_name else ""
    lines = [notice.title, notice.body, f"({moment}{who})"]
    lines.append(f"Mở: {settings.BASE_URL}/thong-bao/{notice.pk}")
    return "\n".join(line for line in lines if line)


def _foot() -> str:
    return (
        "--\nThư này do hệ thống Công Vụ gửi tự động, xin không trả lời.\n"
        f"Đổi cách nhận thông báo: {settings.BASE_URL}{PREFERENCES}"
    )
