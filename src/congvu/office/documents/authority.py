"""The authority line of a signature (quyền hạn, chức vụ): TM., Q., KT., TL., TUQ.

Source: NĐ 30/2020/NĐ-CP, Điều 13 and Phụ lục I, phần II, mục I.7. A collective body (UBND, HĐND, an
advisory body) signs ``TM.``; a deputy ``KT.`` for the head; a head of unit ``TL.``; who was
delegated in writing ``TUQ.``; who holds the head's chair for the time being ``Q.``.
"""

from __future__ import annotations

from dataclasses import dataclass

from congvu.core.organisation.choices import Role
from congvu.office.documents.choices import Authority

COLLECTIVES = {"UBND": "ỦY BAN NHÂN DÂN", "HĐND": "HỘI ĐỒNG NHÂN DÂN"}
"""Notation of an agency that decides as a body → how the body is named above the signature."""

_ACTING = "quyền "

_BY_ROLE = {
    Role.LEADER: Authority.OWN,
    Role.DEPUTY_LEADER: Authority.KT,
    Role.OFFICE_HEAD: Authority.TL,
    Role.UNIT_HEAD: Authority.TL,
}
"""The line that a seat signs with by itself; other seats sign only when delegated."""


@dataclass(frozen=True, slots=True)
class Seat:
    """The chair somebody signs from: its role and its title as written (``Phó Giám đốc``)."""

    role: str
    title: str


@dataclass(frozen=True, slots=True)
class Signature:
    """What stands above the name, line by line, and the kind of authority for the record."""

    authority: str
    lines: tuple[str, ...]


def signature(
    *,
    seat: Seat,
    head_title: str,
    agency_notation: str,
    body_name: str = "",
    delegated: str = "",
) -> Signature | None:
    """The lines for a letter signed from ``seat``; None when that chair has no authority.

    :param head_title: title of the agency's head, ``Giám đốc``, ``Chủ tịch``
    :param agency_notation: ``UBND`` and ``HĐND`` decide as a body
    :param body_name: the advisory body (hội đồng, ban) in whose name the letter goes out
    :param delegated: the authority written in the delegation (``TUQ.``, ``KT.``), if acting by one
    """
    title = seat.title.upper()
    body = body_name.upper() or COLLECTIVES.get(agency_notation.upper(), "")
    if body_name:
        return Signature(Authority.TM, (f"{Authority.TM.value} {body}", title))
    by_role = _BY_ROLE.get(Role(seat.role)) if seat.role in Role.values else None
    authority = Authority(delegated) if delegated in Authority.values and delegated else by_role
    if authority is None:
        return None
    if authority == Authority.OWN:
        return _head(title, body)
    above = (f"{authority.value} {head_title.upper()}", title)
    if body and authority == Authority.KT:
        return Signature(authority, (f"{Authority.TM.value} {body}", *above))
    return Signature(authority, above)


def _head(title: str, body: str) -> Signature:
    if title.lower().startswith(_ACTING):
        line = f"{Authority.Q.value} {title[len(_ACTING) :]}"
        own = Signature(Authority.Q, (line,))
    else:
        own = Signature(Authority.OWN, (title,))
    if not body:
        return own
    held = own.authority or Authority.TM
    return Signature(held, (f"{Authority.TM.value} {body}", *own.lines))
