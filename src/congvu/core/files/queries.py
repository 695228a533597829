"""Reading doors: files of subjects, versions, bytes, words."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO

from django.db.models import Exists, OuterRef, QuerySet, Sum

from congvu.core.files import pages, policies, store
from congvu.core.files.actions import Stored
from congvu.core.files.choices import TextStatus
from congvu.core.files.errors import ContentMissing
from congvu.core.files.models import Blob, BlobText, File, FileQuerySet
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.once import once
from congvu.core.kernel.prepared import Prepared
from congvu.core.kernel.subject import Subject


def files_of(subjects: Collection[Subject]) -> dict[Subject, list[File]]:
    """Standing files of many subjects in their order, with blob, in one query.

    Every subject asked for has an entry. The caller has authorised the subjects.
    """
    found: dict[Subject, list[File]] = {subject: [] for subject in subjects}
    if len(found) == 1:
        (subject,) = found
        # Page and panels ask for the same files; each caller has its own list.
        files = once(
            (_STANDING, subject),
            lambda: _STANDING(kind=subject.kind, subject_id=subject.id),
        )
        found[subject] = list(files)
    elif found:
        for file in File.objects.of(found).standing().select_related("blob"):
            found[file.subject].append(file)
    return found


def has_files(kind: str) -> Exists:
    """Whether rows of another room, the subjects of this kind, have a standing file: for counting
    many in one statement."""
    return Exists(File.objects.filter(subject_kind=kind, subject_id=OuterRef("pk")).standing())


def has_used_again(kind: str) -> Exists:
    """Whether a standing file of the row names a content that an older file named already: taken
    from the store, not scanned or sent once more."""
    older = File.objects.filter(blob_id=OuterRef("blob_id"), pk__lt=OuterRef("pk"))
    own = File.objects.filter(subject_kind=kind, subject_id=OuterRef("pk")).standing()
    return Exists(own.filter(Exists(older.exclude(lineage=OuterRef("lineage")))))


_STANDING = Prepared(
    lambda kind, subject_id: (
        File.objects.filter(subject_kind=kind, subject_id=subject_id)
        .standing()
        .select_related("blob")
    ),
    kind=str,
    subject_id=int,
)
"""Asked by every page of one subject."""


def versions(file: File) -> list[File]:
    """Every version of one file, newest first, with who brought it."""
    return list(
        File.objects.filter(lineage=file.lineage)
        .select_related("blob", "uploaded_by")
        .order_by("-version")
    )


def get(*, actor: Actor, file_id: int) -> File:
    """A file that the actor may read, any version, with its blob.

    :raises NotFound: absent, taken off its subject, or not for this actor
    """
    file = File.objects.select_related("blob").filter(pk=file_id, removed_at=None).first()
    if file is None or not policies.readable(actor=actor, files=[file]):
        raise NotFound("Không tìm thấy tệp này. Hãy mở lại văn bản chứa tệp rồi chọn tệp ở đó.")
    return file


def standing(file_id: int) -> File | None:
    """A file that was not taken off its subject, any version, with its blob.

    For jobs that act for the system; who asks for a person uses :func:`get`.
    """
    return File.objects.select_related("blob").filter(pk=file_id, removed_at=None).first()


def stored(*, sha256: str, name: str) -> Stored | None:
    """A content taken in earlier, to be attached now; None when the sweep has taken it.

    The caller has made sure that the actor brought it: knowing a hash is no right to read.
    """
    blob = Blob.objects.filter(sha256=sha256).first()
    return None if blob is None else Stored(blob, name)


def open_file(file: File) -> IO[bytes]:
    """The content as an open binary stream; the caller closes it and has authorised it.

    :raises ContentMissing: the store has lost it
    """
    return open_content(file.blob)


def open_content(blob: Blob) -> IO[bytes]:
    """A content as an open binary stream, for a room whose own rows hold it.

    :raises ContentMissing: the store has lost it
    """
    try:
        return store.current().open(store.key_of(blob.sha256))
    except FileNotFoundError as error:
        raise ContentMissing from error


def pages_of(blob: Blob, most: int) -> Iterator[IO[bytes]]:
    """The first pages of a PDF or picture as open PNGs, drawn when they were not; for jobs."""
    for number in range(1, min(blob.pages or 0, most) + 1):
        try:
            yield pages.image(blob, number)
        except NotFound:
            return


def contents(hashes: Collection[str]) -> dict[str, Blob]:
    """Contents by SHA-256 in one query; unknown ones are left out."""
    wanted = set(hashes)
    if len(wanted) == 1:
        rows = _CONTENT(sha256=wanted.pop())
    else:
        rows = list(Blob.objects.filter(sha256__in=wanted)) if wanted else []
    return {blob.sha256: blob for blob in rows}


_CONTENT = Prepared(lambda sha256: Blob.objects.filter(sha256=sha256), sha256=str)


def local_path(file: File) -> AbstractContextManager[Path]:
    """The content as a local path inside a ``with``, for signers and converters; read only."""
    return store.local_copy(store.key_of(file.blob.sha256))


def texts_of(subjects: Collection[Subject]) -> dict[Subject, str]:
    """The words of the standing files of each subject, joined; what is not read yet is missing.

    For search indexes: register ``registry.on_text`` to hear of the rest.
    """
    pieces: dict[Subject, list[str]] = {}
    if len(subjects) == 1:
        (only,) = subjects
        rows = _WORDS(kind=only.kind, subject_id=only.id)
    else:
        rows = list(_words(File.objects.of(subjects)))
    for kind, key, text in rows:
        pieces.setdefault(Subject(kind, key), []).append(text or "")
    return {subject: "\n".join(texts) for subject, texts in pieces.items()}


def _words(files: FileQuerySet) -> QuerySet[File, tuple[str, int, str | None]]:
    ready = files.standing().filter(blob__text_status=TextStatus.READY)
    return ready.values_list("subject_kind", "subject_id", "blob__text__text")


_WORDS = Prepared(
    lambda kind, subject_id: _words(File.objects.filter(subject_kind=kind, subject_id=subject_id)),
    kind=str,
    subject_id=int,
)


def text_of(file: File) -> str:
    """The words of one file, empty when there are none or not read yet."""
    row = BlobText.objects.filter(blob_id=file.blob_id).first()
    return row.text if row else ""


def usage() -> tuple[int, int]:
    """Number of contents and their bytes, for the metrics."""
    return Blob.objects.count(), Blob.objects.aggregate(total=Sum("size"))["total"] or 0
