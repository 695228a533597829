"""Writing a draft and sending it on its way: draft, edit, submit, withdraw, cancel."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from congvu.core.audit.actions import action
from congvu.core.files import actions as files
from congvu.core.files import queries as reading_files
from congvu.core.files.choices import Use
from congvu.core.files.spool import Readable
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import Invalid, NotAllowed, NotFound
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.subject import kinds
from congvu.core.organisation import queries as organisation
from congvu.office.documents.actions.outgoing import notices
from congvu.office.documents.actions.outgoing.fields import Fields, cleaned, demand_open, recipients
from congvu.office.documents.actions.outgoing.steps import judge, move, subject_of, take, told
from congvu.office.documents.choices import INCOMING_KIND, OutgoingState
from congvu.office.documents.errors import NotReady
from congvu.office.documents.letterhead.check import check_letter
from congvu.office.documents.models import Answer, Outgoing, Recipient
from congvu.office.documents.policies import outgoing as policies
from congvu.office.documents.routes import VACANT, route


def store_draft(
    *, actor: Actor, at: datetime, stream: Readable, name: str, secrecy: int, use: Use = Use.DRAFT
) -> files.Stored:
    """Take an uploaded draft in, outside any transaction; a secret one before a byte is kept.

    :raises SecretContent: the letter is secret
    :raises FileRefused: see ``files.actions.store``
    """
    demand(actor, "documents.outgoing.draft")
    demand_open(secrecy)
    return files.store(stream=stream, name=name, use=use, actor=actor, at=at)


@action("documents.outgoing.draft")
def draft(
    *,
    actor: Actor,
    at: datetime,
    fields: Fields,
    unit_id: int | None = None,
    file: files.Stored | None = None,
    attachments: Sequence[files.Stored] = (),
    reply_to: Collection[int] = (),
) -> Outgoing:
    """Soạn thảo: a new draft of the actor's unit, written here (``body``) or uploaded (``file``).

    :param unit_id: the drafting unit; the actor's own when not given
    :param file: what ``store_draft`` gave back
    :param reply_to: ids of incoming letters that this one answers, which the actor reads
    :raises SecretContent: the letter is secret: use ``record_secret``
    :raises Invalid: a field that cannot be accepted
    """
    demand(actor, "documents.outgoing.draft")
    if actor.agency_id is None or actor.post_id is None:
        raise NotAllowed("Người không giữ vị trí nào thì không soạn thảo được. Hãy chọn vị trí.")
    demand_open(fields.secrecy)
    unit_id = unit_id or actor.unit_id or 0
    if not policies.may_draft_for(actor, unit_id):
        raise NotAllowed("Ông/bà chỉ soạn thảo cho đơn vị mình. Hãy chọn lại đơn vị soạn thảo.")
    letter = Outgoing(
        agency_id=actor.agency_id,
        unit_id=unit_id,
        drafter_post_id=actor.post_id,
        drafter_name=actor.name,
        version=1,
        created_at=at,
        **cleaned(fields, day=local_date(at), actor=actor, agency_id=actor.agency_id),
    )
    _demand_subject(letter)
    letter.save(force_insert=True)
    _send_to(letter, fields, at)
    _answer(letter, reply_to, actor)
    _attach(letter, file, attachments, actor, at)
    told(letter, changes={"kind": letter.kind, "reply_to": list(reply_to)})
    return letter


@action("documents.outgoing.edit")
def edit(
    *,
    actor: Actor,
    at: datetime,
    outgoing_id: int,
    version: int,
    fields: Fields,
    file: files.Stored | None = None,
    attachments: Sequence[files.Stored] = (),
    reply_to: Collection[int] | None = None,
) -> Outgoing:
    """Sửa dự thảo: a new version; an uploaded one follows the earlier one, which is kept.

    :param reply_to: None leaves the answered letters as they are
    :raises WrongState: the draft has been submitted
    :raises Stale: somebody changed it first
    """
    letter = take(actor, outgoing_id, version, "edit")
    move(letter, "edit")
    demand_open(fields.secrecy)
    new = cleaned(fields, day=local_date(at), actor=actor, agency_id=letter.agency_id)
    changes = {k: [getattr(letter, k), v] for k, v in new.items() if getattr(letter, k) != v}
    for name, value in new.items():
        setattr(letter, name, value)
    _demand_subject(letter)
    letter.save()
    letter.recipients.all().delete()
    _send_to(letter, fields, at)
    if reply_to is not None:
        letter.answers.exclude(incoming_id__in=reply_to).delete()
        known = set(letter.answers.values_list("incoming_id", flat=True))
        _answer(letter, [pk for pk in reply_to if pk not in known], actor)
    _attach(letter, file, attachments, actor, at)
    told(letter, changes=changes | {"version": letter.version})
    return letter


@action("documents.outgoing.submit")
def submit(
    *, actor: Actor, at: datetime, outgoing_id: int, version: int, remark: str = ""
) -> Outgoing:
    """Trình: to the head of the unit, or past them by the skip rules (``routes.SKIPS``).

    :raises NotReady: the thể thức check found what must be put right first
    :raises WrongState: submitted already
    """
    letter = take(actor, outgoing_id, version, "submit")
    before = letter.state
    vacant = not organisation.heads_of(letter.unit_id, at=at).exists()
    skip = route("submit", actor.roles | ({VACANT} if vacant else set()))
    findings = [finding for finding in check_letter(letter) if finding.blocks]
    move(letter, skip.instead)
    if findings:
        raise NotReady(findings=[finding.as_data() for finding in findings])
    if letter.state != OutgoingState.UNIT_REVIEW and letter.reached_office_at is None:
        letter.reached_office_at = at
    letter.save()
    judge(letter, stage=before, verb="submit", remark=remark, actor=actor, at=at)
    told(letter, before=before, changes={"skip": skip.reason} if skip.reason else None)
    notices.waits(letter, actor=actor, at=at)
    return letter


@action("documents.outgoing.withdraw")
def withdraw(
    *, actor: Actor, at: datetime, outgoing_id: int, version: int, remark: str = ""
) -> Outgoing:
    """Rút lại: the drafter takes a submitted draft back before it is signed."""
    letter = take(actor, outgoing_id, version, "withdraw")
    before = letter.state
    move(letter, "withdraw")
    letter.save()
    text = judge(letter, stage=before, verb="withdraw", remark=remark, actor=actor, at=at)
    told(letter, before=before, changes={"remark": text})
    return letter


@action("documents.outgoing.cancel")
def cancel(
    *, actor: Actor, at: datetime, outgoing_id: int, version: int, remark: str = ""
) -> Outgoing:
    """Hủy dự thảo: it stays readable for its unit and never goes out."""
    letter = take(actor, outgoing_id, version, "cancel")
    before = letter.state
    move(letter, "cancel")
    letter.save()
    text = judge(letter, stage=before, verb="cancel", remark=remark, actor=actor, at=at)
    told(letter, before=before, changes={"remark": text})
    return letter


def _demand_subject(letter: Outgoing) -> None:
    if not letter.subject:
        raise Invalid(
            "Chưa ghi trích yếu. Hãy tóm tắt nội dung văn bản trong một câu.",
            fields={"subject": ["Hãy ghi trích yếu."]},
        )


def _send_to(letter: Outgoing, fields: Fields, at: datetime) -> None:
    rows = recipients(fields.places, agency_id=letter.agency_id, day=local_date(at))
    for row in rows:
        row.outgoing = letter
    Recipient.objects.bulk_create(rows)


def _answer(letter: Outgoing, incoming_ids: Collection[int], actor: Actor) -> None:
    """Link the letters answered; only those that the actor reads."""
    if not incoming_ids:
        return
    kind = kinds.get(INCOMING_KIND)
    wanted = set(incoming_ids)
    if kind is None or kind.readable(actor, wanted) != wanted:
        raise NotFound("Không tìm thấy văn bản đến cần trả lời. Hãy chọn lại văn bản đến.")
    Answer.objects.bulk_create([Answer(outgoing=letter, incoming_id=pk) for pk in sorted(wanted)])


def _attach(
    letter: Outgoing,
    file: files.Stored | None,
    attachments: Sequence[files.Stored],
    actor: Actor,
    at: datetime,
) -> None:
    subject = subject_of(letter)
    common: dict[str, Any] = {"subject": subject, "actor": actor, "at": at}
    if file is not None:
        standing = reading_files.files_of([subject])[subject]
        earlier = next((f for f in standing if f.use == Use.DRAFT), None)
        files.attach(source=file, use=Use.DRAFT, replaces=earlier, **common)
    for place, extra in enumerate(attachments, start=1):
        files.attach(source=extra, use=Use.ATTACHMENT, position=place, **common)


@action("documents.outgoing.remove_attachment")
def remove_attachment(
    *, actor: Actor, at: datetime, outgoing_id: int, version: int, file_id: int
) -> Outgoing:
    """Gỡ tệp kèm theo khỏi dự thảo; the content stays in the journal's reach.

    :raises NotFound: the file is not on this letter
    """
    letter = take(actor, outgoing_id, version, "edit")
    move(letter, "edit")
    letter.save(update_fields=["state", "version"])
    standing = reading_files.files_of([subject_of(letter)])[subject_of(letter)]
    file = next((f for f in standing if f.pk == file_id), None)
    if file is None:
        raise NotFound("Không tìm thấy tệp kèm theo này. Hãy tải lại trang.")
    files.remove(file=file, actor=actor, at=at)
    told(letter, changes={"removed": file_id})
    return letter
