"""Signing and verifying PDF letters, beside the floor: the raw RSA and the hashing they need."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from asn1crypto import crl
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from django.test import override_settings

from congvu.core.kernel.clock import now
from congvu.office.signing import appearance, pades, places
from congvu.office.signing.choices import AnchorLabel, Level
from congvu.office.signing.factories import letter
from congvu.office.signing.signers.soft import SoftKey
from congvu.office.signing.testing import authority as ca
from congvu.office.signing.testing.drawings import draw_seal, draw_signature
from congvu.office.signing.testing.server import server_for, serving
from congvu.office.signing.verification import (
    Anchors,
    Policy,
    RevocationSource,
    Verdict,
    collect,
    read_certificates,
    verify,
)

NAME, TITLE = "Nguyễn Văn Bình", "GIÁM ĐỐC"
AGENCY = "Sở Thông tin và Truyền thông"
BOUND_B_B, BOUND_B_T, BOUND_VERIFIED = 20, 10, 25
SIGNATURES = 2
"""Of a letter that is verified: the person's, then the agency's, each with its timestamp."""


def measure(*, quick: bool) -> dict[str, Any]:
    times = 60 if quick else 200
    at = now()
    live = ca.make(at=at)
    key = _key(live, NAME, at)
    pdf = letter(NAME, TITLE)
    plain = _per_second(lambda: _sign(pdf, key, Level.B_B, at), times)
    with serving(server_for(live, 0)) as url, override_settings(CONGVU_TSA_URL=f"{url}/tsa"):
        stamped = _per_second(lambda: _sign(pdf, key, Level.B_T, at), times)
        sealed = _seal(_sign(pdf, key, Level.B_T, at), _key(live, AGENCY, at), at)
    checked = SIGNATURES * _per_second(_verifier(sealed, live, now()), times)
    bare = _per_second(_bare_verifier(pdf, key), 10 * times)
    misses = [
        f"{what}: {rate:.0f} signatures/s, bound {bound}"
        for what, rate, bound in (
            ("B-B", plain, BOUND_B_B), ("B-T", stamped, BOUND_B_T),
            ("verified", checked, BOUND_VERIFIED),
        )
        if rate < bound
    ]  # fmt: skip
    return {
        "name": "PAdES signatures with appearance", "bytes": len(pdf),
        "b_b_per_second": round(plain, 1), "bound_b_b": BOUND_B_B,
        "b_t_per_second": round(stamped, 1), "bound_b_t": BOUND_B_T,
        "floor_per_second": round(_per_second(lambda: _bare(pdf, key), times)),
        "verified_per_second": round(checked, 1), "bound_verified": BOUND_VERIFIED,
        "floor_verified_per_second": round(bare), "misses": misses,
    }  # fmt: skip


def _key(live: ca.Authority, name: str, at: datetime) -> SoftKey:
    owner = live.issue(name, at=at)
    return SoftKey(owner.key, owner.certificate, live.chain)


def _sign(pdf: bytes, key: SoftKey, level: Level, at: datetime) -> bytes:
    """All that one letter of a batch costs but the database and the store."""
    pades.fields_of(pdf)
    place = places.fit(places.find(pdf, NAME, TITLE), 45, 20)
    places.demand_inside(pdf, place)
    style = appearance.style_of(appearance.Picture(PICTURE), place, at=at, is_test=True)
    return pades.sign(pdf, key, pades.Spec("NguoiKy1", level, at, "", place, style))[0]


def _seal(pdf: bytes, key: SoftKey, at: datetime) -> bytes:
    place = places.seal_beside(places.fit(places.find(pdf, NAME, TITLE), 45, 20), 36, 36)
    style = appearance.style_of(appearance.Picture(SEAL), place, at=at, is_test=True)
    return pades.sign(pdf, key, pades.Spec("CoQuan1", Level.B_T, at, "", place, style))[0]


PICTURE, SEAL = draw_signature(NAME), draw_seal(AGENCY)


def _verifier(sealed: bytes, live: ca.Authority, at: datetime) -> Callable[[], None]:
    """The whole report: seven facts of each signature, with roots and lists at hand."""
    roots = [one.public_bytes(Encoding.DER) for one in live.chain]
    anchors: Anchors = collect(
        [one for data in roots for one in read_certificates(data)], AnchorLabel.TEST
    )
    lists = [live.revocation_list(at=at), live.root_list(at=at)]
    source = RevocationSource("danh sách", [crl.CertificateList.load(data) for data in lists])
    policy = Policy(sources=(source,))

    def run() -> None:
        report = verify(sealed, at=at, anchors=anchors, policy=policy)
        found = [one.verdict for one in report.signatures]
        assert found == [Verdict.VALID] * SIGNATURES, report

    return run


def _bare(pdf: bytes, key: SoftKey) -> None:
    """The floor: the digest of the file and one RSA signature."""
    key.sign(hashlib.sha256(pdf).digest())


def _bare_verifier(pdf: bytes, key: SoftKey) -> Callable[[], None]:
    """The floor: the digest of the file, and what is signed over it checked with the public key."""
    signed = key.sign(hashlib.sha256(pdf).digest())
    public = key.certificate.public_key()
    assert isinstance(public, rsa.RSAPublicKey)

    def run() -> None:
        digest = hashlib.sha256(pdf).digest()
        public.verify(signed, digest, padding.PKCS1v15(), hashes.SHA256())

    return run


def _per_second(run: Callable[[], object], times: int) -> float:
    """By CPU of this process, timestamp authority included: the machine may be shared."""
    for _ in range(3):
        run()
    before = time.process_time()
    for _ in range(times):
        run()
    return times / (time.process_time() - before)


if __name__ == "__main__":
    print(measure(quick=True))
