"""Who may do what with record files (hồ sơ công việc)."""

from __future__ import annotations

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotAllowed, NotFound
from congvu.core.kernel.permissions import Permission, demand, permits
from congvu.core.organisation.choices import Role
from congvu.office.documents.models import Record

_STAFF = frozenset(role.value for role in Role)
_KEEPERS = (Role.CLERK, Role.OFFICE_HEAD)
_OWN = "Người lập hồ sơ, văn thư, chánh văn phòng"

READ = "documents.record.read"
PERMISSIONS = (
    Permission(READ, "Xem danh mục hồ sơ", "documents", _STAFF, condition="Cơ quan mình"),
    Permission("documents.record.create", "Lập hồ sơ", "documents", _STAFF,
               condition="Trong cơ quan mình"),
    Permission("documents.record.file", "Đưa văn bản vào hồ sơ", "documents", _STAFF,
               condition=f"{_OWN}; văn bản phải đọc được"),
    Permission("documents.record.unfile", "Lấy văn bản ra khỏi hồ sơ", "documents", _STAFF,
               condition=_OWN),
    Permission("documents.record.close", "Kết thúc hồ sơ", "documents", _STAFF, condition=_OWN),
)  # fmt: skip


def may_read(actor: Actor, record: Record) -> bool:
    """The list of record files is the agency's; what lies in them keeps its own readers."""
    own = actor.is_system or actor.agency_id == record.agency_id
    return own and permits(actor, READ)


def keeps(actor: Actor, record: Record) -> bool:
    """Whether the actor may file into it and close it."""
    owner = record.owner_post_id is not None and record.owner_post_id == actor.post_id
    return owner or actor.has(*_KEEPERS)


def demand_keeper(actor: Actor, record: Record, verb: str) -> None:
    """:raises NotFound: another agency's; :raises NotAllowed: somebody else's record file"""
    if not may_read(actor, record):
        raise NotFound
    demand(actor, f"documents.record.{verb}")
    if not keeps(actor, record):
        raise NotAllowed(
            "Chỉ người lập hồ sơ hoặc văn thư mới sửa hồ sơ này. Hãy đề nghị họ thực hiện."
        )


def abilities(actor: Actor, record: Record) -> dict[str, bool]:
    """What the actor may do with a record file they may read."""
    mine = keeps(actor, record) and record.closed_on is None
    return {
        verb: mine and permits(actor, f"documents.record.{verb}")
        for verb in ("file", "unfile", "close")
    }
