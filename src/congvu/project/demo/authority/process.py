"""The services as a process of their own, on loopback only."""

from __future__ import annotations

import signal
from datetime import datetime
from typing import NoReturn

from congvu.office.signing.testing.server import server_for
from congvu.project.demo.authority.home import open_or_make


def serve(*, port: int, at: datetime) -> None:
    """Answer until the process is asked to end."""
    server = server_for(open_or_make(at=at), port)
    signal.signal(signal.SIGTERM, _end)
    try:
        server.serve_forever()
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        server.server_close()


def _end(*_: object) -> NoReturn:
    raise SystemExit
