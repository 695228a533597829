"""The search page (Tìm kiếm)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_GET
from prometheus_client import Counter

from congvu.core.kernel.subject import Card, cards
from congvu.core.organisation.queries import agency_names, search_agencies
from congvu.core.search import queries
from congvu.core.search.forms import SearchForm, facets
from congvu.core.search.queries import Hit, Page
from congvu.core.search.registry import indexes
from congvu.core.search.snippets import Piece, highlight, snippet
from congvu.core.ui import web

SEARCHES = Counter("congvu_searches_total", "Searches asked; what was asked is kept nowhere")
PER_PAGE = 20
MAX_AGENCIES = 20


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the page."""

    hit: Hit
    card: Card
    kind: str
    agency: str
    state: str
    title: list[Piece]
    code: list[Piece]
    snippet: list[Piece]


class Found:
    """What the template shows."""

    def __init__(self, form: SearchForm, page: Page | None, query: QueryDict) -> None:
        self.form, self.page, self.query = form, page, query

    @property
    def is_filtered(self) -> bool:
        return any(self.query.get(name) for name in self.form.fields)

    @cached_property
    def results(self) -> list[Result]:
        """Hits with their cards; a subject that is gone has no card and is left out."""
        hits = self.page.hits if self.page else []
        shown = cards([hit.subject for hit in hits])
        agencies = agency_names({hit.agency_id for hit in hits if hit.agency_id})
        return [
            self._result(hit, shown[hit.subject], agencies) for hit in hits if hit.subject in shown
        ]

    def _result(self, hit: Hit, card: Card, agencies: dict[int, str]) -> Result:
        assert self.page is not None
        question = self.page.question
        index = indexes.get(hit.subject.kind)
        return Result(
            hit=hit,
            card=card,
            kind=index.label if index else "",
            agency=agencies.get(hit.agency_id or 0, ""),
            state=card.state or _state(hit),
            title=highlight(hit.title, question),
            code=highlight(hit.code, question),
            snippet=snippet(hit.body, question) if hit.body else [],
        )

    @property
    def next_href(self) -> str:
        return self._href(self.page.next_cursor) if self.page and self.page.next_cursor else ""

    @property
    def first_href(self) -> str:
        return self._href("") if self.query.get("tiep") else ""

    def _href(self, cursor: str) -> str:
        query = self.query.copy()
        query.pop("tiep", None)
        if cursor:
            query["tiep"] = cursor
        return f"?{query.urlencode()}"


def _state(hit: Hit) -> str:
    labels = {facet.name: facet.values for facet in facets()}
    return labels.get("state", {}).get(hit.facets.get("state", ""), "")


@login_required
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """``/tim-kiem?q=…``: what the actor may see, a page at a time."""
    form = SearchForm(request.GET)
    found = None
    if form.is_valid() and form.is_asked:
        found = _search(request, form)
    shown = Found(form, found, request.GET)
    context: dict[str, Any] = {"found": shown}
    return web.page(request, "search/page.html", context, status=400 if form.errors else 200)


def _search(request: HttpRequest, form: SearchForm) -> Page | None:
    named = form.cleaned_data["coquan"]
    agencies = _agencies(named) if named else []
    if named and not agencies:
        form.add_error("coquan", "Không có cơ quan nào mang tên này. Hãy nhập tên khác.")
        return None
    SEARCHES.inc()
    return queries.search(
        actor=request.actor,  # type: ignore[attr-defined]
        q=form.cleaned_data["q"],
        filters=form.filters(agencies),
        limit=PER_PAGE,
        cursor=form.cleaned_data["tiep"],
    )


def _agencies(named: str) -> list[int]:
    return [agency.pk for agency in search_agencies(named)[:MAX_AGENCIES]]
