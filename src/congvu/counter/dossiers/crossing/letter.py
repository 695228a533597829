"""A message of joint work as the exchange carries it: one element of our own in an edXML letter.

Software that knows nothing of it shows the letter with its files and keeps the element.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, cast
from xml.sax.saxutils import escape, unescape

from congvu.core.files.queries import contents, open_content
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.subject import Subject
from congvu.counter.dossiers.choices import LinkSide
from congvu.counter.dossiers.crossing.shape import PartFile, PartMessage, read
from congvu.counter.dossiers.errors import FileNotHere, UnreadableMessage
from congvu.counter.dossiers.models import JointMessage
from congvu.office.exchange.edxml.message import Attachment, Content, Letter, Organ, Unknown

if TYPE_CHECKING:
    from congvu.core.files.models import Blob

SPACE = "urn:congvu:ho-so-lien-thong:1"
TAG = "HoSoLienThong"
_BEGIN, _END = f'<{TAG} xmlns="{SPACE}">'.encode(), f"</{TAG}>".encode()
"""In canonical form, as the codec keeps elements that the standard does not know."""
TYPE_NAME = "Hồ sơ liên thông"
TITLES = {
    "ask": "Chuyển hồ sơ liên thông", "stop": "Thôi liên thông", "supply": "Bổ sung hồ sơ liên thông",
    "told": "Tin về hồ sơ liên thông",
}  # fmt: skip


def message(subject: Subject) -> Letter:
    """The letter of a ``JointMessage``; the exchange fills in codes and recipients.

    :raises FileNotHere: the store has lost a file that goes along
    """
    row = JointMessage.objects.select_related("link__agency").get(pk=subject.id)
    said = PartMessage.model_validate(row.body)
    files = [PartFile.model_validate(one) for one in row.files]
    blobs = contents([file.sha256 for file in files])
    gone = next((file for file in files if file.sha256 not in blobs), None)
    if gone is not None:
        raise FileNotHere(f"Tệp “{gone.name}” không còn trong kho. Hãy nộp lại tệp rồi gửi lại.")
    return Letter(
        document_id="", sender=Organ("", row.link.agency.name), recipients=(),
        number=str(row.number), notation="HSLT", promulgated_on=local_date(row.made_at),
        kind_name=TYPE_NAME, subject=_title(row, said),
        attachments=tuple(_attachment(file, blobs[file.sha256]) for file in files),
        unknown=(Unknown("", element(said)),),
    )  # fmt: skip


def _title(row: JointMessage, said: PartMessage) -> str:
    link = row.link
    code = link.far_code
    if link.side == LinkSide.ASKING and link.joint is not None:
        code = link.joint.dossier.code
    elif link.dossier is not None:
        code = link.dossier.code
    return f"{TITLES[said.body.verb]} {code}".strip()[:500]


def _attachment(file: PartFile, blob: Blob) -> Attachment:
    return Attachment(
        name=file.name, content_type=blob.mime, description="Tệp của hồ sơ liên thông",
        content=Content(blob.size, blob.sha256, partial(_open, blob)),
    )  # fmt: skip


def _open(blob: Blob) -> BinaryIO:
    return cast("BinaryIO", open_content(blob))


def element(said: PartMessage) -> bytes:
    """Our element of a letter, in canonical form."""
    return _BEGIN + escape(said.model_dump_json(exclude_none=True)).encode() + _END


def claims(letter: Letter) -> bool:
    """Whether a message from outside is joint work: it has our element."""
    return bool(_ours(letter.unknown))


def read_letter(letter: Letter) -> PartMessage:
    """:raises UnreadableMessage: the element is not there once, or says something else"""
    found = _ours(letter.unknown)
    if len(found) != 1:
        raise UnreadableMessage
    inner = found[0].xml.removeprefix(_BEGIN).removesuffix(_END)
    if b"<" in inner:
        raise UnreadableMessage
    return read(unescape(inner.decode()))


def _ours(several: Sequence[Unknown]) -> list[Unknown]:
    return [one for one in several if not one.parent and one.xml.startswith(_BEGIN)]
