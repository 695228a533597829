"""What stands where on a letter: from the fields of a letter to the data of the template.

Source: NĐ 30/2020/NĐ-CP, Phụ lục I (thể thức) and Phụ lục III (mẫu). Plain values in, plain JSON
out, so that the page preview, the final PDF and the tests use the same thing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from congvu.core.kernel.dates import date_in_words
from congvu.core.kernel.documentkinds import DocumentKind
from congvu.office.documents.authority import COLLECTIVES
from congvu.office.documents.choices import Urgency
from congvu.office.documents.letterhead.blocks import parse

URGENCY_STAMPS = {
    Urgency.URGENT: "KHẨN",
    Urgency.VERY_URGENT: "THƯỢNG KHẨN",
    Urgency.EXPRESS: "HOẢ TỐC",
    Urgency.EXPRESS_TIMED: "HOẢ TỐC HẸN GIỜ",
}

BLANK = "\u00a0"
"""A space that keeps its width: where number and date are written later."""

LAYOUTS = {"quyet_dinh": "decision", "quyet_dinh_qppl": "decision", "giay_moi": "invitation"}
"""Kinds with a layout of their own; unnamed kinds (công văn) are ``letter``, the rest ``named``."""

INVITATION_ROWS = (
    ("about", "Tới dự"),
    ("chair", "Chủ trì"),
    ("time", "Thời gian"),
    ("place", "Địa điểm"),
    ("agenda", "Nội dung"),
    ("note", "Lưu ý"),
)
"""``details`` of a giấy mời in the order of the form, with their labels."""


@dataclass(frozen=True, slots=True)
class Head:
    """The issuing agency as its letters name it."""

    name: str
    notation: str
    parent_name: str = ""
    place: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    body_name: str = ""
    head_title: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """The letter itself."""

    kind: DocumentKind
    subject: str
    code: str
    day: date | None
    unit_notation: str = ""
    addressees: Sequence[str] = ()
    bases: Sequence[str] = ()
    body: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    places: Sequence[str] = ()
    to_know: Sequence[str] = ()
    kept_at: str = ""
    signing_lines: Sequence[str] = ()
    signer_name: str = ""
    urgency: int = 0


def template_data(head: Head, text: Text) -> dict[str, Any]:
    """The data of ``letter.typ``."""
    layout = layout_of(text.kind)
    invitation = layout == "invitation"
    return {
        "layout": layout,
        "parent": parent_lines(head),
        "agency": agency_lines(head),
        "agency_line": head.body_name or head.name,
        "title_line": f"{text.kind.name} {text.code} {text.subject}".strip(),
        "number_line": f"Số: {text.code or blank_code(head, text)}",
        "place_date": place_and_day(head.place, text.day),
        "title": text.kind.name.upper(),
        "subject": subject_line(text),
        "addressees": _addressees(text.addressees),
        "competence": competence(head, text),
        "order": f"{text.kind.name.upper()}:",
        "host": head.body_name or head.name,
        "bases": _bases(text.bases),
        "rows": _rows(text.details) if invitation else [],
        "blocks": [block.as_data() for block in parse(text.body)],
        "authority": list(text.signing_lines),
        "signer": text.signer_name,
        "places": place_lines(text),
        "urgency": text.urgency,
        "urgency_text": URGENCY_STAMPS.get(Urgency(text.urgency), ""),
        "foot": foot_line(head),
    }


def layout_of(kind: DocumentKind) -> str:
    """``letter``, ``named``, ``decision`` or ``invitation``."""
    return LAYOUTS.get(kind.code, "named" if kind.is_named else "letter")


def parent_lines(head: Head) -> list[str]:
    """The governing agency above the issuing one; UBND and HĐND name none."""
    if head.body_name:
        return _broken(_without_place(head).upper())
    if not head.parent_name or head.notation.upper() in COLLECTIVES:
        return []
    return _broken(_short(head.parent_name).upper())


def agency_lines(head: Head) -> list[str]:
    """The issuing agency, or the body in whose name it goes out, in capitals."""
    return _broken((head.body_name or _without_place(head)).upper())


def _short(name: str) -> str:
    """A governing agency may be written with the usual abbreviation."""
    for long, short in (("Ủy ban nhân dân", "UBND"), ("Hội đồng nhân dân", "HĐND")):
        if name.startswith(long):
            return f"{short}{name.removeprefix(long)}"
    return name


def _without_place(head: Head) -> str:
    """``Sở … tỉnh Bắc Giang`` under ``UBND tỉnh Bắc Giang`` need not repeat the province."""
    tail = _short(head.parent_name).partition(" ")[2]
    if head.notation.upper() in COLLECTIVES or not tail:
        return head.name
    return head.name.removesuffix(f" {tail}")


def _broken(name: str) -> list[str]:
    """UBND of a place breaks after the body: ``ỦY BAN NHÂN DÂN`` / ``HUYỆN HIỆP HÒA``."""
    for body in COLLECTIVES.values():
        if name.startswith(f"{body} "):
            return [body, name.removeprefix(f"{body} ")]
    return [name]


def blank_code(head: Head, text: Text) -> str:
    """The notation of a draft that has no number yet."""
    agency = head.notation
    parts = [text.kind.abbreviation, agency] if text.kind.is_named else [agency, text.unit_notation]
    return f"{BLANK * 8}/" + "-".join(part for part in parts if part)


def place_and_day(place: str, day: date | None) -> str:
    if day is None:
        return f"{place}, ngày{BLANK * 6}tháng{BLANK * 6}năm{BLANK * 8}".lstrip(", ")
    return date_in_words(day, place)


def subject_line(text: Text) -> str:
    """Công văn begin with ``V/v``; quyết định with ``Về việc`` unless they say it themselves."""
    subject = text.subject.strip()
    if not text.kind.is_named:
        return subject if subject.lower().startswith("v/v") else f"V/v {_lower(subject)}"
    bare = subject[3:].strip() if subject.lower().startswith("v/v") else ""
    return f"Về việc {_lower(bare)}" if bare else subject


def _lower(text: str) -> str:
    """A sentence that follows another word; abbreviations and names keep their capitals."""
    keep = len(text) > 1 and (text[1].isupper() or not text[1].isalpha())
    second = text.split(" ")[1][:1] if " " in text else ""
    return text if keep or second.isupper() else text[:1].lower() + text[1:]


def competence(head: Head, text: Text) -> list[str]:
    """Who decides, above the bases of a quyết định: the head, or the body."""
    own = text.details.get("competence", "")
    if own:
        return [line.upper() for line in own.splitlines()]
    if head.body_name or head.notation.upper() in COLLECTIVES:
        return [(head.body_name or head.name).upper()]
    return [f"{head.head_title} {_without_place(head)}".upper().strip()]


def _addressees(names: Sequence[str]) -> list[str]:
    """One as it is, several closed with ``;`` and the last with a full stop."""
    plain = [name.strip().lstrip("-").strip().rstrip(".;,") for name in names if name.strip()]
    if len(plain) == 1:
        return [f"{plain[0]}."]
    return [f"{name};" for name in plain[:-1]] + [f"{name}." for name in plain[-1:]]


def _bases(lines: Sequence[str]) -> list[str]:
    plain = [line.strip().rstrip(".;,") for line in lines if line.strip()]
    return [f"{line};" for line in plain[:-1]] + [f"{line}." for line in plain[-1:]]


def _rows(details: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        {"label": label, "text": details[key]} for key, label in INVITATION_ROWS if details.get(key)
    ]


def place_lines(text: Text) -> list[str]:
    """Nơi nhận: ``Như trên;`` for those in Kính gửi, the others by name, ``Lưu: VT, CNTT.`` last."""
    addressed = {name.strip().lstrip("-").strip().rstrip(".;,") for name in text.addressees}
    lines = ["Như trên;"] if addressed and layout_of(text.kind) != "invitation" else []
    if layout_of(text.kind) == "decision":
        lines = [f"{text.details.get('as_article') or 'Như Điều thi hành'};"]
    others = (name for name in text.places if name not in addressed)
    lines += [f"{name.rstrip('.;,')}{_purpose(text, name)};" for name in others]
    kept = text.kept_at or ", ".join(filter(None, ["VT", text.unit_notation]))
    return [*lines, f"Lưu: {kept.rstrip('.')}."]


def _purpose(text: Text, name: str) -> str:
    """Who is only to know is told so."""
    return " (để biết)" if name in text.to_know else ""


def foot_line(head: Head) -> str:
    """Address line at the foot of the first page."""
    parts = (
        ("Địa chỉ", head.address),
        ("Điện thoại", head.phone),
        ("Thư điện tử", head.email),
        ("Website", head.website),
    )
    return "; ".join(f"{label}: {value}" for label, value in parts if value)
