"""What a drafter fills in, cleaned and checked before anything is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.documentkinds import DocumentKind, kind_by_code
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.text import clean_line, clean_text
from congvu.core.organisation import queries as organisation
from congvu.office.documents.choices import Purpose, RecipientKind, Relation, Secrecy, Urgency
from congvu.office.documents.errors import SecretContent
from congvu.office.documents.models import Outgoing, Recipient
from congvu.office.documents.series import series_of

BODY_LIMIT = 200_000
PLACES_LIMIT = 2_000
MOST_COPIES = 999
"""Three digits for copies and for pages (NĐ 30/2020/NĐ-CP, Phụ lục VI)."""


@dataclass(frozen=True, slots=True)
class Place:
    """One nơi nhận: an agency of the installation, a unit of one's own, or an outside name."""

    kind: str
    agency_id: int | None = None
    unit_id: int | None = None
    name: str = ""
    address: str = ""
    purpose: str = Purpose.ACT


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a draft as typed.

    ``kind`` is a code of ``kernel.documentkinds``; a legal (QPPL) kind makes the letter one.
    ``details`` holds what only some kinds have: ``time``, ``place``, ``agenda`` of a giấy mời.
    ``addressees`` (Kính gửi) and ``bases`` (căn cứ) are one a line, ``body`` is plain text.
    """

    kind: str
    subject: str
    addressees: str = ""
    bases: str = ""
    body: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    kept_at: str = ""
    body_name: str = ""
    body_mark: str = ""
    language: str = "Tiếng Việt"
    copies: int = 1
    pages: int | None = None
    urgency: int = Urgency.NORMAL
    secrecy: int = Secrecy.NORMAL
    due_on: date | None = None
    signer_post_id: int | None = None
    relation: str = Relation.NONE
    related_to_id: int | None = None
    places: Sequence[Place] = ()
    note: str = ""


def kind_of(code: str, day: date) -> DocumentKind:
    """:raises Invalid: no such kind on that day, or a copy kind"""
    kind = kind_by_code(code, day)
    if kind is None or kind.group == "copy":
        raise Invalid(
            "Loại văn bản này không có trong danh mục đang dùng. Hãy chọn lại loại văn bản.",
            fields={"kind": ["Hãy chọn loại văn bản trong danh mục."]},
        )
    return kind


def demand_open(secrecy: int) -> None:
    """Content of secret letters stays off the network; only the register knows of them.

    :raises SecretContent: the letter is Mật, Tối mật or Tuyệt mật
    """
    if secrecy != Secrecy.NORMAL:
        raise SecretContent


def cleaned(fields: Fields, *, day: date, actor: Actor, agency_id: int) -> dict[str, Any]:
    """Column values of an outgoing letter.

    :raises Invalid: a field that cannot be accepted, with its sentence
    """
    kind = kind_of(fields.kind, day)
    if fields.urgency not in Urgency.values or fields.relation not in Relation.values:
        raise Invalid
    if not 1 <= fields.copies <= MOST_COPIES or (fields.pages or 0) > MOST_COPIES:
        raise Invalid("Số bản và số trang phải từ 1 đến 999. Hãy nhập lại.")
    body_mark = clean_line(fields.body_mark, 30, label="Ký hiệu hội đồng, ban")
    legal = kind.group == "legal"
    return {
        "kind": kind.code,
        "is_qppl": legal,
        "series": series_of(kind=kind.code, is_qppl=legal, secret=False, body_mark=body_mark),
        "subject": clean_line(fields.subject, 500, label="Trích yếu"),
        "addressees": clean_text(fields.addressees, 20_000, label="Kính gửi"),
        "bases": clean_text(fields.bases, 20_000, label="Căn cứ"),
        "body": clean_text(fields.body, BODY_LIMIT, label="Nội dung"),
        "details": _details(fields.details),
        "kept_at": clean_line(fields.kept_at, 100, label="Nơi lưu"),
        "body_name": clean_line(fields.body_name, 200, label="Tên hội đồng, ban"),
        "body_mark": body_mark,
        "language": clean_line(fields.language, 30, label="Ngôn ngữ"),
        "copies": fields.copies,
        "pages": fields.pages,
        "urgency": fields.urgency,
        "due_on": fields.due_on,
        "signer_post_id": _signer(fields.signer_post_id, agency_id, day),
        **_related(fields, agency_id),
        "note": clean_line(fields.note, 500, label="Ghi chú"),
    }


def _details(details: Mapping[str, str]) -> dict[str, str]:
    if len(details) > 20:
        raise Invalid
    return {
        clean_line(str(key), 40): clean_text(str(value), 5_000, label="Mục riêng")
        for key, value in details.items()
        if value
    }


def _signer(post_id: int | None, agency_id: int, day: date) -> int | None:
    if post_id is None:
        return None
    if not organisation.posts_of(agency_id, on=day).filter(pk=post_id).exists():
        raise Invalid(
            "Người ký không thuộc cơ quan này. Hãy chọn lại người ký.",
            fields={"signer_post_id": ["Hãy chọn người ký trong cơ quan."]},
        )
    return post_id


def _related(fields: Fields, agency_id: int) -> dict[str, Any]:
    if not fields.relation and fields.related_to_id is None:
        return {"relation": Relation.NONE, "related_to_id": None}
    earlier = Outgoing.objects.filter(pk=fields.related_to_id or 0, agency_id=agency_id).first()
    if not fields.relation or earlier is None or earlier.issued_at is None:
        raise Invalid(
            "Hãy chọn văn bản đã phát hành của cơ quan và nêu quan hệ: sửa đổi, đính chính, thay "
            "thế hoặc thu hồi.",
            fields={"related_to_id": ["Hãy chọn văn bản đã phát hành."]},
        )
    return {"relation": fields.relation, "related_to_id": earlier.pk}


def recipients(places: Sequence[Place], *, agency_id: int, day: date) -> list[Recipient]:
    """Unsaved recipients in order, each place once, named as the organisation names it.

    :raises Invalid: too many, an agency or unit that does not exist, an outside place unnamed
    """
    if len(places) > PLACES_LIMIT:
        raise Invalid(f"Nơi nhận nhiều hơn {PLACES_LIMIT}. Hãy gửi thành nhiều đợt.")
    names = _names(places, agency_id, day)
    rows: dict[tuple[str, object], Recipient] = {}
    for place in places:
        row = _recipient(place, names)
        rows.setdefault((row.kind, row.agency_id or row.unit_id or row.name), row)
    for position, row in enumerate(rows.values()):
        row.position = position
    return list(rows.values())


def _names(places: Sequence[Place], agency_id: int, day: date) -> dict[tuple[str, int], str]:
    agencies = {p.agency_id for p in places if p.kind == RecipientKind.AGENCY and p.agency_id}
    units = {p.unit_id for p in places if p.kind == RecipientKind.UNIT and p.unit_id}
    names: dict[tuple[str, int], str] = {}
    if agencies:
        rows = organisation.agencies_on(day).exclude(pk=agency_id)
        for pk, short, name in rows.filter(pk__in=agencies).values_list("pk", "short_name", "name"):
            names[RecipientKind.AGENCY, pk] = short or name
    if units:
        own = organisation.units_of(agency_id, on=day).filter(pk__in=units)
        for pk, name in own.values_list("pk", "name"):
            names[RecipientKind.UNIT, pk] = name
    return names


def _recipient(place: Place, names: dict[tuple[str, int], str]) -> Recipient:
    known = names.get((place.kind, place.agency_id or place.unit_id or 0), "")
    name = clean_line(place.name, 200, label="Nơi nhận") or known
    inside = place.kind in (RecipientKind.AGENCY, RecipientKind.UNIT)
    if place.kind not in RecipientKind.values or not name or (inside and not known):
        raise Invalid(
            "Có nơi nhận không còn trong danh mục hoặc chưa ghi tên. Hãy chọn lại nơi nhận.",
            fields={"places": ["Hãy chọn lại nơi nhận."]},
        )
    if place.purpose not in Purpose.values:
        raise Invalid
    return Recipient(
        kind=place.kind,
        agency_id=place.agency_id if place.kind == RecipientKind.AGENCY else None,
        unit_id=place.unit_id if place.kind == RecipientKind.UNIT else None,
        name=name,
        address=clean_line(place.address, 300, label="Địa chỉ gửi"),
        purpose=place.purpose,
    )
