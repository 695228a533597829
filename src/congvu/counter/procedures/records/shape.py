"""The catalogue entry (ND 63/2010/NĐ-CP Art. 8; payload ``LayThuTuc``) as frozen values."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

from congvu.counter.procedures.limits import Reading, unstated

NO_LIMIT = unstated()


@dataclass(frozen=True, slots=True)
class Way:
    """One way of filing; ``channel`` 1 direct, 2 online, 3 by post; ``fee`` in đồng."""

    channel: int
    limit: Reading = NO_LIMIT
    fee_text: str = ""
    fee: int | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class PaperItem:
    """One paper of the dossier, under the case it is asked for in."""

    name: str
    code: str = ""
    form_name: str = ""
    originals: int = 0
    copies: int = 0
    case: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class ResultItem:
    name: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Basis:
    number: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class LevelSetting:
    """A level of ``choices.Authority`` and what differs there from the rest of the record."""

    level: str
    limit: Reading = NO_LIMIT
    processing_agency: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """Everything the catalogue says of one procedure at one time."""

    name: str
    field_code: str
    levels: tuple[LevelSetting, ...] = ()
    kind: str = ""
    decision: str = ""
    steps: str = ""
    ways: tuple[Way, ...] = ()
    papers: tuple[PaperItem, ...] = ()
    sets: int | None = None
    limit: Reading = NO_LIMIT
    objects: str = ""
    requirements: str = ""
    fee_text: str = ""
    results: tuple[ResultItem, ...] = ()
    legal_bases: tuple[Basis, ...] = ()
    processing_agency: str = ""
    competent_agency: str = ""
    authorised_agency: str = ""
    cooperating_agency: str = ""
    receiving_place: str = ""
    related: str = ""


def digest(record: Record) -> str:
    """SHA-256 of the record's canonical JSON: equal for records that differ in nothing."""
    body = json.dumps(asdict(record), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


MANDATORY: tuple[tuple[str, str], ...] = (
    ("name", "tên thủ tục"),
    ("steps", "trình tự thực hiện"),
    ("ways", "cách thức thực hiện"),
    ("papers", "thành phần hồ sơ"),
    ("limit", "thời hạn giải quyết"),
    ("objects", "đối tượng thực hiện"),
    ("processing_agency", "cơ quan thực hiện"),
)
"""What every procedure must say (ND 63/2010/NĐ-CP Art. 8), with its name for people.

The number of sets (số lượng hồ sơ) belongs to the papers and is asked for with them.
"""


def missing(record: Record) -> list[str]:
    """Names of the mandatory parts that the record lacks."""
    lacking = []
    for part, label in MANDATORY:
        value = getattr(record, part)
        if isinstance(value, Reading):
            there = value.state != "none" or any(w.limit.state != "none" for w in record.ways)
        else:
            there = bool(value)
        if not there:
            lacking.append(label)
    return lacking
