"""How long the fields of a message may be (NĐ 30/2020/NĐ-CP, Phụ lục VI; TT 01/2022/TT-BTTTT)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from congvu.core.kernel.errors import Invalid
from congvu.office.exchange.edxml.message import Letter, Message, Organ, Status

LINE = 1000
"""One status, and the signer's name in it, as the ledger holds them; the annex says nothing."""


@dataclass(frozen=True, slots=True)
class Length:
    """``where`` is the tag, ``label`` what people call it, ``most`` the characters it may have."""

    where: str
    label: str
    most: int


LENGTHS: dict[str, Length] = {
    "document_id": Length("DocumentId", "Mã văn bản liên thông", 250),
    "number": Length("Code/CodeNumber", "Số văn bản", 11),
    "notation": Length("Code/CodeNotation", "Ký hiệu văn bản", 30),
    "subject": Length("Subject", "Trích yếu", 500),
    "summary": Length("Content", "Nội dung tóm tắt", 500),
    "place": Length("PromulgationInfo/Place", "Nơi ban hành", 100),
    "kind_name": Length("DocumentType/TypeName", "Tên loại văn bản", 100),
    "competence": Length("SignerInfo/Competence", "Quyền hạn người ký", 100),
    "signer_position": Length("SignerInfo/Position", "Chức vụ người ký", 100),
    "signer_name": Length("SignerInfo/FullName", "Họ tên người ký", 50),
    "business_reason": Length("Bussiness/BussinessDocReason", "Lý do", 500),
}
"""Texts of a letter. Place, competence and the document's key are not in the annex: what our
registers hold of them."""
COUNTS: dict[str, Length] = {
    "copies": Length("OtherInfo/PromulgationAmount", "Số lượng bản", 3),
    "pages": Length("OtherInfo/PageAmount", "Số trang", 3),
}
"""Digits of a number."""
SIGNER = Length("SignerInfo", "Quyền hạn và chức vụ người ký", 150)
"""Both together, as the register of incoming letters holds them in one column."""
ORGAN_CODE, ORGAN_NAME = 35, 200
TO_PLACE = 1000
FILE_NAME, DESCRIPTION = 255, 500
STATUS_CODE, STAFF = 10, 150


class TooLong(Invalid):
    """A field with more characters than the standard allows; nothing is ever cut to fit.

    ``data["too_long"]`` names the tags.
    """

    code = "field_too_long"
    default = "Gói tin có nội dung dài hơn quy định."


def too_long(message: Message) -> list[tuple[str, str]]:
    """Tag and sentence of every field that is longer than allowed."""
    lines = _of_status(message) if isinstance(message, Status) else _of_letter(message)
    return list(lines)


def demand_lengths(message: Message) -> None:
    """:raises TooLong: a field is longer than allowed, with a sentence for each"""
    found = too_long(message)
    if not found:
        return
    words = " ".join(words for _, words in found[:5])
    more = f" Và {len(found) - 5} mục khác." if len(found) > 5 else ""
    raise TooLong(
        f"{words}{more} Hãy rút gọn rồi gửi lại.",
        too_long=[where for where, _ in found],
        document_id=getattr(message, "document_id", "")[:250], sender=message.sender.code[:35],
    )  # fmt: skip


def _of_letter(letter: Letter) -> Iterator[tuple[str, str]]:
    for name, length in LENGTHS.items():
        yield from _text(length, getattr(letter, name))
    yield from _text(SIGNER, f"{letter.competence} {letter.signer_position}".strip())
    for name, length in COUNTS.items():
        value = getattr(letter, name)
        if value is not None and abs(value) >= 10**length.most:
            yield length.where, f"{length.label} là {value}, quá {length.most} chữ số."
    yield from _organ("From", "nơi gửi", letter.sender)
    for index, organ in enumerate(letter.recipients, 1):
        yield from _organ(f"To[{index}]", f"nơi nhận thứ {index}", organ)
    for index, place in enumerate(letter.to_places, 1):
        label = f"Nơi nhận thứ {index} trên văn bản"
        yield from _text(Length(f"ToPlaces/Place[{index}]", label, TO_PLACE), place)
    for index, file in enumerate(letter.attachments, 1):
        where = f"Attachment[{index}]"
        label = f"Tên tệp thứ {index}"
        yield from _text(Length(f"{where}/AttachmentName", label, FILE_NAME), file.name)
        label = f"Mô tả tệp thứ {index}"
        yield from _text(Length(f"{where}/Description", label, DESCRIPTION), file.description)


def _of_status(status: Status) -> Iterator[tuple[str, str]]:
    yield from _organ("From", "nơi báo trạng thái", status.sender)
    about = status.about
    for length, text in (
        (Length("ResponseFor/OrganId", "Mã cơ quan được báo", ORGAN_CODE), about.organ_code),
        (Length("ResponseFor/DocumentId", "Mã văn bản liên thông", 250), about.document_id),
        (Length("StatusCode", "Mã trạng thái", STATUS_CODE), status.code),
        (Length("Description", "Diễn giải trạng thái", LINE), status.description),
        (Length("StaffInfo/Staff", "Tên người báo", STAFF), status.staff.name),
    ):
        yield from _text(length, text)


def _organ(where: str, who: str, organ: Organ) -> Iterator[tuple[str, str]]:
    yield from _text(Length(f"{where}/OrganId", f"Mã định danh {who}", ORGAN_CODE), organ.code)
    yield from _text(Length(f"{where}/OrganName", f"Tên {who}", ORGAN_NAME), organ.name)


def _text(length: Length, text: str) -> Iterator[tuple[str, str]]:
    if len(text) > length.most:
        yield (
            length.where,
            f"{length.label} dài {len(text)} ký tự, quy định tối đa {length.most} ký tự.",
        )
