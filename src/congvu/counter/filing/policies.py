"""Who may do what on the citizen's side.

A draft is its owner's, and of those whom the owner let in. A dossier is read on this side by its
owner and who filed it for them; staff read it on the desk's pages. Guests come with a link that
the page has checked and act as :func:`guest`.
"""

from __future__ import annotations

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotAllowed, NotFound
from congvu.core.kernel.permissions import Permission, demand, permits
from congvu.core.organisation.choices import Role
from congvu.counter.filing.models import Draft, Share, Submission

ROOM = "filing"
_DESK = frozenset({Role.CLERK.value, Role.OFFICE_HEAD.value})
_LEADERS = frozenset({Role.LEADER.value, Role.DEPUTY_LEADER.value})
_WORKERS = _DESK | _LEADERS | {
    Role.OFFICER.value, Role.UNIT_HEAD.value, Role.UNIT_DEPUTY.value,
}  # fmt: skip
_OWN = "Bản khai của mình hoặc được ủy quyền; khách có đường dẫn riêng"
_OWN_DOSSIER = "Hồ sơ của mình; khách có đường dẫn riêng"


def _anyone(verb: str, label: str, condition: str, *, personal: bool = False) -> Permission:
    return Permission(
        f"{ROOM}.{verb}", label, ROOM, anyone=True, personal=personal, condition=condition
    )


PERMISSIONS = (
    _anyone("sign_up.ask", "Đăng ký tài khoản công dân", "Bất kỳ ai có hộp thư"),
    _anyone("sign_up.confirm", "Xác nhận đăng ký", "Người có khóa trong thư"),
    _anyone("person.update", "Sửa dữ liệu của mình", "Dữ liệu của chính mình", personal=True),
    _anyone("draft.begin", "Bắt đầu khai hồ sơ", "Bất kỳ ai"),
    _anyone("draft.save", "Lưu bản khai", _OWN),
    _anyone("draft.renew", "Chuyển bản khai sang phiên bản mới", _OWN),
    _anyone("draft.drop", "Bỏ bản khai", "Chủ bản khai"),
    _anyone("draft.share", "Mời, ủy quyền khai", "Chủ bản khai"),
    _anyone("draft.unshare", "Thu hồi ủy quyền khai", "Chủ bản khai"),
    _anyone("draft.accept", "Nhận ủy quyền khai", "Người có khóa trong thư mời"),
    _anyone("draft.file", "Nộp hồ sơ trực tuyến", f"{_OWN}; nộp thay khi được cho phép"),
    _anyone("file.add", "Thêm tệp vào bản khai", _OWN),
    _anyone("file.remove", "Gỡ tệp khỏi bản khai", _OWN),
    _anyone("dossier.supply", "Nộp bổ sung", _OWN_DOSSIER),
    _anyone("dossier.withdraw", "Rút hồ sơ của mình", "Hồ sơ của mình"),
    _anyone("message.write", "Trao đổi về hồ sơ", "Hồ sơ của mình; cán bộ đọc được hồ sơ"),
    Permission(f"{ROOM}.link.issue", "Cấp đường dẫn riêng", ROOM, _WORKERS,
               condition="Cán bộ đọc được hồ sơ"),
    Permission(f"{ROOM}.link.revoke", "Thu hồi đường dẫn riêng", ROOM, _WORKERS,
               condition="Cán bộ đọc được hồ sơ"),
    _anyone("rating.give", "Đánh giá việc giải quyết", f"{_OWN_DOSSIER}; một lần, sau khi có kết quả"),
    Permission(f"{ROOM}.rating.read", "Xem đánh giá của người dân", ROOM, _WORKERS,
               condition="Trong cơ quan mình"),
    Permission(f"{ROOM}.remedy.close", "Ghi việc đã làm sau đánh giá xấu", ROOM, _LEADERS,
               condition="Trong cơ quan mình"),
)  # fmt: skip


def guest(name: str = "Người dân", *, ip: str = "", request_id: str = "") -> Actor:
    """Somebody without an account, let in by a key that the caller has checked."""
    return Actor(user_id=None, username="khách", name=name[:150], ip=ip, request_id=request_id)


def owns(actor: Actor, draft: Draft) -> bool:
    return actor.is_system or (draft.owner_id is not None and draft.owner_id == actor.user_id)


def may_edit(actor: Actor, draft: Draft) -> bool:
    return owns(actor, draft) or _share(actor, draft) is not None


def may_file(actor: Actor, draft: Draft) -> bool:
    if owns(actor, draft):
        return True
    share = _share(actor, draft)
    return share is not None and share.may_file


def _share(actor: Actor, draft: Draft) -> Share | None:
    if actor.user_id is None:
        return None
    return draft.shares.filter(user=actor.user_id, revoked_at__isnull=True).first()


def demand_draft(actor: Actor, draft: Draft, verb: str) -> None:
    """:raises NotFound: a stranger; :raises NotAllowed: let in, but not for this"""
    if not may_edit(actor, draft):
        raise NotFound
    demand(actor, f"{ROOM}.{verb}")
    if verb in ("draft.drop", "draft.share", "draft.unshare") and not owns(actor, draft):
        raise NotAllowed("Chỉ chủ bản khai làm được việc này. Hãy liên hệ người đã mời.", verb=verb)
    if verb == "draft.file" and not may_file(actor, draft):
        raise NotAllowed(
            "Ông/bà được mời cùng khai nhưng chưa được ủy quyền nộp. Hãy đề nghị chủ bản khai nộp "
            "hoặc cho phép nộp thay.",
            verb=verb,
        )


def is_own(actor: Actor, submission: Submission) -> bool:
    """Of the citizen who owns the dossier or filed it for its owner."""
    return actor.user_id is not None and actor.user_id in (
        submission.owner_id,
        submission.filer_id,
    )


def owns_dossier(actor: Actor, dossier_id: int) -> bool:
    """What the dossiers room asks before a citizen's own verbs."""
    if actor.user_id is None:
        return False
    found = Submission.objects.filter(dossier=dossier_id).first()
    return found is not None and is_own(actor, found)


def demand_ratings(actor: Actor) -> int:
    """The agency whose ratings are asked for.

    :raises NotFound: no staff; :raises NotAllowed: without the right
    """
    if actor.agency_id is None:
        raise NotFound
    demand(actor, f"{ROOM}.rating.read")
    return actor.agency_id


def closes_remedies(actor: Actor) -> bool:
    return permits(actor, f"{ROOM}.remedy.close")
