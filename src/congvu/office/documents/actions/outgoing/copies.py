"""Certified copies (sao y, sao lục, trích sao) with their one series of numbers."""

from __future__ import annotations

from datetime import datetime

from congvu.core.audit.actions import action, note
from congvu.core.files import actions as files
from congvu.core.files.choices import Use
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.documentkinds import kind_by_code
from congvu.core.kernel.errors import Invalid, NotFound, WrongState
from congvu.core.kernel.notation import make_notation
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.subject import Subject, cards, kinds
from congvu.core.kernel.text import clean_line
from congvu.core.organisation import queries as organisation
from congvu.office.documents.actions import registers
from congvu.office.documents.choices import (
    COPIES,
    COPY_KIND,
    INCOMING_KIND,
    OUTGOING_KIND,
    Direction,
    IncomingState,
    OutgoingState,
)
from congvu.office.documents.errors import SecretContent
from congvu.office.documents.models import Copy, Incoming, Outgoing
from congvu.office.signing import actions as signing


@action("documents.outgoing.copy")
def make_copy(
    *,
    actor: Actor,
    at: datetime,
    kind: str,
    subject: Subject,
    signer_name: str,
    recipients: str = "",
    copies: int = 1,
    paper: files.Stored | None = None,
) -> Copy:
    """Sao văn bản: number and register line of a certified copy of a letter the actor reads.

    :param kind: ``sao_y``, ``sao_luc`` or ``trich_sao``
    :param paper: the signed PDF of an electronic copy; it is verified by a job
    :raises NotFound: no such letter for this actor
    :raises WrongState: a draft, not in the register, asked back or recalled
    :raises SecretContent: secret letters are copied on paper, by their own law
    """
    demand_copy(actor, subject)
    assert actor.agency_id is not None
    if not 1 <= copies <= 32_000:
        raise Invalid("Số bản sao phải từ 1 đến 32.000. Hãy nhập lại.")
    card = cards([subject]).get(subject)
    copy = Copy.objects.create(
        agency_id=actor.agency_id,
        kind=kind,
        subject_kind=subject.kind,
        subject_id=subject.id,
        subject_label=f"{card.code} {card.title}".strip()[:500] if card else "",
        signer_name=clean_line(signer_name, 100, label="Người ký"),
        recipients=clean_line(recipients, 500, label="Nơi nhận"),
        copies=copies,
        made_by=actor.name[:200],
        made_at=at,
    )
    given = registers.allocate(
        actor=actor, at=at, agency_id=actor.agency_id, direction=Direction.OUT, series=COPIES,
        subject=Subject(COPY_KIND, copy.pk),
    )  # fmt: skip
    form = kind_by_code(kind, given.dated)
    if form is None or form.group != "copy":
        raise Invalid(
            "Hình thức sao không có trong danh mục. Hãy chọn sao y, sao lục hoặc trích sao.",
            fields={"kind": ["Hãy chọn hình thức sao."]},
        )
    notation = organisation.agency(actor.agency_id).notation
    copy.register, copy.number, copy.issued_on = given.register, given.value, given.dated
    copy.code = str(make_notation(given.value, form, notation))
    copy.save()
    registers.confirm(actor=actor, at=at, number=given)
    if paper is not None:
        _keep(copy, paper, actor, at)
    note(subject, label=copy.subject_label, changes={"copy": copy.code, "copies": copies,
         "electronic": paper is not None})  # fmt: skip
    return copy


def _keep(copy: Copy, paper: files.Stored, actor: Actor, at: datetime) -> None:
    """The signed PDF under the copy's own number."""
    file = files.attach(
        source=paper, subject=Subject(COPY_KIND, copy.pk), use=Use.MAIN, actor=actor, at=at,
        name=f"{copy.code.replace('/', '-')}.pdf", agency_id=copy.agency_id,
    )  # fmt: skip
    signing.validate_files_later([file])


def demand_copy(actor: Actor, subject: Subject) -> None:
    """Whether the actor may copy this letter, and there is an original.

    :raises NotAllowed, NotFound, WrongState, SecretContent: as :func:`make_copy`
    """
    demand(actor, "documents.outgoing.copy")
    known = kinds.get(subject.kind)
    if actor.agency_id is None or known is None:
        raise NotFound
    if subject.id not in known.readable(actor, [subject.id]):
        raise NotFound
    _demand_copyable(subject)


def copyable(letter: Incoming | Outgoing) -> bool:
    """Whether there is an original to copy: numbered, open, and in force."""
    gone = _GONE_IN if isinstance(letter, Incoming) else _NOT_OUT
    return letter.number is not None and not letter.secrecy and letter.state not in gone


_GONE_IN = frozenset({IncomingState.FROZEN, IncomingState.RECALLED})
_NOT_OUT = frozenset(OutgoingState) - {OutgoingState.NUMBERED, OutgoingState.ISSUED}


def _demand_copyable(subject: Subject) -> None:
    letter: Incoming | Outgoing
    if subject.kind == INCOMING_KIND:
        letter = Incoming.objects.get(pk=subject.id)
    elif subject.kind == OUTGOING_KIND:
        letter = Outgoing.objects.get(pk=subject.id)
    else:
        raise NotFound
    if letter.secrecy:
        raise SecretContent(
            "Văn bản mật được sao theo quy định về bảo vệ bí mật nhà nước, không sao trên hệ thống."
        )
    if not copyable(letter):
        raise WrongState(
            "Chỉ sao được văn bản đã có số và còn hiệu lực, không sao dự thảo hay văn bản đang "
            "được thu hồi. Hãy kiểm tra lại văn bản."
        )
