"""Templates of results, and what a dossier fills them with."""

from __future__ import annotations

import re
import secrets
from datetime import datetime

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.dates import format_date
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.text import clean_line, clean_text
from congvu.counter.dossiers.choices import Making
from congvu.counter.dossiers.errors import SealedAlready
from congvu.counter.dossiers.models import Dossier, Result, ResultEntry, ResultTemplate
from congvu.counter.dossiers.policies import ROOM
from congvu.counter.procedures.queries import procedure as procedure_of

LONGEST_BODY = 20_000
FACTS = (
    "chu_ho_so", "so_dinh_danh", "dia_chi", "ma_ho_so", "noi_dung", "thu_tuc", "co_quan", "ngay_nop",
)  # fmt: skip
"""Words of a template that every dossier knows."""
_WORD = re.compile(r"\{([a-zA-Z_][a-zA-Z0-9_.]{0,99})\}")
BLANK = "……"
GENERAL = ResultTemplate(
    heading="Thông báo kết quả giải quyết", notation="KQ",
    body="{co_quan} thông báo kết quả giải quyết hồ sơ {ma_ho_so} của {chu_ho_so} "
    "(số định danh, mã số thuế: {so_dinh_danh}; địa chỉ: {dia_chi}) về việc: {noi_dung}.\n"
    "Căn cứ hồ sơ đã nộp ngày {ngay_nop} và quy định của thủ tục “{thu_tuc}”, hồ sơ đủ điều kiện "
    "và được giải quyết theo đề nghị.",
)  # fmt: skip
"""What an agency without templates of its own begins with."""


def template_for(dossier: Dossier) -> ResultTemplate:
    """The template of the dossier's procedure at its agency, else the agency's, else the general."""
    rows = ResultTemplate.objects.filter(agency=dossier.agency_id)
    own = rows.filter(procedure=dossier.procedure.procedure_id).first()
    return own or rows.filter(procedure__isnull=True).first() or GENERAL


def filled(body: str, dossier: Dossier) -> str:
    """The words in braces from the dossier; what it does not say stays a blank to fill by hand."""
    facts = _facts(dossier)

    def said(match: re.Match[str]) -> str:
        name = match[1]
        found = _answer(dossier.answers, name[2:]) if name.startswith("f.") else facts.get(name, "")
        return found or BLANK

    return _WORD.sub(said, body)


def _facts(dossier: Dossier) -> dict[str, str]:
    who = dossier.applicant
    said = (
        who.name, who.identifier, who.address, dossier.code, dossier.title, dossier.procedure.name,
        dossier.agency.name, format_date(local_date(dossier.filed_at)),
    )  # fmt: skip
    return dict(zip(FACTS, said, strict=True))


def _answer(answers: object, path: str) -> str:
    for part in path.split("."):
        if isinstance(answers, dict):
            answers = answers.get(part)
        elif isinstance(answers, list) and part.isdecimal() and int(part) < len(answers):
            answers = answers[int(part)]
        else:
            return ""
    return str(answers) if isinstance(answers, str | int | float) else ""


@action(f"{ROOM}.keep_template")
def keep_template(
    *, actor: Actor, at: datetime, heading: str, notation: str, body: str,
    procedure_code: str = "", agency_id: int | None = None,
) -> ResultTemplate:  # fmt: skip
    """Lập, sửa mẫu kết quả of the own agency; one for each procedure, one for all others.

    :param body: paragraphs; ``{chu_ho_so}`` and its kin, ``{f.<tên ô>}`` for an answer of the form
    :raises NotFound: no such procedure
    """
    demand(actor, f"{ROOM}.keep_template")
    agency = (agency_id if actor.is_system else actor.agency_id) or 0
    procedure = procedure_of(procedure_code) if procedure_code else None
    row, _ = ResultTemplate.objects.update_or_create(
        agency_id=agency, procedure=procedure,
        defaults=written(heading, notation, body)
        | {"changed_at": at, "changed_by": actor.name[:150]},
    )  # fmt: skip
    note(None, label=row.heading, agency_id=agency, changes={"template": row.pk, "body": row.body})
    return row


def written(heading: str, notation: str, body: str) -> dict[str, str]:
    """:raises Invalid: one of the three is missing"""
    found = {
        "heading": clean_line(heading, 200, label="Tên loại"),
        "notation": clean_line(notation, 30, label="Ký hiệu").upper(),
        "body": clean_text(body, LONGEST_BODY, label="Nội dung kết quả"),
    }
    missing = {name: ["Hãy nhập."] for name, text in found.items() if not text}
    if missing:
        raise Invalid(
            "Kết quả ký số cần đủ tên loại, ký hiệu và nội dung. Hãy nhập đủ.", fields=missing
        )
    return found


def making_of(
    dossier: Dossier, making: str, *, heading: str, notation: str, body: str
) -> dict[str, object]:
    """Fields of a result for its way of signing, unsigned, with a new key for its QR.

    :raises SealedAlready: what stands was given a number
    """
    standing = ResultEntry.objects.filter(result__dossier=dossier, revoked_at__isnull=True)
    if standing.exists():
        raise SealedAlready
    kind = Making(making)
    blank: dict[str, object] = {"heading": "", "notation": "", "body": ""}
    if kind == Making.TEMPLATE:
        model = template_for(dossier)
        blank |= written(
            heading or model.heading,
            notation or model.notation,
            body or filled(model.body, dossier),
        )
    elif kind == Making.FILE:
        blank["notation"] = clean_line(notation, 30, label="Ký hiệu").upper()
    key = secrets.token_urlsafe(16) if kind != Making.PAPER else ""
    return blank | {"making": kind, "sha256": "", "key": key}


def is_digital(result: Result) -> bool:
    return result.making != Making.PAPER
