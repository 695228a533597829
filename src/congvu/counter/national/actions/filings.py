"""Dossiers filed at the national portal: fetched, made dossiers here, and confirmed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from congvu.core.audit.actions import action, note
from congvu.core.files import actions as files
from congvu.core.files.actions import Stored
from congvu.core.files.choices import Use
from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import DomainError, Invalid, NotFound
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.procedurecode import parse_procedure_code
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import abridged
from congvu.core.organisation.queries import agency_by_code
from congvu.counter.dossiers.actions import Filing, Scan, Who, file_dossier
from congvu.counter.dossiers.choices import DOSSIER_KIND, ApplicantKind, Channel
from congvu.counter.national.actions.sending import claim, client_of, release
from congvu.counter.national.adapter import tags
from congvu.counter.national.adapter.answers import Result
from congvu.counter.national.adapter.client import Away, Client
from congvu.counter.national.adapter.incoming import Filed, code_of, filed, filed_at_of, rows_of
from congvu.counter.national.choices import FILING, FilingState
from congvu.counter.national.errors import NoPortal
from congvu.counter.national.models import PortalFiling
from congvu.counter.procedures.queries import version_on

MOST = 50
MOST_FILE = 50 * 1024 * 1024
CONFIRM_AGAIN = 200


@dataclass(slots=True)
class Fetched:
    """What one look brought: new dossiers, those held, and lines that had no code."""

    taken: int = 0
    held: int = 0
    unread: int = 0
    away: str = ""


def fetch_filings(*, at: datetime, forced: bool = False) -> Fetched:
    """Look what was filed at the portal, make dossiers of it, confirm. Outside a transaction.

    May stop anywhere and run again: a code becomes one dossier, and what was not confirmed is
    confirmed the next time.
    """
    done = Fetched()
    portal = claim(at, forced=forced)
    if portal is None:
        return done
    with client_of(portal) as client:
        answer = client.call(tags.NEW_FILINGS, most=MOST)
        if answer.result is Result.TAKEN:
            for row in rows_of(answer.data):
                _take_one(client, row, done, at)
            _confirm(client, at)
        else:
            done.away = answer.words
        away = answer.words if answer.result is Result.AWAY else ""
        release(portal, client, away=away, at=at)
    return done


def retry_filing(*, actor: Actor, at: datetime, filing_id: int) -> PortalFiling:
    """Thử nhận lại a held filing, for instance after the procedure was offered. Outside a
    transaction.

    :raises NotFound: no such filing
    :raises NoPortal: the portal cannot be asked for its files now
    :raises Invalid: it is held again; the sentence says why
    """
    demand(actor, "national.filing.take")
    row = PortalFiling.objects.filter(pk=filing_id, state=FilingState.HELD).first()
    if row is None:
        raise NotFound
    portal = claim(at, forced=True)
    if portal is None:
        raise NoPortal
    with client_of(portal) as client:
        held = _try(client, row, actor, at)
        if not held:
            _confirm(client, at)
        release(portal, client, away="", at=at)
    if held:
        raise Invalid(held)
    row.refresh_from_db()
    return row


def _take_one(client: Client, body: dict[str, object], done: Fetched, at: datetime) -> None:
    try:
        code, filed_at = code_of(body), filed_at_of(body) or at
    except Invalid:
        done.unread += 1
        return
    row, _ = PortalFiling.objects.get_or_create(
        code=code,
        defaults={"filed_at": filed_at, "body": body, "fetched_at": at, "tried_at": at},
    )
    if row.state == FilingState.TAKEN:
        return
    if _try(client, row, system_actor(), at):
        done.held += 1
    else:
        done.taken += 1


def _try(client: Client, row: PortalFiling, actor: Actor, at: datetime) -> str:
    """Make a dossier of it; the cause in words when that cannot be."""
    try:
        asked = filed(row.body, row.filed_at)
        papers = _papers(client, asked, at)
        take_filing(actor=actor, at=at, filing_id=row.pk, papers=papers)
    except DomainError as refusal:
        boxes = [text for texts in refusal.data.get("fields", {}).values() for text in texts]
        return _hold(row, " ".join([refusal.message, *boxes]), at)
    except Away as away:
        return _hold(row, str(away), at)
    return ""


def _hold(row: PortalFiling, cause: str, at: datetime) -> str:
    said = abridged(cause, 500)
    held = PortalFiling.objects.filter(pk=row.pk, state=FilingState.HELD)
    held.update(cause=said, tried_at=at, tries=row.tries + 1, agency_id_then=_agency_id(row, at))
    return said


def _agency_id(row: PortalFiling, at: datetime) -> int | None:
    code = str(row.body.get("MaDonVi") or "")[:35]
    found = agency_by_code(code, on=local_date(at)) if code else None
    return found.pk if found else None


@dataclass(frozen=True, slots=True)
class Fetch:
    """A file fetched from the portal, and the paper it is."""

    paper_code: str
    stored: Stored


def _papers(client: Client, asked: Filed, at: datetime) -> list[Fetch]:
    actor = system_actor()
    return [
        Fetch(
            one.paper_code,
            files.store(
                stream=io.BytesIO(client.fetch(one.link, MOST_FILE)), name=one.name or "tep.pdf",
                use=Use.ATTACHMENT, actor=actor, at=at,
            ),
        )
        for one in asked.papers
    ]  # fmt: skip


@action("national.filing.take")
def take_filing(
    *, actor: Actor, at: datetime, filing_id: int, papers: Sequence[Fetch] = ()
) -> PortalFiling:
    """Nhận hồ sơ nộp tại cổng quốc gia: a dossier “Mới đăng ký” at the desk that settles it.

    :param papers: contents that were fetched before
    :raises WrongState: it is a dossier already
    :raises Invalid: no such agency here, or what a filing at our own page is refused for
    """
    demand(actor, "national.filing.take")
    row = PortalFiling.objects.select_for_update().filter(pk=filing_id).first()
    if row is None:
        raise NotFound
    row.state = FILING.target("take", row.state)
    asked = filed(row.body, row.filed_at)
    agency = agency_by_code(asked.agency_code, on=local_date(at)) if asked.agency_code else None
    if agency is None or not agency.is_member:
        raise Invalid(
            f"Mã cơ quan “{asked.agency_code}” không phải của cơ quan nào dùng hệ thống này. Hãy bổ "
            "sung mã định danh cho cơ quan rồi thử lại."
        )
    code = parse_procedure_code(asked.procedure_code).key
    row.dossier = file_dossier(
        actor=system_actor(), at=at, agency_id=agency.pk, channel=Channel.ONLINE,
        filing=Filing(
            code, Who(asked.name, _kind(asked), asked.identifier, asked.address, asked.phone,
                      asked.email),
            title=asked.title, answers={"portal_code": asked.code}, provided=(),
            scans=_placed(code, papers, at),
        ),
    )  # fmt: skip
    row.cause, row.tried_at, row.verified = "", at, asked.verified
    row.tries, row.agency_id_then = row.tries + 1, agency.pk
    row.save()
    note(Subject(DOSSIER_KIND, row.dossier.pk), label=row.dossier.code, agency_id=agency.pk,
         changes={"portal_code": row.code, "files": len(papers)})  # fmt: skip
    return row


def _kind(asked: Filed) -> int:
    known = asked.kind in ApplicantKind.values
    return asked.kind if known else ApplicantKind.PERSON


def _placed(procedure_code: str, papers: Sequence[Fetch], at: datetime) -> list[Scan]:
    """Each file at the paper of its code; what names none lies with the first."""
    asked = list(version_on(procedure_code, local_date(at)).papers.order_by("position", "id"))
    places = {one.code: place for place, one in enumerate(asked, start=1) if one.code}
    if not asked:
        return []
    return [Scan(places.get(one.paper_code, 1), one.stored) for one in papers]


def _confirm(client: Client, at: datetime) -> None:
    """Tell the portal what was taken, with the code it has here."""
    rows = PortalFiling.objects.filter(state=FilingState.TAKEN, confirmed_at__isnull=True)
    for row in rows.select_related("dossier").order_by("pk")[:CONFIRM_AGAIN]:
        local = row.dossier.code if row.dossier else ""
        said = [{"MaHoSo": row.code, "MaHoSoDiaPhuong": local}]
        answer = client.call(tags.CONFIRM_FILING, name=f"nhan-{row.pk}", data=said)
        if answer.result is Result.AWAY:
            return
        if answer.result is Result.TAKEN:
            PortalFiling.objects.filter(pk=row.pk).update(confirmed_at=at)
