"""Secrets that must be used again are kept encrypted under the installation's key."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from congvu.core.kernel.errors import Unavailable


class Box:
    """One purpose's box: what one room sealed, another cannot open.

    :param purpose: the room's name, part of the key
    :param refusal: what a person is told when the installation's key has changed
    """

    def __init__(self, purpose: str, refusal: str) -> None:
        self._purpose, self._refusal = purpose, refusal

    def seal(self, secret: str) -> str:
        """The encrypted form that a table holds; an empty secret stays empty."""
        return self._fernet().encrypt(secret.encode()).decode() if secret else ""

    def unseal(self, sealed: str) -> str:
        """The secret again.

        :raises Unavailable: encrypted with another key of the installation
        """
        if not sealed:
            return ""
        try:
            return self._fernet().decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise Unavailable(self._refusal) from error

    def _fernet(self) -> Fernet:
        key = hashlib.sha256(f"{self._purpose}:{settings.SECRET_KEY}".encode()).digest()
        return Fernet(base64.urlsafe_b64encode(key))
