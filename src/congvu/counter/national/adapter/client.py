"""Calls to the national portal: a session with an end, one sign-in more when it is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx2

from congvu.core.kernel.clock import now
from congvu.counter.national.adapter import tags
from congvu.counter.national.adapter.answers import SESSION_OVER, Answer, Result, judged

SECONDS = 30.0
SHORT = timedelta(seconds=60)
"""A session about to end is not begun with."""
LIFE = timedelta(minutes=20)
"""How long a session is taken to last when the portal does not say."""
MOST_BYTES = 16 * 1024 * 1024
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Away(Exception):
    """Nobody could be asked; the words say why."""


@dataclass(frozen=True, slots=True)
class Session:
    """What the portal gave at sign-in, and until when by our own clock."""

    token: str
    until: datetime

    def good(self, at: datetime) -> bool:
        return bool(self.token) and at + SHORT < self.until


@dataclass(frozen=True, slots=True)
class Account:
    base_url: str
    username: str
    password: str
    unit_code: str

    def __post_init__(self) -> None:
        parts = urlsplit(self.base_url)
        if parts.scheme == "http" and parts.hostname in LOOPBACK:
            return
        if parts.scheme != "https" or not parts.hostname:
            raise ValueError(f"{self.base_url!r}: the portal is spoken to over https")


class Client:
    """One connection; :attr:`session` and :attr:`skew` are worth keeping afterwards."""

    def __init__(
        self, account: Account, session: Session | None = None, *,
        clock: Callable[[], datetime] = now, seconds: float = SECONDS,
    ) -> None:  # fmt: skip
        self.account = account
        self.session = session
        self.skew = timedelta(0)
        self._clock = clock
        self._http = httpx2.Client(
            base_url=account.base_url.rstrip("/") + "/", timeout=seconds, follow_redirects=False
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._http.close()

    def call(self, service: str, *, name: str = "", **body: Any) -> Answer:
        """Ask for a service; a session that the portal no longer knows is begun anew once.

        :param name: the message's own, the same whenever it is sent
        """
        try:
            answer = self._asked(service, name, body)
            if answer is None:
                self.session = None
                answer = self._asked(service, name, body)
        except Away as away:
            return Answer(Result.AWAY, str(away))
        return answer or Answer(Result.AWAY, "Cổng quốc gia không nhận phiên vừa cấp.")

    def fetch(self, link: str, limit: int) -> bytes:
        """A file that the portal offers; only from the portal itself.

        :raises Away: not there, too large, or elsewhere
        """
        if urlsplit(link).netloc != urlsplit(self.account.base_url).netloc:
            raise Away("Tệp không nằm ở cổng quốc gia nên không được tải về.")
        session = self._signed_in()
        try:
            with self._http.stream("GET", link, headers=_bearer(session)) as answer:
                if answer.status_code != 200:
                    raise Away(f"Không tải được tệp từ cổng quốc gia (HTTP {answer.status_code}).")
                return _limited(answer, limit)
        except httpx2.HTTPError as error:
            raise Away(_words(error)) from error

    def _asked(self, service: str, name: str, body: dict[str, Any]) -> Answer | None:
        """None where the session is over."""
        session = self._signed_in()
        whole = {
            "session": session.token, "madonvi": self.account.unit_code, "service": service, **body
        }  # fmt: skip
        headers = _bearer(session) | ({"X-Request-Id": name} if name else {})
        status, read = self._posted(tags.CALL_PATH, whole, headers)
        if status == 401 or str(read.get("error_code")) in SESSION_OVER:
            return None
        if status >= 400 and "error_code" not in read:
            raise Away(f"Cổng quốc gia trả lời lỗi HTTP {status}.")
        return judged(read)

    def _signed_in(self) -> Session:
        at = self._clock()
        if self.session is not None and self.session.good(at):
            return self.session
        account = {"username": self.account.username, "password": self.account.password}
        status, read = self._posted(tags.LOGIN_PATH, account, {})
        token = read.get("session")
        if status != 200 or not isinstance(token, str) or not 0 < len(token) <= 4000:
            raise Away("Cổng quốc gia không chấp nhận tài khoản kết nối. Hãy kiểm tra mật khẩu.")
        lasts = read.get("expires_in")
        known = isinstance(lasts, int) and not isinstance(lasts, bool) and 0 < lasts < 10**7
        life = timedelta(seconds=lasts) if known else LIFE  # type: ignore[arg-type] # checked
        self.session = Session(token, at + life)
        return self.session

    def _posted(
        self, path: str, body: dict[str, Any], headers: dict[str, str]
    ) -> tuple[int, dict[str, Any]]:
        try:
            with self._http.stream("POST", path, json=body, headers=headers) as answer:
                content = _limited(answer, MOST_BYTES)
                self._learn_clock(answer)
        except httpx2.HTTPError as error:
            raise Away(_words(error)) from error
        return answer.status_code, _object(answer, content)

    def _learn_clock(self, answer: httpx2.Response) -> None:
        try:
            theirs = parsedate_to_datetime(answer.headers.get("Date", ""))
            self.skew = theirs - self._clock()
        except (TypeError, ValueError):
            return


def _object(answer: httpx2.Response, content: bytes) -> dict[str, Any]:
    """The JSON object of an answer.

    :raises Away: an error page, a list, anything else
    """
    try:
        read = json.loads(content)
    except (ValueError, RecursionError):
        read = None
    if isinstance(read, dict):
        return read
    if answer.status_code >= 500:
        raise Away(f"Cổng quốc gia trả lời lỗi HTTP {answer.status_code}.")
    if answer.status_code == 401:
        return {}
    raise Away(f"Cổng quốc gia trả lời không đúng định dạng (HTTP {answer.status_code}).")


def _limited(answer: httpx2.Response, limit: int) -> bytes:
    parts, size = [], 0
    for part in answer.iter_bytes():
        size += len(part)
        if size > limit:
            raise Away("Câu trả lời của cổng quốc gia quá lớn.")
        parts.append(part)
    return b"".join(parts)


def _bearer(session: Session) -> dict[str, str]:
    return {"Authorization": f"Bearer {session.token}"}


def _words(error: httpx2.HTTPError) -> str:
    return f"Không kết nối được tới cổng quốc gia: {type(error).__name__}."
