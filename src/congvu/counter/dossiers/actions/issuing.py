"""The signed result: the person signs the drawn PDF, then the desk gives it a number of the
register and seals it; each signature is an update that leaves the earlier ones valid.

What keys do happens outside transactions (``sign_result``, ``seal_result``); what is kept of it
inside one (``keep_signed``, ``keep_sealed``), and only upon the dossier that was signed.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F

from congvu.core.audit.actions import action, note
from congvu.core.files import actions as files
from congvu.core.files import queries as stored
from congvu.core.files.actions import Stored
from congvu.core.files.choices import Use
from congvu.core.jobs.actions import enqueue
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import DomainError, Invalid, NotFound, Stale, WrongState
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.text import clean_line
from congvu.counter.dossiers.actions.drafting import is_digital, template_for, written
from congvu.counter.dossiers.actions.notices import SIGNED, desk_told
from congvu.counter.dossiers.actions.steps import (
    JOINT_BACK,
    said,
    subject_of,
    tell_asker,
    write_event,
)
from congvu.counter.dossiers.choices import Making
from congvu.counter.dossiers.errors import (
    NotDigital,
    NothingProposed,
    NothingToRevoke,
    NotRevoked,
    NotSigned,
    SealedAlready,
    SignedAlready,
)
from congvu.counter.dossiers.models import Dossier, Joint, Result, ResultEntry, ResultSerial
from congvu.counter.dossiers.policies import ROOM, demand_verb
from congvu.counter.dossiers.prints.result import file_name, result_pdf
from congvu.counter.dossiers.queries.lists import for_actor
from congvu.counter.dossiers.queries.results import (
    SIGNABLE,
    entry_of,
    kinds_on,
    last_entry,
    paper_of,
    signed_by,
)
from congvu.counter.dossiers.queries.results import subject_of as result_subject
from congvu.office.signing import actions as signing
from congvu.office.signing.choices import FieldKind
from congvu.office.signing.errors import PlaceNotFound

if TYPE_CHECKING:
    from congvu.core.files.models import File
    from congvu.office.signing.models import SigningRequest
    from congvu.office.signing.registry import Done


@dataclass(frozen=True, slots=True)
class Paper:
    """Signed bytes in the store, of the dossier as it was at ``version``."""

    stored: Stored
    version: int


def sign_result(
    *, actor: Actor, at: datetime, dossier_id: int, key_id: int, pin: str,
    version: int | None = None,
) -> Paper:  # fmt: skip
    """The person's signature on the result; never inside a transaction. :func:`keep_signed` keeps it.

    :raises NothingProposed, NotDigital, SignedAlready: there is nothing to sign
    :raises WrongPin, KeyLocked, CertificateRefused, SignerAway: see ``signing.actions.sign``
    """
    dossier, result = _read(actor, dossier_id, version, "sign")
    _demand_unsigned(dossier, result)
    made = signing.sign(
        actor=actor, at=at, pdf=_to_sign(dossier, result, actor, at), key_id=key_id, pin=pin,
        field=FieldKind.PERSON, place=_place(actor), subject=result_subject(result),
        title=_title(dossier, result), reason="Ký kết quả",
    )  # fmt: skip
    return Paper(_store(made.pdf, dossier, actor, at), dossier.version)


@action(f"{ROOM}.sign")
def keep_signed(*, actor: Actor, at: datetime, dossier_id: int, paper: Paper) -> Result:
    """Ký số kết quả: what the person has just signed becomes the result's paper.

    :raises Stale: the result was proposed anew meanwhile
    """
    dossier, result = _locked(actor, dossier_id, paper.version, "sign")
    _demand_unsigned(dossier, result)
    file = _attach(result, paper.stored, actor, at)
    _signed(dossier, result, file.blob.sha256, actor, at)
    return result


def _signed(dossier: Dossier, result: Result, sha256: str, actor: Actor, at: datetime) -> None:
    """The person's signature stands; the desk hears that number and seal are its own."""
    Result.objects.filter(pk=result.pk).update(sha256=sha256)
    result.sha256 = sha256
    _told(dossier, "sign", actor, at, text=result.name, changes={"sha256": sha256})
    desk_told(
        dossier, SIGNED, f"Kết quả hồ sơ {dossier.code} đã ký, chờ cấp số, đóng dấu số",
        agency_id=dossier.agency_id, actor=actor, at=at, key=":sign",
    )  # fmt: skip


@action(f"{ROOM}.lay_results")
def lay_results(*, actor: Actor, at: datetime, dossier_ids: Sequence[int]) -> SigningRequest:
    """Ký nhiều kết quả: put them into one batch that the leader confirms with one PIN.

    :raises Invalid: none of them waits for a signature
    """
    demand(actor, f"{ROOM}.lay_results")
    items = []
    for dossier_id in dict.fromkeys(dossier_ids):
        try:
            dossier, result = _locked(actor, dossier_id, None, "sign")
            _demand_unsigned(dossier, result)
        except (WrongState, NotFound):
            continue
        pdf = _store(_to_sign(dossier, result, actor, at), dossier, actor, at)
        file = _attach(result, pdf, actor, at)
        items.append(
            signing.ItemSpec(
                subject=result_subject(result), title=_title(dossier, result), file_id=file.pk,
                place=_place(actor), reason="Ký kết quả",
            )
        )  # fmt: skip
    if not items or actor.user_id is None:
        raise Invalid("Không có kết quả nào đang chờ ký số. Hãy chọn lại hồ sơ.")
    made = signing.request(
        actor=actor, at=at, signer_id=actor.user_id, items=items,
        title=f"{len(items)} kết quả hồ sơ chờ ký số",
    )  # fmt: skip
    note(None, label=made.title, agency_id=actor.agency_id, changes={"request": made.pk})
    return made


def signed_in_batch(done: Done) -> None:
    """A batch has signed a result: the hook of the signing room, inside its transaction."""
    result = Result.objects.select_related("dossier").get(pk=done.subject.id)
    dossier, locked = _locked(done.actor, result.dossier_id, None, "sign")
    _demand_unsigned(dossier, locked)
    _signed(dossier, locked, done.file.blob.sha256, done.actor, done.at)


@action(f"{ROOM}.number")
def number_result(*, actor: Actor, at: datetime, dossier_id: int) -> ResultEntry:
    """Cấp số: the next number of the agency's register of results; the same one when asked again.

    **Lock:** the register's row until this short transaction ends.
    """
    dossier, result = _locked(actor, dossier_id, None, "number")
    _demand_person(dossier, result)
    entry = entry_of(result)
    if entry is None:
        entry = _numbered(dossier, result, at)
    note(
        subject_of(dossier), label=dossier.code, agency_id=dossier.agency_id,
        changes={"number": entry.code},
    )  # fmt: skip
    return entry


def _numbered(dossier: Dossier, result: Result, at: datetime) -> ResultEntry:
    day, agency = local_date(at), dossier.agency
    asked: dict[str, Any] = {"agency_id": agency.pk, "year": day.year}
    ResultSerial.objects.get_or_create(**asked)
    serial = ResultSerial.objects.select_for_update().get(**asked)
    ResultSerial.objects.filter(pk=serial.pk).update(last_number=F("last_number") + 1)
    number = serial.last_number + 1
    signer = _signer(result)
    notation = "-".join(filter(None, (result.notation, agency.notation)))
    return ResultEntry.objects.create(
        agency=agency, year=day.year, number=number,
        code=f"{number:02}/{notation}".rstrip("/")[:60], dated=day, result=result,
        name=result.name, key=result.key, signer_name=signer, signer_title=result.approver_title,
        replaces=last_entry(result),
    )  # fmt: skip


def _signer(result: Result) -> str:
    signed = [one for one in signed_by(result) if one.field_kind == FieldKind.PERSON]
    return signed[-1].signer_name[:150] if signed else result.approved_by


def seal_result(
    *, actor: Actor, at: datetime, dossier_id: int, key_id: int, pin: str,
    version: int | None = None,
) -> Paper:  # fmt: skip
    """Number and date, then the agency's seal, upon what the person signed; never inside a
    transaction. The number is taken first and waits for the next try when the key refuses.

    :raises NotSigned: nobody has signed this text; :raises SealedAlready
    """
    demand(actor, f"{ROOM}.seal_result")
    dossier, result = _read(actor, dossier_id, version, "seal_result")
    _demand_person(dossier, result)
    entry = number_result(actor=actor, at=at, dossier_id=dossier_id)
    paper = paper_of(result)
    assert paper is not None
    given: dict[str, Any] = {
        "actor": actor, "at": at, "key_id": key_id, "pin": pin,
        "subject": result_subject(result), "title": _title(dossier, result),
    }  # fmt: skip
    pdf = _bytes(paper)
    number = signing.NumberDate(entry.code.partition("/")[0], entry.dated)
    try:
        pdf = signing.sign(
            pdf=pdf, field=FieldKind.NUMBER_DATE, content=number, reason="Cấp số, ngày", **given
        ).pdf
    except PlaceNotFound:
        if result.making == Making.TEMPLATE:
            raise
    sealed = signing.sign(pdf=pdf, field=FieldKind.AGENCY, reason="Ký số cơ quan", **given)
    return Paper(_store(sealed.pdf, dossier, actor, at), dossier.version)


@action(f"{ROOM}.seal_result")
def keep_sealed(*, actor: Actor, at: datetime, dossier_id: int, paper: Paper) -> ResultEntry:
    """Đóng dấu số kết quả: the line of the register is complete, anybody can verify it.

    :raises Stale: the result changed meanwhile
    """
    dossier, result = _locked(actor, dossier_id, paper.version, "seal_result")
    _demand_person(dossier, result)
    entry = entry_of(result)
    if entry is None:
        raise NotSigned
    file = _attach(result, paper.stored, actor, at)
    Result.objects.filter(pk=result.pk).update(sha256=file.blob.sha256, code=entry.code)
    entry.sealed_at, entry.sealed_by, entry.sha256 = at, actor.name[:150], file.blob.sha256
    entry.save(update_fields=["sealed_at", "sealed_by", "sha256"])
    signing.validate_files_later([file])
    _told(dossier, "seal_result", actor, at, text=entry.code, changes={"sha256": entry.sha256})
    if dossier.settled_at and Joint.objects.filter(child=dossier).exists():
        enqueue(JOINT_BACK, key=f"{dossier.pk}:{entry.pk}", args={"child_id": dossier.pk})
    tell_asker(dossier)
    return entry


@action(f"{ROOM}.revoke")
def revoke_result(
    *, actor: Actor, at: datetime, dossier_id: int, reason: str, version: int | None = None
) -> ResultEntry:
    """Thu hồi kết quả: its number stays, its verification page says so from now on.

    :raises NothingToRevoke: no sealed result stands
    """
    dossier, result = _locked(actor, dossier_id, version, "revoke")
    entry = entry_of(result)
    if entry is None or entry.sealed_at is None:
        raise NothingToRevoke
    why = said(reason, "Lý do thu hồi", field="reason")
    entry.revoked_at, entry.revoked_by, entry.revoked_reason = at, actor.name[:150], why
    entry.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])
    _told(dossier, "revoke", actor, at, text=f"{entry.code}\n{why}", changes={"entry": entry.pk})
    return entry


@action(f"{ROOM}.reissue")
def reissue_result(
    *, actor: Actor, at: datetime, dossier_id: int, body: str, heading: str = "",
    notation: str = "", name: str = "", version: int | None = None,
) -> Result:  # fmt: skip
    """Lập lại kết quả that was revoked: new words, to be signed, numbered and sealed anew.

    :raises NotRevoked: the one before stands
    """
    dossier, result = _locked(actor, dossier_id, version, "reissue")
    before = last_entry(result)
    if before is None or before.revoked_at is None:
        raise NotRevoked
    model = template_for(dossier)
    words = written(
        heading or result.heading or model.heading,
        notation or result.notation or model.notation,
        body,
    )
    for field, text in words.items():
        setattr(result, field, text)
    result.name = clean_line(name, 500, label="Tên kết quả") or result.name
    result.making, result.sha256, result.code = Making.TEMPLATE, "", ""
    result.key = secrets.token_urlsafe(16)
    result.save()
    _told(dossier, "reissue", actor, at, text=result.name, changes={"before": before.code})
    return result


@dataclass(frozen=True, slots=True)
class SealDone:
    """What became of one dossier of many; ``refusal`` is empty when it was sealed."""

    dossier_id: int
    code: str = ""
    refusal: str = ""


def seal_results(
    *, actor: Actor, at: datetime, dossier_ids: Sequence[int], key_id: int, pin: str
) -> list[SealDone]:
    """Number and seal many with one PIN, each by itself; never inside a transaction."""
    done = []
    for dossier_id in dict.fromkeys(dossier_ids):
        try:
            paper = seal_result(actor=actor, at=at, dossier_id=dossier_id, key_id=key_id, pin=pin)
            entry = keep_sealed(actor=actor, at=at, dossier_id=dossier_id, paper=paper)
            done.append(SealDone(dossier_id, entry.code))
        except DomainError as refusal:
            done.append(SealDone(dossier_id, refusal=refusal.message))
    return done


# What they share


def _read(actor: Actor, dossier_id: int, version: int | None, verb: str) -> tuple[Dossier, Result]:
    demand(actor, f"{ROOM}.{verb}")
    dossier = for_actor(actor, dossier_id)
    return dossier, _checked(actor, dossier, version, verb)


def _locked(
    actor: Actor, dossier_id: int, version: int | None, verb: str
) -> tuple[Dossier, Result]:
    dossier = Dossier.objects.select_for_update().filter(pk=dossier_id).first()
    if dossier is None:
        raise NotFound
    return dossier, _checked(actor, dossier, version, verb)


def _checked(actor: Actor, dossier: Dossier, version: int | None, verb: str) -> Result:
    demand_verb(actor, dossier, verb)
    if version is not None and version != dossier.version:
        raise Stale(version=dossier.version)
    result = Result.objects.filter(dossier=dossier).first()
    if result is None or dossier.state not in SIGNABLE:
        raise NothingProposed
    if not is_digital(result) and verb != "reissue":
        raise NotDigital
    return result


def _demand_unsigned(dossier: Dossier, result: Result) -> None:
    if FieldKind.PERSON in kinds_on(result):
        raise SignedAlready


def _demand_person(dossier: Dossier, result: Result) -> None:
    kinds = kinds_on(result)
    if FieldKind.PERSON not in kinds:
        raise NotSigned
    if FieldKind.AGENCY in kinds:
        raise SealedAlready
    if result.approved_at is None:
        raise NotSigned("Kết quả chưa được phê duyệt. Hãy trình lãnh đạo phê duyệt trước.")


def _to_sign(dossier: Dossier, result: Result, actor: Actor, at: datetime) -> bytes:
    if result.making == Making.TEMPLATE:
        return result_pdf(
            dossier, result, signer=actor.name, title=_post(actor), day=local_date(at)
        )
    paper = paper_of(result)
    if paper is None:
        raise NothingProposed(
            "Kết quả chưa có tệp PDF để ký số. Hãy trình lại kết quả kèm tệp PDF."
        )
    return _bytes(paper)


def _place(actor: Actor) -> signing.Named:
    return signing.Named(actor.name, _post(actor).upper())


def _post(actor: Actor) -> str:
    return actor.label.partition(",")[0].strip()


def _title(dossier: Dossier, result: Result) -> str:
    return f"{result.name}, hồ sơ {dossier.code}"[:300]


def _bytes(file: File) -> bytes:
    with stored.open_file(file) as stream:
        content: bytes = stream.read()
    return content


def _store(pdf: bytes, dossier: Dossier, actor: Actor, at: datetime) -> Stored:
    return files.store(
        stream=io.BytesIO(pdf), name=file_name(dossier.code), use=Use.RESULT, actor=actor, at=at
    )


def _attach(result: Result, made: Stored, actor: Actor, at: datetime) -> File:
    return files.attach(
        source=made, subject=result_subject(result), use=Use.RESULT, actor=actor, at=at,
        agency_id=result.dossier.agency_id, replaces=paper_of(result),
    )  # fmt: skip


def _told(
    dossier: Dossier, verb: str, actor: Actor, at: datetime, *, text: str,
    changes: dict[str, object],
) -> None:  # fmt: skip
    """Event and note of an act that leaves the state of the dossier as it is."""
    dossier.version += 1
    dossier.save(update_fields=["version"])
    write_event(dossier, verb, actor=actor, at=at, source=dossier.state, text=text)
    note(
        subject_of(dossier), label=dossier.code, agency_id=dossier.agency_id,
        changes={"verb": verb, "text": text, **changes},
    )  # fmt: skip
