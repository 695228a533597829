"""Who keeps the catalogue: the province's administrators; each agency its own services."""

from __future__ import annotations

from collections.abc import Iterable

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotAllowed, NotFound
from congvu.core.kernel.permissions import Permission, demand, permits
from congvu.core.organisation.choices import Role

_OWN = "Quản trị cơ quan: chỉ dịch vụ của cơ quan mình"
_OWN_PROCESS = "Quản trị cơ quan: chỉ quy trình của cơ quan mình"


def _row(verb: str, label: str, *roles: str, condition: str = "") -> Permission:
    return Permission(
        f"procedures.{verb}", label, "procedures", frozenset(roles), admin=True,
        condition=condition,
    )  # fmt: skip


PERMISSIONS = (
    _row("field.save", "Thêm, sửa lĩnh vực"),
    _row("field.rename", "Đổi tên lĩnh vực từ một ngày"),
    _row("field.close", "Đóng, mở lại lĩnh vực"),
    Permission(
        "procedures.field.apply_names",
        "Đổi tên lĩnh vực đến ngày",
        "procedures",
        admin=True,
        condition="Hệ thống chạy mỗi ngày",
    ),
    _row("version.draft", "Soạn phiên bản thủ tục"),
    _row("version.publish", "Công bố phiên bản thủ tục"),
    _row("version.discard", "Bỏ dự thảo phiên bản"),
    _row("procedure.withdraw", "Bãi bỏ thủ tục"),
    _row("catalogue.import", "Nạp danh mục thủ tục"),
    _row("import.stage", "Tải lên và xem trước danh mục"),
    _row("import.choose_columns", "Chọn cột của danh mục đã tải lên"),
    _row("import.start", "Xác nhận nạp, để hệ thống nạp nền"),
    _row("import.fail", "Ghi nhận danh mục chưa nạp được"),
    _row("import.confirm", "Xác nhận nạp danh mục đã xem trước"),
    _row("import.discard", "Bỏ danh mục đã tải lên"),
    _row("form.read", "Xem biểu mẫu và dự thảo biểu mẫu"),
    _row("form.create", "Lập biểu mẫu"),
    _row("form.edit", "Soạn biểu mẫu"),
    _row("form.draft", "Soạn phiên bản tiếp theo của biểu mẫu"),
    _row("form.copy", "Chép biểu mẫu"),
    _row("form.publish", "Công bố biểu mẫu"),
    _row("form.withdraw", "Rút biểu mẫu đã công bố"),
    _row("form.discard", "Bỏ dự thảo biểu mẫu"),
    _row("form.import", "Nhập gói biểu mẫu"),
    _row("form.export", "Xuất gói biểu mẫu"),
    _row("process.draft", "Soạn quy trình nội bộ", Role.AGENCY_ADMIN, condition=_OWN_PROCESS),
    _row("process.edit", "Sửa bảng bước", Role.AGENCY_ADMIN, condition=_OWN_PROCESS),
    _row("process.publish", "Công bố quy trình nội bộ", Role.AGENCY_ADMIN, condition=_OWN_PROCESS),
    _row("process.copy", "Chép quy trình nội bộ", Role.AGENCY_ADMIN, condition=_OWN_PROCESS),
    _row("process.withdraw", "Rút quy trình nội bộ", Role.AGENCY_ADMIN, condition=_OWN_PROCESS),
    _row("process.discard", "Bỏ dự thảo quy trình", Role.AGENCY_ADMIN, condition=_OWN_PROCESS),
    _row("process.import", "Nhập quy trình nội bộ", Role.AGENCY_ADMIN, condition=_OWN_PROCESS),
    _row("offering.set", "Đặt dịch vụ công của cơ quan", Role.AGENCY_ADMIN, condition=_OWN),
    _row("offering.stop", "Ngừng dịch vụ công của cơ quan", Role.AGENCY_ADMIN, condition=_OWN),
)


def is_keeper(actor: Actor) -> bool:
    """Keeps the catalogue of the whole province."""
    return permits(actor, "procedures.version.draft")


def demand_keeper(actor: Actor) -> None:
    """:raises NotAllowed: does not keep the catalogue"""
    demand(actor, "procedures.import.stage")


def keeps_forms(actor: Actor) -> bool:
    """Builds and publishes forms."""
    return permits(actor, "procedures.form.read")


def keeps_offerings(actor: Actor, agency_id: int | None) -> bool:
    """Whether the actor sets the services of an agency; None is every agency."""
    if not permits(actor, "procedures.offering.set"):
        return False
    return actor.is_system or actor.is_admin or (
        agency_id is not None and actor.agency_id == agency_id
    )  # fmt: skip


def demand_offerings(actor: Actor, verb: str, agency_ids: Iterable[int]) -> None:
    """:raises NotAllowed: not an administrator, or the services of another agency"""
    demand(actor, verb)
    if not all(keeps_offerings(actor, agency_id) for agency_id in agency_ids):
        raise NotAllowed(
            "Ông/bà chỉ được đặt dịch vụ công của cơ quan mình. Hãy liên hệ quản trị của tỉnh.",
            verb=verb,
        )


def keeps_processes(actor: Actor, agency_id: int | None) -> bool:
    """Whether the actor writes processes of an agency; None is that of all agencies."""
    if not permits(actor, "procedures.process.edit"):
        return False
    return actor.is_system or actor.is_admin or (
        agency_id is not None and actor.agency_id == agency_id
    )  # fmt: skip


def demand_process(actor: Actor, verb: str, agency_id: int | None) -> None:
    """:raises NotAllowed: not an administrator, or the process of another agency, or of all"""
    demand(actor, f"procedures.process.{verb}")
    if not keeps_processes(actor, agency_id):
        raise NotAllowed(
            "Ông/bà chỉ được soạn quy trình của cơ quan mình. Hãy lập quy trình riêng của cơ quan, hoặc "
            "liên hệ quản trị của tỉnh.",
            verb=verb,
        )


def demand_staff(actor: Actor) -> None:
    """:raises NotFound: a citizen: the public pages are for them"""
    if not (actor.is_admin or actor.agency_id is not None):
        raise NotFound()
