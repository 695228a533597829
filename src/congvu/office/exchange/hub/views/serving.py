"""What every address does around its call: who, how much, and one shape of refusal."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from typing import Protocol

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from congvu.core.kernel.errors import DomainError
from congvu.office.exchange.hub.codes import HubRefused, Reason

logger = logging.getLogger("congvu.hub")
BODY = 1_000_000
"""Bytes of a body that is no message."""

REASONS: dict[str, Reason] = {
    "unknown_organ": Reason.RECEIVER,
    "closed_code": Reason.CLOSED,
    "sender_not_allowed": Reason.SENDER,
    "content_conflict": Reason.PROCESSING,
    "not_accepted": Reason.PROCESSING,
    "unknown_letter": Reason.DOCUMENT,
    "peer_paused": Reason.CREDENTIALS,
    "quota_exceeded": Reason.QUOTA,
    "message_too_large": Reason.SIZE,
    "too_large": Reason.SIZE,
    "bad_signature": Reason.FORMAT,
    "envelope_certificate_expired": Reason.FORMAT,
    "edxml_malformed": Reason.FORMAT,
    "edxml_refused": Reason.FILE,
    "digest_mismatch": Reason.HASH,
    "not_found": Reason.DOCUMENT,
    "not_allowed": Reason.AGENCY,
    "conflict": Reason.AGENCY,
    "invalid": Reason.INPUT,
    "wrong_outcome": Reason.INPUT,
    "file_too_large": Reason.SIZE,
    "file_refused": Reason.FILE,
    "unavailable": Reason.SYSTEM,
}
"""Refusals of the rooms below, by their code."""
SIZES = frozenset({"file_size", "message_size"})
"""Reasons of a refused message that are a matter of size."""


class Answers(Protocol):
    def refused(self, error: HubRefused) -> HttpResponse: ...


View = Callable[[HttpRequest], HttpResponseBase]


def serve(view: View, *, answers: Answers, methods: Collection[str]) -> View:
    """The view as an address: no CSRF token is asked for, as no cookie proves anything here
    (every call carries its own signature or token), and its body is left to be streamed."""

    def served(request: HttpRequest) -> HttpResponseBase:
        if request.method not in methods:
            refused = answers.refused(
                HubRefused(Reason.INPUT, f"Hãy gọi địa chỉ này bằng {' hoặc '.join(methods)}.")
            )
            refused.status_code = 405
            refused["Allow"] = ", ".join(methods)
            return refused
        try:
            return view(request)
        except HubRefused as error:
            return answers.refused(error)
        except DomainError as error:
            return answers.refused(translated(error))
        except Exception:
            logger.exception("hub_failed", extra={"path": request.path})
            return answers.refused(HubRefused(Reason.SYSTEM))

    served.csrf_exempt = True  # type: ignore[attr-defined]
    served.reads_stream = True  # type: ignore[attr-defined]
    return served


def translated(error: DomainError) -> HubRefused:
    reason = REASONS.get(error.code, Reason.PROCESSING)
    if error.status == 413 or error.data.get("reason") in SIZES:
        reason = Reason.SIZE
    return HubRefused(reason, error.message)


def short_body(request: HttpRequest) -> bytes:
    """A body that is no message.

    :raises HubRefused: too long
    """
    content = request.read(BODY + 1)
    if len(content) > BODY:
        raise HubRefused(Reason.SIZE)
    return content
