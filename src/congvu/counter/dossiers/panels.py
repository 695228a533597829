"""What the room adds to the frame: lines of the menu, without counts: those would be one more
question on every page of the house."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.permissions import permits
from congvu.core.ui.menu import Item, Section, register_item, register_section
from congvu.counter.dossiers.policies import ROOM
from congvu.counter.queue.registry import Work


def _staff(actor: Actor) -> bool:
    return actor.agency_id is not None


def _may(verb: str) -> Callable[[Actor], bool]:
    return lambda actor: _staff(actor) and permits(actor, f"{ROOM}.{verb}")


INTAKE = Work(
    "Tiếp nhận hồ sơ", lambda ticket: f"{reverse('dossiers:receive')}?phieu={ticket.pk}",
    _may("receive"),
)  # fmt: skip
"""At a counter of the hall, for the person who is served there."""


def fill_menu() -> None:
    """Called once at start-up."""
    desk = _may("receive")
    register_section(Section("mot-cua", "Một cửa", icon="users", order=25))
    for item in (
        Item("ho-so", "Hồ sơ một cửa", "dossiers:dossiers", order=10, visible=_staff),
        Item("nhan", "Tiếp nhận hồ sơ", "dossiers:receive", order=15, visible=desk,
             keywords="quầy nộp"),
        Item("cho-nhan", "Chờ tiếp nhận", "dossiers:dossiers", "tt=cho-tiep-nhan", order=20,
             visible=desk),
        Item("viec", "Việc một cửa của tôi", "dossiers:my_steps", order=25, visible=_staff,
             keywords="bước quy trình ý kiến liên thông"),
        Item("lien-thong", "Liên thông", "dossiers:transit", order=27, visible=_staff,
             keywords="chuyển cơ quan khác gửi lại kẹt"),
        Item("thu", "Thử đổi thời hạn", "dossiers:whatif", order=70, visible=_staff,
             keywords="what-if quá hạn"),
        Item("cua-toi", "Tôi thụ lý", "dossiers:dossiers", "cua=1", order=30, visible=_staff),
        Item("cho-tra", "Chờ trả kết quả", "dossiers:dossiers", "tt=cho-tra", order=40,
             visible=desk),
        Item("qua-han", "Hồ sơ quá hạn", "dossiers:dossiers", "han=qua", order=50,
             visible=_staff),
        Item("xem-han", "Hạn cần xem lại", "dossiers:doubts", order=55, visible=_may("redate")),
        Item("so-ket-qua", "Sổ kết quả", "dossiers:results", order=62, visible=_staff,
             keywords="ký số đóng dấu số mẫu kết quả"),
        Item("so", "Sổ theo dõi hồ sơ", "dossiers:register", order=60, visible=_staff),
    ):  # fmt: skip
        register_item("mot-cua", item)
