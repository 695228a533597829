"""What every verb on an outgoing letter does: fetch under lock, move, note, tell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from congvu.core.audit.actions import note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound, Stale
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_text
from congvu.office.documents.choices import OUTGOING, OUTGOING_KIND
from congvu.office.documents.indexes.outgoing import put_outgoing
from congvu.office.documents.models import Outgoing, Review
from congvu.office.documents.policies import outgoing as policies

REMARK_LIMIT = 5_000


def subject_of(letter: Outgoing) -> Subject:
    return Subject(OUTGOING_KIND, letter.pk)


def take(actor: Actor, outgoing_id: int, version: int | None, verb: str) -> Outgoing:
    """The letter with its row locked, after the policy and the version check.

    :param version: the one the actor saw; None when no form was shown (a job)
    :raises NotFound: absent, or not for this actor
    :raises NotAllowed: a reader without the right
    :raises Stale: somebody changed it first
    """
    rows = Outgoing.objects.select_for_update(of=("self",)).select_related("agency", "unit")
    letter = rows.filter(policies.readable(actor), pk=outgoing_id).first()
    if letter is None:
        raise NotFound
    policies.demand_may(actor, letter, verb)
    if version is not None and letter.version != version:
        raise Stale(version=letter.version)
    return letter


def move(letter: Outgoing, row: str) -> None:
    """Change the state by the table and raise the version; the caller saves.

    :raises WrongState: the table has no such row
    """
    letter.state = OUTGOING.target(row, letter.state)
    letter.version += 1


def judge(
    letter: Outgoing, *, stage: str, verb: str, remark: str, actor: Actor, at: datetime
) -> str:
    """Keep a verdict with the stage and the version it judged; returns the cleaned remark."""
    text = clean_text(remark, REMARK_LIMIT, label="Ý kiến")
    Review.objects.create(
        outgoing=letter,
        stage=stage,
        verb=verb,
        remark=text,
        actor_name=actor.name[:150],
        actor_label=actor.label[:200],
        for_name=actor.delegated.name[:150] if actor.delegated else "",
        draft_version=letter.version,
        at=at,
    )
    return text


def told(letter: Outgoing, *, before: str = "", changes: Mapping[str, Any] | None = None) -> None:
    """The journal's note and the search entry, in the same transaction as the change."""
    facts = dict(changes or {})
    if before and before != letter.state:
        facts["state"] = [before, letter.state]
    note(subject_of(letter), label=str(letter)[:300], changes=facts, agency_id=letter.agency_id)
    put_outgoing(letter)
