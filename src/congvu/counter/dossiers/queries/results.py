"""Results that are signed by keys: what they carry, their numbers, and what anybody may verify."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet

from congvu.core.files.queries import files_of
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.permissions import permits
from congvu.core.kernel.subject import Subject
from congvu.counter.dossiers.choices import RESULT_KIND, Making, State
from congvu.counter.dossiers.models import Dossier, Result, ResultEntry
from congvu.counter.dossiers.policies import ROOM, has_right, reads_whole_agency
from congvu.counter.dossiers.queries.lists import visible_to
from congvu.counter.dossiers.queries.masking import masked_name
from congvu.office.signing.choices import FieldKind, Finding
from congvu.office.signing.pages.verification import TONES, SignatureCard, cards_of
from congvu.office.signing.queries import records_of
from congvu.office.signing.queries.validation import latest_of

if TYPE_CHECKING:
    from congvu.core.files.models import File
    from congvu.office.signing.models import SignatureRecord, ValidationRecord

COMPLETE = frozenset({FieldKind.PERSON, FieldKind.AGENCY})
SIGNABLE = (State.PROCESSING, State.FINISHED, State.RETURNED)
NO_RESULT = "Không có kết quả nào với mã xác minh này. Hãy quét lại mã QR trên giấy, hoặc hỏi cơ quan đã cấp."


def subject_of(result: Result) -> Subject:
    return Subject(RESULT_KIND, result.pk)


def papers_of(result: Result) -> list[File]:
    """The standing files of a result; the caller has authorised the dossier."""
    return files_of([subject_of(result)])[subject_of(result)]


def paper_of(result: Result, files: Iterable[File] | None = None) -> File | None:
    """The PDF that is or will be signed: the signed bytes, else the first PDF."""
    pdfs = [
        one for one in (papers_of(result) if files is None else files) if one.blob.kind == "pdf"
    ]
    signed = [one for one in pdfs if one.blob.sha256 == result.sha256]
    return next(iter(signed or pdfs), None)


def signed_by(result: Result) -> list[SignatureRecord]:
    """The signatures upon the bytes that stand, first one first: each is of the bytes that the
    next one found; empty while this text is unsigned, or when the kept file is another."""
    if result.making == Making.PAPER or not result.sha256:
        return []
    paper = paper_of(result)
    if paper is None or paper.blob.sha256 != result.sha256:
        return []
    after = {one.sha256_after: one for one in records_of([subject_of(result)])[subject_of(result)]}
    found, sha256 = [], result.sha256
    while (record := after.pop(sha256, None)) is not None:
        found.append(record)
        sha256 = record.sha256_before
    return found[::-1]


def kinds_on(result: Result) -> frozenset[str]:
    """Whose signatures the standing bytes carry."""
    return frozenset(record.field_kind for record in signed_by(result))


def entry_of(result: Result) -> ResultEntry | None:
    """The number that stands, or was given for the seal to come."""
    return ResultEntry.objects.filter(result=result, revoked_at__isnull=True).first()


def last_entry(result: Result) -> ResultEntry | None:
    return ResultEntry.objects.filter(result=result).order_by("-pk").first()


def is_signed(result: Result) -> bool:
    """Approved, and where it is signed by keys: by a person, then with number and seal."""
    if result.approved_at is None:
        return False
    if result.making == Making.PAPER:
        return True
    entry = entry_of(result)
    return (
        entry is not None
        and entry.sealed_at is not None
        and entry.sha256 == result.sha256
        and kinds_on(result) >= COMPLETE
    )


def result_abilities(actor: Actor, dossier: Dossier, result: Result | None) -> dict[str, bool]:
    """What may be done now with a result that is signed by keys; asks nothing for others."""
    may = {
        verb: permits(actor, f"{ROOM}.{verb}") and has_right(actor, dossier, verb)
        for verb in ("seal", "sign", "seal_result", "revoke", "reissue")
    }
    may["seal"] = may["seal"] and dossier.received_at is not None
    if result is None or result.making == Making.PAPER or dossier.state not in SIGNABLE:
        return may | dict.fromkeys(("sign", "seal_result", "revoke", "reissue"), False)
    kinds, last = kinds_on(result), last_entry(result)
    person, sealed = FieldKind.PERSON in kinds, FieldKind.AGENCY in kinds
    stands = last is not None and last.revoked_at is None and last.sealed_at is not None
    revoked = last is not None and last.revoked_at is not None
    again = revoked and last is not None and last.key == result.key
    return may | {
        "sign": may["sign"] and not person and not again,
        "seal_result": may["seal_result"]
        and person
        and not sealed
        and not again
        and result.approved_at is not None,
        "revoke": may["revoke"] and stands,
        "reissue": may["reissue"] and again,
    }


def results_to_sign(actor: Actor) -> QuerySet[Result]:
    """Proposed or approved results of the own agency that no person has signed yet."""
    rows = Result.objects.filter(
        dossier__in=visible_to(actor), making__in=(Making.TEMPLATE, Making.FILE), sha256="",
        dossier__state__in=SIGNABLE,
    )  # fmt: skip
    return rows.select_related("dossier__applicant").order_by("proposed_at", "pk")


def results_to_seal(actor: Actor) -> QuerySet[Result]:
    """Signed by a person, without the agency's seal."""
    rows = Result.objects.filter(
        dossier__in=visible_to(actor), making__in=(Making.TEMPLATE, Making.FILE),
        dossier__state__in=SIGNABLE,
    )  # fmt: skip
    sealed = ResultEntry.objects.filter(sha256=OuterRef("sha256"), sealed_at__isnull=False)
    return rows.exclude(sha256="").exclude(Exists(sealed)).select_related("dossier__applicant")


def register_entries(actor: Actor, first: date, last: date) -> QuerySet[ResultEntry]:
    """Sổ kết quả between two days, newest first; who reads not the whole agency sees own ones."""
    rows = ResultEntry.objects.filter(dated__gte=first, dated__lte=last)
    if not actor.is_system:
        rows = rows.filter(agency=actor.agency_id)
    if not reads_whole_agency(actor):
        rows = rows.filter(result__dossier__in=visible_to(actor))
    return rows.select_related("result__dossier__applicant", "replaces", "replaced_by")


@dataclass(frozen=True)
class Verified:
    """What anybody who holds a result may see: never a whole name, number or the paper itself."""

    entry: ResultEntry
    agency: str
    applicant: str
    dossier_code: str
    verdict: str
    record: ValidationRecord | None
    cards: list[SignatureCard]

    @property
    def tone(self) -> str:
        return TONES[Finding(self.record.verdict)] if self.record else ""

    @property
    def replaced_by(self) -> ResultEntry | None:
        return ResultEntry.objects.filter(replaces=self.entry, sealed_at__isnull=False).first()


def verified(key: str) -> Verified:
    """The facts behind the QR of a result.

    :raises NotFound: no sealed result has this key
    """
    rows = ResultEntry.objects.select_related("agency", "result__dossier__applicant")
    entry = rows.filter(key=key[:32], sealed_at__isnull=False).first()
    if entry is None:
        raise NotFound(NO_RESULT)
    record = _record(entry)
    dossier: Dossier = entry.result.dossier
    return Verified(
        entry, entry.agency.name, masked_name(dossier.applicant.name), dossier.code,
        record.get_verdict_display() if record else "", record, cards_of(record) if record else [],
    )  # fmt: skip


def _record(entry: ResultEntry) -> ValidationRecord | None:
    """The newest verification of the sealed bytes."""
    for file in papers_of(entry.result):
        if file.blob.sha256 == entry.sha256:
            return latest_of([file]).get(file.pk)
    return None
