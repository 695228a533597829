"""Tiếp nhận tại quầy: choose the service, type who asks, tick the papers, print the receipt."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from congvu.core.files import actions as files
from congvu.core.files.choices import Use
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import DomainError
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.subject import Subject
from congvu.core.organisation.queries import calendar_for
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.counter.dossiers import actions, queries
from congvu.counter.dossiers.actions import Scan
from congvu.counter.dossiers.choices import DOSSIER_KIND
from congvu.counter.dossiers.clock import Term, brief, legal
from congvu.counter.dossiers.forms.intake import IntakeForm, ProcedureFilter
from congvu.counter.dossiers.models import Dossier
from congvu.counter.dossiers.policies import ROOM
from congvu.counter.procedures import queries as procedures
from congvu.counter.queue import queries as hall
from congvu.counter.queue.actions import attach

if TYPE_CHECKING:
    from congvu.counter.queue.models import Ticket

MOST_SERVICES = 60
LARGEST_SCAN = 50 * 1024 * 1024


@for_staff
@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest) -> HttpResponse:
    """``/mot-cua/tiep-nhan/`` and ``?thu_tuc=1.009374``; ``phieu`` is the ticket of the hall that
    is served, and is tied to the dossier."""
    actor, at = actor_of(request), now()
    demand(actor, f"{ROOM}.receive")
    choice = ProcedureFilter(request.GET)
    code = choice.cleaned_data["thu_tuc"] if choice.is_valid() else ""
    if not code:
        return _services(request, actor, choice, local_date(at))
    ticket = _ticket(actor, choice)
    version = procedures.version_on(code, local_date(at))
    offering = procedures.offering_on(
        agency_id=actor.agency_id or 0, procedure_id=version.procedure_id, day=local_date(at)
    )
    papers = [
        (place, one.name, one.required)
        for place, one in enumerate(version.papers.order_by("position", "id"), start=1)
    ]
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = IntakeForm(*posted, papers=papers)
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            dossier = actions.receive(
                actor=actor, at=at, filing=form.filing(code, _scans(form, actor, at)),
                channel=form.cleaned_data["channel"],
            )  # fmt: skip
        if attempt.ok:
            messages.success(
                request, f"Đã tiếp nhận hồ sơ {dossier.code}. In giấy tiếp nhận ở bên."
            )
            if (twin := queries.twin_of(dossier)) is not None:
                messages.warning(request, str(twin))
            if ticket is not None:
                _attach(request, actor, ticket, dossier, at)
            if request.POST.get("tiep"):
                return redirect(request.get_full_path())
            return redirect(reverse("dossiers:dossier", args=[dossier.pk]))
    term = procedures.settlement_term(version, offering=offering)
    due = legal(at, Term(term.amount, term.unit), calendar_for(actor.agency_id)) if term else None
    context = {
        "form": form,
        "version": version,
        "term": str(Term(term.amount, term.unit)) if term else "",
        "due": brief(due) if due else "",
        "account": due.lines if due else [],
        "ticket": ticket,
        "crumbs": _crumbs(version.name),
    }
    return page(request, "dossiers/intake.html", context, status=status_of(form))


def _scans(form: IntakeForm, actor: Actor, at: datetime) -> list[Scan]:
    return [
        Scan(
            place,
            files.store(
                stream=one, name=one.name or "tep", use=Use.ATTACHMENT, actor=actor, at=at,
                max_bytes=LARGEST_SCAN,
            ),
        )
        for place, one in form.uploads()
    ]  # fmt: skip


def _ticket(actor: Actor, choice: ProcedureFilter) -> Ticket | None:
    """The ticket with which the person came, when it is of a hall of the actor's."""
    key = choice.cleaned_data.get("phieu") if choice.is_valid() else None
    return hall.ticket_for(actor, key) if key else None


def _attach(
    request: HttpRequest, actor: Actor, ticket: Ticket, dossier: Dossier, at: datetime
) -> None:
    """The dossier stands received even when the ticket has left the counter meanwhile."""
    try:
        attach(actor=actor, at=at, ticket_id=ticket.pk, subject=Subject(DOSSIER_KIND, dossier.pk))
    except DomainError as refused:
        messages.warning(request, f"Chưa gắn được hồ sơ vào phiếu {ticket.code}. {refused.message}")


def _services(
    request: HttpRequest, actor: Actor, choice: ProcedureFilter, day: date
) -> HttpResponse:
    rows = procedures.matching(
        procedures.catalogue(day), day=day, agency_id=actor.agency_id or 0,
        q=choice.cleaned_data["q"] if choice.is_valid() else "",
    )  # fmt: skip
    found = list(rows.select_related("procedure", "field")[: MOST_SERVICES + 1])
    context = {
        "choice": choice,
        "services": found[:MOST_SERVICES],
        "more": len(found) > MOST_SERVICES,
        "ticket": _ticket(actor, choice),
        "crumbs": _crumbs(""),
    }
    return page(request, "dossiers/services.html", context)


def _crumbs(name: str) -> list[tuple[str, str]]:
    start = [("Trang chủ", "/"), ("Hồ sơ một cửa", reverse("dossiers:dossiers"))]
    if not name:
        return [*start, ("Tiếp nhận", "")]
    return [*start, ("Tiếp nhận", reverse("dossiers:receive")), (name[:80], "")]
