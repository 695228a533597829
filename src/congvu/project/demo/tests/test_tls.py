"""The demo's HTTPS certificates are good for this machine and stay the same."""

from __future__ import annotations

import ssl
from pathlib import Path

from congvu.core.kernel.clock import now
from congvu.project.demo import tls


def test_a_second_call_leaves_the_keys_alone(tmp_path: Path) -> None:
    tls.make(tmp_path, at=now())
    before = (tmp_path / "server.pem").read_bytes()
    tls.make(tmp_path, at=now())
    assert (tmp_path / "server.pem").read_bytes() == before
    assert (tmp_path / "server.key").stat().st_mode & 0o077 == 0


def test_the_server_is_trusted_through_its_authority_only(tmp_path: Path) -> None:
    tls.make(tmp_path, at=now())
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(tmp_path / "server.pem", tmp_path / "server.key")
    client = ssl.create_default_context(cafile=str(tmp_path / "authority.pem"))
    assert _shake(client, server, "127.0.0.1") == "TLSv1.3"
    stranger = ssl.create_default_context()
    try:
        _shake(stranger, server, "127.0.0.1")
    except ssl.SSLCertVerificationError as refused:
        assert "self-signed" in str(refused) or "unable to get" in str(refused)
    else:
        raise AssertionError("a stranger's certificate was trusted")


def _shake(client: ssl.SSLContext, server: ssl.SSLContext, name: str) -> str | None:
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    left = client.wrap_bio(to_client, to_server, server_hostname=name)
    right = server.wrap_bio(to_server, to_client, server_side=True)
    done = {"left": False, "right": False}
    while not all(done.values()):
        for side, end in (("left", left), ("right", right)):
            try:
                end.do_handshake()
                done[side] = True
            except ssl.SSLWantReadError:
                continue
    return left.version()
