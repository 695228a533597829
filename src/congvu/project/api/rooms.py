"""Which rooms answer under ``/api/v1/``: add a line here for a room's router.

``(segment, router, room)``: the first part of the path, where its ``Router`` is, and the room
whose scopes a token needs for reading (empty: every token may read).
"""

from __future__ import annotations

PREFIX = "/api/v1/"
ROUTERS: tuple[tuple[str, str, str], ...] = (
    ("me", "congvu.project.api.me.router", ""),
    ("organisation", "congvu.core.organisation.api.router", "organisation"),
    ("files", "congvu.core.files.api.router", "documents"),
    ("search", "congvu.core.search.api.router", "documents"),
    ("notifications", "congvu.core.notifications.api.router", ""),
    ("work", "congvu.office.work.api.router", "work"),
    ("signing", "congvu.office.signing.api.router", "signing"),
    ("exchange", "congvu.office.exchange.api.router", "exchange"),
    ("documents", "congvu.office.documents.api.router", "documents"),
    ("procedures", "congvu.counter.procedures.api.router", "procedures"),
    ("dossiers", "congvu.counter.dossiers.api.router", "dossiers"),
    ("forms", "congvu.counter.procedures.formapi.router", "procedures"),
    ("queue", "congvu.counter.queue.api.router", "queue"),
    ("fees", "congvu.counter.fees.api.router", "fees"),
    ("filing", "congvu.counter.filing.api.router", "filing"),
    ("onestop", "congvu.counter.hub.api.router", "hub"),
    ("national", "congvu.counter.national.api.router", "national"),
)

_ROOMS = {segment: room for segment, _, room in ROUTERS}


def room_of(path: str) -> str:
    """The room that answers a path, or an empty text."""
    return _ROOMS.get(path.removeprefix(PREFIX).partition("/")[0], "")
