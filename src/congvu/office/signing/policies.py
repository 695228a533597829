"""Who may sign with what, and who looks after the keys of an agency."""

from __future__ import annotations

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotAllowed, NotFound
from congvu.core.kernel.permissions import Permission, demand, permits
from congvu.core.organisation.choices import Role
from congvu.office.signing.choices import OF_AGENCY, Purpose
from congvu.office.signing.models import SigningKey, SigningRequest

SEALERS = frozenset({Role.CLERK, Role.OFFICE_HEAD})
"""Who keeps the seal of an agency (NĐ 30/2020/NĐ-CP, Điều 32)."""

KEEPERS = frozenset({Role.AGENCY_ADMIN})
_STAFF = frozenset(Role)
_NOBODY: frozenset[Role] = frozenset()


def _row(
    verb: str, label: str, condition: str, roles: frozenset[Role] = _STAFF, admin: bool = False
) -> Permission:
    return Permission(f"signing.{verb}", label, "signing", roles, admin=admin, condition=condition)


_OWNER = "Khóa của chính mình"
_AGENCY = "Khóa và con dấu của cơ quan mình"
_STEP = "Bước của hệ thống khi người ký ký số"
PERMISSIONS = (
    _row("pdf.sign", "Ký số", f"{_OWNER}; khóa cơ quan do người giữ con dấu dùng"),
    _row("seal.use", "Dùng chữ ký số của cơ quan", _AGENCY, SEALERS),
    _row("key.enrol", "Đăng ký khóa ký của mình", _OWNER),
    _row("key.change_pin", "Đổi mã PIN", f"{_OWNER}; khóa cơ quan: quản trị cơ quan"),
    _row("key.disable", "Ngừng dùng khóa ký", f"{_OWNER}; quản trị cơ quan"),
    _row("seal.enrol", "Đăng ký khóa ký của cơ quan", _AGENCY, KEEPERS, admin=True),
    _row("key.unlock", "Mở khóa ký bị khóa", "Người và khóa trong cơ quan mình", KEEPERS, True),
    _row("certificate.revoke", "Ghi nhận chứng thư số bị thu hồi", f"{_OWNER}; quản trị cơ quan"),
    _row("likeness.set", "Đặt ảnh chữ ký, con dấu", f"{_OWNER}; con dấu: quản trị cơ quan"),
    _row("secret.rotate", "Đổi khóa bí mật niêm phong khóa ký", "Dòng lệnh", frozenset(), True),
    _row("request.create", "Trình ký số theo lô", "Người ký trong cơ quan mình"),
    _row("request.confirm", "Ký số theo lô", "Người được trình ký"),
    _row("request.cancel", "Hủy lô ký số", "Người trình hoặc người ký"),
    _row("validation.keep", "Xác minh chữ ký số", "Tệp đọc được, hoặc tệp tự tải lên", admin=True),
    _row("trust.read", "Xem gốc tin cậy", "", _NOBODY, admin=True),
    _row("trust.add", "Khai báo gốc tin cậy", "", _NOBODY, admin=True),
    _row("trust.withdraw", "Ngừng tin cậy một gốc", "", _NOBODY, admin=True),
    _row("key.wrong_pin", "Nhập sai mã PIN", _STEP, _NOBODY),
    _row("certificate.found_revoked", "Thấy chứng thư số bị thu hồi", _STEP, _NOBODY),
    _row("request.sign_item", "Ký một văn bản trong lô", _STEP, _NOBODY),
    _row("request.fail_item", "Không ký được một văn bản trong lô", _STEP, _NOBODY),
    _row("request.finish", "Kết thúc lượt ký lô", _STEP, _NOBODY),
    _row("request.withdraw", "Rút văn bản khỏi lô ký số", _STEP, _NOBODY),
)  # fmt: skip


def owns(actor: Actor, key: SigningKey) -> bool:
    """The person's own key; acting for another never reaches that one's key."""
    return actor.user_id is not None and key.user_id == actor.user_id


def keeps_agency(actor: Actor, agency_id: int | None) -> bool:
    """Whether the actor looks after the keys of this agency."""
    if agency_id is None or not permits(actor, "signing.seal.enrol"):
        return False
    return actor.is_system or actor.is_admin or actor.agency_id == agency_id


def may_use(actor: Actor, key: SigningKey) -> bool:
    """Whether the actor may sign with the key at all; the PIN comes on top."""
    if key.purpose == Purpose.PERSON:
        return owns(actor, key)
    own = actor.is_system or actor.agency_id == key.agency_id
    return key.purpose == Purpose.SEAL and own and permits(actor, "signing.seal.use")


def sees(actor: Actor, key: SigningKey) -> bool:
    if key.purpose in OF_AGENCY:
        return may_use(actor, key) or keeps_agency(actor, key.agency_id)
    return owns(actor, key)


def demand_use(actor: Actor, key: SigningKey) -> None:
    """
    :raises NotFound: somebody else's key
    :raises NotAllowed: a key of the own agency, in other hands
    """
    demand(actor, "signing.pdf.sign")
    if may_use(actor, key):
        return
    if key.agency_id is not None and key.agency_id == actor.agency_id:
        raise NotAllowed(
            "Chữ ký số của cơ quan do văn thư hoặc chánh văn phòng sử dụng. Hãy chuyển văn bản cho "
            "văn thư ký phát hành."
        )
    raise NotFound


def demand_agency(actor: Actor, agency_id: int | None) -> None:
    """:raises NotAllowed: the actor does not look after the keys of this agency"""
    demand(actor, "signing.seal.enrol")
    if not keeps_agency(actor, agency_id):
        raise NotAllowed


def demand_enrol(actor: Actor, purpose: Purpose) -> None:
    """:raises NotAllowed: nobody who registers keys of this purpose"""
    if purpose in OF_AGENCY:
        demand_agency(actor, actor.agency_id)
    else:
        demand(actor, "signing.key.enrol")


def demand_charge(actor: Actor, key: SigningKey, verb: str) -> None:
    """The owner, or who looks after the agency's keys.

    :raises NotFound: somebody else's key
    """
    if owns(actor, key):
        demand(actor, verb)
    elif not keeps_agency(actor, key.agency_id):
        raise NotFound


def demand_signer(actor: Actor, request: SigningRequest) -> None:
    """:raises NotFound: another's batch"""
    if request.signer_id != actor.user_id or actor.delegated is not None:
        if actor.agency_id == request.agency_id and request.created_by_id == actor.user_id:
            raise NotAllowed("Chỉ người được trình ký mới xác nhận ký lô văn bản này.")
        raise NotFound
    demand(actor, "signing.request.confirm")


def reads_request(actor: Actor, request: SigningRequest) -> bool:
    return actor.is_system or actor.user_id in {request.signer_id, request.created_by_id}
