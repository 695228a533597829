"""A remote signing service after CSC API v2, on loopback, for the tests."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, utils
from cryptography.hazmat.primitives.serialization import Encoding

from congvu.office.signing.testing.authority import Pair

SHA256 = "2.16.840.1.101.3.4.2.1"
RSA_SHA256 = "1.2.840.113549.1.1.11"


class Refused(Exception):
    """``args``: status, error, description."""


@dataclass
class Service:
    """``credentials`` maps an identifier to key, chain and PIN; ``broken`` answers 503."""

    credentials: dict[str, tuple[Pair, list[x509.Certificate], str]]
    client: tuple[str, str] = ("congvu", "bi-mat")
    tokens: set[str] = field(default_factory=set)
    granted: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    broken: bool = False
    asked: list[str] = field(default_factory=list)

    def answer(self, path: str, body: dict[str, Any], bearer: str) -> dict[str, Any]:
        self.asked.append(path)
        if self.broken:
            raise Refused(503, "server_error", "")
        if path == "/csc/v2/oauth2/token":
            return self._token(body)
        if bearer not in self.tokens:
            raise Refused(401, "invalid_token", "")
        steps = {
            "/csc/v2/credentials/list": self._list,
            "/csc/v2/credentials/info": self._info,
            "/csc/v2/credentials/authorize": self._authorize,
            "/csc/v2/signatures/signHash": self._sign,
        }
        if path not in steps:
            raise Refused(404, "invalid_request", "no such method")
        return steps[path](body)

    def _token(self, body: dict[str, Any]) -> dict[str, Any]:
        if (body.get("client_id"), body.get("client_secret")) != self.client:
            raise Refused(401, "invalid_client", "")
        token = secrets.token_urlsafe(16)
        self.tokens.add(token)
        return {"access_token": token, "token_type": "Bearer", "expires_in": 3600}

    def _list(self, body: dict[str, Any]) -> dict[str, Any]:
        return {"credentialIDs": list(self.credentials)}

    def _found(self, body: dict[str, Any]) -> tuple[Pair, list[x509.Certificate], str]:
        found = self.credentials.get(str(body.get("credentialID")))
        if found is None:
            raise Refused(400, "invalid_request", "Invalid parameter credentialID")
        return found

    def _info(self, body: dict[str, Any]) -> dict[str, Any]:
        pair, chain, _ = self._found(body)
        every = [pair.certificate, *chain]
        encoded = [base64.b64encode(one.public_bytes(Encoding.DER)).decode() for one in every]
        return {
            "key": {"status": "enabled", "algo": [RSA_SHA256], "len": 2048},
            "cert": {"status": "valid", "certificates": encoded},
            "auth": {"mode": "explicit"}, "multisign": 1, "SCAL": "2",
        }  # fmt: skip

    def _authorize(self, body: dict[str, Any]) -> dict[str, Any]:
        _, _, pin = self._found(body)
        given = {one["id"]: one["value"] for one in body.get("authData", [])}
        if given.get("PIN") != pin:
            raise Refused(400, "invalid_pin", "The PIN is invalid")
        sad = secrets.token_urlsafe(16)
        self.granted[sad] = (str(body["credentialID"]), tuple(body["hashes"]))
        return {"SAD": sad, "expiresIn": 300}

    def _sign(self, body: dict[str, Any]) -> dict[str, Any]:
        pair, _, _ = self._found(body)
        wanted = (str(body["credentialID"]), tuple(body["hashes"]))
        if self.granted.pop(str(body.get("SAD")), None) != wanted:
            raise Refused(400, "invalid_request", "Invalid parameter SAD")
        if (body["hashAlgorithmOID"], body["signAlgo"]) != (SHA256, RSA_SHA256):
            raise Refused(400, "invalid_request", "Invalid parameter signAlgo")
        digests = [base64.b64decode(one) for one in body["hashes"]]
        made = [
            pair.key.sign(one, padding.PKCS1v15(), utils.Prehashed(hashes.SHA256()))
            for one in digests
        ]
        return {"signatures": [base64.b64encode(one).decode() for one in made]}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    service: Service

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        bearer = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        try:
            self._send(200, self.service.answer(self.path, body, bearer))
        except Refused as refusal:
            status, code, words = refusal.args
            self._send(status, {"error": code, "error_description": words})

    def _send(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


def server_for(service: Service) -> ThreadingHTTPServer:
    handler = type("CscHandler", (Handler,), {"service": service})
    return ThreadingHTTPServer(("127.0.0.1", 0), handler)
