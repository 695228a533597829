"""Verbs of verification: what is asked about a file, and the record that is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from congvu.core.audit.actions import action, note
from congvu.core.files import actions as file_actions
from congvu.core.files import policies as file_policies
from congvu.core.files import queries as files
from congvu.core.jobs.actions import enqueue_many
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound, TooLarge
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.subject import Subject
from congvu.office.signing import fetching
from congvu.office.signing.choices import FINDING_OF, VALIDATION_KIND
from congvu.office.signing.models import RevocationEvidence, ValidationRecord
from congvu.office.signing.queries.trust import anchors
from congvu.office.signing.verification import Report

if TYPE_CHECKING:
    from congvu.core.files.models import File

LARGEST = 200_000_000
"""Bytes of the largest file that is verified."""

PDF = "pdf"


def validate(*, actor: Actor, at: datetime, file: File) -> ValidationRecord:
    """Xác minh một tệp: verify a kept PDF file and keep the record with it.

    The file is read and judged before the transaction, which only holds the record.

    :raises NotFound: the actor may not read the file
    :raises NotAllowed: the actor may not verify
    """
    report = judge_file(actor=actor, at=at, file=file)
    return keep(actor=actor, at=at, report=report, name=file.name, file=file)


def judge_file(*, actor: Actor, at: datetime, file: File) -> Report:
    """The report on a kept file, to be handed to :func:`keep`; for callers inside a transaction.

    :raises NotFound: the actor may not read the file
    :raises NotAllowed: the actor may not verify
    """
    demand(actor, "signing.validation.keep")
    if not actor.is_system and file.pk not in file_policies.readable(actor=actor, files=[file]):
        raise NotFound
    with files.open_file(file) as stream:
        return _verify(stream.read(LARGEST + 1), at)


def check(*, actor: Actor, at: datetime, name: str, pdf: bytes) -> ValidationRecord:
    """Xác minh một tệp tải lên: nothing of the file is kept but its name, hash and report.

    :raises NotAllowed: the actor may not verify
    :raises TooLarge: more than 200 MB
    """
    report = judge(actor=actor, at=at, pdf=pdf)
    return keep(actor=actor, at=at, report=report, name=name, file=None)


def judge(*, actor: Actor, at: datetime, pdf: bytes) -> Report:
    """The report on uploaded bytes, to be handed to :func:`keep`."""
    demand(actor, "signing.validation.keep")
    return _verify(pdf, at)


def _verify(pdf: bytes, at: datetime) -> Report:
    if len(pdf) > LARGEST:
        raise TooLarge(f"Tệp lớn hơn {LARGEST // 1_000_000} MB nên không xác minh được.")
    report = fetching.judge(pdf, at=at, anchors=anchors())
    for one in report.fetched:
        file_actions.keep(stream=BytesIO(one.content), at=at)
    return report


@action("signing.validation.keep")
def keep(
    *, actor: Actor, at: datetime, report: Report, name: str, file: File | None
) -> ValidationRecord:
    """Ghi kết quả xác minh: the record of a report just made, with what was fetched for it."""
    demand(actor, "signing.validation.keep")
    row = ValidationRecord.objects.create(
        file=file,
        subject_kind="" if file is None else file.subject_kind,
        subject_id=None if file is None else file.subject_id,
        name=name[:300],
        sha256=report.sha256,
        at=at,
        verdict=FINDING_OF[str(report.verdict)],
        signatures=len(report.signatures),
        reason=report.reason,
        report=report.as_json(),
        user_id=actor.user_id,
        agency_id=actor.agency_id,
    )
    blobs = files.contents([one.sha256 for one in report.fetched])
    RevocationEvidence.objects.bulk_create(
        RevocationEvidence(
            record=row, position=position, kind=one.kind, address=one.address[:2000],
            fetched_at=one.fetched_at, blob=blobs[one.sha256],
        )
        for position, one in enumerate(report.fetched, start=1)
    )  # fmt: skip
    note(
        Subject(VALIDATION_KIND, row.pk) if file is None else file.subject,
        label=row.name,
        changes={"verdict": row.get_verdict_display(), "sha256": row.sha256},
    )
    return row


def validate_later(subject: Subject) -> int:
    """Have every standing PDF file of a subject verified by a job, each content once.

    A step of the caller's verb, inside its transaction. Returns how many files are asked for.
    """
    return validate_files_later(files.files_of([subject])[subject])


def validate_files_later(some: Sequence[File]) -> int:
    """The same for files that the caller has at hand, with one statement."""
    waiting = [file for file in some if file.blob.kind == PDF]
    if waiting:
        enqueue_many(
            "signing.validate", [(f"file:{file.pk}", {"file_id": file.pk}) for file in waiting]
        )
    return len(waiting)
