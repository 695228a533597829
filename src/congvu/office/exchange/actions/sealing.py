"""The very bytes of a message that travels outside: made once, kept, sent as often as needed."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO

from django.conf import settings

from congvu.core.files import actions as files
from congvu.office.exchange.edxml.building import build
from congvu.office.exchange.edxml.message import Organ, Reference, Staff, Status, Trace
from congvu.office.exchange.keys import signer_for
from congvu.office.exchange.models import Envelope, StatusEntry
from congvu.office.exchange.queries.contents import letter_of

if TYPE_CHECKING:
    from congvu.core.files.models import Blob


def sealed(envelope: Envelope, *, at: datetime) -> Blob:
    """The message of an envelope as it goes to every peer; signed with the agency's key if any.

    Sent again they are the same bytes. What came from a peer is handed on as it came.
    """
    if envelope.sealed is not None:
        return envelope.sealed
    rows = list(envelope.files.select_related("blob").order_by("position"))
    letter = letter_of(envelope, rows)
    trace = Trace(organ_code=envelope.sender_code, at=envelope.created_at)
    with tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as out:
        build(
            replace(letter, traces=(*letter.traces, trace)), out,
            sign_with=signer_for(envelope.sender_agency_id, at=at),
        )  # fmt: skip
        out.seek(0)
        blob = files.keep(stream=out, at=at)
    Envelope.objects.filter(pk=envelope.pk, sealed__isnull=True).update(sealed=blob)
    kept = Envelope.objects.select_related("sealed").get(pk=envelope.pk).sealed
    envelope.sealed = kept
    return blob if kept is None else kept


def write_status(entry: StatusEntry, out: BinaryIO) -> None:
    """A status as an edXML message (A.4)."""
    envelope = entry.delivery.envelope if entry.delivery is not None else None
    message = Status(
        sender=Organ(code=entry.from_code, name=_name(entry)),
        about=Reference(
            organ_code=entry.to_code, code=envelope.code if envelope else "",
            document_id=entry.document_id,
        ),
        code=entry.code, description=entry.description, at=entry.at,
        staff=Staff(name=entry.staff),
    )  # fmt: skip
    build(message, out)


def _name(entry: StatusEntry) -> str:
    row = entry.delivery
    if row is None:
        return ""
    return row.name if row.organ_code == entry.from_code else row.envelope.sender_name
