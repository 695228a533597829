"""A root, an issuing authority below it and a timestamp signer, all named THỬ NGHIỆM."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import (
    AuthorityInformationAccessOID,
    ExtendedKeyUsageOID,
    NameOID,
    ObjectIdentifier,
)

COUNTRY = "VN"
ORGANISATION = "Công Vụ THỬ NGHIỆM - không có giá trị pháp lý"
LIFE = timedelta(days=3650)
SIGNING = ("digital_signature", "content_commitment")
AUTHORITY = ("key_cert_sign", "crl_sign", "digital_signature")


@dataclass(slots=True)
class Pair:
    """A private key and its certificate."""

    key: rsa.RSAPrivateKey = field(repr=False)
    certificate: x509.Certificate

    def p12(self, password: str, chain: Sequence[x509.Certificate]) -> bytes:
        """A key file as authorities hand it out."""
        return pkcs12.serialize_key_and_certificates(
            b"ky so", self.key, self.certificate, list(chain),
            BestAvailableEncryption(password.encode()),
        )  # fmt: skip


def name_of(common: str, organisation: str = ORGANISATION) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, COUNTRY),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, common[:64]),
        ]
    )


def usage(*names: str) -> x509.KeyUsage:
    every = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
        "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: name in names for name in every})


@dataclass(slots=True)
class Authority:
    """``url`` is where revocation lists and answers are served; empty: nowhere."""

    root: Pair
    issuing: Pair
    stamping: Pair
    url: str = ""
    revoked: dict[int, datetime] = field(default_factory=dict)

    @property
    def chain(self) -> list[x509.Certificate]:
        return [self.issuing.certificate, self.root.certificate]

    def issue(
        self,
        common: str,
        *,
        at: datetime,
        organisation: str = ORGANISATION,
        days: int = 730,
        since: timedelta = timedelta(days=1),
        usages: Sequence[str] = SIGNING,
        key: rsa.RSAPrivateKey | None = None,
    ) -> Pair:
        """A certificate for a person or an agency, valid from ``since`` before ``at``."""
        key = key or rsa.generate_private_key(65537, 2048)
        builder = _builder(
            name_of(common, organisation), self.issuing.certificate.subject, key,
            at - since, at - since + timedelta(days=days),
        )  # fmt: skip
        builder = builder.add_extension(usage(*usages), critical=True)
        builder = builder.add_extension(
            x509.BasicConstraints(ca=False, path_length=None), critical=True
        )
        return Pair(key, _signed(_located(builder, self.url), self.issuing, key))

    def revocation_list(self, *, at: datetime) -> bytes:
        """The revocation list of the issuing authority, DER."""
        return _revocations(self.issuing, self.revoked, at)

    def root_list(self, *, at: datetime) -> bytes:
        return _revocations(self.root, {}, at)


def _revocations(issuer: Pair, revoked: dict[int, datetime], at: datetime) -> bytes:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(at - timedelta(minutes=5))
        .next_update(at + timedelta(days=7))
        .add_extension(x509.CRLNumber(int(at.timestamp())), critical=False)
    )
    for serial, moment in revoked.items():
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(moment)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)


def make(*, at: datetime, url: str = "") -> Authority:
    """New keys and certificates; takes a moment."""
    root_name = name_of("Root CA THỬ NGHIỆM Công Vụ")
    root_key = rsa.generate_private_key(65537, 2048)
    builder = _builder(root_name, root_name, root_key, at - timedelta(days=2), at + LIFE)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
    builder = builder.add_extension(usage(*AUTHORITY), critical=True)
    root = Pair(root_key, _signed(builder, None, root_key))
    issuing = _below(
        root, "CA cấp chữ ký số THỬ NGHIỆM Công Vụ", at, url,
        x509.BasicConstraints(ca=True, path_length=0), AUTHORITY,
    )  # fmt: skip
    stamping = _below(
        root, "Dấu thời gian THỬ NGHIỆM Công Vụ", at, url,
        x509.BasicConstraints(ca=False, path_length=None), ("digital_signature",),
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]),
    )  # fmt: skip
    return Authority(root, issuing, stamping, url)


def _below(
    root: Pair, common: str, at: datetime, url: str, constraints: x509.BasicConstraints,
    usages: Sequence[str], extended: x509.ExtendedKeyUsage | None = None,
) -> Pair:  # fmt: skip
    key = rsa.generate_private_key(65537, 2048)
    builder = _builder(
        name_of(common), root.certificate.subject, key, at - timedelta(days=2), at + LIFE
    )
    builder = builder.add_extension(constraints, critical=True)
    builder = builder.add_extension(usage(*usages), critical=True)
    if extended is not None:
        builder = builder.add_extension(extended, critical=True)
    if url:
        builder = builder.add_extension(_points(f"{url}/goc.crl"), critical=False)
    return Pair(key, _signed(builder, root, key))


def _builder(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey, start: datetime, end: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _located(builder: x509.CertificateBuilder, url: str) -> x509.CertificateBuilder:
    if not url:
        return builder
    access = [
        (AuthorityInformationAccessOID.OCSP, f"{url}/ocsp"),
        (AuthorityInformationAccessOID.CA_ISSUERS, f"{url}/issuing.cer"),
    ]  # fmt: skip
    described = [
        x509.AccessDescription(ObjectIdentifier(kind.dotted_string), _uri(address))
        for kind, address in access
    ]
    return builder.add_extension(_points(f"{url}/issuing.crl"), critical=False).add_extension(
        x509.AuthorityInformationAccess(described), critical=False
    )


def _points(address: str) -> x509.CRLDistributionPoints:
    return x509.CRLDistributionPoints([x509.DistributionPoint([_uri(address)], None, None, None)])


def _uri(address: str) -> x509.UniformResourceIdentifier:
    return x509.UniformResourceIdentifier(address)


def _signed(
    builder: x509.CertificateBuilder, issuer: Pair | None, own: rsa.RSAPrivateKey
) -> x509.Certificate:
    key = issuer.key if issuer else own
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
    return builder.add_extension(identifier, critical=False).sign(key, hashes.SHA256())


PARTS = ("root", "issuing", "stamping")


def save(authority: Authority, folder: Path) -> None:
    """Keep an authority in a folder; its keys are worth nothing outside the demo."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        pair: Pair = getattr(authority, part)
        plain = pair.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        target = folder / f"{part}.pem"
        target.touch(mode=0o600)
        target.write_bytes(plain + pair.certificate.public_bytes(Encoding.PEM))
    (folder / "url.txt").write_text(authority.url, "utf-8")


def read(folder: Path) -> Authority:
    """
    :raises FileNotFoundError: no authority was saved there
    """
    root, issuing, stamping = (_pair((folder / f"{part}.pem").read_bytes()) for part in PARTS)
    return Authority(root, issuing, stamping, (folder / "url.txt").read_text("utf-8"))


def _pair(content: bytes) -> Pair:
    key = load_pem_private_key(content, None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("an RSA key was saved")
    return Pair(key, x509.load_pem_x509_certificate(content))
