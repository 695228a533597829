"""Another installation on loopback that stores, and misbehaves when it is told to."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[[str, bytes], str]
"""Answers ``ok``, ``drop`` (before it is stored), ``lost`` (stored, no answer), ``corrupt``,
``twice`` (doubled on the way), ``busy``, ``refuse`` or ``unknown`` (no such address)."""


@dataclass
class Double:
    """What it holds: by document the digests of the bodies, and every status."""

    behave: Behaviour = lambda path, body: "ok"
    letters: dict[str, set[str]] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    statuses: list[dict[str, Any]] = field(default_factory=list)
    ledger: list[dict[str, Any]] = field(default_factory=list)
    calls: int = 0
    headers: list[dict[str, str]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    url: str = ""
    batch: int = 0
    """How many letters it takes in one call; an old installation knows no such call."""
    unwanted: set[str] = field(default_factory=set)
    """Recipients that it does not know."""
    paths: list[str] = field(default_factory=list)

    def take(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, Any]]:
        with self.lock:
            self.calls += 1
            self.headers.append(headers)
            self.paths.append(path)
            told = self.behave(path, body)
            if told == "drop":
                return 0, {}
            if told == "busy":
                return 503, {"code": "unavailable", "message": "Đang bận."}
            if told == "refuse":
                return 422, {"code": "unknown_organ", "message": "Không có cơ quan này."}
            if told == "unknown":
                return 404, {}
            if path.endswith("/batch"):
                answer = self._unpacked(path, headers, body)
                return (0, {}) if told == "lost" else (200, answer)
            if told == "corrupt":
                body = body[:-1] + b"?"
            if hashlib.sha256(body).hexdigest() != headers["x-congvu-digest"]:
                return 422, {"code": "digest_mismatch", "message": "Không khớp mã băm."}
            if told == "twice":
                self._keep(path, headers, body)
            answer = self._keep(path, headers, body)
            return (0, {}) if told == "lost" else (200, answer)

    def _keep(self, path: str, headers: dict[str, str], body: bytes) -> dict[str, Any]:
        if path.endswith("/letters"):
            name = body.split(b"DocumentId>")[1].split(b"<")[0].decode()
            for organ in headers["x-congvu-recipients"].split(","):
                key = f"{name}>{organ}"
                if key not in self.letters:
                    self.order.append(key)
                self.letters.setdefault(key, set()).add(hashlib.sha256(body).hexdigest())
            return {"document_id": name}
        if path.endswith("/statuses"):
            rows = json.loads(body)
            self.statuses += [row for row in rows if row not in self.statuses]
            return {"outcomes": [{"status": 200}] * len(rows)}
        if path.endswith("/ledger"):
            return {"lines": self.ledger, "next": ""}
        offered = {"batch": {"letters": self.batch, "bytes": 1 << 20}} if self.batch else {}
        return {"name": "bản đôi"} | offered

    def _unpacked(self, path: str, headers: dict[str, str], body: bytes) -> dict[str, Any]:
        end = 8 + int(body[:8])
        assert hashlib.sha256(body[8:end]).hexdigest() == headers["x-congvu-digest"]
        outcomes: list[dict[str, Any]] = []
        for row in json.loads(body[8:end]):
            part, end = body[end : end + row["size"]], end + row["size"]
            assert hashlib.sha256(part).hexdigest() == row["digest"]
            if self.unwanted.isdisjoint(row["recipients"]):
                told = {"x-congvu-recipients": ",".join(row["recipients"])}
                outcomes.append({"status": 200} | self._keep("/letters", told, part))
            else:
                outcomes.append({"status": 422, "code": "unknown_organ", "message": "Không có."})
        return {"outcomes": outcomes}


@contextmanager
def double() -> Iterator[Double]:
    made = Double()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, answer = made.take(self.path, headers, body)
            if status == 0:
                self.close_connection = True
                return
            text = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
