"""Signed headers of the first generation: parameters travel as headers, under one HMAC.

``XroadVnpt-sign-header`` is a JSON object of every parameter under its prefixed name,
``XroadVnpt-sign-header-key`` lists the names joined by ``;``, ``XroadVnpt-hash-header`` is the
hex HMAC-SHA256 of that JSON, byte for byte, under the system's secret.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from congvu.office.exchange.hub import moments
from congvu.office.exchange.hub.codes import HubRefused, Reason

PREFIX = "XroadVnpt-"
NAMES, SIGNED, HASH = (PREFIX + part for part in ("sign-header-key", "sign-header", "hash-header"))
LONGEST = 16_384
"""Characters of the signed header; what is longer is refused unread."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a caller signed, by lower-case name; ``digest`` is the signature itself."""

    values: Mapping[str, str]
    digest: str

    def get(self, name: str, default: str = "") -> str:
        return self.values.get(name.lower(), default)

    @property
    def system_id(self) -> str:
        return self.get("systemid")


def sign(parameters: Mapping[str, str], *, secret: str) -> dict[str, str]:
    """The headers of a call with these parameters (system id and timestamp are among them)."""
    prefixed = {PREFIX + name: value for name, value in parameters.items()}
    signed = json.dumps(prefixed, ensure_ascii=True, separators=(",", ":"))
    return {
        **prefixed,
        NAMES: ";".join(parameters),
        SIGNED: signed,
        HASH: _hmac(signed.encode(), secret),
    }


def claimed_system(headers: Mapping[str, str]) -> str:
    """Who the caller says it is; nothing is proven yet."""
    return headers.get(PREFIX + "systemid", "")


def verify(headers: Mapping[str, str], *, secret: str) -> Parameters:
    """The parameters of a call, taken from the signed JSON only.

    :raises HubRefused: no signature, a wrong one, or headers that differ from what was signed
    """
    signed, given = headers.get(SIGNED, ""), headers.get(HASH, "").strip().lower()
    if not signed or not given or len(signed) > LONGEST:
        raise HubRefused(
            Reason.CREDENTIALS, "Yêu cầu thiếu chữ ký tiêu đề (XroadVnpt-hash-header)."
        )
    raw = _raw(signed)
    if not hmac.compare_digest(_hmac(raw, secret).encode(), given.encode("utf-8", "replace")):
        raise HubRefused(Reason.CREDENTIALS)
    values = _signed_values(raw)
    listed = [name.strip() for name in headers.get(NAMES, "").split(";") if name.strip()]
    if sorted(PREFIX.lower() + name.lower() for name in listed) != sorted(values):
        raise HubRefused(
            Reason.CREDENTIALS, "XroadVnpt-sign-header-key không khớp các tiêu đề đã ký."
        )
    for name, value in values.items():
        if _raw(headers.get(name, "\x00")).strip() != value.encode("utf-8", "replace").strip():
            raise HubRefused(
                Reason.CREDENTIALS, f"Tiêu đề {name} khác với giá trị đã ký. Hãy ký lại yêu cầu."
            )
    return Parameters({name[len(PREFIX) :]: value for name, value in values.items()}, given)


def demand_fresh(
    parameters: Parameters,
    *,
    at: datetime,
    window: timedelta,
    first_time: Callable[[str], bool] | None,
) -> None:
    """The timestamp is within the window and the signature has not been used before.

    :param window: zero means that the caller's clock is not looked at
    :param first_time: remembers a signature and says whether it is new; None when the caller's
        software is known to send one signature many times
    :raises HubRefused: stale or replayed
    """
    signed_at = moments.read_stamp(parameters.get("timestamp"))
    if window and abs(at - signed_at) > window:
        raise HubRefused(Reason.STALE)
    if first_time is not None and not first_time(parameters.digest):
        raise HubRefused(Reason.REPLAY)


def file_hashes(digest: bytes) -> frozenset[str]:
    """How clients spell the SHA-256 of a file.

    Clients made with the widespread Java kit write each byte without its leading zero, so their
    spelling may be shorter than 64 characters.
    """
    return frozenset({digest.hex(), "".join(f"{byte:x}" for byte in digest)})


def _signed_values(raw: bytes) -> dict[str, str]:
    try:
        pairs = json.loads(raw, object_pairs_hook=list)
    except (ValueError, RecursionError):
        raise HubRefused(Reason.CREDENTIALS, "XroadVnpt-sign-header không phải JSON.") from None
    if not isinstance(pairs, list) or not all(_is_text_pair(pair) for pair in pairs):
        raise HubRefused(Reason.CREDENTIALS, "XroadVnpt-sign-header phải là các cặp tên, giá trị.")
    values = {name.lower(): value for name, value in pairs}
    if len(values) != len(pairs) or not all(name.startswith(PREFIX.lower()) for name in values):
        raise HubRefused(Reason.CREDENTIALS, "XroadVnpt-sign-header có tên tiêu đề không hợp lệ.")
    return values


def _is_text_pair(pair: Any) -> bool:
    return (
        isinstance(pair, tuple | list)
        and len(pair) == 2
        and isinstance(pair[0], str)
        and isinstance(pair[1], str)
    )


def _raw(header: str) -> bytes:
    """The bytes that were on the wire: WSGI shows each as one Latin-1 character."""
    try:
        return header.encode("latin-1")
    except UnicodeEncodeError:
        return header.encode("utf-8", "replace")


def _hmac(content: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()
