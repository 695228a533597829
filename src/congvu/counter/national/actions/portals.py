"""The connection itself: said, paused, tried."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, Stale
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_line
from congvu.counter.national import vault
from congvu.counter.national.actions.messages import wake
from congvu.counter.national.actions.sending import claim, client_of, release
from congvu.counter.national.adapter import tags
from congvu.counter.national.adapter.answers import Result
from congvu.counter.national.adapter.client import Account
from congvu.counter.national.choices import PORTAL_KIND
from congvu.counter.national.errors import NoPortal, PortalAway
from congvu.counter.national.models import Portal

PLAIN = ("name", "base_url", "username", "unit_code")


@dataclass(frozen=True, slots=True)
class PortalFields:
    """What an administrator says of the portal; ``secret`` None keeps the one there is."""

    name: str
    base_url: str
    username: str
    unit_code: str
    secret: str | None = None


@action("national.portal.save")
def save_portal(
    *, actor: Actor, at: datetime, fields: PortalFields, version: int | None = None
) -> Portal:
    """Khai báo kết nối: from now on what happens to dossiers is queued for the portal.

    :raises Invalid: no https address, nothing typed
    :raises Stale: somebody else changed it first
    """
    demand(actor, "national.portal.save")
    row = Portal.objects.select_for_update().first()
    if row is not None and version is not None and version != row.version:
        raise Stale(version=row.version)
    fresh = row is None
    row = row or Portal(version=0)
    before = {name: getattr(row, name) for name in PLAIN}
    _fill(row, fields)
    row.version += 1
    row.token, row.token_until = "", None
    row.save()
    changed = {n: [before[n], getattr(row, n)] for n in PLAIN if before[n] != getattr(row, n)}
    note(
        Subject(PORTAL_KIND, row.pk), label=row.name,
        changes={**changed, "new": fresh, "secret_changed": fields.secret is not None},
    )  # fmt: skip
    wake()
    return row


def _fill(row: Portal, fields: PortalFields) -> None:
    problems: dict[str, list[str]] = {}
    sizes = {"name": 200, "base_url": 300, "username": 100, "unit_code": 35}
    labels = {
        "name": "Tên",
        "base_url": "Địa chỉ",
        "username": "Tài khoản",
        "unit_code": "Mã đơn vị",
    }
    for name, size in sizes.items():
        value = clean_line(getattr(fields, name), size, label=labels[name])
        if not value:
            problems[name] = [f"Nhập {labels[name].lower()}."]
        setattr(row, name, value)
    try:
        Account(row.base_url, row.username, "", row.unit_code)
    except ValueError:
        problems["base_url"] = ["Địa chỉ phải bắt đầu bằng https://."]
    if fields.secret is not None:
        row.secret = vault.seal(fields.secret)
    elif not row.secret:
        problems["secret"] = ["Nhập mật khẩu."]
    if problems:
        raise Invalid(fields=problems)


@action("national.portal.pause")
def pause_portal(*, actor: Actor, at: datetime, paused: bool) -> Portal:
    """Tạm dừng hoặc mở lại: messages are queued all the same, and leave when it is open.

    :raises NoPortal: not connected
    """
    demand(actor, "national.portal.pause")
    row = Portal.objects.select_for_update().first()
    if row is None:
        raise NoPortal
    before, row.paused = row.paused, paused
    row.version += 1
    row.save(update_fields=["paused", "version"])
    note(Subject(PORTAL_KIND, row.pk), label=row.name, changes={"paused": [before, paused]})
    if not paused:
        wake()
    return row


def check_portal(*, actor: Actor, at: datetime) -> str:
    """Thử kết nối: sign in and ask for something small; the answer in words. Outside a
    transaction.

    :raises NoPortal: not connected, paused, or spoken to by a worker just now
    :raises PortalAway: no answer, or a password that it does not take
    """
    demand(actor, "national.portal.check")
    portal = claim(at, forced=True)
    if portal is None:
        raise NoPortal
    with client_of(portal) as client:
        client.session = None
        answer = client.call(tags.NEW_FILINGS, most=1)
        away = answer.words if answer.result is Result.AWAY else ""
        release(portal, client, away=away, at=at)
    if away:
        raise PortalAway(f"{away} Thông điệp vẫn được giữ; hãy sửa rồi thử lại.")
    return f"Kết nối tốt với {portal.name}."
