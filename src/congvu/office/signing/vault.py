"""Soft keys at rest: two layers, the person's PIN inside, the installation's secret outside.

The inner layer needs the PIN (scrypt), so neither a copy of the database nor the settings alone
open a key. The outer layer needs ``CONGVU_SIGNING_SECRETS``; its first entry seals, the others
still open, so the secret can be changed without asking anybody for a PIN (:func:`rewrap`).
Nothing in this file is ever logged.
"""

from __future__ import annotations

import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_MARK = b"\x01"
Sealed = bytes | memoryview
"""PostgreSQL's driver gives bytes as a memory view."""

_SALT, _NONCE = 16, 12


class Unreadable(Exception):
    """No secret of the installation opens the outer layer."""


class Wrong(Exception):
    """The PIN does not open the inner layer."""


def seal(content: bytes, *, pin: str, bound_to: str) -> bytes:
    """Both layers around ``content``; it opens only for the same ``bound_to``."""
    salt = os.urandom(_SALT)
    inner = _encrypt(_from_pin(pin, salt), salt + content, bound_to)
    return wrap(salt + inner, bound_to=bound_to)


def unseal(sealed: Sealed, *, pin: str, bound_to: str) -> bytes:
    """
    :raises Wrong: another PIN
    :raises Unreadable: sealed under a secret that the settings no longer hold
    """
    body = unwrap(sealed, bound_to=bound_to)
    salt, inner = body[:_SALT], body[_SALT:]
    try:
        return _decrypt(_from_pin(pin, salt), inner, bound_to)[_SALT:]
    except InvalidTag:
        raise Wrong from None


def wrap(content: bytes, *, bound_to: str) -> bytes:
    """The outer layer alone, under the first secret: for what lives for minutes."""
    salt = os.urandom(_SALT)
    key = _from_secret(_secrets()[0], salt)
    return _MARK + salt + _encrypt(key, content, bound_to)


def unwrap(sealed: Sealed, *, bound_to: str) -> bytes:
    """:raises Unreadable: none of the secrets opens it"""
    body = bytes(sealed)
    salt, inner = body[1 : 1 + _SALT], body[1 + _SALT :]
    if body[:1] == _MARK:
        for secret in _secrets():
            try:
                return _decrypt(_from_secret(secret, salt), inner, bound_to)
            except InvalidTag:
                continue
    raise Unreadable


def rewrap(sealed: Sealed, *, bound_to: str) -> bytes:
    """The same content under the first secret; the PIN stays as it is.

    :raises Unreadable: none of the secrets opens it
    """
    return wrap(unwrap(sealed, bound_to=bound_to), bound_to=bound_to)


def _secrets() -> list[str]:
    secrets: list[str] = settings.CONGVU_SIGNING_SECRETS
    return secrets


def _from_pin(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=2**15, r=8, p=1, maxmem=2**26, dklen=32)


def _from_secret(secret: str, salt: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, b"congvu signing vault").derive(secret.encode())


def _encrypt(key: bytes, content: bytes, bound_to: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, bound_to.encode())


def _decrypt(key: bytes, sealed: bytes, bound_to: str) -> bytes:
    return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound_to.encode())
