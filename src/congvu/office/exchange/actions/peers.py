"""Connections to other installations, and which agencies are reached through them."""

from __future__ import annotations

import re
import secrets
from datetime import date, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.db import IntegrityError, transaction

from congvu.core.audit.actions import action, note
from congvu.core.jobs.actions import enqueue
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.agencycode import parse_agency_code
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import Conflict, Invalid, NotFound, Stale
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_line
from congvu.office.exchange import vault
from congvu.office.exchange.choices import CALLED, Speech
from congvu.office.exchange.edxml.lengths import ORGAN_CODE, ORGAN_NAME
from congvu.office.exchange.errors import ClosedCode, SenderNotAllowed
from congvu.office.exchange.models import Peer, Route
from congvu.office.exchange.queries.directory import ANY, look_up

PEER = "exchange.peer"
PLAIN = (
    "name", "speech", "base_url", "system_id", "client_fingerprint", "tls_pem", "envelope_key",
    "options", "letters_per_day", "max_bytes", "valid_from", "valid_to",
)  # fmt: skip
LOGIN_SECRET = "login_secret"  # noqa: S105 - the name of the option
HIDDEN = frozenset({"tls_pem", "envelope_key", "options"})


@action("exchange.peer.save")
def save_peer(
    *,
    actor: Actor,
    at: datetime,
    code: str,
    name: str,
    speech: str,
    base_url: str = "",
    secret: str | None = None,
    login_secret: str | None = None,
    version: int | None = None,
    **fields: Any,
) -> Peer:
    """Add a connection, or change the one of this code.

    :param secret: the key that both sides hold; None keeps the one there is
    :param login_secret: the password of the login of generation 2, kept encrypted among the
        options; None keeps the one there is, empty means the common key
    :param version: the one that was read, for a change; None for the command line
    :param fields: ``system_id``, ``client_fingerprint``, ``tls_pem``, ``envelope_key``,
        ``options``, ``letters_per_day``, ``max_bytes``, ``valid_from``, ``valid_to``
    :raises NotAllowed: not the system administrator
    :raises Invalid: no address to call, a certificate or key that cannot be read
    :raises Stale: somebody else changed it first
    """
    demand(actor, "exchange.peer.save")
    given = fields | {"name": name.strip(), "speech": speech, "base_url": base_url.strip()}
    _check(code, given)
    row = Peer.objects.select_for_update().filter(code=code).first()
    if row is not None and version is not None and row.version != version:
        raise Stale
    fresh = row is None
    row = row or Peer(code=code, version=0)
    before = {key: getattr(row, key) for key in PLAIN}
    for key, value in given.items():
        setattr(row, key, value)
    if row.options.get(LOGIN_SECRET) is None and before["options"].get(LOGIN_SECRET):
        row.options = row.options | {LOGIN_SECRET: before["options"][LOGIN_SECRET]}
    if login_secret is not None:
        row.options = row.options | {LOGIN_SECRET: vault.seal(login_secret)}
    if secret is not None:
        row.secret = vault.seal(secret)
    row.version += 1
    row.save()
    changes = {
        key: "đã đổi" if key in HIDDEN else [before[key], getattr(row, key)]
        for key in PLAIN
        if before[key] != getattr(row, key)
    }
    note(
        Subject(PEER, row.pk), label=row.name,
        changes=changes | {"new": fresh, "secret": secret is not None},
    )  # fmt: skip
    return row


@action("exchange.peer.new_secret")
def new_secret(*, actor: Actor, at: datetime, peer_id: int) -> str:
    """Tạo khóa chung mới: 256 random bits, told this once and kept encrypted.

    The old key, and the tokens made with it, end at once.

    :raises NotAllowed: not the system administrator
    :raises NotFound: no such peer
    """
    demand(actor, "exchange.peer.new_secret")
    row = peer_to_change(peer_id)
    secret = secrets.token_urlsafe(32)
    row.secret = vault.seal(secret)
    row.version += 1
    row.save(update_fields=["secret", "version"])
    note(Subject(PEER, row.pk), label=row.name, changes={"secret": True})
    return secret


@action("exchange.peer.pause")
def pause_peer(*, actor: Actor, at: datetime, peer_id: int, paused: bool) -> Peer:
    """Tạm dừng hoặc mở lại: what waits goes on waiting, and leaves when it is opened again."""
    demand(actor, "exchange.peer.pause")
    row = peer_to_change(peer_id)
    row.paused, row.next_call_at = paused, None
    row.version += 1
    row.save(update_fields=["paused", "next_call_at", "version"])
    if not paused and row.is_called:
        enqueue("exchange.call", args={"peer_id": row.pk})
    note(Subject(PEER, row.pk), label=row.name, changes={"paused": [not paused, paused]})
    return row


@action("exchange.route.save")
def save_route(
    *, actor: Actor, at: datetime, peer_id: int, code: str, below: bool = False, name: str = "",
) -> Route:  # fmt: skip
    """Let a peer serve an agency, or with ``below`` everything under a code; ``*`` is all the rest.

    :raises NotAllowed: not the system administrator
    :raises Invalid: not a code
    :raises Conflict: another peer serves it, or an agency works here under it
    """
    demand(actor, "exchange.route.save")
    row = peer_to_change(peer_id)
    route = _add_route(row, _code(code), at, below=below, name=name)
    note(Subject(PEER, row.pk), label=row.name, changes={"code": route.code, "below": below})
    return route


@action("exchange.route.close")
def close_route(*, actor: Actor, at: datetime, route_id: int) -> Route:
    """Stop serving an agency through its peer, from today on."""
    demand(actor, "exchange.route.close")
    route = Route.objects.select_for_update(of=("self",)).select_related("peer").filter(
        pk=route_id, valid_to__isnull=True
    ).first()  # fmt: skip
    if route is None:
        raise NotFound("Không tìm thấy đường gửi này. Hãy tải lại danh sách.")
    _close(route, at)
    note(Subject(PEER, route.peer_id), label=route.peer.name, changes={"closed": route.code})
    return route


@action("exchange.agency.register")
def register_agency(
    *,
    actor: Actor,
    at: datetime,
    peer: Peer,
    code: str,
    name: str,
    parent_code: str = "",
    email: str = "",
    phone: str = "",
    fax: str = "",
) -> Route:
    """A peer puts one of its agencies on the axis, or brings its record up to date.

    :raises SenderNotAllowed: a code that is not below those agreed with the peer
    :raises ClosedCode: a closed code
    :raises Invalid: a text longer than the directory holds; nothing is cut
    """
    plain = _code(code)
    _demand_own(peer, plain, at)
    route = Route.objects.select_for_update().filter(peer=peer, code=plain, valid_to=None).first()
    if route is None:
        route = _add_route(peer, plain, at, below=False, name=name)
    route.name = clean_line(name, ORGAN_NAME, label="Tên cơ quan")
    route.parent_code = clean_line(parent_code, ORGAN_CODE, label="Mã cơ quan chủ quản")
    route.email = clean_line(email, 200, label="Thư điện tử")
    route.phone = clean_line(phone, 50, label="Điện thoại")
    route.fax = clean_line(fax, 50, label="Fax")
    route.save()
    note(Subject(PEER, peer.pk), label=peer.name, changes={"registered": plain, "name": name})
    return route


@action("exchange.agency.remove")
def remove_agency(*, actor: Actor, at: datetime, peer: Peer, code: str) -> None:
    """A peer takes one of its agencies off the axis.

    :raises NotFound: it has none of this code
    """
    route = Route.objects.select_for_update().filter(
        peer=peer, code=_code(code), below=False, valid_to=None
    ).first()  # fmt: skip
    if route is None:
        raise NotFound("Hệ thống này không có cơ quan mang mã đó trên trục. Hãy kiểm tra lại mã.")
    _close(route, at)
    note(Subject(PEER, peer.pk), label=peer.name, changes={"removed": route.code})


def peer_to_change(peer_id: int) -> Peer:
    row = Peer.objects.select_for_update().filter(pk=peer_id).first()
    if row is None:
        raise NotFound("Không tìm thấy hệ thống này. Hãy xem lại danh sách hệ thống kết nối.")
    return row


def _add_route(peer: Peer, code: str, at: datetime, *, below: bool, name: str) -> Route:
    day = local_date(at)
    taken = look_up([code], on=day).places.get(code) if code != ANY else None
    if taken is not None and taken.agency_id is not None:
        raise Conflict(f"Mã {code} là của {taken.name} trong hệ thống này. Hãy nhập mã khác.")
    shown = clean_line(name, ORGAN_NAME, label="Tên cơ quan")
    route = Route(peer=peer, code=code, below=below, name=shown, valid_from=day)
    try:
        with transaction.atomic():
            route.save(force_insert=True)
    except IntegrityError:
        raise Conflict(
            f"Mã {code} đã có đường gửi. Hãy đóng đường gửi cũ trước khi thêm đường mới."
        ) from None
    return route


def _close(route: Route, at: datetime) -> None:
    """Yesterday is the last day; a route opened today goes altogether."""
    last: date = local_date(at) - timedelta(days=1)
    if route.valid_from is not None and route.valid_from > last:
        route.delete()
        return
    route.valid_to = last
    route.save(update_fields=["valid_to"])


def _demand_own(peer: Peer, code: str, at: datetime) -> None:
    found = look_up([code], on=local_date(at))
    if code in found.closed:
        raise ClosedCode(found.closed[code])
    place = found.places.get(code)
    if place is None or place.peer_id != peer.pk:
        raise SenderNotAllowed(
            f"Mã {code} không nằm dưới các mã đã thỏa thuận với {peer.name}. "
            "Hãy đề nghị quản trị trục bổ sung mã trước khi đăng ký."
        )


def _code(text: str) -> str:
    return ANY if text.strip() == ANY else parse_agency_code(text).text


def _check(code: str, given: dict[str, Any]) -> None:
    wrong: dict[str, list[str]] = {}
    unknown = set(given) - set(PLAIN)
    if unknown:
        raise TypeError(f"unknown fields of a peer: {sorted(unknown)}")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", code):
        wrong["code"] = ["Mã hệ thống gồm chữ thường không dấu, số và dấu gạch ngang."]
    if given["speech"] not in Speech:
        wrong["speech"] = ["Hãy chọn một cách nói chuyện trong danh sách."]
    elif given["speech"] in CALLED and not given["base_url"]:
        wrong["base_url"] = ["Hệ thống này gọi sang bên kia nên cần địa chỉ. Hãy nhập địa chỉ."]
    if given["base_url"] and not _is_address(given["base_url"]):
        wrong["base_url"] = ["Địa chỉ phải bắt đầu bằng https:// (trừ máy thử trong máy này)."]
    if given.get("tls_pem") and not _reads(x509.load_pem_x509_certificates, given["tls_pem"]):
        wrong["tls_pem"] = ["Không đọc được chứng thư. Hãy dán đủ các dòng BEGIN, END."]
    if given.get("envelope_key") and not _reads(load_pem_public_key, given["envelope_key"]):
        wrong["envelope_key"] = ["Không đọc được khóa công khai. Hãy dán đủ các dòng BEGIN, END."]
    if wrong:
        raise Invalid(fields=wrong)


def _is_address(url: str) -> bool:
    loopback = re.match(r"http://(127\.0\.0\.1|localhost|\[::1\])[:/]", url + "/")
    return url.startswith("https://") or loopback is not None


def _reads(load: Any, text: str) -> bool:
    try:
        load(text.encode())
    except ValueError:
        return False
    return True
