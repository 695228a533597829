"""XML signatures of messages (A.6): made with RSA and SHA-256, verified as a stream.

The signed part is always the whole message but the signature: exactly what the parser reads. A
signature over anything else, at another place, or beside a second one is not accepted, whatever
its arithmetic. The legal signature of a letter is the one in its PDF, not this one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from django.db.models import TextChoices

from congvu.office.exchange.edxml.canonical import Canonical, canonical_bytes
from congvu.office.exchange.edxml.limits import LIMITS, Limits
from congvu.office.exchange.edxml.node import EDOC, QCVN, XMLDSIG, Attribute, Node
from congvu.office.exchange.edxml.reading import Events, TreeReader

C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
ENVELOPED = XMLDSIG + "enveloped-signature"
_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_ENC = "http://www.w3.org/2001/04/xmlenc#"
RSA_SHA256 = _MORE + "rsa-sha256"
SHA256 = _ENC + "sha256"
EXCLUSIVE: dict[str, bool] = {
    C14N: False,
    "http://www.w3.org/2006/12/xml-c14n11": False,
    "http://www.w3.org/2001/10/xml-exc-c14n#": True,
    "http://www.w3.org/TR/xml-exc-c14n#": True,
}
"""Canonicalisations we know; the last name is malformed, but real senders write it."""
DIGESTS: dict[str, str] = {
    XMLDSIG + "sha1": "sha1", SHA256: "sha256", _MORE + "sha384": "sha384", _ENC + "sha512": "sha512",
}  # fmt: skip
METHODS: dict[str, hashes.HashAlgorithm] = {
    XMLDSIG + "rsa-sha1": hashes.SHA1(),  # noqa: S303 - old senders; the verdict says "weak"
    RSA_SHA256: hashes.SHA256(),
    _MORE + "rsa-sha384": hashes.SHA384(),
    _MORE + "rsa-sha512": hashes.SHA512(),
}
STRONG_BITS = 2048
PREFIX = "ds"
"""Not the default namespace: lxml, and so signxml, gets the canonical form of that wrong."""
NAMES = ("Signature", "DigitalSignature")
_SPACES = (XMLDSIG, QCVN, EDOC, "")
_PLACE = ["edXML", "edXMLEnvelope", "edXMLHeader"]


class Soundness(TextChoices):
    """What the arithmetic says; whom to believe is for the reader of the certificate."""

    VALID = "valid", "Hợp lệ"
    WEAK = "weak", "Hợp lệ, thuật toán yếu"
    BROKEN = "broken", "Không hợp lệ"
    ABSENT = "absent", "Không có chữ ký"


@dataclass(frozen=True, slots=True)
class Verdict:
    """``certificate_pem`` is the signer's as the message carries it, "" when it cannot be read."""

    soundness: Soundness
    reason: str = ""
    method: str = ""
    digest: str = ""
    subject: str = ""
    certificate_pem: str = ""


class Signer(Protocol):
    """A key and its certificate; ``sign`` gives RSA PKCS#1 v1.5 over SHA-256 of the data."""

    @property
    def certificate(self) -> x509.Certificate: ...

    def sign(self, data: bytes) -> bytes: ...


@dataclass(frozen=True)
class SoftSigner:
    """A key in memory."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    def sign(self, data: bytes) -> bytes:
        return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def signature_of(tree: Node, signer: Signer, scope: dict[str, str]) -> Node:
    """The ``Signature`` over ``tree``, which does not hold it yet; ``scope``: where it will stand."""
    digest = hashlib.sha256()
    Canonical(digest.update).node(tree)
    signature = Node("Signature", XMLDSIG, PREFIX, {PREFIX: XMLDSIG})
    info = _add(signature, "SignedInfo")
    _method(info, "CanonicalizationMethod", C14N)
    _method(info, "SignatureMethod", RSA_SHA256)
    reference = _add(info, "Reference")
    reference.attributes.append(Attribute("", "", "URI", ""))
    transforms = _add(reference, "Transforms")
    _method(transforms, "Transform", ENVELOPED)
    _method(transforms, "Transform", C14N)
    _method(reference, "DigestMethod", SHA256)
    _add(reference, "DigestValue", base64.b64encode(digest.digest()).decode())
    octets = canonical_bytes(info, scope={**scope, PREFIX: XMLDSIG})
    _add(signature, "SignatureValue", base64.b64encode(signer.sign(octets)).decode())
    data = _add(_add(signature, "KeyInfo"), "X509Data")
    _add(data, "X509SubjectName", signer.certificate.subject.rfc4514_string())
    der = signer.certificate.public_bytes(Encoding.DER)
    _add(data, "X509Certificate", base64.b64encode(der).decode())
    return signature


def _add(parent: Node, local: str, text: str = "") -> Node:
    return parent.add(local, text, PREFIX)


def _method(parent: Node, local: str, algorithm: str) -> None:
    _add(parent, local).attributes.append(Attribute("", "", "Algorithm", algorithm))


class _Flawed(Exception):
    """Why a signature does not stand."""


def verify(stream: BinaryIO, limits: Limits = LIMITS) -> Verdict:
    """What the signature of a message is worth; ``stream`` must be seekable and is read twice.

    :raises Malformed, Refused: the message itself cannot be read
    """
    stream.seek(0)
    root = TreeReader(None, limits).tree(stream)
    found = _signatures(root, [], {})
    if not found:
        return Verdict(Soundness.ABSENT, "Gói tin không có chữ ký.")
    facts: dict[str, Any] = {}
    try:
        _verify(found, stream, limits, facts)
    except _Flawed as flaw:
        return Verdict(Soundness.BROKEN, str(flaw), **facts)
    if weak := _weakness(facts):
        return Verdict(Soundness.WEAK, weak, **facts)
    return Verdict(Soundness.VALID, "Chữ ký khớp với toàn bộ gói tin.", **facts)


@dataclass(frozen=True, slots=True)
class _Found:
    node: Node
    path: list[str]
    scope: dict[str, str]


def _signatures(node: Node, path: list[str], scope: dict[str, str]) -> list[_Found]:
    """Every signature of the message with its place and the namespaces around it."""
    here = [*path, node.local]
    around = {**scope, **node.namespaces}
    found = []
    for child in node.children:
        if child.local in NAMES and child.uri in _SPACES:
            found.append(_Found(child, here, around))
        found += _signatures(child, here, around)
    return found


def _verify(found: list[_Found], stream: BinaryIO, limits: Limits, facts: dict[str, Any]) -> None:
    if len(found) > 1:
        raise _Flawed("Gói tin có nhiều chữ ký, không biết chữ ký nào là thật.")
    signature = found[0]
    if signature.path != _PLACE:
        raise _Flawed("Chữ ký không nằm trong edXMLHeader nên không phải của gói tin.")
    info = _child(signature.node, "SignedInfo")
    method = _algorithm(info, "SignatureMethod", METHODS)
    facts["method"] = method.rpartition("#")[2]
    exclusive, digest = _reference(info)
    facts["digest"] = DIGESTS[digest]
    certificate = _certificate(signature.node)
    facts["certificate_pem"] = certificate.public_bytes(Encoding.PEM).decode()
    facts["subject"] = certificate.subject.rfc4514_string()
    value = _decoded(_child(_child(info, "Reference"), "DigestValue"))
    if _digest(stream, exclusive, DIGESTS[digest], limits) != value:
        raise _Flawed("Nội dung gói tin đã khác lúc ký.")
    _check_value(signature, info, certificate, METHODS[method])
    key = certificate.public_key()
    facts["method"] += f", {key.key_size} bit" if isinstance(key, rsa.RSAPublicKey) else ""


def _check_value(
    signature: _Found, info: Node, certificate: x509.Certificate, method: hashes.HashAlgorithm
) -> None:
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise _Flawed("Khóa của chứng thư không phải RSA nên không kiểm tra được.")
    value = _decoded(_child(signature.node, "SignatureValue"))
    for octets in _signed_octets(signature, info):
        try:
            key.verify(value, octets, padding.PKCS1v15(), method)
        except InvalidSignature:
            continue
        except (UnsupportedAlgorithm, ValueError):
            break
        return
    raise _Flawed("Giá trị chữ ký không do khóa của chứng thư tạo ra.")


def _signed_octets(signature: _Found, info: Node) -> list[bytes]:
    """As it stands and, where the sender lost the signature's namespace on the way, with it."""
    method = _algorithm(info, "CanonicalizationMethod", EXCLUSIVE)
    scope = {**signature.scope, **signature.node.namespaces}
    octets = [canonical_bytes(info, exclusive=EXCLUSIVE[method], scope=scope)]
    if info.uri != XMLDSIG and not info.prefix:
        own = {**scope, "": XMLDSIG}
        octets.append(canonical_bytes(info, exclusive=EXCLUSIVE[method], scope=own))
    return octets


def _reference(info: Node) -> tuple[bool, str]:
    """Whether the canonical form is the exclusive one, and the digest's name."""
    references = list(_children(info, "Reference"))
    if len(references) != 1:
        raise _Flawed("Chữ ký phải ký đúng một phần là toàn bộ gói tin.")
    reference = references[0]
    uri = next((a.value for a in reference.attributes if a.local == "URI"), None)
    if uri != "":
        raise _Flawed("Phần được ký không phải là toàn bộ gói tin.")
    names = [_name(t) for t in _children(_child(reference, "Transforms"), "Transform")]
    forms = names[1:] or [C14N]
    if names[:1] != [ENVELOPED] or len(forms) != 1 or forms[0] not in EXCLUSIVE:
        raise _Flawed("Chữ ký dùng phép biến đổi không được chấp nhận.")
    return EXCLUSIVE[forms[0]], _algorithm(reference, "DigestMethod", DIGESTS)


def _certificate(signature: Node) -> x509.Certificate:
    data = _child(_child(signature, "KeyInfo"), "X509Data")
    try:
        return x509.load_der_x509_certificate(_decoded(_child(data, "X509Certificate")))
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise _Flawed("Chứng thư số trong chữ ký không đọc được.") from None


def _children(parent: Node, local: str) -> list[Node]:
    return [c for c in parent.children if c.local == local and c.uri in _SPACES]


def _child(parent: Node, local: str) -> Node:
    found = _children(parent, local)
    if not found:
        raise _Flawed(f"Chữ ký thiếu phần tử {local}.")
    return found[0]


def _name(node: Node) -> str:
    if node.children:
        raise _Flawed("Chữ ký dùng phép biến đổi có tham số, không kiểm tra được.")
    return next((a.value for a in node.attributes if a.local == "Algorithm"), "")


def _algorithm(parent: Node, local: str, known: dict[str, Any]) -> str:
    name = _name(_child(parent, local))
    if name not in known:
        raise _Flawed(f"Chữ ký dùng thuật toán không được chấp nhận ({name[:80]}).")
    return name


def _decoded(node: Node) -> bytes:
    try:
        return base64.b64decode("".join(node.text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise _Flawed(f"Phần tử {node.local} của chữ ký không phải base64.") from None


def _weakness(facts: dict[str, Any]) -> str:
    if "sha1" in (facts["digest"], facts["method"].partition(",")[0].removeprefix("rsa-")):
        return "Chữ ký khớp, nhưng dùng SHA-1 là thuật toán đã lỗi thời."
    bits = int(facts["method"].rpartition(", ")[2].removesuffix(" bit"))
    return f"Chữ ký khớp, nhưng khóa RSA chỉ có {bits} bit." if bits < STRONG_BITS else ""


def _digest(stream: BinaryIO, exclusive: bool, name: str, limits: Limits) -> bytes:
    digest = hashlib.new(name, usedforsecurity=name != "sha1")
    stream.seek(0)
    _Canonicaliser(Canonical(digest.update, exclusive=exclusive), limits).read(stream)
    return digest.digest()


class _Canonicaliser(Events):
    """The whole message but its signature, in canonical form, as it is read."""

    def __init__(self, out: Canonical, limits: Limits) -> None:
        super().__init__(limits)
        self._out = out
        self._path: list[str] = []
        self._inside = 0

    def start(
        self, uri: str, local: str, prefix: str, declared: dict[str, str], given: list[Attribute]
    ) -> None:
        skip = self._inside or (local in NAMES and uri in _SPACES and self._path == _PLACE)
        self._path.append(local)
        if skip:
            self._inside += 1
        else:
            self._out.start(prefix, local, declared, given)

    def end(self) -> None:
        self._path.pop()
        if self._inside:
            self._inside -= 1
        else:
            self._out.end()

    def text(self, text: str) -> None:
        if not self._inside:
            self._out.text(text)

    def instruction(self, target: str, data: str) -> None:
        if not self._inside:
            self._out.instruction(target, data)
