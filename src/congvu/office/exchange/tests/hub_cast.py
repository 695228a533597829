"""Connected systems and messages for the tests of the axis."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from congvu.core.files.factories import pdf
from congvu.office.exchange import factories
from congvu.office.exchange.choices import Speech
from congvu.office.exchange.edxml import factories as edxml
from congvu.office.exchange.edxml.message import Letter, Organ, Reference, Status
from congvu.office.exchange.models import Peer
from congvu.office.exchange.vault import seal

SECRET = "A7TKG/r2gOKTEpe1MhWx6zw8O4JfzN0KkCRS6HZY81Ve"


def system(
    code: str = "vnpt", *, speech: Speech = Speech.GEN1_SERVER, gives: tuple[str, ...] = ("H05.31",),
    **more: object,
) -> Peer:  # fmt: skip
    """A system of another vendor that calls us, with the codes below which it may register."""
    fields = {"base_url": "", "system_id": f"{code}.01", "secret": seal(SECRET)} | more
    return factories.peer(code, speech=speech, routes=gives, **fields)


def letter(
    sender: str, *recipients: str, number: str = "12", content: bytes = b"",
    **more: object,
) -> Letter:  # fmt: skip
    """A letter as another vendor's software writes it."""
    return replace(
        edxml.letter(
            document_id=f"{sender},2026/11/20,{number}/UBND-VP", sender=Organ(sender, "UBND xã"),
            recipients=tuple(Organ(code, code) for code in recipients), number=number,
            notation="UBND-VP", promulgated_on=date(2026, 11, 20), response_for=(),
            attachments=(edxml.attachment(content or pdf(f"Cong van {number}")),),
        ),
        **more,
    )  # fmt: skip


def status(sender: str, about: Letter, code: str, description: str = "") -> Status:
    """What a receiver's software says about a letter."""
    return edxml.status(
        code, sender=Organ(sender, sender), description=description,
        about=Reference(about.sender.code, f"{about.number}/{about.notation}", about.document_id),
    )  # fmt: skip


written = edxml.built
