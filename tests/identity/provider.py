"""A small OpenID provider on the loopback: it checks its client as strictly as a real one."""

from __future__ import annotations

import json
import secrets
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

CLIENT, SECRET = "cong-vu-bac-giang", "bí-mật của phép thử"
Claims = dict[str, Any]


def b64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value: int) -> str:
    return b64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def signed(key: rsa.RSAPrivateKey, claims: Claims, kid: str = "k1", alg: str = "RS256") -> str:
    parts = ({"typ": "JWT", "alg": alg, "kid": kid}, claims)
    text = ".".join(b64(json.dumps(part).encode()) for part in parts)
    return f"{text}.{b64(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def unsigned(key: rsa.RSAPrivateKey, claims: Claims) -> str:
    return ".".join(b64(json.dumps(part).encode()) for part in ({"alg": "none"}, claims)) + "."


@dataclass
class Grant:
    sub: str
    nonce: str
    redirect: str
    challenge: str


@dataclass
class Provider:
    """``sub`` is who has proved who they are; ``twist`` and ``sign`` make a dishonest token."""

    sub: str = "024080001234"
    more: Claims = field(default_factory=dict)
    twist: Callable[[Claims], Claims] = dict
    sign: Callable[[rsa.RSAPrivateKey, Claims], str | None] = signed
    broken: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    scopes: list[str] = field(default_factory=list)
    grants: dict[str, Grant] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler(self))
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def discovery(self) -> Claims:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def jwks(self) -> Claims:
        public = self.key.public_key().public_numbers()
        key = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "k1"}
        return {"keys": [{**key, "n": number(public.n), "e": number(public.e)}]}

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser goes after the person has proved who they are."""
        assert query["client_id"] == CLIENT
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        self.scopes.append(query["scope"])
        code = secrets.token_urlsafe(16)
        self.grants[code] = Grant(
            self.sub, query["nonce"], query["redirect_uri"], query["code_challenge"]
        )
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str]) -> Claims | None:
        """The tokens of a code: once, to its client, at its address, by the holder of the proof."""
        grant = self.grants.pop(form["code"], None)
        proof = b64(sha256(form["code_verifier"].encode()).digest())
        known = (form["client_id"], form["client_secret"]) == (CLIENT, SECRET)
        if not grant or not known or form["redirect_uri"] != grant.redirect:
            return None
        if proof != grant.challenge:
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "sub": grant.sub, "nonce": grant.nonce,
            "iat": now, "exp": now + 300, **self.more,
        }  # fmt: skip
        told = self.sign(self.key, self.twist(claims))
        answer = {"access_token": "a" * 32, "token_type": "Bearer", "expires_in": 300}
        return answer if told is None else {**answer, "id_token": told}


def handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(url.query).items()}
            provider.asked.append(url.path)
            if url.path in provider.broken:
                return self.tell({"error": "server_error"}, 500)
            if url.path == "/authorize":
                return self.send_on(provider.authorize(query))
            pages = {
                "/.well-known/openid-configuration": provider.discovery,
                "/jwks": provider.jwks,
                "/userinfo": lambda: {"sub": "024000000000", "is_staff": True},
            }
            return self.tell(pages[url.path]())

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            if self.path in provider.broken:
                return self.tell({"error": "server_error"}, 500)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            answer = provider.token({n: values[0] for n, values in parse_qs(body).items()})
            return self.tell(answer or {"error": "invalid_grant"}, 200 if answer else 400)

        def send_on(self, address: str) -> None:
            self.send_response(302)
            self.send_header("Location", address)
            self.end_headers()

        def tell(self, answer: Claims, status: int = 200) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

    return Handler
