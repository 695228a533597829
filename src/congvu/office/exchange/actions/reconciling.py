"""Đối soát: our ledger of a period against the peer's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, NotFound, Unavailable
from congvu.core.kernel.permissions import demand
from congvu.office.exchange.choices import DeliveryState, Speech, status_label
from congvu.office.exchange.hub.https import WireFailed
from congvu.office.exchange.models import Peer
from congvu.office.exchange.native.client import NativeSession
from congvu.office.exchange.queries.ledger import IN, OUT, Line, every_line

MOST = 200_000


@dataclass(frozen=True, slots=True)
class Difference:
    """One letter on which the two sides disagree, and what to do. ``delivery_id`` is 0 when it is
    not in our ledger."""

    document_id: str
    sender_code: str
    organ_code: str
    way: str
    ours: str
    theirs: str
    advice: str
    delivery_id: int = 0


@dataclass(frozen=True, slots=True)
class Reconciled:
    """“bên ta 312, bên họ 309, 3 khác nhau”."""

    ours: int
    theirs: int
    differences: Sequence[Difference]


def reconcile(*, actor: Actor, peer_id: int, since: datetime, until: datetime) -> Reconciled:
    """Compare what both sides say was exchanged in a period; the end is not part of it.

    :raises NotAllowed: not the system administrator
    :raises Invalid: the peer gives no list, or the period is turned round
    :raises Unavailable: the peer does not answer
    """
    demand(actor, "exchange.reconcile")
    peer = Peer.objects.filter(pk=peer_id).first()
    if peer is None:
        raise NotFound("Không tìm thấy hệ thống này. Hãy xem lại danh sách hệ thống kết nối.")
    if peer.speech != Speech.CONGVU:
        raise Invalid(f"{peer.name} không cung cấp danh sách để đối soát. Hãy đối soát thủ công.")
    if since >= until:
        raise Invalid("Khoảng thời gian chưa đúng. Hãy chọn từ ngày trước đến ngày.")
    theirs = _theirs(peer, since, until)
    return compare(every_line(peer, since=since, until=until), theirs)


def compare(ours: Iterable[Line], theirs: Iterable[Line]) -> Reconciled:
    """Letters by their names; what is on one side only, or stands differently, is a difference."""
    mine = {line.name: line for line in ours}
    other = {line.name: line for line in theirs}
    found = []
    for name in dict.fromkeys([*mine, *other]):
        difference = _difference(mine.get(name), other.get(name))
        if difference is not None:
            found.append(difference)
    return Reconciled(len(mine), len(other), found)


def _difference(ours: Line | None, theirs: Line | None) -> Difference | None:
    one = ours or theirs
    if one is None:
        return None
    way = one.way if ours is not None else (IN if one.way == OUT else OUT)
    advice = _advice(way, ours, theirs)
    if not advice:
        return None
    return Difference(
        one.document_id, one.sender_code, one.organ_code, way, _said(ours), _said(theirs), advice,
        ours.delivery_id if ours is not None else 0,
    )  # fmt: skip


def _advice(way: str, ours: Line | None, theirs: Line | None) -> str:
    if theirs is None:
        return _only_ours(way, ours)
    if ours is None:
        if way == OUT:
            return "Bên họ có, sổ bên ta không có: kiểm tra bản sao lưu đã phục hồi."
        return "Bên họ đã gửi nhưng bên ta chưa nhận: xem gói tin bị giữ lại, hoặc đề nghị gửi lại."
    if ours.status != theirs.status:
        return "Trạng thái hai bên khác nhau: chờ lượt gửi trạng thái kế tiếp, nếu vẫn khác hãy gửi lại."
    return ""


def _only_ours(way: str, ours: Line | None) -> str:
    if ours is None or way == IN:
        return "Bên ta đã nhận nhưng bên họ không ghi: đề nghị bên họ kiểm tra sổ gửi."
    if ours.state in (DeliveryState.WAITING, DeliveryState.FAILED):
        return "Chưa gửi được: hệ thống đang tự gửi lại."
    if ours.state == DeliveryState.DEAD:
        return "Không gửi được: xem nguyên nhân rồi bấm Gửi lại."
    return "Bên ta đã gửi nhưng bên họ không có: hãy bấm Gửi lại, không sinh bản trùng."


def _said(line: Line | None) -> str:
    if line is None:
        return "không có"
    state = DeliveryState(line.state).label if line.state in DeliveryState else line.state
    return status_label(line.status) or str(state)


def _theirs(peer: Peer, since: datetime, until: datetime) -> list[Line]:
    session, after, found = NativeSession(peer), "", list[Line]()
    try:
        while len(found) < MOST:
            told = session.ask(
                "/ledger", {"since": since.isoformat(), "until": until.isoformat(), "after": after}
            )
            if told.status != 200:
                raise Unavailable(f"{peer.name} không trả danh sách: {told.words or told.status}")
            found += [_line(row) for row in told.body.get("lines", [])]
            after = str(told.body.get("next", ""))
            if not after:
                break
    except WireFailed as error:
        raise Unavailable(f"Không lấy được danh sách của {peer.name}: {error}") from error
    finally:
        session.close()
    return found


def _line(row: dict[str, Any]) -> Line:
    try:
        return Line(
            way=str(row["way"]), document_id=str(row["document_id"]),
            business=int(row["business"]), sender_code=str(row["sender_code"]),
            organ_code=str(row["organ_code"]), state=str(row["state"]),
            status=str(row["status"]), at=datetime.fromisoformat(row["at"]),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError):
        raise Unavailable(
            "Danh sách của bên kia không đúng dạng. Hãy báo bên kia kiểm tra."
        ) from None
