"""The papers of letters from outside: real PDF pages in the prescribed layout."""

from __future__ import annotations

from congvu.core.kernel.documentkinds import kind_by_code
from congvu.office.documents.actions import incoming
from congvu.office.documents.letterhead.engine import compile_pdf
from congvu.office.documents.letterhead.layout import Head, Text, template_data
from congvu.project.demo import texts
from congvu.project.demo.names import people

SIGNERS = people(seed=1945)
CAPITAL = ("Bộ", "Cục", "Văn phòng")


def letter_of(fields: incoming.Fields) -> bytes:
    """A PDF of the letter as its issuer would have sent it."""
    day = fields.issued_on
    assert day is not None
    kind = kind_by_code(fields.kind, day)
    assert kind is not None
    capital = fields.issuer_name.startswith(CAPITAL)
    head = Head(
        name=fields.issuer_name,
        notation=fields.code.rpartition("/")[2].partition("-")[0],
        place="Hà Nội" if capital else "Bắc Giang",
        head_title=fields.signer_title.upper(),
    )
    text = Text(
        kind=kind,
        subject=fields.subject.removeprefix("V/v ").removeprefix(kind.name).strip(),
        code=fields.code,
        day=day,
        addressees=["Sở Thông tin và Truyền thông tỉnh Bắc Giang"] if not kind.is_named else [],
        body=texts.BODY.format(agency=fields.issuer_name, due=f"{fields.due_on:%d/%m/%Y}"),
        signing_lines=[fields.signer_title.upper()],
        signer_name=fields.signer_name,
        urgency=fields.urgency,
    )
    return compile_pdf("letter.typ", template_data(head, text), day=day)
