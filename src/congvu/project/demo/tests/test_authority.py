"""Promise of the demo's authority: a process of its own that answers on loopback and ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

import congvu
from congvu.core.kernel.clock import now
from congvu.office.signing.testing import authority as ca

SOURCES = str(Path(congvu.__file__).resolve().parents[1])


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The process and its address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "congvu.project.cli", "demo", "authority", "--port", str(port)]
    env = os.environ | {
        "PYTHONPATH": SOURCES,
        "CONGVU_DATA": str(tmp_path),
        "CONGVU_TSA_URL": f"{url}/tsa",
    }
    process = subprocess.Popen(command, env=env)
    try:
        _answers(process, url)
        yield process, url
    finally:
        process.kill()
        process.wait()


def _answers(process: subprocess.Popen[bytes], url: str) -> None:
    """A refused connection is tried again for about two minutes."""
    with httpx2.Client(transport=httpx2.HTTPTransport(retries=9)) as client:
        client.get(f"{url}/healthz").raise_for_status()
    assert process.poll() is None, "another process answered"


def test_it_refuses_answers_and_stops(
    running: tuple[subprocess.Popen[bytes], str], tmp_path: Path
) -> None:
    process, url = running
    place = ca.read(tmp_path / "authority")
    assert place.url == url
    assert httpx2.get(f"{url}/nothing").status_code == 404
    assert httpx2.post(f"{url}/tsa", content=b"no question").status_code == 400
    assert httpx2.post(f"{url}/ocsp", content=b"").status_code == 413

    crl = x509.load_der_x509_crl(httpx2.get(f"{url}/issuing.crl").content)
    assert crl.is_signature_valid(place.issuing.key.public_key())

    owner = place.issue("Nguyễn Văn Bình", at=now())
    asked = ocsp.OCSPRequestBuilder().add_certificate(
        owner.certificate, place.issuing.certificate, hashes.SHA256()
    )
    question = asked.build().public_bytes(Encoding.DER)
    said = ocsp.load_der_ocsp_response(httpx2.post(f"{url}/ocsp", content=question).content)
    assert said.certificate_status == ocsp.OCSPCertStatus.GOOD

    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": b"\x07" * 32}
    wish = tsp.TimeStampReq({"version": "v1", "message_imprint": imprint, "nonce": 77})
    stamped = tsp.TimeStampResp.load(httpx2.post(f"{url}/tsa", content=wish.dump()).content)
    assert stamped["status"]["status"].native == "granted"
    told = stamped["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
    assert told["nonce"].native == 77
    assert told["message_imprint"]["hashed_message"].native == b"\x07" * 32

    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"{url}/healthz")
