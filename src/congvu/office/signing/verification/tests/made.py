"""A small authority of its own and letters signed with it, for tests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from congvu.office.signing.verification import LABELS, Anchors, Policy, Report, collect, verify

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""The present of these tests."""

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Holder:
    """A certificate with its key, as both libraries want them."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    @property
    def asn1(self) -> asn1_x509.Certificate:
        return asn1_x509.Certificate.load(self.certificate.public_bytes(serialization.Encoding.DER))

    @property
    def asn1_key(self) -> asn1_keys.PrivateKeyInfo:
        return asn1_keys.PrivateKeyInfo.load(
            self.key.private_bytes(
                serialization.Encoding.DER,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )


@cache
def key(which: str) -> rsa.RSAPrivateKey:
    """One key for each name, made once a run."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def issue(
    name: str,
    issuer: Holder | None,
    *,
    begins: datetime = AT - YEAR,
    ends: datetime = AT + YEAR,
    usage: str = "sign",
    organisation: str = "UBND tỉnh Thử Nghiệm",
    serial: int | None = None,
) -> Holder:
    """A certificate: ``usage`` is ``ca``, ``sign``, ``seal`` (no non-repudiation) or ``stamp``."""
    own = key(name)
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    above = subject if issuer is None else issuer.certificate.subject
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(above)
        .public_key(own.public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=usage == "ca", path_length=None), critical=True)
        .add_extension(_bits(usage), critical=True)
    )
    if usage == "stamp":
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
        )
    if usage == "sign":
        place = x509.UniformResourceIdentifier("http://ocsp.invalid/")
        access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, place)
        builder = builder.add_extension(x509.AuthorityInformationAccess([access]), critical=False)
    signing = own if issuer is None else issuer.key
    return Holder(builder.sign(signing, hashes.SHA256()), own)


def _bits(usage: str) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=usage != "ca",
        content_commitment=usage in {"sign", "stamp"},
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=usage == "ca",
        crl_sign=usage == "ca",
        encipher_only=False,
        decipher_only=False,
    )


@cache
def root() -> Holder:
    return issue("Gốc thử nghiệm", None, usage="ca", begins=AT - 9 * YEAR, ends=AT + 9 * YEAR)


@cache
def stamper() -> Holder:
    return issue("Dấu thời gian", root(), usage="stamp", begins=AT - 8 * YEAR, ends=AT + 8 * YEAR)


@cache
def leader() -> Holder:
    return issue("Nguyễn Văn Lãnh", root())


@cache
def agency() -> Holder:
    return issue("VĂN PHÒNG UBND TỈNH", root())


def anchors() -> Anchors:
    return collect([root().asn1], LABELS["test"])


def check(pdf: bytes, *, at: datetime = AT, policy: Policy | None = None) -> Report:
    return verify(pdf, at=at, anchors=anchors(), policy=policy or Policy())


def letter(words: str = "So tien: 100 dong", *, form: bool = False) -> bytes:
    """One page with words on it, and with ``form`` a text field named ``so_tien``."""
    with Pdf.new() as pdf:
        font = pdf.make_indirect(
            Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        )
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Resources = Dictionary(Font=Dictionary(F1=font))
        page.Contents = Stream(pdf, f"BT /F1 12 Tf 72 700 Td ({words}) Tj ET".encode("latin-1"))
        if form:
            entry = pdf.make_indirect(
                Dictionary(
                    Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T="so_tien", V="100",
                    Rect=Array([72, 600, 200, 620]), P=page.obj, F=4,
                    DA="/F1 12 Tf",
                )
            )  # fmt: skip
            page.Annots = pdf.make_indirect(Array([entry]))
            pdf.Root.AcroForm = pdf.make_indirect(
                Dictionary(Fields=Array([entry]), DR=Dictionary(Font=Dictionary(F1=font)))
            )
        buffer = BytesIO()
        pdf.save(buffer, object_stream_mode=0)
        return buffer.getvalue()


def _signer(when: datetime) -> type[SimpleSigner]:
    class At(SimpleSigner):
        """Claims ``when`` as the time of signing."""

        async def signed_attrs(self, digest, algorithm, attr_settings=None, **kwargs):  # type: ignore[no-untyped-def]
            attr_settings = replace(attr_settings, signing_time=when)
            return await super().signed_attrs(
                digest, algorithm, attr_settings=attr_settings, **kwargs
            )

    return At


def sign(
    pdf: bytes,
    name: str,
    holder: Holder | None = None,
    *,
    when: datetime = AT - timedelta(days=30),
    stamped: bool = False,
    certify: fields.MDPPerm | None = None,
    box: tuple[int, int, int, int] | None = (300, 300, 400, 340),
    stamp_by: Holder | None = None,
    chain: bool = True,
    password: str | None = None,
    strict: bool = True,
    **more: object,
) -> bytes:
    """The same file with one more signature, as an incremental update.

    :param password: opens an encrypted file, which stays one
    :param strict: False signs also files that are oddly made
    """
    holder = holder or leader()
    store = SimpleCertificateStore.from_certs([root().asn1] if chain else [])
    signer = _signer(when)(
        signing_cert=holder.asn1, signing_key=holder.asn1_key, cert_registry=store
    )
    authority = stamp_by or stamper()
    times = DummyTimeStamper(
        authority.asn1, authority.asn1_key, fixed_dt=when,
        certs_to_embed=SimpleCertificateStore.from_certs([root().asn1]),
    )  # fmt: skip
    metadata = PdfSignatureMetadata(
        field_name=name,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
        certify=certify is not None,
        docmdp_permissions=certify or fields.MDPPerm.FILL_FORMS,
        signer_key_usage={"digital_signature"},
        **more,
    )
    spec = fields.SigFieldSpec(name, box=box) if box else fields.SigFieldSpec(name)
    signing = PdfSigner(
        metadata, signer, timestamper=times if stamped else None, new_field_spec=spec
    )
    writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=strict)
    if password is not None:
        writer.encrypt(password)
    return bytes(signing.sign_pdf(writer).getbuffer())
