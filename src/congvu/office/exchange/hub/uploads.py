"""A form with one message in it, from the socket to the disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from congvu.core.files import spool
from congvu.core.files.spool import Readable
from congvu.core.kernel.errors import DomainError
from congvu.office.exchange.edxml.message import Content
from congvu.office.exchange.hub import multipart
from congvu.office.exchange.hub.codes import HubRefused, Reason

FIELDS = 20
"""Parts of a form; more is no message."""


@dataclass(slots=True)
class Form:
    file: Content | None = None
    digest: bytes = b""
    fields: dict[str, str] = field(default_factory=dict)


@contextmanager
def receive(
    stream: Readable, content_type: str, *, names: frozenset[str], limit: int
) -> Iterator[Form]:
    """The form, with its file on the disk while the context is open.

    :param names: of the part that is the message; a body that is no form is the message itself
    :raises HubRefused: broken, too large, without a message
    """
    form = Form()
    with ExitStack() as stack:
        for number, part in enumerate(multipart.parts(stream, content_type)):
            if number == FIELDS:
                raise HubRefused(Reason.INPUT, "Biểu mẫu gửi lên có quá nhiều phần.")
            if form.file is None and (part.name in names or not part.name):
                try:
                    spooled = stack.enter_context(spool.receive(part, limit=limit))
                except DomainError as error:
                    reason = Reason.SIZE if error.status == 413 else Reason.SYSTEM
                    raise HubRefused(reason, error.message) from error
                form.file, form.digest = _content(spooled), bytes.fromhex(spooled.sha256)
            elif part.name:
                form.fields[part.name] = part.text()
        if form.file is None or form.file.size == 0:
            raise HubRefused(Reason.FILE, "Yêu cầu không có tệp gói tin. Hãy gửi kèm tệp edXML.")
        yield form


def _content(spooled: spool.Spooled) -> Content:
    path: Path = spooled.path
    return Content(size=spooled.size, sha256=spooled.sha256, open=lambda: path.open("rb"))
