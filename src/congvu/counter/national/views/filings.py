"""``/cong-quoc-gia/ho-so-den/``: what was filed at the national portal."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from congvu.core.kernel.clock import now
from congvu.core.kernel.permissions import permits
from congvu.core.ui.web import actor_of, page
from congvu.counter.national import actions, queries
from congvu.counter.national.views.web import crumbs, pressed, staff

SHOWN = 100


@staff("GET")
def filings(request: HttpRequest) -> HttpResponse:
    """Held ones first."""
    actor = actor_of(request)
    context = {
        "rows": queries.filings(actor).defer("body").order_by("state", "-pk")[:SHOWN],
        "may_retry": permits(actor, "national.filing.take"),
        "opens": actor.agency_id is not None,
        "crumbs": crumbs(("Hồ sơ nộp tại cổng", "")),
    }  # fmt: skip
    return page(request, "national/filings.html", context)


@staff("POST")
def retry(request: HttpRequest, filing_id: int) -> HttpResponse:
    def act() -> str:
        row = actions.retry_filing(actor=actor_of(request), at=now(), filing_id=filing_id)
        return f"Đã nhận hồ sơ {row.dossier}."

    return pressed(request, act, "/cong-quoc-gia/ho-so-den/")
