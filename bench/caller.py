"""Requests straight into the WSGI application of this process, as a web server would make them."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from congvu.project.wsgi import application


@dataclass
class Caller:
    """``headers`` go with every call: a session's cookie, or a token."""

    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> bytes:
        return self._call("GET", path, b"", "", 200)

    def post(self, path: str, body: bytes, kind: str, headers: dict[str, str]) -> bytes:
        return self._call("POST", path, body, kind, 201, headers)

    def send(self, path: str, form: str, headers: dict[str, str]) -> bytes:
        """A form, as a browser's script sends it from a page of ours."""
        kind = "application/x-www-form-urlencoded"
        given = {"Origin": "http://127.0.0.1"} | headers
        return self._call("POST", path, form.encode(), kind, 200, given)

    def _call(
        self, method: str, path: str, body: bytes, kind: str, expected: int,
        headers: dict[str, str] | None = None,
    ) -> bytes:  # fmt: skip
        parts = urlsplit(path)
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method, "SCRIPT_NAME": "", "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query, "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "CONTENT_TYPE": kind,
            "CONTENT_LENGTH": str(len(body)), "wsgi.version": (1, 0), "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False,
        }  # fmt: skip
        for name, value in (self.headers | (headers or {})).items():
            environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
        status: list[str] = []
        answer = application(environ, lambda line, headers, *_: status.append(line))
        content = b"".join(answer)
        answer.close()
        if not status[0].startswith(str(expected)):
            raise RuntimeError(f"{method} {path}: {status[0]}\n{content[:2000].decode()}")
        return content
