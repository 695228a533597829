"""The authority's services on loopback HTTP: timestamps, OCSP, revocation lists."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from congvu.core.kernel.clock import now
from congvu.office.signing.testing.authority import Authority

POLICY = "1.2.3.4.5"
LARGEST = 65_536
Answer = tuple[str, bytes]


def stamp(authority: Authority, question: bytes, at: datetime) -> Answer:
    """An RFC 3161 answer with a token over the question's digest."""
    asked = tsp.TimeStampReq.load(question)
    info: dict[str, Any] = {
        "version": "v1",
        "policy": POLICY,
        "message_imprint": asked["message_imprint"],
        "serial_number": secrets.randbits(64),
        "gen_time": at.astimezone(UTC).replace(microsecond=0),
        "tsa": asn1.GeneralName("directory_name", asn1.Certificate.load(_der(authority)).subject),
    }
    if asked["nonce"].native is not None:
        info["nonce"] = asked["nonce"].native
    content = tsp.TSTInfo(info)
    token = _signed(authority, content.dump(), at)
    answer = tsp.TimeStampResp(
        {"status": tsp.PKIStatusInfo({"status": "granted"}), "time_stamp_token": token}
    )
    return "application/timestamp-reply", answer.dump()


def _der(authority: Authority) -> bytes:
    return authority.stamping.certificate.public_bytes(Encoding.DER)


def _signed(authority: Authority, content: bytes, at: datetime) -> cms.ContentInfo:
    sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
    own = asn1.Certificate.load(_der(authority))
    link = tsp.SigningCertificateV2(
        {"certs": [tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(_der(authority)).digest()})]}
    )
    attributes = cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": ["tst_info"]}),
            cms.CMSAttribute(
                {"type": "message_digest", "values": [hashlib.sha256(content).digest()]}
            ),
            cms.CMSAttribute({"type": "signing_certificate_v2", "values": [link]}),
        ]
    )
    signature = authority.stamping.key.sign(attributes.dump(), padding.PKCS1v15(), hashes.SHA256())
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                {
                    "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                        {"issuer": own.issuer, "serial_number": own.serial_number}
                    )
                }
            ),
            "digest_algorithm": sha256,
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"}),
            "signed_attrs": attributes,
            "signature": signature,
        }
    )
    root = asn1.Certificate.load(authority.root.certificate.public_bytes(Encoding.DER))
    data = cms.SignedData(
        {
            "version": "v3",
            "digest_algorithms": [sha256],
            "encap_content_info": cms.EncapsulatedContentInfo(
                {"content_type": "tst_info", "content": core.ParsableOctetString(content)}
            ),
            "certificates": [own, root],
            "signer_infos": [signer],
        }
    )
    return cms.ContentInfo({"content_type": "signed_data", "content": data})


def answer_ocsp(authority: Authority, question: bytes, at: datetime) -> Answer:
    """Good, revoked or unknown, signed by the issuing authority itself."""
    asked = ocsp.load_der_ocsp_request(question)
    revoked = authority.revoked.get(asked.serial_number)
    moment = at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    known = asked.issuer_key_hash == _key_hash(authority, asked.hash_algorithm)
    if not known:
        refused = ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.UNAUTHORIZED)
        return "application/ocsp-response", refused.public_bytes(Encoding.DER)
    issuing = authority.issuing
    built = (
        ocsp.OCSPResponseBuilder()
        .add_response_by_hash(
            asked.issuer_name_hash,
            asked.issuer_key_hash,
            asked.serial_number,
            asked.hash_algorithm,
            ocsp.OCSPCertStatus.REVOKED if revoked else ocsp.OCSPCertStatus.GOOD,
            moment,
            None,
            revoked.astimezone(UTC).replace(tzinfo=None, microsecond=0) if revoked else None,
            None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, issuing.certificate)
        .sign(issuing.key, hashes.SHA256())
    )
    return "application/ocsp-response", built.public_bytes(Encoding.DER)


def _key_hash(authority: Authority, algorithm: hashes.HashAlgorithm) -> bytes:
    own = asn1.Certificate.load(authority.issuing.certificate.public_bytes(Encoding.DER))
    digest = hashes.Hash(algorithm)
    digest.update(bytes(own.public_key["public_key"]))
    return digest.finalize()


class Handler(BaseHTTPRequestHandler):
    """One question, one answer; what is not known is a 404."""

    protocol_version = "HTTP/1.1"
    authority: Authority

    def do_GET(self) -> None:
        authority, at = self.authority, now()
        pages: dict[str, Callable[[], Answer]] = {
            "/issuing.crl": lambda: ("application/pkix-crl", authority.revocation_list(at=at)),
            "/goc.crl": lambda: ("application/pkix-crl", authority.root_list(at=at)),
            "/issuing.cer": lambda: (
                "application/pkix-cert",
                authority.issuing.certificate.public_bytes(Encoding.DER),
            ),
            "/goc.cer": lambda: (
                "application/pkix-cert",
                authority.root.certificate.public_bytes(Encoding.DER),
            ),
            "/healthz": lambda: ("text/plain", b"ok"),
        }
        page = pages.get(self.path)
        self._send(404, ("text/plain", b"")) if page is None else self._send(200, page())

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        if not 0 < size <= LARGEST:
            self._send(413, ("text/plain", b""))
            return
        question = self.rfile.read(size)
        answers = {"/tsa": stamp, "/ocsp": answer_ocsp}
        found = answers.get(self.path)
        if found is None:
            self._send(404, ("text/plain", b""))
            return
        try:
            self._send(200, found(self.authority, question, now()))
        except ValueError:
            self._send(400, ("text/plain", b""))

    def _send(self, status: int, answer: Answer) -> None:
        kind, body = answer
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a demo is not watched."""


def server_for(authority: Authority, port: int) -> ThreadingHTTPServer:
    """A server on loopback that is not running yet; port 0 chooses one."""
    handler = type("AuthorityHandler", (Handler,), {"authority": authority})
    return ThreadingHTTPServer(("127.0.0.1", port), handler)


@contextmanager
def serving(server: ThreadingHTTPServer) -> Iterator[str]:
    """Run a server in a thread; gives its address."""
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
