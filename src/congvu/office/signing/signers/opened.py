"""What every kind of key offers once its PIN was accepted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from cryptography import x509


class OpenKey(Protocol):
    """A key that is ready to sign, until it is closed.

    ``sign`` gives the raw signature over ``data`` with SHA-256: PKCS#1 v1.5 for RSA, DER for
    ECDSA. It raises :class:`~congvu.office.signing.errors.SignerAway` when trying again may help
    and :class:`~congvu.office.signing.errors.SignatureRefused` when it will not.
    """

    @property
    def certificate(self) -> x509.Certificate: ...

    @property
    def chain(self) -> Sequence[x509.Certificate]: ...

    def sign(self, data: bytes) -> bytes: ...

    def close(self) -> None: ...
