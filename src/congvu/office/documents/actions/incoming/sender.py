"""What the sender of a letter is told (codes 02-06, 15, 16), wherever the sender is."""

from __future__ import annotations

from datetime import datetime

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.text import abridged
from congvu.office.documents.choices import RECIPIENT_STATES, IncomingState
from congvu.office.documents.models import Incoming, Recipient
from congvu.office.exchange import actions as exchange
from congvu.office.exchange.choices import StatusCode

PROGRESS = {
    IncomingState.DIRECTED: StatusCode.ASSIGNED,
    IncomingState.PROCESSING: StatusCode.PROCESSING,
    IncomingState.DONE: StatusCode.DONE,
}
"""What the state of a letter says to its sender; the others have a verb that speaks for them."""


def tell_sender(
    letter: Incoming, code: StatusCode, *, actor: Actor, at: datetime, remark: str = ""
) -> None:
    """Report a status; a step of the receiver's verb. A letter on paper has nobody to tell."""
    if letter.delivery_id is not None:
        exchange.report(
            actor=actor, at=at, delivery_id=letter.delivery_id, code=code, description=remark
        )
    elif letter.origin_id is not None:  # came before letters went by the post office
        rows = Recipient.objects.filter(outgoing_id=letter.origin_id, agency_id=letter.agency_id)
        rows.update(state=RECIPIENT_STATES[code], state_at=at, state_note=abridged(remark, 500))


def tell_progress(letter: Incoming, *, actor: Actor, at: datetime) -> None:
    """Report where the letter stands now, if that means something to its sender."""
    code = PROGRESS.get(IncomingState(letter.state))
    if code is not None:
        tell_sender(letter, code, actor=actor, at=at)
