"""What lists of revocation and OCSP answers change in the verdict."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp
from pyhanko.sign.validation.dss import DocumentSecurityStore

from congvu.office.signing.verification import Policy, RevocationSource, Verdict
from congvu.office.signing.verification.report import Revoked
from congvu.office.signing.verification.tests import made
from congvu.office.signing.verification.tests.made import AT, Holder, check, letter, root, sign

DER = serialization.Encoding.DER
DAY = timedelta(days=1)


def revocation_list(
    *revoked: Holder,
    when: datetime = AT - 10 * DAY,
    made_at: datetime = AT - DAY,
    until: datetime = AT + DAY,
    by: Holder | None = None,
) -> asn1_crl.CertificateList:
    by = by or root()
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(root().certificate.subject)
        .last_update(made_at)
        .next_update(until)
    )
    for holder in revoked:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(holder.certificate.serial_number)
            .revocation_date(when)
            .build()
        )
    return asn1_crl.CertificateList.load(builder.sign(by.key, hashes.SHA256()).public_bytes(DER))


def answer(holder: Holder, *, good: bool = True) -> asn1_ocsp.OCSPResponse:
    status = ocsp.OCSPCertStatus.GOOD if good else ocsp.OCSPCertStatus.REVOKED
    response = (
        ocsp.OCSPResponseBuilder()
        .add_response(
            cert=holder.certificate, issuer=root().certificate, algorithm=hashes.SHA1(),
            cert_status=status, this_update=AT - DAY, next_update=AT + DAY,
            revocation_time=None if good else AT - 10 * DAY,
            revocation_reason=None if good else x509.ReasonFlags.superseded,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, root().certificate)
        .certificates([root().certificate])
        .sign(root().key, hashes.SHA256())
    )  # fmt: skip
    return asn1_ocsp.OCSPResponse.load(response.public_bytes(DER))


def judged(pdf: bytes, *crls: asn1_crl.CertificateList, require: bool = False, answers=()):
    source = RevocationSource("danh sách của tổ chức chứng thực", list(crls), list(answers))
    return check(pdf, policy=Policy(require, [source])).signatures[0]


@pytest.fixture(scope="module")
def stamped() -> bytes:
    return sign(letter(), "LanhDao", when=AT - 30 * DAY, stamped=True)


@pytest.fixture(scope="module")
def bare() -> bytes:
    return sign(letter(), "LanhDao", when=AT - 30 * DAY)


def test_signed_after_the_revocation_is_not_valid(stamped):
    facts = judged(stamped, revocation_list(made.leader(), when=AT - 60 * DAY))
    assert facts.verdict is Verdict.INVALID
    assert (facts.now.trusted, facts.at_signing.trusted) == (False, False)
    assert facts.revocation.revoked_at == AT - 60 * DAY
    assert "thu hồi" in facts.reason


def test_signed_before_the_revocation_stays_valid_with_a_timestamp(stamped):
    facts = judged(stamped, revocation_list(made.leader(), when=AT - 10 * DAY))
    assert facts.verdict is Verdict.VALID
    assert (facts.now.trusted, facts.at_signing.trusted) == (False, True)
    assert any("thu hồi" in note for note in facts.notes)


def test_signed_before_the_revocation_is_not_proven_without_a_timestamp(bare):
    facts = judged(bare, revocation_list(made.leader(), when=AT - 10 * DAY))
    assert facts.verdict is Verdict.UNKNOWN
    assert "dấu thời gian" in facts.reason


def test_a_list_without_the_certificate_says_good_with_its_source_and_time(stamped):
    facts = judged(stamped, revocation_list(), require=True)
    assert facts.verdict is Verdict.VALID
    assert facts.revocation.state is Revoked.GOOD
    assert facts.revocation.as_of == AT - DAY
    assert "danh sách của tổ chức chứng thực" in facts.revocation.source


def test_a_list_signed_by_somebody_else_says_nothing(stamped):
    forged = revocation_list(made.leader(), by=made.agency())
    facts = judged(stamped, forged)
    assert facts.revocation.state is Revoked.UNKNOWN
    assert facts.verdict is Verdict.VALID


def test_a_stale_list_is_not_enough_where_one_is_required(stamped):
    old = revocation_list(made_at=AT - 90 * DAY, until=AT - 60 * DAY)
    assert judged(stamped, old, require=True).verdict is Verdict.UNKNOWN


def test_no_list_is_not_enough_where_one_is_required(stamped):
    assert judged(stamped, require=True).verdict is Verdict.UNKNOWN
    assert judged(stamped).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("good", "state"), [(True, Revoked.GOOD), (False, Revoked.REVOKED)], ids=["good", "revoked"]
)
def test_an_answer_of_the_responder_counts(stamped, good, state):
    facts = judged(stamped, answers=[answer(made.leader(), good=good)])
    assert facts.revocation.state is state
    assert facts.revocation.source.startswith("OCSP")


def test_lists_in_the_file_are_read(stamped):
    buffer = BytesIO(stamped)
    DocumentSecurityStore.add_dss(
        buffer, sig_contents=None, crls=[revocation_list()], certs=[root().asn1]
    )
    facts = check(buffer.getvalue()).signatures[0]
    assert facts.later_changes == "LTA_UPDATES"
    assert facts.revocation.state is Revoked.GOOD
    assert "DSS" in facts.revocation.source
    assert facts.verdict is Verdict.VALID
