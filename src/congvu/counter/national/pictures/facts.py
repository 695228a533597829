"""The facts of a dossier as the portal is told them; numbers are those of ``statuses.Rules``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Paper:
    """One file of a paper that was filed; ``digitised``: scanned by us from paper."""

    file_id: int
    file_name: str
    paper_code: str
    link: str
    digitised: bool
    deleted: bool = False
    from_store: bool = False


@dataclass(frozen=True, slots=True)
class Fee:
    """One line of what was charged, in đồng."""

    name: str
    code: str
    collected: int
    amount: int
    kind: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """One paper that a supplement asks for."""

    name: str
    paper_code: str


@dataclass(frozen=True, slots=True)
class Request:
    """One request for a supplement; dates that nobody kept are None."""

    number: int
    asked_by: str
    text: str
    asked_at: datetime
    taken_by: str
    taken_words: str
    taken_at: datetime | None
    status: int
    papers: tuple[Wanted, ...]
    fees: tuple[Fee, ...]
    due_before: datetime | None
    due_after: datetime | None


@dataclass(frozen=True, slots=True)
class ResultPaper:
    name: str
    paper_code: str
    file_id: int
    link: str
    result_code: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A dossier as it stood at one of its events."""

    code: str
    procedure_code: str
    procedure_name: str
    field_code: str
    field_name: str
    applicant_name: str
    applicant_kind: int
    applicant_id: str
    applicant_more: str
    email: str
    fax: str
    phone: str
    title: str
    received_at: datetime | None
    due_at: datetime | None
    status: int
    returned_at: datetime | None
    returned_words: str
    way: int
    ended_at: datetime | None
    unit_name: str
    remark: str
    channel: int
    online_payment: int
    has_scans: bool
    verified: bool
    papers: tuple[Paper, ...]
    fees: tuple[Fee, ...]
    requests: tuple[Request, ...]
    results: tuple[ResultPaper, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One act on a dossier, for its tracking page at the portal."""

    code: str
    person: str
    title: str
    at: datetime
    unit_name: str
    words: str
    status: int
    started_at: datetime
    due_at: datetime | None
