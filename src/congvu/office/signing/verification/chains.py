"""Facts 3 and 4: which trusted root a certificate leads to at a moment, and if none, why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, x509
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.utils import DEFAULT_ALGORITHM_USAGE_POLICY
from pyhanko_certvalidator import ValidationContext, find_valid_path
from pyhanko_certvalidator.errors import (
    DisallowedAlgorithmError,
    ExpiredError,
    InvalidCertificateError,
    NotYetValidError,
    PathBuildingError,
    PathValidationError,
    RevokedError,
    ValidationError,
)
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import (
    NO_REVOCATION,
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
)

from congvu.office.signing.verification.anchors import Anchors, RevocationSource
from congvu.office.signing.verification.names import common_name, moment
from congvu.office.signing.verification.report import Chain

SIGNING = KeyUsageConstraints(key_usage={"non_repudiation"})
STAMPING = KeyUsageConstraints(key_usage=set(), extd_key_usage={"time_stamping"})
ANY = KeyUsageConstraints(key_usage=set())


@dataclass(frozen=True)
class Walk:
    """One attempt to reach a root: the path found, or the error that ended it."""

    chain: Chain
    path: ValidationPath | None = None
    error: Exception | None = None


def context(
    anchors: Anchors,
    others: Sequence[x509.Certificate],
    at: datetime,
    rules: RevocationCheckingPolicy = NO_REVOCATION,
    sources: Sequence[RevocationSource] = (),
) -> ValidationContext:
    """What certvalidator may know: nothing is fetched."""
    return ValidationContext(
        trust_roots=[anchor.certificate for anchor in anchors.roots if anchor.stands(at)],
        other_certs=[*anchors.intermediates, *others],
        moment=at,
        crls=[one for source in sources for one in source.crls],
        ocsps=[one for source in sources for one in source.ocsps],
        revinfo_policy=CertRevTrustPolicy(rules, retroactive_revinfo=True),
    )


async def walk(
    certificate: x509.Certificate,
    knowledge: ValidationContext,
    anchors: Anchors,
    usage: KeyUsageConstraints,
) -> Walk:
    """Look for a path to a root that is valid at the moment of ``knowledge``."""
    try:
        path = await find_valid_path(
            certificate,
            knowledge.path_builder.async_build_paths_lazy(certificate),
            validation_context=knowledge,
        )
        if path.pkix_len > 0:
            usage.validate(certificate)
    except Exception as error:
        return Walk(Chain(False, reason=_why(error, certificate)), error=error)
    certificates = list(path.iter_certs(include_root=True))
    root = certificates[0]
    names = tuple(common_name(one) for one in reversed(certificates))
    return Walk(Chain(True, anchors.label_of(root), common_name(root), names), path)


def weak_algorithm(info: cms.SignerInfo, certificate: x509.Certificate, at: datetime) -> str:
    """A sentence when the signature's own algorithms are no longer accepted, else empty."""
    signature = DEFAULT_ALGORITHM_USAGE_POLICY.signature_algorithm_allowed(
        info["signature_algorithm"], moment=at, public_key=certificate.public_key
    )
    digest = DEFAULT_ALGORITHM_USAGE_POLICY.digest_algorithm_allowed(
        info["digest_algorithm"], moment=at
    )
    if signature and digest:
        return ""
    name = info["digest_algorithm"]["algorithm"].native.upper().replace("SHA1", "SHA-1")
    return (
        f"Chữ ký dùng thuật toán không còn được chấp nhận ({name} hoặc khóa quá ngắn), "
        "nên không bảo đảm ai đã ký."
    )


def _expired(error: Exception, certificate: x509.Certificate) -> str:
    when = moment(getattr(error, "expired_dt", None))
    return f"Chứng thư trong chuỗi đã hết hạn{when and f' lúc {when}'}."


def _early(error: Exception, certificate: x509.Certificate) -> str:
    when = moment(getattr(error, "valid_from", None))
    return f"Chứng thư trong chuỗi chưa có hiệu lực{when and f' trước {when}'}."


def _revoked(error: Exception, certificate: x509.Certificate) -> str:
    when = moment(getattr(error, "revocation_dt", None))
    return f"Chứng thư trong chuỗi đã bị thu hồi{when and f' lúc {when}'}."


def _unknown(error: Exception, certificate: x509.Certificate) -> str:
    issuer = common_name(certificate, issuer=True)
    return (
        f"Không tìm được đường từ chứng thư của “{common_name(certificate)}” (do “{issuer}” cấp) "
        "tới một gốc tin cậy đã khai báo."
    )


_REASONS = (
    (ExpiredError, _expired),
    (NotYetValidError, _early),
    (RevokedError, _revoked),
    (
        DisallowedAlgorithmError,
        lambda *_: "Chuỗi chứng thư dùng thuật toán không còn được chấp nhận.",
    ),
    (PathBuildingError, _unknown),
    (PathValidationError, lambda *_: "Chuỗi chứng thư không hợp lệ theo chuẩn X.509."),
    (
        InvalidCertificateError,
        lambda *_: "Chứng thư tự ký hoặc không được cấp để ký số, nên không tin cậy được.",
    ),
    (ValidationError, lambda *_: "Chuỗi chứng thư không hợp lệ theo chuẩn X.509."),
)
"""From the validator's errors to sentences; the first kind that fits."""


def _why(error: Exception, certificate: x509.Certificate) -> str:
    for kind, words in _REASONS:
        if isinstance(error, kind):
            return words(error, certificate)
    return "Chứng thư có cấu trúc lạ nên không dựng được chuỗi tới gốc tin cậy."
