"""What the room adds to the frame: lines of the menu and their counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import HttpRequest
from django.template.loader import render_to_string

from congvu.core.files.queries import files_of
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import now
from congvu.core.kernel.permissions import permits
from congvu.core.kernel.subject import Subject
from congvu.core.ui.menu import Item, Section, register_counts, register_item, register_section
from congvu.core.ui.panels import Panel, register_panel
from congvu.core.ui.web import actor_of
from congvu.office.documents.choices import INCOMING_KIND, OUTGOING_KIND
from congvu.office.documents.policies import incoming as policy
from congvu.office.documents.policies import outgoing as outgoing_policy
from congvu.office.documents.policies.registers import READ as READ_REGISTERS
from congvu.office.documents.queries import incoming as incoming_queries
from congvu.office.documents.queries import outgoing as outgoing_queries
from congvu.office.signing import queries as signing
from congvu.office.signing.pages.verification import lines_of

BOX_ROLES = {
    "review": outgoing_policy.HEADS | outgoing_policy.LEADERS,
    "check": outgoing_policy.OFFICE,
    "approve": outgoing_policy.LEADERS | outgoing_policy.HEADS,
    "number": frozenset({"clerk"}),
    "issue": frozenset({"clerk"}),
}


def counts(actor: Actor) -> Mapping[str, int]:
    """Two queries a page: incoming letters of the agency, outgoing boxes of the desk."""
    found = {f"di.{box}": number for box, number in outgoing_queries.counts(actor).items()}
    if policy.reads_whole_agency(actor):
        found.update(_incoming_counts(actor))
    return found


def _incoming_counts(actor: Actor) -> dict[str, int]:
    waiting = incoming_queries.waiting_counts(actor, now())
    return {f"den.{name}": number for name, number in waiting.items()}


def _staff(actor: Actor) -> bool:
    return actor.agency_id is not None


def _may(verb: str) -> Callable[[Actor], bool]:
    return lambda actor: _staff(actor) and permits(actor, verb)


def _has(roles: frozenset[str]) -> Callable[[Actor], bool]:
    return lambda actor: _staff(actor) and actor.has(*roles)


def verified(request: HttpRequest, subject: Subject) -> str:
    """What was found of the digital signatures in the files of a letter; two queries."""
    lines = [line for line in lines_of(files_of([subject])[subject]) if line.record is not None]
    if not lines:
        return ""
    return render_to_string("documents/_verified.html", {"lines": lines}, request)


def fill_menu() -> None:
    """Called once at start-up."""
    register_panel(
        Panel(
            "documents.signatures", "Chữ ký số", signatures, kinds=frozenset({OUTGOING_KIND}),
            order=10,
        )
    )  # fmt: skip
    register_panel(
        Panel(
            "documents.verified", "Xác minh chữ ký số", verified, order=11,
            kinds=frozenset({INCOMING_KIND, OUTGOING_KIND}),
        )
    )  # fmt: skip
    register_section(Section("den", "Văn bản đến", icon="inbox", order=10))
    register_section(Section("di", "Văn bản đi", icon="outbox", order=20))
    register_section(Section("so", "Sổ và hồ sơ", icon="book", order=30))
    may_register, whole = _may(f"{policy.ROOM}.register"), policy.reads_whole_agency
    direct = _may(f"{policy.ROOM}.direct")
    incoming = (
        Item("tat-ca", "Tất cả văn bản đến", "documents:incoming", order=10, visible=_staff),
        Item("vao-so", "Vào sổ văn bản", "documents:register_new", order=15, visible=may_register,
             keywords="đăng ký nhập mới"),
        Item("cho-vao-so", "Chờ vào sổ", "documents:incoming", "tt=cho-vao-so", order=20,
             visible=may_register, count="den.arrived", hot=True),
        Item("cho-trinh", "Chờ trình", "documents:incoming", "tt=cho-trinh", order=30,
             visible=may_register, count="den.registered"),
        Item("cho-but-phe", "Chờ bút phê", "documents:incoming", "tt=cho-but-phe", order=40,
             visible=direct, count="den.presented", keywords="chỉ đạo"),
        Item("cua-toi", "Chờ tôi xử lý", "documents:incoming", "cua=1", order=50, visible=_staff),
        Item("qua-han", "Quá hạn xử lý", "documents:incoming", "qh=1", order=60, visible=whole,
             count="den.late", hot=True),
        Item("theo-doi", "Tôi theo dõi", "documents:incoming", "cua=2", order=70, visible=_staff),
    )  # fmt: skip
    for item in incoming:
        register_item("den", item)
    _fill_outgoing()
    register_counts("documents", counts)


def _fill_outgoing() -> None:
    register_item(
        "di",
        Item("tat-ca", "Tất cả văn bản đi", "documents:outgoing", order=10, visible=_staff),
    )
    register_item(
        "di", Item("soan", "Soạn văn bản", "documents:draft_new", order=15, visible=_staff,
                   keywords="dự thảo mới công văn"),
    )  # fmt: skip
    register_item(
        "di", Item("noi-nhan", "Danh sách nơi nhận", "documents:groups", order=90, visible=_staff,
                   keywords="nhóm gửi"),
    )  # fmt: skip
    for place, (box, label) in enumerate(outgoing_queries.BOXES.items()):
        roles = BOX_ROLES.get(box)
        item = Item(
            box, label, "documents:outgoing", f"hop={box}", order=20 + place,
            visible=_has(roles) if roles else _staff, count=f"di.{box}", hot=box == "approve",
        )  # fmt: skip
        register_item("di", item)
    registers = _may(READ_REGISTERS)
    for item in (
        Item("so", "Sổ đăng ký văn bản", "documents:registers", order=10, visible=registers),
        Item("ty-le", "Vào sổ trong ngày", "documents:same_day", order=20, visible=registers,
             keywords="tỷ lệ báo cáo"),
        Item("ho-so", "Hồ sơ công việc", "documents:records", order=30, visible=_staff),
    ):  # fmt: skip
        register_item("so", item)


def signatures(request: HttpRequest, subject: Subject) -> str:
    """Digital signatures of a letter, and what still waits for its signer; two queries."""
    waiting = signing.waiting_for(subject)
    records = signing.records_of([subject])[subject]
    if waiting is None and not records:
        return ""
    mine = waiting is not None and waiting.request.signer_id == actor_of(request).user_id
    context = {"waiting": waiting, "records": records, "mine": mine}
    return render_to_string("documents/outgoing/_signatures.html", context, request)
