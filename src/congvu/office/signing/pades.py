"""PAdES signatures: each one an incremental update of the PDF, PDF/A kept."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError
from pyhanko_certvalidator.fetchers.requests_fetchers import RequestsFetcherBackend
from pyhanko_certvalidator.registry import SimpleCertificateStore

from congvu.core.kernel.clock import VIETNAM
from congvu.office.signing.choices import Level
from congvu.office.signing.errors import PdfRefused, SignatureRefused, SignerAway
from congvu.office.signing.places import Place
from congvu.office.signing.signers.opened import OpenKey
from congvu.office.signing.signers.timestamps import REFUSED as TSA_REFUSED
from congvu.office.signing.signers.timestamps import HouseTimeStamper

ROOM = 32_768
"""Hexadecimal digits kept free for one signature, its certificates and its timestamp."""

NO_REVOCATION = (
    "Không lấy được thông tin thu hồi chứng thư số (CRL, OCSP) nên chưa ký được ở mức lưu trữ lâu "
    "dài. Hãy thử lại sau ít phút."
)
FETCH_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Spec:
    """One signature to be made; ``style`` and ``place`` are both there or both not."""

    field: str
    level: Level
    at: datetime
    reason: str = ""
    place: Place | None = None
    style: StaticStampStyle | None = None


class HouseSigner(Signer):  # type: ignore[misc]
    """pyHanko's side of an open key; it is asked for raw signatures only."""

    def __init__(self, key: OpenKey) -> None:
        store = SimpleCertificateStore()
        store.register_multiple([_asn1(one) for one in key.chain])
        super().__init__(signing_cert=_asn1(key.certificate), cert_registry=store)
        self.key = key

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        if not dry_run:
            return self.key.sign(data)
        public = self.key.certificate.public_key()
        return bytes(public.key_size // 8 if isinstance(public, rsa.RSAPublicKey) else 160)


class _Session(PdfSigner):  # type: ignore[misc]
    """A signer whose clock is the caller's."""

    moment: datetime

    def init_signing_session(
        self, pdf_out: IncrementalPdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.moment
        return session


def fields_of(pdf: bytes) -> list[str]:
    """Names of the signature fields that are filled.

    :raises PdfRefused: broken or locked
    """
    with _translated():
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
        if writer.prev.encrypted:
            raise PdfRefused
        return [str(name) for name, value, _ in enumerate_sig_fields(writer.prev) if value]


def sign(pdf: bytes, key: OpenKey, spec: Spec) -> tuple[bytes, datetime | None]:
    """The PDF with one signature more, and the moment of its timestamp.

    :raises PdfRefused: broken or locked
    :raises SignerAway: the key, the timestamp authority or the revocation service is away
    :raises SignatureRefused: one of them says no
    """
    stamper = None if spec.level == Level.B_B else HouseTimeStamper(_authority())
    out = io.BytesIO()
    with _translated():
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
        # pyHanko rewrites the XMP packet without the PDF/A mark; the old one stays true.
        writer._update_meta = lambda: None
        signer = _Session(
            _metadata(key, spec, stamper),
            signer=HouseSigner(key),
            timestamper=stamper,
            stamp_style=spec.style,
            new_field_spec=_field(spec),
        )
        signer.moment = spec.at.astimezone(VIETNAM).replace(microsecond=0)
        signer.sign_pdf(writer, bytes_reserved=ROOM, output=out)
    return out.getvalue(), stamper.last if stamper else None


def _authority() -> str:
    url: str = settings.CONGVU_TSA_URL
    if not url:
        raise SignatureRefused(
            "Hệ thống chưa được cấu hình máy chủ cấp dấu thời gian. Hãy ký ở mức B-B hoặc báo quản "
            "trị hệ thống."
        )
    return url


def _field(spec: Spec) -> SigFieldSpec:
    if spec.place is None:
        return SigFieldSpec(spec.field)
    box = tuple(round(edge, 2) for edge in spec.place.box)
    return SigFieldSpec(spec.field, on_page=spec.place.page, box=box)


def _metadata(key: OpenKey, spec: Spec, stamper: HouseTimeStamper | None) -> PdfSignatureMetadata:
    long_term = spec.level == Level.B_LT
    return PdfSignatureMetadata(
        field_name=spec.field,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=spec.reason or None,
        embed_validation_info=long_term,
        validation_context=_context(key, stamper, spec.at) if long_term and stamper else None,
        signer_key_usage=set(),
    )


def _context(key: OpenKey, stamper: HouseTimeStamper, at: datetime) -> ValidationContext:
    """Paths end at the roots that owner and timestamp authority bring: they are kept, not judged."""
    roots = [_asn1(one) for one in key.chain if one.issuer == one.subject]
    roots += [one for one in stamp_roots(stamper) if one not in roots]
    return ValidationContext(
        trust_roots=roots,
        other_certs=[_asn1(one) for one in key.chain],
        allow_fetching=True,
        fetcher_backend=RequestsFetcherBackend(per_request_timeout=FETCH_SECONDS),
        revocation_mode="hard-fail",
        moment=None,
    )


def stamp_roots(stamper: HouseTimeStamper) -> Sequence[asn1.Certificate]:
    """The self-signed certificates that the timestamp authority sends along."""
    stamper.dummy()
    return [one for one in stamper.cert_registry if one.self_issued]


@contextmanager
def _translated() -> Iterator[None]:
    """pyHanko's errors as ours; ours pass."""
    try:
        yield
    except TimestampRequestError as error:
        raise SignatureRefused(TSA_REFUSED) from error
    except (PathBuildingError, PathValidationError) as error:
        raise SignerAway(NO_REVOCATION) from error
    except SigningError as error:
        if "valid" in str(error).lower():
            raise SignerAway(NO_REVOCATION) from error
        raise PdfRefused from error
    except (PdfError, ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise PdfRefused from error


def _asn1(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))
