"""What this room registers with the post office: letters."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.subject import Subject
from congvu.office.documents.actions.incoming.arriving import arrive
from congvu.office.documents.actions.incoming.sending import freeze
from congvu.office.documents.actions.outgoing.delivery import told
from congvu.office.documents.choices import INCOMING_KIND
from congvu.office.documents.courier.outbound import message
from congvu.office.documents.models import Incoming
from congvu.office.exchange.choices import LETTER_KIND
from congvu.office.exchange.kinds import Arrival, EnvelopeKind, News, Refused


def receive(arrivals: Sequence[Arrival]) -> Sequence[Subject | Refused]:
    """Lay arrived letters before their agencies."""
    return arrive(actor=system_actor(), at=arrivals[0].at, arrivals=arrivals) if arrivals else []


def asked_back(news: News) -> None:
    """The sender wants a letter back that is here."""
    if news.subject.kind == INCOMING_KIND:
        freeze(
            actor=system_actor(), at=news.at, incoming_id=news.subject.id, reason=news.description
        )


def hold(subjects: Collection[Subject]) -> None:
    """Lock received letters before their deliveries, as everybody does who works on them."""
    ids = {one.id for one in subjects if one.kind == INCOMING_KIND}
    rows = Incoming.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("id")
    list(rows.values_list("pk"))


LETTERS = EnvelopeKind(
    name=LETTER_KIND,
    label="Văn bản",
    message=message,
    receive=receive,
    told=told,
    asked_back=asked_back,
    hold=hold,
)
