"""What the two ends of joint work say to each other, version 1; unknown members are passed over.

A file is named by its digest and travels once: its bytes go along only while the other side does
not have them from us, nor we from it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from congvu.core.kernel.text import demand_storable
from congvu.counter.dossiers.choices import ApplicantKind, Outcome, State
from congvu.counter.dossiers.errors import UnreadableMessage

MOST_PAPERS, MOST_FILES = 200, 200


def _line(most: int) -> Any:
    return Field(default="", max_length=most)


class _Said(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class PartFile(_Said):
    """One content by its SHA-256, and what it is called."""

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    name: Annotated[str, Field(pattern=r"^[^/\\\x00-\x1f\x7f]{1,255}$")]


class PartPaper(_Said):
    name: Annotated[str, Field(min_length=1, max_length=1000)]
    code: str = _line(60)
    files: Annotated[tuple[PartFile, ...], Field(max_length=MOST_FILES)] = ()


class PartApplicant(_Said):
    """What the other agency needs to know of the applicant; see ``models.Applicant``."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    kind: ApplicantKind = ApplicantKind.PERSON
    identifier: str = _line(14)
    phone: str = _line(20)
    email: str = _line(254)
    address: str = _line(300)


class Ask(_Said):
    """Settle this procedure for the applicant of our dossier (Điều 19.6-7): task and due date."""

    verb: Literal["ask"] = "ask"
    origin_code: Annotated[str, Field(min_length=1, max_length=60)]
    title: str = _line(500)
    task: str = _line(500)
    leads: bool = False
    wanted_at: AwareDatetime | None = None
    procedure_code: Annotated[str, Field(min_length=1, max_length=60)]
    applicant: PartApplicant
    answers: dict[str, Any] = {}
    papers: Annotated[tuple[PartPaper, ...], Field(max_length=MOST_PAPERS)] = ()


class Stop(_Said):
    """The dossier that asked has ended: the child is not needed any more."""

    verb: Literal["stop"] = "stop"
    reason: str = _line(2000)


class Supply(_Said):
    """What the child asked for has come."""

    verb: Literal["supply"] = "supply"
    remark: str = _line(2000)
    answers: dict[str, Any] = {}
    papers: Annotated[tuple[PartPaper, ...], Field(max_length=MOST_PAPERS)] = ()


class PartResult(_Said):
    """What the other agency has decided; ``code`` is its number in the register of results."""

    outcome: Outcome
    code: str = _line(60)
    name: Annotated[str, Field(min_length=1, max_length=500)]
    reason: str = _line(2000)
    approved_by: str = _line(150)
    approved_at: AwareDatetime | None = None
    files: Annotated[tuple[PartFile, ...], Field(max_length=MOST_FILES)] = ()


class Told(_Said):
    """How the child stands now, whole each time: a message that was lost or late is not missed."""

    verb: Literal["told"] = "told"
    code: Annotated[str, Field(min_length=1, max_length=60)]
    state: State
    due_at: AwareDatetime | None = None
    text: str = _line(2000)
    points: Annotated[tuple[Annotated[str, Field(max_length=1000)], ...], Field(max_length=50)] = ()
    result: PartResult | None = None


class PartMessage(_Said):
    """``key`` names the piece of work in both installations, ``number`` counts what one end says."""

    v: Literal[1] = 1
    key: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    number: Annotated[int, Field(ge=1, le=2_000_000_000)]
    body: Annotated[Ask | Stop | Supply | Told, Field(discriminator="verb")]


def read(text: bytes | str) -> PartMessage:
    """:raises UnreadableMessage: not a message of version 1, or with what no database keeps"""
    try:
        message = PartMessage.model_validate_json(text)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])[:200]
        raise UnreadableMessage(where=where) from error
    demand_storable(message.model_dump(mode="json"), label="Thư liên thông")
    return message


def files_of_body(body: Ask | Stop | Supply | Told) -> list[PartFile]:
    """Every file that a message speaks of, each content once."""
    papers = body.papers if isinstance(body, Ask | Supply) else ()
    found = [file for paper in papers for file in paper.files]
    if isinstance(body, Told) and body.result is not None:
        found += body.result.files
    return list({file.sha256: file for file in found}.values())


__all__ = [
    "Ask", "PartApplicant", "PartFile", "PartMessage", "PartPaper", "PartResult", "Stop", "Supply",
    "Told", "files_of_body", "read",
]  # fmt: skip
