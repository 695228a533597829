"""Writing doors: take a content in, attach it to a subject, take it off again.

``store`` comes first and outside the transaction, because a large upload takes its time and a
database that has one writer must not wait for it; ``attach`` and ``remove`` are then steps of
the caller's verb and leave their notes there. A content that no file names in the end is
swept away.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from congvu.core.audit.actions import log, note
from congvu.core.files import intake, spool
from congvu.core.files import store as places
from congvu.core.files.choices import TextStatus, Use
from congvu.core.files.errors import FileRefused, StoreAway, StoreFull
from congvu.core.files.models import Blob, File
from congvu.core.files.names import clean_name
from congvu.core.files.registry import on_sweep, on_text
from congvu.core.files.rules import CEILING, RULES
from congvu.core.jobs.actions import enqueue, enqueue_many
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import NotFound, Stale
from congvu.core.kernel.prepared import Prepared
from congvu.core.kernel.storing import insert, insert_keyed
from congvu.core.kernel.subject import Subject

GRACE = timedelta(hours=24)
"""How long a content may wait for its letter."""

__all__ = [
    "GRACE",
    "RAW",
    "Placing",
    "Stored",
    "attach",
    "attach_many",
    "keep",
    "on_sweep",
    "on_text",
    "remove",
    "retain",
    "store",
]

RAW = "raw"
"""The kind of contents that nobody has judged."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A content that lies safely in the store, and the clean name it may be attached under."""

    blob: Blob
    name: str

    @property
    def sha256(self) -> str:
        return self.blob.sha256

    @property
    def size(self) -> int:
        return self.blob.size

    @property
    def kind(self) -> str:
        return self.blob.kind

    @property
    def pages(self) -> int | None:
        return self.blob.pages


def store(
    *,
    stream: spool.Readable | spool.Spooled,
    name: str,
    use: Use,
    actor: Actor,
    at: datetime,
    max_bytes: int | None = None,
) -> Stored:
    """Take a content in: stream to disk, hash, decide the type from the bytes, judge, scan, keep.

    Call it before opening the transaction; on return the bytes are on the disk. Nothing is
    left behind by a refusal. The same content twice is kept once.

    :param stream: an upload or an open binary file, read once in pieces; or a file of
        ``spool.folder()`` that was hashed when it was written, which is moved in
    :param name: as the person's machine calls it; cleaned here
    :param use: decides which types and sizes are taken (``rules.RULES``)
    :param max_bytes: a narrower limit than the use's own
    :raises FileRefused: empty, wrong type, broken, locked, dangerous, infected
    :raises FileTooLarge: over the limit
    :raises StoreFull: the disk is full or failing
    :raises ScannerAway: the virus scanner is configured and does not answer
    """
    limit = min(RULES[use].max_bytes, max_bytes or RULES[use].max_bytes)
    with spool.receive(stream, limit=limit) as spooled:
        try:
            facts = intake.judge(spooled, name=name, use=use)
        except FileRefused as refused:
            if refused.data["reason"] == "virus":
                log(verb="files.upload.infected", actor=actor, at=at, label=name,
                    changes={"sha256": spooled.sha256, "message": refused.message})  # fmt: skip
            raise
        blob, fresh = _claim(spooled, kind=facts.kind, pages=facts.pages, at=at)
        _keep(spooled, blob, fresh=fresh)
    return Stored(blob, clean_name(name, kind=blob.kind))


def keep(*, stream: spool.Readable, at: datetime, limit: int = CEILING) -> Blob:
    """Keep bytes exactly as they came: sealed messages, evidence. They are not judged, not read
    for words, and have no file, so nobody is served them as one; the caller's rows hold them
    (``on_sweep``). Call it before opening the transaction.

    :raises FileRefused: not one byte
    :raises FileTooLarge: over the limit
    :raises StoreFull: the disk is full or failing
    """
    with spool.receive(stream, limit=limit) as spooled:
        if spooled.size == 0:
            raise intake.refusal("empty", name="")
        blob, fresh = _claim(spooled, kind=RAW, pages=None, at=at)
        _keep(spooled, blob, fresh=fresh)
    return blob


def attach(
    *,
    source: Stored | File,
    subject: Subject,
    use: Use,
    actor: Actor,
    at: datetime,
    name: str = "",
    agency_id: int | None = None,
    replaces: File | None = None,
    position: int = 0,
    retain_until: date | None = None,
) -> File:
    """Attach a content to a subject; a step of the caller's verb, in its transaction.

    The caller's policy has decided that the actor may. ``source`` is what ``store`` gave back,
    or a file of another subject (a letter delivered within the installation shares its bytes).

    :param replaces: the current version that this one follows; its use and place are kept
    :param agency_id: who keeps the file; the actor's agency when not given
    :raises Stale: ``replaces`` is no longer the current version
    :raises RuntimeError: called outside a verb
    """
    blob = source.blob
    earlier = _supersede(replaces) if replaces else None
    file = File(
        blob=blob,
        subject_kind=subject.kind,
        subject_id=subject.id,
        use=earlier.use if earlier else use,
        name=clean_name(name or source.name, kind=blob.kind),
        lineage=earlier.lineage if earlier else uuid.uuid4(),
        version=earlier.version + 1 if earlier else 1,
        position=earlier.position if earlier else position,
        agency_id=actor.agency_id if agency_id is None else agency_id,
        uploaded_by_id=actor.user_id,
        at=at,
        retain_until=retain_until,
    )
    note(
        subject,
        verb="files.file.attach",
        label=file.name,
        changes={"use": file.use, "version": file.version, "sha256": blob.sha256},
        agency_id=file.agency_id,
    )
    insert(file)
    if blob.text_status == TextStatus.WAITING:
        enqueue("files.read", key=f"blob:{blob.pk}", args={"blob_id": blob.pk})
    return file


@dataclass(frozen=True, slots=True)
class Placing:
    """A content that is to stand on a subject; see :func:`attach`."""

    blob: Blob
    name: str
    subject: Subject
    use: Use
    agency_id: int | None = None
    position: int = 0


def attach_many(*, placings: Sequence[Placing], actor: Actor, at: datetime) -> list[File]:
    """Attach many contents, none replacing another, with as many statements as one.

    A step of the caller's verb, as :func:`attach`.

    :raises RuntimeError: called outside a verb
    """
    files = [
        File(
            blob=item.blob,
            subject_kind=item.subject.kind,
            subject_id=item.subject.id,
            use=item.use,
            name=clean_name(item.name, kind=item.blob.kind),
            lineage=uuid.uuid4(),
            version=1,
            position=item.position,
            agency_id=actor.agency_id if item.agency_id is None else item.agency_id,
            uploaded_by_id=actor.user_id,
            at=at,
        )
        for item in placings
    ]
    for row in files:
        note(
            row.subject, verb="files.file.attach", label=row.name, agency_id=row.agency_id,
            changes={"use": row.use, "version": 1, "sha256": row.blob.sha256},
        )  # fmt: skip
    insert_keyed(files)
    unread = {row.blob_id for row in files if row.blob.text_status == TextStatus.WAITING}
    if unread:
        enqueue_many("files.read", [(f"blob:{pk}", {"blob_id": pk}) for pk in sorted(unread)])
    return files


def remove(*, file: File, actor: Actor, at: datetime) -> None:
    """Take a file off its subject; a step of the caller's verb. Its versions and bytes stay.

    :raises Stale: somebody replaced or removed it first
    """
    changed = File.objects.standing().filter(pk=file.pk).update(removed_at=at)
    if not changed:
        raise Stale
    file.removed_at = at
    note(
        file.subject,
        verb="files.file.remove",
        label=file.name,
        changes={"version": file.version},
        agency_id=file.agency_id,
    )


def retain(*, subject: Subject, until: date | None, actor: Actor, at: datetime) -> int:
    """Set how long the files of a subject are kept (None: for good); a step of the caller's verb.

    Returns the number of files, every version counted.
    """
    changed = File.objects.of([subject]).update(retain_until=until)
    note(subject, verb="files.file.retain", changes={"retain_until": until, "files": changed})
    return changed


def _claim(
    spooled: spool.Spooled, *, kind: str, pages: int | None, at: datetime
) -> tuple[Blob, bool]:
    """The row of this content, made or renewed, and whether it was made.

    The row stands before the bytes: the sweep takes a row's lock before it takes bytes away,
    and finds a renewed row too young. Its age is the machine's, not the ``at`` of the verb: a
    letter entered for last year must not look abandoned since then.
    """
    known = Blob.objects.filter(sha256=spooled.sha256)
    seen = now()
    blob = next(iter(_CONTENT(sha256=spooled.sha256)), None)
    if blob is not None and (seen - blob.touched_at < GRACE / 4 or known.update(touched_at=seen)):
        return _judged(blob, kind=kind, pages=pages), False
    status = TextStatus.NONE if kind == RAW else TextStatus.WAITING
    blob = Blob(
        sha256=spooled.sha256, size=spooled.size, kind=kind, pages=pages,
        text_status=status, created_at=at, touched_at=seen,
    )  # fmt: skip
    if insert(blob, unless_known=True):
        return blob, True
    return known.get(), False


def _judged(blob: Blob, *, kind: str, pages: int | None) -> Blob:
    """A content first kept raw is judged when somebody brings it as a file."""
    if blob.kind == RAW and kind != RAW:
        blob.kind, blob.pages, blob.text_status = kind, pages, TextStatus.WAITING
        blob.save(update_fields=["kind", "pages", "text_status"])
    return blob


_CONTENT = Prepared(lambda sha256: Blob.objects.filter(sha256=sha256), sha256=str)


def _keep(spooled: spool.Spooled, blob: Blob, *, fresh: bool) -> None:
    """Move the bytes in unless they are there; a failure takes a fresh claim back."""
    place, key = places.current(), places.key_of(blob.sha256)
    try:
        if fresh or place.size(key) != spooled.size:
            place.put(spooled.path, key)
    except Exception as error:
        if fresh:
            Blob.objects.filter(pk=blob.pk, files__isnull=True).delete()
        if isinstance(error, OSError | StoreAway):
            raise StoreFull from error
        raise


def _supersede(replaced: File) -> File:
    """Lock the current version and step it down."""
    earlier = File.objects.select_for_update().filter(pk=replaced.pk).first()
    if earlier is None:
        raise NotFound
    if not earlier.current or earlier.removed_at is not None:
        raise Stale
    File.objects.filter(pk=earlier.pk).update(current=False)
    return earlier
