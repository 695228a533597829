"""Files of drafts: added whole or in pieces, removed, looked at before anybody else sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from congvu.core.audit.actions import action, note
from congvu.core.files import actions as files
from congvu.core.files import queries as stored_files
from congvu.core.files.actions import Placing, Stored
from congvu.core.files.choices import Use
from congvu.core.jobs.actions import enqueue_many
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import DomainError, Invalid, NotFound, TooLarge
from congvu.core.kernel.prepared import Prepared, PreparedNumber
from congvu.core.kernel.storing import insert_keyed, update
from congvu.core.kernel.text import clean_line
from congvu.counter.filing import preflight
from congvu.counter.filing.actions.drafts import subject_of, take
from congvu.counter.filing.choices import DRAFT, DraftState
from congvu.counter.filing.errors import UploadBroken
from congvu.counter.filing.keys import new_key
from congvu.counter.filing.models import Draft, DraftFile, Upload
from congvu.counter.procedures.queries import asked_papers, schema_of
from congvu.office.signing.queries.trust import anchors
from congvu.office.signing.verification import verify

LARGEST = 50 * 1024 * 1024
"""Of one file that a citizen brings."""
MOST_FILES = 50
PIECE = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Brought:
    """A content in the store for a paper (``paper:2``) or a field (``field:anh``); ``expires_on``
    is until when the paper itself is good, where it says so."""

    slot: str
    stored: Stored
    expires_on: date | None = None


@action("filing.file.add")
def add_files(
    *, actor: Actor, at: datetime, draft_id: int, brought: Sequence[Brought]
) -> Sequence[DraftFile]:
    """Thêm tệp: all of them, or none.

    :raises Invalid: no such place in this draft, or too many files
    """
    draft = take(actor, draft_id, "file.add")
    DRAFT.target("save", draft.state)
    if not {one.slot for one in brought} <= slots_of(draft):
        raise Invalid("Tệp không thuộc giấy tờ nào của thủ tục. Hãy chọn lại giấy tờ.")
    if _COUNT(draft_id=draft.pk) + len(brought) > MOST_FILES:
        raise Invalid(f"Mỗi hồ sơ nhận nhiều nhất {MOST_FILES} tệp. Hãy gộp hoặc bỏ bớt tệp.")
    subject = subject_of(draft)
    attached = files.attach_many(
        placings=[
            Placing(one.stored.blob, one.stored.name, subject, Use.ATTACHMENT, draft.agency_id)
            for one in brought
        ],
        actor=actor, at=at,
    )  # fmt: skip
    rows: list[DraftFile] = []
    for one, file in zip(brought, attached, strict=True):
        row = DraftFile(
            draft=draft, slot=one.slot, file=file, expires_on=one.expires_on, added_at=at
        )
        found = preflight.expired(one.expires_on, local_date(at)) + repeated(row, rows)
        row.findings = [said.to_json() for said in found]
        rows.append(row)
        note(subject, label=file.name, changes={"slot": one.slot})
    insert_keyed(rows)
    draft.saved_at = at
    update([draft], ["saved_at"])
    enqueue_many("filing.preflight", [(str(row.pk), {"file_id": row.pk}) for row in rows])
    return rows


_COUNT = PreparedNumber(
    lambda draft_id: DraftFile.objects.filter(draft=draft_id).count(), draft_id=int
)


def add_file(
    *, actor: Actor, at: datetime, draft_id: int, slot: str, stored: Stored,
    expires_on: date | None = None,
) -> DraftFile:  # fmt: skip
    """One file; see :func:`add_files`."""
    (row,) = add_files(
        actor=actor, at=at, draft_id=draft_id, brought=[Brought(slot, stored, expires_on)]
    )
    return row


@action("filing.file.remove")
def remove_file(*, actor: Actor, at: datetime, draft_id: int, file_id: int) -> None:
    """Gỡ tệp khỏi bản khai."""
    draft = take(actor, draft_id, "file.remove")
    DRAFT.target("save", draft.state)
    row = draft.files.select_related("file").filter(pk=file_id).first()
    if row is None:
        raise NotFound
    files.remove(file=row.file, actor=actor, at=at)
    row.delete()
    Draft.objects.filter(pk=draft.pk).update(saved_at=at)
    note(subject_of(draft), label=row.file.name, changes={"slot": row.slot})


def slots_of(draft: Draft) -> set[str]:
    """Where files may go: the procedure's papers by position, the form's file fields by key."""
    count = len(asked_papers(draft.procedure_id))
    found = {f"paper:{place}" for place in range(1, count + 1)}
    if draft.form:
        fields = schema_of(draft.form).fields.values()
        found |= {f"field:{one.key}" for one in fields if one.type.widget == "file"}
    return found


def start_upload(*, draft: Draft, slot: str, name: str, size: int, at: datetime) -> Upload:
    """A file that will come in pieces; a step, not a verb: nothing of the draft changes yet.

    :raises TooLarge: said before a byte is sent; :raises Invalid: empty, or no such place
    """
    if size > LARGEST:
        raise TooLarge(
            f"Tệp vượt quá {LARGEST // 1048576} MB, dung lượng lớn nhất được nhận ở đây. Hãy quét "
            "lại ở 300 dpi hoặc chia nhỏ tệp."
        )
    if size < 1:
        raise Invalid("Tệp rỗng. Hãy chọn lại tệp có nội dung.")
    if slot not in slots_of(draft):
        raise Invalid("Tệp không thuộc giấy tờ nào của thủ tục. Hãy chọn lại giấy tờ.")
    known = Upload.objects.filter(draft=draft, slot=slot, name=name[:255], size=size).first()
    if known is not None:
        return known
    return Upload.objects.create(
        key=new_key(), draft=draft, slot=slot, size=size, started_at=at,
        name=clean_line(name, 255, label="Tên tệp") or "tep",
    )  # fmt: skip


def take_piece(*, draft: Draft, key: str, offset: int, piece: bytes) -> Upload:
    """The next piece of an upload, appended.

    :raises UploadBroken: not where the last one ended; ``data["received"]`` says where to go on
    """
    row = Upload.objects.filter(draft=draft, key=key).first()
    if row is None:
        raise NotFound
    if offset != row.received or len(piece) > PIECE or offset + len(piece) > row.size:
        raise UploadBroken(received=row.received)
    claimed = Upload.objects.filter(pk=row.pk, received=offset)
    with part_of(row).open("ab") as stream:
        stream.truncate(offset)
        stream.write(piece)
    if not claimed.update(received=F("received") + len(piece)):
        row.refresh_from_db()
        raise UploadBroken(received=row.received)
    row.received += len(piece)
    return row


def finish_upload(*, actor: Actor, at: datetime, upload: Upload) -> DraftFile:
    """Judge the whole file and add it; what is refused is gone, and may be sent again."""
    stored = keep_upload(actor=actor, at=at, upload=upload)
    try:
        return add_file(
            actor=actor, at=at, draft_id=upload.draft_id, slot=upload.slot, stored=stored
        )
    finally:
        _forget(upload)


def keep_upload(*, actor: Actor, at: datetime, upload: Upload) -> Stored:
    """The first half of ending an upload, which holds no lock: the whole file, judged and kept.

    :raises UploadBroken: pieces are still missing
    :raises Invalid: the file itself is refused; the upload is forgotten
    """
    if upload.received < upload.size:
        raise UploadBroken(received=upload.received)
    try:
        with part_of(upload).open("rb") as stream:
            return files.store(
                stream=stream, name=upload.name, use=Use.ATTACHMENT, actor=actor, at=at,
                max_bytes=LARGEST,
            )  # fmt: skip
    except DomainError:
        _forget(upload)
        raise


def end_upload(*, actor: Actor, at: datetime, upload: Upload, stored: Stored) -> DraftFile:
    """The second half, in the caller's transaction: the file is added, the pieces go."""
    row = add_file(actor=actor, at=at, draft_id=upload.draft_id, slot=upload.slot, stored=stored)
    part = part_of(upload)
    upload.delete()
    transaction.on_commit(lambda: part.unlink(missing_ok=True))
    return row


def _forget(upload: Upload) -> None:
    part_of(upload).unlink(missing_ok=True)
    upload.delete()


def part_of(upload: Upload) -> Path:
    """Where the pieces lie: on the disk of the store, one file for each upload."""
    folder = Path(settings.FILES_DIR) / ".parts"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / upload.key


def look_at(*, file_id: int, at: datetime) -> int:
    """The look before filing, by a job; how many things were found."""
    row = DraftFile.objects.select_related("file__blob").filter(pk=file_id).first()
    if row is None:
        return 0
    blob = row.file.blob
    found = preflight.expired(row.expires_on, local_date(at)) + repeated(row)
    found += preflight.pages(stored_files.pages_of(blob, preflight.MOST_PAGES))
    if blob.kind == "pdf":
        with stored_files.open_file(row.file) as stream:
            found += preflight.signatures(
                verify(stream.read(LARGEST + 1), at=at, anchors=anchors())
            )
    DraftFile.objects.filter(pk=row.pk).update(
        checked_at=at, findings=[one.to_json() for one in found]
    )
    return len(found)


def repeated(row: DraftFile, beside: Sequence[DraftFile] = ()) -> list[preflight.Finding]:
    """Whether the same content stands in this draft already, or was filed by its owner before.

    It is said and never refused: one paper may serve two places. A guest is told of this draft
    only.

    :param beside: files that are being added with it
    """
    same = [one for one in beside if one.file.blob_id == row.file.blob_id]
    known = _SAME(blob_id=row.file.blob_id, draft_id=row.draft_id, owner_id=row.draft.owner_id or 0)
    same += [one for one in known if one.draft_id == row.draft_id and one.pk != row.pk]
    if same:
        return [preflight.repeated(same[0].file.name)]
    for one in known:
        draft = one.draft
        if one.pk != row.pk and draft.dossier is not None and draft.filed_at is not None:
            return [preflight.filed_before(draft.dossier.code, local_date(draft.filed_at))]
    return []


_SAME = Prepared(
    lambda blob_id, draft_id, owner_id: (
        DraftFile.objects.filter(file__blob=blob_id)
        .filter(Q(draft=draft_id) | Q(draft__owner=owner_id, draft__state=DraftState.FILED))
        .select_related("file", "draft__dossier")
        .order_by("-id")
    ),
    blob_id=int, draft_id=int, owner_id=int,
)  # fmt: skip
"""The files with one content in a draft, and in what its owner filed, the newest first."""


def forget_uploads(*, before: datetime) -> int:
    """Uploads that were never ended."""
    rows = list(Upload.objects.filter(started_at__lt=before)[:500])
    for row in rows:
        part_of(row).unlink(missing_ok=True)
        row.delete()
    return len(rows)
