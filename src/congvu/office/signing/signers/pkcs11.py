"""Tokens and hardware modules (PKCS#11): the key never leaves them."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from pkcs11 import exceptions

from congvu.core.kernel.errors import Invalid
from congvu.office.signing.certificates import load, load_chain
from congvu.office.signing.errors import SignatureRefused, SignerAway, WrongPin
from congvu.office.signing.models import SigningKey

_lock = threading.Lock()

_AWAY = "Thiết bị ký không sẵn sàng. Hãy kiểm tra thiết bị đã cắm vào máy chủ ký và thử lại sau ít phút."
_LOCKED = "Thiết bị ký đã khóa mã PIN. Hãy mở khóa thiết bị bằng phần mềm của nơi cấp."


@dataclass(slots=True)
class TokenKey:
    """A session on a token, signed in with the PIN."""

    session: Any
    key: Any
    certificate: x509.Certificate
    chain: Sequence[x509.Certificate] = field(default_factory=tuple)

    def sign(self, data: bytes) -> bytes:
        try:
            return bytes(self.key.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))
        except exceptions.PKCS11Error as error:
            raise _translated(error) from error

    def close(self) -> None:
        self.session.close()


def open_token(row: SigningKey, pin: str) -> TokenKey:
    """
    :raises WrongPin: the token refuses the PIN
    :raises SignerAway: no such token is plugged in
    """
    session = _session(row.place["module"], row.place["token"], pin)
    try:
        key = session.get_key(
            object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=row.place["key"],
            key_type=pkcs11.KeyType.RSA,
        )  # fmt: skip
    except exceptions.PKCS11Error as error:
        session.close()
        raise _translated(error) from error
    return TokenKey(session, key, load(row.certificate), tuple(load_chain(row.certificate)))


def read_certificate(*, module: str, token: str, key: str, pin: str) -> x509.Certificate:
    """The certificate that lies beside a key on a token.

    :raises SignatureRefused: no certificate of that label, or its key is not RSA
    """
    session = _session(module, token, pin)
    try:
        wanted = {
            pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
            pkcs11.Attribute.LABEL: key,
        }
        found = [bytes(one[pkcs11.Attribute.VALUE]) for one in session.get_objects(wanted)]
    except exceptions.PKCS11Error as error:
        raise _translated(error) from error
    finally:
        session.close()
    if not found:
        raise SignatureRefused(
            f"Thiết bị ký không có chứng thư số tên “{key}”. Hãy kiểm tra lại tên khóa."
        )
    certificate = x509.load_der_x509_certificate(found[0])
    if not isinstance(certificate.public_key(), rsa.RSAPublicKey):
        raise SignatureRefused("Thiết bị ký này dùng khóa chưa được hỗ trợ. Hãy dùng khóa RSA.")
    return certificate


def _session(module: str, token: str, pin: str) -> Any:
    if module not in settings.CONGVU_PKCS11_MODULES:
        raise Invalid(
            "Trình điều khiển thiết bị ký chưa được quản trị hệ thống cho phép. Hãy chọn trình "
            "điều khiển khác."
        )
    try:
        with _lock:  # signing in is for the whole process: two at once disturb each other
            return _library(module).get_token(token_label=token).open(user_pin=pin)
    except exceptions.PKCS11Error as error:
        raise _translated(error) from error
    except (RuntimeError, OSError) as error:
        raise SignerAway(_AWAY) from error


@cache
def _library(module: str) -> Any:
    if not Path(module).is_file():
        raise SignerAway(_AWAY)
    return pkcs11.lib(module)


def _translated(error: exceptions.PKCS11Error) -> SignatureRefused | SignerAway:
    if isinstance(error, exceptions.PinLocked):
        return SignatureRefused(_LOCKED)
    if isinstance(error, exceptions.PinIncorrect | exceptions.PinInvalid | exceptions.PinLenRange):
        return WrongPin()
    if isinstance(error, exceptions.NoSuchKey | exceptions.MultipleObjectsReturned):
        return SignatureRefused(
            "Thiết bị ký không có khóa đã đăng ký. Hãy cắm đúng thiết bị hoặc đăng ký lại."
        )
    return SignerAway(_AWAY)
