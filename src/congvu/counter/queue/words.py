"""A call in words, as a reader says it."""

from __future__ import annotations

from congvu.core.kernel.numbers import number_to_words

_PADDED = 1000


def code_of(prefix: str, number: int) -> str:
    """``A005``."""
    return f"{prefix}{number:03}"


def said_number(number: int) -> str:
    """The three digits of a ticket in words: 5 is ``không trăm linh năm``."""
    if number >= _PADDED:
        return number_to_words(number)
    return number_to_words(_PADDED + number).removeprefix("một nghìn ")


def call_sentence(prefix: str, number: int, counter: int) -> str:
    """``Mời số A không trăm linh năm đến quầy số ba``."""
    letters = " ".join(prefix)
    return f"Mời số {letters} {said_number(number)} đến quầy số {number_to_words(counter)}"


FIELDS = {
    "ticket_state": "trạng thái của phiếu",
    "ticket_priority": "diện ưu tiên",
    "ticket_group": "nhóm dịch vụ",
    "ticket_counter": "quầy",
    "ticket_subject": "hồ sơ của phiếu",
    "staffed_by": "người trực quầy",
    "slot_at": "khung giờ hẹn",
    "appointment_state": "trạng thái của lịch hẹn",
    "counter_groups": "nhóm của quầy",
    "hall_member": "nhân sự của sảnh",
    "device": "máy lấy số",
    "group_letter": "chữ đầu số",
}
