"""Secrets of links: drawn, digested, or reckoned from a row under the installation's key."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from django.conf import settings

from congvu.core.kernel.box import Box

CODE_DIGITS = 6
PERSONS = Box(
    "congvu.filing.person",
    "Dữ liệu của ông/bà được mã hóa bằng khóa cũ nên chưa đọc được. Hãy báo quản trị hệ thống.",
)
LETTERS = Box(
    "congvu.filing.letter", "Nội dung tin báo được mã hóa bằng khóa cũ nên chưa đọc được."
)


def new_key() -> str:
    """192 random bits."""
    return secrets.token_urlsafe(24)


def new_code() -> str:
    """Six digits that people can write down."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def code_digest(code: str) -> str:
    """Six digits are found by trying a plain hash; this one needs the installation's key."""
    return _mac(f"draft-code:{code}").hex()


def link_mark(link_id: int) -> str:
    """The secret of a link: 32 letters."""
    return _mac(f"link:{link_id}").hex()[:32]


def same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _mac(text: str) -> bytes:
    key = f"congvu.filing:{settings.SECRET_KEY}".encode()
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
