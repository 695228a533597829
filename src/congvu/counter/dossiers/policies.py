"""Who may do what with a dossier.

The desk (văn thư, chánh văn phòng) and the leaders read their whole agency; others what lies in
their unit. A stranger learns nothing, not even that the dossier exists.
"""

from __future__ import annotations

from collections.abc import Callable

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotAllowed, NotFound
from congvu.core.kernel.permissions import Permission, demand, demand_scopes, permits
from congvu.core.kernel.registry import Registry
from congvu.core.organisation.choices import Role
from congvu.counter.dossiers.choices import DOSSIER, State
from congvu.counter.dossiers.models import Dossier, DossierStep
from congvu.counter.dossiers.roles import DESK as DESK
from congvu.counter.dossiers.roles import HEADS as HEADS
from congvu.counter.dossiers.roles import LEADERS as LEADERS
from congvu.counter.dossiers.steprights import holds_step, taking_part

ROOM = "dossiers.dossier"
READ = f"{ROOM}.read"
_WORKERS = frozenset({Role.OFFICER, Role.UNIT_HEAD, Role.UNIT_DEPUTY}) | LEADERS | DESK
_STAFF = frozenset(Role)
_NOBODY: frozenset[Role] = frozenset()
_SYSTEM = "Hệ thống tự làm"
_STEP = "Người giữ bước đang mở; lãnh đạo cơ quan"
_HOLDER = "Người thụ lý, lãnh đạo đơn vị thụ lý, lãnh đạo cơ quan"


def _row(verb: str, label: str, roles: frozenset[Role], condition: str = "") -> Permission:
    return Permission(
        f"{ROOM}.{verb}", label, "dossiers", frozenset(role.value for role in roles),
        condition=condition,
    )  # fmt: skip


PERMISSIONS = (
    _row("read", "Xem hồ sơ một cửa", _STAFF,
         "Một cửa và lãnh đạo: cả cơ quan; người khác: đơn vị mình"),
    Permission(f"{ROOM}.file", "Nộp hồ sơ trực tuyến, qua bưu chính", "dossiers", anyone=True,
               condition="Công dân nộp cho mình; Bộ phận Một cửa nhập hồ sơ bưu chính"),
    _row("export", "Xuất danh sách hồ sơ ra Excel", _WORKERS,
         "Những hồ sơ mình được xem; số điện thoại đã che"),
    _row("seal", "Ký số biểu mẫu của hồ sơ bằng khóa của cơ quan", DESK,
         "Người giữ khóa của cơ quan"),
    _row("receive", "Tiếp nhận hồ sơ tại quầy", DESK, "Trong cơ quan mình"),
    _row("accept", "Tiếp nhận hồ sơ đã nộp", DESK, "Trong cơ quan mình"),
    _row("refuse", "Từ chối tiếp nhận", DESK, "Trong cơ quan mình, có lý do"),
    _row("ask_supplement", "Yêu cầu bổ sung", _WORKERS,
         f"Một cửa khi chưa tiếp nhận; {_HOLDER}; từ lần hai chỉ lãnh đạo cơ quan"),
    _row("supply", "Ghi nhận bổ sung", _WORKERS, f"Một cửa; {_HOLDER}; người nộp với hồ sơ của mình"),
    _row("start", "Chuyển hồ sơ đi xử lý", DESK | LEADERS | HEADS, "Trong cơ quan mình"),
    _row("hand_over", "Chuyển người xử lý", _WORKERS, f"Một cửa; {_HOLDER}"),
    _row("extend", "Gia hạn, xin lỗi", LEADERS, "Một lần, trước hạn ít nhất một ngày"),
    _row("redate", "Quyết định hạn sau khi sửa lịch nghỉ", DESK | LEADERS, "Trong cơ quan mình"),
    _row("ask_payment", "Yêu cầu nộp phí, lệ phí", _WORKERS, f"Một cửa; {_HOLDER}"),
    _row("confirm_payment", "Ghi nhận đã nộp phí, lệ phí", _WORKERS, f"Một cửa; {_HOLDER}"),
    _row("propose", "Trình kết quả", _WORKERS, _HOLDER),
    _row("finish", "Phê duyệt kết quả", LEADERS, "Trong cơ quan mình"),
    _row("sign", "Ký số kết quả", LEADERS, "Trong cơ quan mình, bằng khóa của mình"),
    _row("lay_results", "Đưa nhiều kết quả vào lô ký số", LEADERS, "Kết quả chờ chính mình ký"),
    _row("number", "Cấp số kết quả", DESK, "Trong cơ quan mình, sau khi lãnh đạo ký số"),
    _row("seal_result", "Đóng dấu số kết quả", DESK, "Người giữ khóa của cơ quan"),
    _row("revoke", "Thu hồi kết quả", LEADERS, "Kết quả đã đóng dấu số, có lý do"),
    _row("reissue", "Lập lại kết quả đã thu hồi", _WORKERS, _HOLDER),
    _row("keep_template", "Lập, sửa mẫu kết quả", DESK | LEADERS | HEADS, "Trong cơ quan mình"),
    _row("stop", "Dừng xử lý", LEADERS | HEADS, f"{_HOLDER}; có lý do"),
    _row("withdraw", "Rút hồ sơ theo yêu cầu", DESK, "Theo yêu cầu của người nộp, hoặc chính người nộp"),
    _row("return", "Trả kết quả", DESK, "Trong cơ quan mình"),
    _row("step", "Chuyển bước của quy trình", _WORKERS, _STEP),
    _row("send_back", "Trả lại bước trước", _WORKERS, _STEP),
    _row("assign", "Giao người thực hiện bước", _WORKERS, _STEP),
    _row("consult", "Xin ý kiến cơ quan khác", _WORKERS, f"{_HOLDER}; người giữ bước đang mở"),
    _row("answer", "Cho ý kiến về hồ sơ của cơ quan khác", DESK | LEADERS,
         "Hồ sơ mà cơ quan mình được hỏi"),
    _row("note_silence", "Ghi nhận quá hạn cho ý kiến", _NOBODY, _SYSTEM),
    _row("send_joint", "Lập hồ sơ liên thông", _NOBODY, _SYSTEM),
    _row("fail_joint", "Ghi nhận chưa chuyển được liên thông", _NOBODY, _SYSTEM),
    _row("joint_back", "Nhận kết quả liên thông", _NOBODY, _SYSTEM),
    _row("take_message", "Nhận thư liên thông từ hệ thống khác", _NOBODY, _SYSTEM),
    _row("joint_refused", "Ghi nhận bên kia từ chối thư liên thông", _NOBODY, _SYSTEM),
    _row("tell_parent", "Báo tình trạng hồ sơ liên thông về nơi chuyển", _NOBODY, _SYSTEM),
    _row("pass_on", "Chuyển nội dung bổ sung tới cơ quan liên thông", _NOBODY, _SYSTEM),
    _row("drop_joint", "Báo thôi liên thông", _NOBODY, _SYSTEM),
    _row("retry", "Chuyển lại liên thông", DESK | LEADERS | HEADS, "Trong cơ quan mình"),
    _row("retry_link", "Gửi lại tin về nơi chuyển", DESK | LEADERS | HEADS, "Trong cơ quan mình"),
)  # fmt: skip


owners: Registry[Callable[[Actor, int], bool]] = Registry("owners of dossiers")
"""``(actor, dossier_id) -> bool``: higher rooms say whose dossier it is."""
OWN_VERBS = frozenset({"supply", "withdraw"})
"""What a citizen does with a dossier of their own."""


def reads_whole_agency(actor: Actor) -> bool:
    return actor.is_system or actor.has(*DESK, *LEADERS)


def may_read(actor: Actor, dossier: Dossier) -> bool:
    if actor.is_system:
        return True
    if not permits(actor, READ):
        return False
    if actor.agency_id == dossier.agency_id and (
        reads_whole_agency(actor) or dossier.unit_id in actor.unit_ids
    ):
        return True
    return bool(taking_part(actor, [dossier.pk]))


def holds(actor: Actor, dossier: Dossier) -> bool:
    """Whoever works on it, the heads of its unit and the leaders of the agency."""
    if actor.is_system or actor.has(*LEADERS):
        return True
    own = dossier.officer_post_id is not None and dossier.officer_post_id == actor.post_id
    return own or (actor.has(*HEADS) and dossier.unit_id in actor.unit_ids)


def _desk(actor: Actor, dossier: Dossier) -> bool:
    return actor.is_system or actor.has(*DESK)


def _desk_or_holder(actor: Actor, dossier: Dossier) -> bool:
    return _desk(actor, dossier) or holds(actor, dossier)


def _asks(actor: Actor, dossier: Dossier) -> bool:
    return _desk(actor, dossier) if dossier.state == State.NEW else holds(actor, dossier)


def _steps(actor: Actor, dossier: Dossier) -> bool:
    """Has an open step; a question for each dossier, asked only where the roles allow it."""
    if dossier.process_id is None:
        return False
    rows = DossierStep.objects.filter(dossier=dossier, closed_at__isnull=True)
    return any(holds_step(actor, row) for row in rows)


def _holds_or_steps(actor: Actor, dossier: Dossier) -> bool:
    return holds(actor, dossier) or _steps(actor, dossier)


def _anyone(actor: Actor, dossier: Dossier) -> bool:
    return True


RULES: dict[str, Callable[[Actor, Dossier], bool]] = {
    "accept": _desk,
    "refuse": _desk,
    "ask_supplement": _asks,
    "supply": _desk_or_holder,
    "start": _anyone,
    "hand_over": _desk_or_holder,
    "extend": _anyone,
    "redate": _anyone,
    "seal": _desk,
    "ask_payment": _desk_or_holder,
    "confirm_payment": _desk_or_holder,
    "propose": _holds_or_steps,
    "finish": _anyone,
    "sign": _anyone,
    "number": _desk,
    "seal_result": _desk,
    "revoke": _anyone,
    "reissue": _holds_or_steps,
    "stop": holds,
    "withdraw": _desk,
    "return": _desk,
    "step": _steps,
    "send_back": _steps,
    "assign": _steps,
    "consult": _holds_or_steps,
}
BY_STEPS = frozenset({"start", "hand_over", "finish", "return"})
"""What the moves of a process do, where the dossier follows one."""
"""What the row adds to the coarse gate; ``_anyone``: the roles of the table say it all."""


BY_SEAT = frozenset({"step", "send_back", "assign", "propose", "consult"})
"""What whoever has an open step does, also where the step lies in another agency."""


def has_right(actor: Actor, dossier: Dossier, verb: str) -> bool:
    """What the table's row adds; people of another agency, who may read a dossier because they
    were asked for an opinion or share in it, only do what their own open step is."""
    if actor.is_system or actor.agency_id == dossier.agency_id:
        return RULES[verb](actor, dossier)
    return verb in BY_SEAT and _steps(actor, dossier)


def demand_read(actor: Actor, dossier: Dossier) -> None:
    """:raises NotFound: not for this actor"""
    if not may_read(actor, dossier):
        raise NotFound


def demand_verb(actor: Actor, dossier: Dossier, verb: str) -> None:
    """:raises NotFound: a stranger; :raises NotAllowed: without the right, or somebody else's"""
    if verb in OWN_VERBS and any(owner(actor, dossier.pk) for owner in owners):
        demand_scopes(actor, f"{ROOM}.{verb}")
        return
    demand_read(actor, dossier)
    demand(actor, f"{ROOM}.{verb}")
    if not has_right(actor, dossier, verb):
        raise NotAllowed(
            "Hồ sơ này do người khác thụ lý. Hãy liên hệ người thụ lý hoặc lãnh đạo đơn vị.",
            verb=verb,
        )


def abilities(actor: Actor, dossier: Dossier) -> dict[str, bool]:
    """For each verb whether the actor may do it now: right and state together."""
    verbs = {t.verb for t in DOSSIER.rows} - {"supply_early"}
    return {
        verb: DOSSIER.allows(verb, dossier.state)
        and not (dossier.process_id is not None and verb in BY_STEPS)
        and permits(actor, f"{ROOM}.{verb}")
        and has_right(actor, dossier, verb)
        for verb in sorted(verbs)
    } | {
        "accept": _may_accept(actor, dossier),
        "supply": _may_supply(actor, dossier),
        "step": _may_step(actor, dossier),
    }


def _may_accept(actor: Actor, dossier: Dossier) -> bool:
    """A dossier received before goes on after a supplement; one never received is accepted."""
    state = DOSSIER.allows("accept", dossier.state) and dossier.received_at is None
    return state and permits(actor, f"{ROOM}.accept") and has_right(actor, dossier, "accept")


def _may_step(actor: Actor, dossier: Dossier) -> bool:
    """Also from the desk's first step and from the step of return, which have states of their own."""
    moving = dossier.state in (State.ACCEPTED, State.PROCESSING, State.PAYMENT, State.FINISHED)
    return moving and permits(actor, f"{ROOM}.step") and _steps(actor, dossier)


def _may_supply(actor: Actor, dossier: Dossier) -> bool:
    return (
        dossier.state == State.SUPPLEMENT
        and permits(actor, f"{ROOM}.supply")
        and has_right(actor, dossier, "supply")
    )
