"""Trust anchors and revocation data as the verification takes them: plain values, no database."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from asn1crypto import crl, ocsp, pem, x509

from congvu.core.kernel.errors import Invalid
from congvu.office.signing.choices import AnchorLabel

LABELS = {label.value: label.label for label in AnchorLabel}
"""Kinds of trusted roots, shown beside every chain (NĐ 68/2024, NĐ 23/2025)."""

# The readers warn about every oddity of a file; here each becomes a sentence of the report.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True)
class Anchor:
    """A root that the administrator trusts between two moments; None is open."""

    certificate: x509.Certificate
    label: str
    trusted_from: datetime | None = None
    trusted_until: datetime | None = None

    def stands(self, at: datetime) -> bool:
        after = self.trusted_from is None or self.trusted_from <= at
        return after and (self.trusted_until is None or at < self.trusted_until)


@dataclass(frozen=True)
class Anchors:
    """Roots, and certificates of authorities between a root and the signers."""

    roots: Sequence[Anchor] = ()
    intermediates: Sequence[x509.Certificate] = ()

    def label_of(self, certificate: x509.Certificate) -> str:
        found = certificate.sha256
        return next((a.label for a in self.roots if a.certificate.sha256 == found), "")


@dataclass(frozen=True)
class RevocationSource:
    """Lists and answers known beforehand, and what they are called in the report."""

    name: str
    crls: Sequence[crl.CertificateList] = ()
    ocsps: Sequence[ocsp.OCSPResponse] = ()


@dataclass(frozen=True)
class Policy:
    """``require_revocation``: without a list or an answer the verdict is "không đủ thông tin"."""

    require_revocation: bool = False
    sources: Sequence[RevocationSource] = field(default=())


def read_certificates(data: bytes, name: str = "") -> list[x509.Certificate]:
    """Every certificate of a PEM bundle or a DER file.

    :raises Invalid: there is no certificate in it
    """
    try:
        blocks = (
            [der for _, _, der in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]
        )
        found = [x509.Certificate.load(der, strict=True) for der in blocks]
        for certificate in found:
            certificate.subject.native, certificate.issuer.native, certificate.public_key.native  # noqa: B018
        return found
    except (ValueError, TypeError, KeyError) as error:
        raise Invalid(
            f"Tệp {name or 'tải lên'} không phải chứng thư số dạng PEM hoặc DER. "
            "Hãy chọn tệp chứng thư của tổ chức chứng thực."
        ) from error


def is_root(certificate: x509.Certificate) -> bool:
    """Whether the certificate is its own issuer."""
    return bool(certificate.self_issued)


def collect(certificates: Iterable[x509.Certificate], label: str) -> Anchors:
    """Self-issued certificates become roots, the others stand between."""
    every = list(certificates)
    return Anchors(
        [Anchor(one, label) for one in every if is_root(one)],
        [one for one in every if not is_root(one)],
    )


ENDINGS = frozenset({".pem", ".crt", ".cer", ".der"})


def read_folder(folder: Path, label: str) -> Anchors:
    """Anchors from the certificate files of a folder, in the order of their names.

    :raises Invalid: the folder is absent, or a file in it is no certificate
    """
    if not folder.is_dir():
        raise Invalid(f"Không có thư mục {folder}. Hãy kiểm tra lại đường dẫn.")
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in ENDINGS)
    return collect(
        [one for path in files for one in read_certificates(path.read_bytes(), path.name)], label
    )


def merge(first: Anchors, second: Anchors) -> Anchors:
    return Anchors([*first.roots, *second.roots], [*first.intermediates, *second.intermediates])
