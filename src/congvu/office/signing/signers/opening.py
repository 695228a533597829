"""From a row to a key that signs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from congvu.office.signing.choices import KeyKind
from congvu.office.signing.models import SigningKey
from congvu.office.signing.signers.opened import OpenKey
from congvu.office.signing.signers.pkcs11 import open_token
from congvu.office.signing.signers.remote import open_remote
from congvu.office.signing.signers.soft import open_soft

OPENERS: dict[str, Callable[[SigningKey, str], OpenKey]] = {
    KeyKind.SOFT: open_soft,
    KeyKind.PKCS11: open_token,
    KeyKind.REMOTE: open_remote,
}


@contextmanager
def open_key(row: SigningKey, pin: str) -> Iterator[OpenKey]:
    """Open a key for the time of a ``with``; never inside a transaction, for it may take long.

    :param row: with its certificate
    :raises WrongPin: the PIN is not the key's
    :raises SignerAway: token or service do not answer
    :raises SignatureRefused: they answer no
    """
    opened = OPENERS[row.kind](row, pin)
    try:
        yield opened
    finally:
        opened.close()
