"""Files that come later, or came by mistake, on a letter that stands in the register."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from congvu.core.audit.actions import action, note
from congvu.core.files import actions as files
from congvu.core.files.queries import files_of
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, NotFound, WrongState
from congvu.core.kernel.subject import Subject
from congvu.office.documents.actions.incoming.locking import (
    demand_reason,
    save,
    subject_of,
    take,
)
from congvu.office.documents.actions.incoming.papers import Paper, attach_papers
from congvu.office.documents.choices import OUTGOING_KIND
from congvu.office.documents.indexes import incoming as indexes
from congvu.office.documents.models import Incoming
from congvu.office.documents.policies.incoming import WITH_FILES

if TYPE_CHECKING:
    from congvu.core.files.models import File

_NOT_NOW = (
    "Chỉ bổ sung hoặc gỡ tệp của văn bản đã vào sổ và còn hiệu lực. Hãy vào sổ văn bản trước, "
    "hoặc tải lại trang để xem trạng thái hiện tại."
)
_SENT = (
    "Tệp này do cơ quan gửi chuyển đến cùng văn bản nên không gỡ được. Nếu tệp sai, hãy đề nghị "
    "cơ quan gửi thu hồi văn bản rồi gửi lại."
)


@action("documents.incoming.add_file")
def add_file(
    *,
    actor: Actor,
    at: datetime,
    incoming_id: int,
    papers: Sequence[Paper],
    version: int | None = None,
) -> Incoming:
    """Bổ sung tệp: a scan or an annex that comes after the letter was entered.

    :param papers: what ``take_in`` gave back
    :raises SecretContent: the letter is secret
    :raises Invalid: no file
    :raises WrongState: not in the register, refused or recalled
    :raises Frozen: the sender asks for the letter back
    """
    letter = take(actor=actor, incoming_id=incoming_id, verb="add_file", version=version)
    _demand_in_register(letter)
    if not papers:
        raise Invalid(
            "Chưa chọn tệp nào. Hãy chọn ít nhất một tệp để bổ sung.",
            fields={"papers": ["Chưa chọn tệp."]},
        )
    standing = _standing(letter)
    attach_papers(letter, papers, actor=actor, at=at, first=len(standing))
    save(letter)
    indexes.put(letter)
    names = [paper.stored.name for paper in papers]
    note(subject_of(letter), label=str(letter), changes={"added": names})
    return letter


@action("documents.incoming.remove_file")
def remove_file(
    *,
    actor: Actor,
    at: datetime,
    incoming_id: int,
    file_id: int,
    reason: str,
    version: int | None = None,
) -> Incoming:
    """Gỡ tệp: take a file off that the agency itself had put there, with a reason.

    What the sender delivered with the letter stays; the journal keeps name and reason.

    :raises NotFound: no such file on this letter
    :raises Invalid: no reason
    :raises WrongState: the sender's own file, or not now
    :raises Frozen: the sender asks for the letter back
    """
    letter = take(actor=actor, incoming_id=incoming_id, verb="remove_file", version=version)
    _demand_in_register(letter)
    file = next((one for one in _standing(letter) if one.pk == file_id), None)
    if file is None:
        raise NotFound("Không tìm thấy tệp này trong văn bản. Hãy tải lại trang.")
    if delivered_with(letter, file):
        raise WrongState(_SENT)
    reason = demand_reason(reason, "Lý do gỡ tệp")
    files.remove(file=file, actor=actor, at=at)
    save(letter)
    indexes.put(letter)
    note(subject_of(letter), label=str(letter), changes={"removed": file.name, "reason": reason})
    return letter


def delivered_with(letter: Incoming, file: File) -> bool:
    """Whether another agency sent the file with the letter."""
    if letter.origin_id is None:
        return letter.delivery_id is not None and file.uploaded_by_id is None
    sent = Subject(OUTGOING_KIND, letter.origin_id)
    return file.blob_id in {one.blob_id for one in files_of([sent])[sent]}


def _standing(letter: Incoming) -> list[File]:
    return files_of([subject_of(letter)])[subject_of(letter)]


def _demand_in_register(letter: Incoming) -> None:
    if letter.number is None or letter.state not in WITH_FILES:
        raise WrongState(_NOT_NOW)
