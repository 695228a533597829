"""Another vendor's client, written from the published interface alone; nothing of ours is used.

It does as the kits in the field do: one set of headers that only grows, a hash without leading
zeros, a content type that is not the form's, recipients as JSON text.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import ssl
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import quote, urlsplit

Said = dict[str, Any]


class Caller:
    def __init__(self, base: str, pin: str) -> None:
        self.parts = urlsplit(base)
        self.pin = pin
        self.last_status = 0

    def ask(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        host, port = str(self.parts.hostname), self.parts.port
        connection = http.client.HTTPSConnection(host, port, context=context, timeout=60)
        connection.connect()
        certificate = connection.sock.getpeercert(binary_form=True)
        assert hashlib.sha256(certificate or b"").hexdigest() == self.pin
        raw = {name: value.encode() for name, value in headers.items()}
        connection.request(method, self.parts.path + path, body or None, raw)
        answer = connection.getresponse()
        self.last_status = answer.status
        content = answer.read()
        connection.close()
        return content


class FirstVendor(Caller):
    """Generation 1."""

    def __init__(self, base: str, pin: str, system: str, secret: str) -> None:
        super().__init__(base, pin)
        self.system, self.secret = system, secret
        self.headers: dict[str, str] = {"systemid": system}
        self.tamper: dict[str, str] = {}
        self.clock = timedelta(0)
        self.frozen: str = ""

    def signed(self, **more: str) -> dict[str, str]:
        moment = datetime.now(timezone(timedelta(hours=7))) + self.clock
        written = f"{moment:%d%m%YT%H%M%S}+{moment.microsecond // 1000:04}"
        self.headers["timestamp"] = self.frozen or written
        self.headers.update({name.replace("_", "-"): value for name, value in more.items()})
        plain = json.dumps({f"XroadVnpt-{k}": v for k, v in self.headers.items()})
        digest = hmac.new(self.secret.encode(), plain.encode(), hashlib.sha256).hexdigest()
        return {
            **{f"XroadVnpt-{k}": v for k, v in self.headers.items()},
            "XroadVnpt-sign-header-key": ";".join(self.headers),
            "XroadVnpt-sign-header": plain,
            "XroadVnpt-hash-header": digest,
            "XroadVnpt-version": "3.0.201608",
            "User-Agent": "JAVASDKAgent/1.0.0",
            **self.tamper,
        }

    def call(self, path: str, body: bytes = b"{}", **more: str) -> Said:
        headers = self.signed(Content_Type="application/json", **more)
        headers["Content-Type"] = "application/json"
        said: Said = json.loads(self.ask("POST", path, headers, body))
        assert set(said) >= {"status", "ErrorCode", "ErrorDesc"}
        return said

    def register(self, code: str, name: str, **more: str) -> Said:
        body = {"id": "", "pcode": "", "code": code, "name": name, "mail": "a@b.vn",
                "mobile": "0912", "fax": "", **more}  # fmt: skip
        return self.call("/registerAgency", json.dumps(body).encode(), AgencyCode=code)

    def send(
        self, message: bytes, sender: str, kind: str = "edoc", to: list[str] | None = None,
        digest: str | None = None,
    ) -> Said:  # fmt: skip
        spelt = "".join(f"{byte:x}" for byte in hashlib.sha256(message).digest())
        extra = {"to": json.dumps(to)} if to else {}
        headers = self.signed(
            Content_Type="application/octet-stream", servicetype="eDoc", messagetype=kind,
            hash_file=spelt if digest is None else digest, **{"from": sender}, **extra,
        )  # fmt: skip
        headers["Content-Type"] = "application/octet-stream"
        edge = "===1763892000000==="
        body = (
            f'--{edge}\r\nContent-Disposition: form-data; name="file_doc"\r\n'
            "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n"
        ).encode() + message + f"\r\n--{edge}--\r\n".encode()  # fmt: skip
        said: Said = json.loads(self.ask("POST", "/sendEdoc", headers, body))
        assert isinstance(said["DocId"], str)
        return said

    def waiting(self, kind: str = "edoc", **more: str) -> list[Said]:
        said = self.call("/getReceivedEdocList", servicetype="eDoc", messagetype=kind, **more)
        assert said["ErrorCode"] == "0", said
        return list(said["data"])

    def sent(self, doc_id: str, kind: str = "edoc") -> list[Said]:
        said = self.call("/getSentEdocList", servicetype="eDoc", messagetype=kind, docId=doc_id)
        assert said["ErrorCode"] == "0", said
        return list(said["data"])

    def fetch(self, doc_id: str) -> bytes:
        said = self.call("/getEdoc", docId=doc_id, filePath="xml")
        assert said["status"] == "OK", said
        return base64.b64decode(said["data"], validate=True)

    def download(self, doc_id: str) -> bytes:
        return self.ask("GET", "/downloadEdoc", self.signed(docId=doc_id))

    def update(self, doc_id: str, status: str) -> Said:
        return self.call("/updateStatus", docId=doc_id, status=status)


class SecondVendor(Caller):
    """Generation 2."""

    def __init__(self, base: str, pin: str, system: str, secret: str) -> None:
        super().__init__(base, pin)
        self.system, self.secret, self.token = system, secret, ""

    def login(self) -> Said:
        body = {"username": self.system, "password": self.secret, "applicationCode": "LTVB",
                "otp": None, "twoFactorProvider": None, "typeObjs": [0, 1]}  # fmt: skip
        said: Said = json.loads(
            self.ask(
                "POST", "/v1/auth/login?allow_anonymous=true",
                {"Content-Type": "application/json"}, json.dumps(body).encode(),
            )
        )  # fmt: skip
        self.token = (said.get("data") or {}).get("token", "")
        return said

    def keys(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "X-SystemId": self.system,
                "X-SecretKey": self.secret}  # fmt: skip

    def get(self, path: str, **query: str) -> Said:
        text = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items())
        said: Said = json.loads(self.ask("GET", f"{path}?{text}", self.keys()))
        return said

    def send(self, message: bytes, kind: str = "edoc") -> Said:
        edge = "b0undary"
        body = (
            f'--{edge}\r\nContent-Disposition: form-data; name="edocFile"; filename="v.edxml"\r\n'
            "Content-Type: application/xml\r\n\r\n"
        ).encode() + message + (
            f'\r\n--{edge}\r\nContent-Disposition: form-data; name="messageType"\r\n\r\n{kind}'
            f"\r\n--{edge}--\r\n"
        ).encode()  # fmt: skip
        headers = self.keys() | {"Content-Type": f"multipart/form-data; boundary={edge}"}
        said: Said = json.loads(self.ask("POST", "/v1/sendEdoc", headers, body))
        return said

    def update(self, doc_id: str, status: str) -> Said:
        headers = self.keys() | {"Content-Type": "application/json"}
        body = json.dumps({"docId": doc_id, "status": status}).encode()
        said: Said = json.loads(self.ask("POST", "/v1/updateStatus", headers, body))
        return said
