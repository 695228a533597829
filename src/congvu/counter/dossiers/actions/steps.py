"""What every verb on a dossier does alike: take the row, check, move, write the event down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from congvu.core.audit.actions import note
from congvu.core.jobs.actions import enqueue
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, NotFound, Stale
from congvu.core.kernel.storing import insert
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_text
from congvu.core.kernel.worktime import WorkCalendar
from congvu.core.organisation.queries import calendar_for
from congvu.counter.dossiers.actions.opening import close_all
from congvu.counter.dossiers.choices import DOSSIER, DOSSIER_KIND, FINAL, VERBS, Making, State
from congvu.counter.dossiers.clock import Interval, Longer, Readings, Why, account, read
from congvu.counter.dossiers.errors import HasProcess
from congvu.counter.dossiers.models import Dossier, Event, Extension, Joint, Result
from congvu.counter.dossiers.policies import BY_STEPS, demand_verb
from congvu.counter.dossiers.registry import listeners

LONGEST = 2000
ENDED = (State.FINISHED, *FINAL)
JOINT_BACK = "dossiers.joint_back"
CHILD_MOVED = "dossiers.child_moved"


def take(
    *, actor: Actor, dossier_id: int, version: int | None, verb: str, step: str = ""
) -> Dossier:
    """The dossier with its row locked, after right, version and state were checked in that order.

    :param step: the row of the state table, where it is not called like the verb
    :raises NotFound: a stranger; :raises NotAllowed: without the right
    :raises Stale: somebody else changed it; :raises WrongState: not in this state
    :raises HasProcess: the moves of its process do this
    """
    dossier = Dossier.objects.select_for_update().filter(pk=dossier_id).first()
    if dossier is None:
        raise NotFound
    demand_verb(actor, dossier, verb)
    if version is not None and version != dossier.version:
        raise Stale(version=dossier.version)
    DOSSIER.target(step or verb, dossier.state)
    if verb in BY_STEPS and dossier.process_id is not None:
        raise HasProcess
    return dossier


def move(
    dossier: Dossier,
    step: str,
    *,
    actor: Actor,
    at: datetime,
    text: str = "",
    to_name: str = "",
    changed: tuple[str, ...] = (),
    changes: dict[str, object] | None = None,
) -> Event:
    """The next state by the table, saved with ``changed``, with event and note.

    :raises WrongState: the table has no row for it
    """
    source = dossier.state
    dossier.state = DOSSIER.target(step, source)
    dossier.version += 1
    fields = {"state", "version", *changed}
    if dossier.state in FINAL:
        dossier.closed_at = at
        fields.add("closed_at")
        if dossier.process_id is not None:
            close_all(dossier, actor=actor, at=at, name=VERBS[step])
    dossier.save(update_fields=sorted(fields))
    event = write_event(
        dossier, step, actor=actor, at=at, source=source, text=text, to_name=to_name
    )
    if source != dossier.state and dossier.state in ENDED:
        _tell_parent(dossier)
    if dossier.origin_code and (source != dossier.state or "due_at" in fields):
        enqueue(CHILD_MOVED, key=f"{dossier.pk}:{dossier.version}", args={"dossier_id": dossier.pk})
    note(
        subject_of(dossier), label=dossier.code, agency_id=dossier.agency_id,
        changes={"state": [source, dossier.state], "text": text, **(changes or {})},
    )  # fmt: skip
    return event


def _tell_parent(dossier: Dossier) -> None:
    """A child of joint work that ended is news for the dossier that asked for it; what is signed by
    keys goes there with its seal."""
    if dossier.state == State.FINISHED and waits_for_seal(dossier):
        return
    if Joint.objects.filter(child=dossier).exists():
        enqueue(JOINT_BACK, key=f"{dossier.pk}", args={"child_id": dossier.pk})


def tell_asker(dossier: Dossier) -> None:
    """Whoever asked for the dossier (liên thông) hears by a job how it stands."""
    if dossier.origin_code:
        enqueue(CHILD_MOVED, key=f"{dossier.pk}:{dossier.version}", args={"dossier_id": dossier.pk})


def waits_for_seal(dossier: Dossier) -> bool:
    """The result is signed by keys and its number is not sealed yet."""
    rows = Result.objects.filter(dossier=dossier).exclude(making=Making.PAPER)
    return rows.exclude(entries__sealed_at__isnull=False, entries__revoked_at__isnull=True).exists()


def write_event(
    dossier: Dossier, verb: str, *, actor: Actor, at: datetime, source: str = "", text: str = "",
    to_name: str = "",
) -> Event:  # fmt: skip
    event = Event(
        dossier=dossier, agency_id_then=dossier.agency_id, at=at, verb=verb, source=source,
        target=dossier.state, actor_name=actor.name[:150], actor_label=actor.label[:200],
        to_name=to_name[:200], text=text,
    )  # fmt: skip
    insert(event)
    for listener in listeners:
        listener(event)
    return event


DUE_FIELDS = ("due_at", "due_account")


def redue(
    dossier: Dossier, *, longer: Longer | None = None, calendar: WorkCalendar | None = None,
    lived: bool = True,
) -> None:  # fmt: skip
    """Reckon the date anew from everything that is kept, with its account; the caller saves.

    A dossier that runs by no term has no date. ``longer`` is an extension about to be written.

    :param lived: False at its receipt: nothing can have been waited for or extended yet
    """
    known = lived and dossier.pk is not None
    waits = dossier.waits.values_list("why", "started_at", "ended_at") if known else []
    granted = Extension.objects.filter(dossier=dossier.pk).first() if known else None
    if granted is not None:
        longer = Longer(granted.at, granted.days, granted.reason)
    intervals = [Interval(Why(why), start, end) for why, start, end in waits]
    readings = readings_of(dossier, calendar or calendar_for(dossier.agency_id), intervals, longer)
    if readings is None:
        dossier.due_at, dossier.due_account = None, []
    else:
        dossier.due_at, dossier.due_account = readings.legal.at, account(readings)


def readings_of(
    dossier: Dossier, calendar: WorkCalendar, intervals: Sequence[Interval], longer: Longer | None
) -> Readings | None:
    """Both clocks of a dossier; None where it runs by no term or was not received."""
    term = dossier.term
    if term is None or dossier.received_at is None:
        return None
    return read(dossier.received_at, term, calendar, intervals=intervals, longer=longer)


def subject_of(dossier: Dossier) -> Subject:
    return Subject(DOSSIER_KIND, dossier.pk)


def said(text: str, label: str, *, field: str = "text", required: bool = True) -> str:
    """Words of a person, cleaned.

    :raises Invalid: none where some are needed
    """
    words = clean_text(text, LONGEST, label=label)
    if required and not words:
        raise Invalid(
            f"{label} chưa có. Hãy nhập rồi gửi lại.", fields={field: [f"Nhập {label.lower()}."]}
        )
    return words
