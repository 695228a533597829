"""Sessions and second factors: ending one, ending all, taking factors away."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from congvu.core.accounts.models import User
from congvu.core.accounts.open_sessions import end
from congvu.core.accounts.policies import demand_managed, manages
from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.subject import Subject

KIND = "accounts.user"


@action("accounts.session.end")
def end_sessions(
    *, actor: Actor, user: User, session_id: int | None = None, keep: str = "", at: datetime
) -> int:
    """Đăng xuất một phiên, hoặc mọi phiên trừ ``keep`` (the session key of the caller).

    Returns how many ended.

    :raises NotFound: not a session of this person, or not the actor's to end
    """
    demand(actor, "accounts.session.end")
    if actor.user_id != user.pk and not manages(actor, user.pk):
        raise NotFound()
    sessions = UserSession.objects.filter(user=user).exclude(session_key=keep or "-")
    if session_id is not None:
        sessions = sessions.filter(pk=session_id)
        if not sessions.exists():
            raise NotFound("Không tìm thấy phiên này. Có thể phiên đã kết thúc.")
    ended = end(sessions)
    note(Subject(KIND, user.pk), label=user.full_name, changes={"ended": ended})
    return ended


@action("accounts.second_factor.reset")
def reset_second_factor(*, actor: Actor, user: User, at: datetime) -> int:
    """Gỡ mọi yếu tố xác thực thứ hai của một người (mất điện thoại, mất khóa)."""
    demand_managed(actor, "accounts.second_factor.reset", user.pk)
    removed = int(Authenticator.objects.filter(user=user).delete()[0])
    note(Subject(KIND, user.pk), label=user.full_name, changes={"removed": removed})
    return removed
