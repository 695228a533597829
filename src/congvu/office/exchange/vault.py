"""Keys shared with peers are kept encrypted, as requests must be signed with them."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from congvu.core.kernel.errors import Unavailable


def seal(secret: str) -> str:
    """The encrypted form that the table holds; an empty secret stays empty."""
    return _box().encrypt(secret.encode()).decode() if secret else ""


def unseal(sealed: str) -> str:
    """The secret again.

    :raises Unavailable: encrypted with another key of the installation
    """
    if not sealed:
        return ""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unavailable(
            "Khóa chung với hệ thống này không giải mã được. "
            "Hãy nhập lại khóa chung trong trang quản trị kết nối."
        ) from error


def _box() -> Fernet:
    key = hashlib.sha256(b"congvu.exchange:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
