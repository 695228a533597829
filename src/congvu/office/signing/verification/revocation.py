"""Fact 5: what revocation lists and OCSP answers say, from which source and of when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import cms, crl, ocsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator.errors import RevokedError
from pyhanko_certvalidator.policy_decl import RevocationCheckingPolicy, RevocationCheckingRule

from congvu.office.signing.verification.anchors import Anchors, RevocationSource
from congvu.office.signing.verification.attributes import values_of
from congvu.office.signing.verification.chains import context, walk
from congvu.office.signing.verification.names import moment
from congvu.office.signing.verification.reading import attempt
from congvu.office.signing.verification.report import Revocation, Revoked

SIGNER_ONLY = RevocationCheckingPolicy(
    RevocationCheckingRule.CRL_OR_OCSP_REQUIRED, RevocationCheckingRule.NO_CHECK
)
WITH_AUTHORITIES = RevocationCheckingPolicy(
    RevocationCheckingRule.CRL_OR_OCSP_REQUIRED, RevocationCheckingRule.CRL_OR_OCSP_REQUIRED
)

NO_SOURCE = (
    "Không có danh sách thu hồi (CRL) hay trả lời OCSP nào cho chứng thư này, nên chưa biết "
    "chứng thư có bị thu hồi không."
)
NOT_USABLE = (
    "Danh sách thu hồi hoặc trả lời OCSP đã có nhưng không dùng được cho thời điểm cần kiểm tra "
    "(quá hạn, hoặc không do đúng tổ chức ký)."
)


@dataclass(frozen=True)
class Evidence:
    """One list or answer about a certificate: who brought it, and of when it is."""

    source: str
    as_of: datetime


def from_store(reader: PdfFileReader) -> tuple[RevocationSource, list[x509.Certificate]]:
    """The document security store (DSS) of a PAdES-LT file; empty where there is none."""
    source = RevocationSource(
        "kho dữ liệu xác thực trong tệp (DSS)",
        _load(_streams(reader, "/CRLs"), crl.CertificateList),
        _load(_streams(reader, "/OCSPs"), ocsp.OCSPResponse),
    )
    return source, _load(_streams(reader, "/Certs"), x509.Certificate)


def from_signature(signed: cms.SignedData, info: cms.SignerInfo) -> RevocationSource:
    """Lists inside the CMS, and Adobe's signed attribute with lists and answers."""
    lists: list[Any] = attempt(_lists_in, signed, otherwise=[])
    answers: list[Any] = []
    for value in values_of(info, "signed_attrs", "adobe_revocation_info_archival"):
        lists += attempt(_members, value, "crl", otherwise=[])
        answers += attempt(_members, value, "ocsp", otherwise=[])
    return RevocationSource("dữ liệu kèm trong chữ ký", lists, answers)


def _lists_in(signed: cms.SignedData) -> list[Any]:
    return [one.chosen for one in signed["crls"] or () if one.name == "certificate_list"]


def _members(value: Any, key: str) -> list[Any]:
    return list(value[key] or ())


def _streams(reader: PdfFileReader, key: str) -> list[bytes]:
    items: list[Any] = attempt(lambda: list(reader.root["/DSS"][key]), otherwise=[])
    return [attempt(_bytes, item, otherwise=b"") for item in items]


def _bytes(item: Any) -> bytes:
    return bytes(item.get_object().data)


def _load(blobs: Iterable[bytes], kind: Any) -> list[Any]:
    values = [attempt(kind.load, data, otherwise=None) for data in blobs if data]
    return [value for value in values if value is not None]


async def check(
    certificate: x509.Certificate,
    others: Sequence[x509.Certificate],
    moments: Sequence[datetime],
    anchors: Anchors,
    sources: Sequence[RevocationSource],
    usage: KeyUsageConstraints,
) -> Revocation:
    """The first moment at which the sources give an answer decides."""
    evidence = _evidence(certificate, sources)
    if not evidence:
        return Revocation(Revoked.UNKNOWN, reason=NO_SOURCE)
    newest = max(evidence, key=lambda one: one.as_of)
    for at in moments:
        answer = await _check_at(certificate, others, at, anchors, sources, newest, usage)
        if answer is not None:
            return answer
    return Revocation(Revoked.UNKNOWN, newest.source, newest.as_of, reason=NOT_USABLE)


async def _check_at(
    certificate: x509.Certificate,
    others: Sequence[x509.Certificate],
    at: datetime,
    anchors: Anchors,
    sources: Sequence[RevocationSource],
    newest: Evidence,
    usage: KeyUsageConstraints,
) -> Revocation | None:
    for rules in (WITH_AUTHORITIES, SIGNER_ONLY):
        found = await walk(
            certificate, context(anchors, others, at, rules, sources), anchors, usage
        )
        if isinstance(found.error, RevokedError):
            when = found.error.revocation_dt
            return Revocation(
                Revoked.REVOKED,
                newest.source,
                newest.as_of,
                when,
                f"Chứng thư{'' if found.error.is_ee_cert else ' của tổ chức cấp'} đã bị thu hồi "
                f"lúc {moment(when)}, theo {newest.source}.",
            )
        if found.path is not None:
            return Revocation(
                Revoked.GOOD,
                newest.source,
                newest.as_of,
                reason=f"Chứng thư không bị thu hồi, theo {newest.source} "
                f"(dữ liệu lúc {moment(newest.as_of)}).",
            )
    return None


def _evidence(certificate: x509.Certificate, sources: Sequence[RevocationSource]) -> list[Evidence]:
    found = []
    for source in sources:
        for kind, items, read in (
            ("CRL", source.crls, _crl_moment),
            ("OCSP", source.ocsps, _ocsp_moment),
        ):
            for one in items:
                as_of = attempt(read, one, certificate, otherwise=None)
                if as_of is not None:
                    found.append(Evidence(f"{kind} trong {source.name}", as_of))
    return found


def _crl_moment(one: crl.CertificateList, certificate: x509.Certificate) -> datetime | None:
    if one.issuer.hashable != certificate.issuer.hashable:
        return None
    found: datetime = one["tbs_cert_list"]["this_update"].native
    return found


def _ocsp_moment(answer: ocsp.OCSPResponse, certificate: x509.Certificate) -> datetime | None:
    for one in answer.response_data["responses"]:
        if one["cert_id"]["serial_number"].native == certificate.serial_number:
            found: datetime = one["this_update"].native
            return found
    return None
