"""HTTPS to another installation or axis: pinned certificates, bodies from and to the disk.

The standard library's client on purpose: it sends a file as a stream with a known length, and
shows the certificate before the first byte of a secret has left.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import ssl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509

from congvu.core.files import spool
from congvu.core.kernel.clock import now
from congvu.office.exchange.edxml.message import Content
from congvu.office.exchange.keys import in_force

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})
CLOCK_SLACK = timedelta(days=1)
"""Our own clock may be off: what the other side's is, its answers tell."""
SHORT_ANSWER = 32 * 1024 * 1024
"""Bytes of an answer that is read into memory: a list of all agencies of a country is below."""


class WireFailed(Exception):
    """The other side could not be reached, or said nothing useful; worth another try later."""


class NotKnown(WireFailed):
    """The other side does not know us (any more): HTTP 401."""


class NotTrusted(WireFailed):
    """The other side's certificate is not the one we know; nothing was sent."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where and how: ``pins`` are hex SHA-256 of certificates (DER) that are accepted.

    With pins the certificate's issuer and name do not matter; without, the machine's trusted
    authorities (or ``authorities``, a PEM file) decide.
    """

    base_url: str
    pins: tuple[str, ...] = ()
    authorities: str = ""
    client_certificate: str = ""
    timeout: float = 30.0
    attempts: int = 3

    def __post_init__(self) -> None:
        parts = urlsplit(self.base_url)
        if parts.scheme == "http" and parts.hostname in LOOPBACK:
            return
        if parts.scheme != "https" or not parts.hostname:
            raise ValueError(f"{self.base_url!r}: an axis is spoken to over https")


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers and a short body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """:raises WireFailed: no JSON object"""
        try:
            read = json.loads(self.body)
        except ValueError:
            read = None
        if not isinstance(read, dict):
            raise WireFailed(f"Máy bên kia trả lời không đúng định dạng (HTTP {self.status}).")
        return read


@dataclass(frozen=True, slots=True)
class Form:
    """A multipart body of one file and short fields, sent as a stream."""

    part: str
    file: Content
    filename: str = "van-ban.edxml"
    fields: Sequence[tuple[str, str]] = ()
    boundary: str = field(default="----congvu-7f1c2a90d44b4c0a")

    @property
    def content_type(self) -> str:
        return f"multipart/form-data; boundary={self.boundary}"

    def frame(self) -> tuple[bytes, bytes]:
        """What goes before and after the file's bytes."""
        lines = ""
        for name, value in self.fields:
            lines += f'--{self.boundary}\r\nContent-Disposition: form-data; name="{name}"'
            lines += f"\r\n\r\n{value}\r\n"
        lines += f'--{self.boundary}\r\nContent-Disposition: form-data; name="{self.part}"; '
        lines += f'filename="{self.filename}"\r\nContent-Type: application/xml\r\n\r\n'
        return lines.encode(), f"\r\n--{self.boundary}--\r\n".encode()


Body = bytes | Form | Content


class Wire:
    """Calls one address; keeps its connection, and remembers how far the other clock is off."""

    def __init__(
        self,
        address: Address,
        *,
        clock: Callable[[], datetime] = now,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.address = address
        self.skew = timedelta(0)
        self._clock = clock
        self._pause = pause
        self._parts = urlsplit(address.base_url.rstrip("/"))
        self._connection: HTTPConnection | None = None

    def now(self) -> datetime:
        """The time as the other side sees it."""
        return self._clock() + self.skew

    def path_of(self, path: str) -> str:
        """The path as the other side sees it."""
        return self._parts.path + path

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def call(
        self,
        method: str,
        path: str,
        *,
        headers: Callable[[], Mapping[str, str]],
        body: Body = b"",
    ) -> Answer:
        """One call, repeated while the trouble is passing; headers are made anew each time.

        :raises WireFailed: not answered in all the attempts
        """
        with self._open(method, path, headers, body) as response:
            content = response.read(SHORT_ANSWER + 1)
            if len(content) > SHORT_ANSWER:
                raise WireFailed("Câu trả lời của máy bên kia quá lớn.")
            return Answer(response.status, dict(response.getheaders()), content)

    @contextmanager
    def download(
        self,
        method: str,
        path: str,
        *,
        headers: Callable[[], Mapping[str, str]],
        body: Body = b"",
        limit: int,
    ) -> Iterator[spool.Spooled]:
        """A call whose answer goes to a temporary file, which is gone afterwards.

        :raises NotKnown: answered with 401
        :raises WireFailed: not answered, or longer than ``limit``
        """
        with self._open(method, path, headers, body) as response:
            if response.status == 401:
                raise NotKnown(response.read(500).decode("utf-8", "replace"))
            with spool.receive(response, limit=limit, lasting=False) as spooled:
                yield spooled

    @contextmanager
    def _open(
        self, method: str, path: str, headers: Callable[[], Mapping[str, str]], body: Body
    ) -> Iterator[HTTPResponse]:
        response = self._persist(method, path, headers, body)
        try:
            yield response
        except (OSError, HTTPException) as error:
            self.close()
            raise WireFailed(f"Kết nối tới {self._parts.hostname} bị đứt.") from error
        finally:
            if not response.isclosed():
                self.close()

    def _persist(
        self, method: str, path: str, headers: Callable[[], Mapping[str, str]], body: Body
    ) -> HTTPResponse:
        last: Exception | None = None
        for attempt in range(max(self.address.attempts, 1)):
            if attempt:
                self._pause(min(0.2 * 2**attempt, 5.0))
            try:
                response = self._once(method, path, headers(), body)
            except NotTrusted:
                raise
            except (OSError, HTTPException) as error:
                self.close()
                last = error
                continue
            self._learn_clock(response)
            if response.status not in TRANSIENT or attempt + 1 == self.address.attempts:
                return response
            response.read()
        raise WireFailed(
            f"Không kết nối được tới {self._parts.hostname}: {type(last).__name__}."
        ) from last

    def _once(self, method: str, path: str, headers: Mapping[str, str], body: Body) -> HTTPResponse:
        connection = self._connected()
        connection.putrequest(method, self._parts.path + path, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value.encode("utf-8"))
        if isinstance(body, Form):
            before, after = body.frame()
            connection.putheader("Content-Type", body.content_type)
            connection.putheader("Content-Length", str(len(before) + body.file.size + len(after)))
            connection.endheaders()
            connection.send(before)
            with body.file.open() as stream:
                while chunk := stream.read(spool.CHUNK):
                    connection.send(chunk)
            connection.send(after)
        elif isinstance(body, Content):
            connection.putheader("Content-Length", str(body.size))
            connection.endheaders()
            with body.open() as stream:
                while chunk := stream.read(spool.CHUNK):
                    connection.send(chunk)
        else:
            connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body or None)
        return connection.getresponse()

    def _connected(self) -> HTTPConnection:
        if self._connection is not None and self._connection.sock is not None:
            return self._connection
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "http":
            connection = HTTPConnection(host, port, timeout=self.address.timeout)
            connection.connect()
        else:
            secure = HTTPSConnection(
                host, port, timeout=self.address.timeout, context=_context(self.address)
            )
            secure.connect()
            _demand_pinned(secure, self.address.pins, self._clock())
            connection = secure
        self._connection = connection
        return connection

    def _learn_clock(self, response: HTTPResponse) -> None:
        """Half a minute is taken for the way; more is another clock."""
        try:
            theirs = parsedate_to_datetime(response.getheader("Date", ""))
            difference = theirs - self._clock()
        except (TypeError, ValueError):
            return
        self.skew = difference if abs(difference) > timedelta(seconds=30) else timedelta(0)


def _context(address: Address) -> ssl.SSLContext:
    if address.pins:  # the machine's authorities are not asked, so they are not read either
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    else:
        context = ssl.create_default_context(cafile=address.authorities or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if address.client_certificate:
        context.load_cert_chain(address.client_certificate)
    return context


def _demand_pinned(connection: HTTPSConnection, pins: Sequence[str], at: datetime) -> None:
    """The certificate shown is one that we know, within its days; nothing was said so far."""
    if not pins:
        return
    certificate = connection.sock.getpeercert(binary_form=True) or b""
    digest = hashlib.sha256(certificate).hexdigest()
    if not any(hmac.compare_digest(digest, pin.lower().replace(":", "")) for pin in pins):
        connection.close()
        raise NotTrusted(
            "Chứng thư của máy bên kia khác với chứng thư đã ghim; chưa gửi gì đi. Hãy xác nhận "
            "chứng thư mới với đơn vị vận hành rồi cập nhật."
        )
    if not in_force(x509.load_der_x509_certificate(certificate), at, slack=CLOCK_SLACK):
        connection.close()
        raise NotTrusted(
            "Chứng thư của máy bên kia đã hết hạn hoặc chưa có hiệu lực; chưa gửi gì đi. Hãy đề "
            "nghị đơn vị vận hành thay chứng thư rồi ghim chứng thư mới."
        )
