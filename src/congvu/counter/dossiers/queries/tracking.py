"""Looking up a dossier without an account: code and last four digits, the same answer for a code
that does not exist and for wrong digits."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from datetime import datetime

from congvu.core.kernel.dossiercode import parse_dossier_code
from congvu.core.kernel.errors import Invalid, NotFound
from congvu.core.kernel.subject import Subject
from congvu.counter.dossiers.choices import DOSSIER_KIND, State
from congvu.counter.dossiers.models import Dossier, Event
from congvu.counter.dossiers.queries.masking import masked_name
from congvu.counter.fees.choices import ChargeState
from congvu.counter.fees.queries import charges_of

DIGITS = 4
NOT_FOUND = (
    "Không tìm thấy hồ sơ với mã và bốn số cuối đã nhập. Hãy kiểm tra lại trên giấy tiếp nhận, "
    "hoặc hỏi Bộ phận Một cửa."
)


@dataclass(frozen=True, slots=True)
class Owed:
    """A charge that waits for money; ``key`` opens the payer's page, ``amount`` in đồng."""

    key: str
    amount: int


@dataclass(frozen=True, slots=True)
class Tracked:
    """What a stranger with code and digits may see: never a whole name, number or paper."""

    code: str
    procedure: str
    agency: str
    state: str
    label: str
    applicant: str
    filed_at: datetime
    due_at: datetime | None
    due_account: list[str]
    gaps: list[str]
    steps: list[tuple[datetime, str]]
    owed: list[Owed] = field(default_factory=list)


def track(*, code: str, digits: str) -> Tracked:
    """One dossier for who has its code and the last four digits of telephone or number.

    Always does the same work: a wrong code and wrong digits cannot be told apart.

    :raises NotFound: with :data:`NOT_FOUND`
    """
    found = _by_code(code)
    known = _tails(found) if found is not None else ["????"]
    wellformed = len(digits) == DIGITS and digits.isascii() and digits.isdigit()
    fits = [hmac.compare_digest(tail.encode(), digits.encode()) for tail in known]
    if found is None or not wellformed or not any(fits):
        raise NotFound(NOT_FOUND)
    return _shown(found)


def _by_code(code: str) -> Dossier | None:
    try:
        asked = str(parse_dossier_code(code[:60]))
    except Invalid:
        asked = ""
    rows = Dossier.objects.filter(code=asked)
    return rows.select_related("agency", "procedure", "applicant").first()


def _tails(dossier: Dossier) -> list[str]:
    known = (
        dossier.applicant.phone, dossier.applicant.identifier.partition("-")[0],
        dossier.filer_identifier,
    )  # fmt: skip
    return [text[-DIGITS:] for text in known if len(text) >= DIGITS] or ["????"]


def _shown(dossier: Dossier) -> Tracked:
    state = State(dossier.state)
    gaps: list[str] = []
    if state == State.SUPPLEMENT:
        asked = dossier.supplements.filter(supplied_at__isnull=True).first()
        gaps = list(asked.gaps.values_list("text", flat=True)) if asked else []
    moves = (
        Event.objects.filter(dossier=dossier).order_by("id").values_list("at", "target", "source")
    )
    return Tracked(
        code=dossier.code, procedure=dossier.procedure.name, agency=dossier.agency.name,
        state=state, label=str(state.label), applicant=masked_name(dossier.applicant.name),
        filed_at=dossier.filed_at, due_at=dossier.due_at, due_account=dossier.due_account,
        gaps=gaps,
        steps=[(at, str(State(to).label)) for at, to, source in moves if to != source],
        owed=[
            Owed(charge.key, charge.amount)
            for charge in charges_of(Subject(DOSSIER_KIND, dossier.pk))
            if charge.state == ChargeState.DUE
        ],
    )  # fmt: skip
