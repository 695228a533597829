"""``/so-lieu-mot-cua/``: what the desks of the province did, for everybody."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from congvu.core.kernel.clock import local_date, now
from congvu.core.ui.web import page
from congvu.counter.hub import queries
from congvu.counter.hub.queries import Line, Span
from congvu.counter.hub.views.web import span_of

FRESH_SECONDS = 300
MOST_BARS = 15


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """One look into the cache; what is not there is summed once in five minutes."""
    form = request.GET.get("ky", "")[:10]
    found: dict[str, Any] | None = cache.get(_key(form)) if form.isascii() else None
    if found is None:
        asked, span = span_of(request)
        found = _shown(span)
        if not asked.errors:
            cache.set(_key(form), found, FRESH_SECONDS)
    context = found | {"crumbs": [("Số liệu một cửa", "")]}
    return page(request, "hub/public.html", context)


def _key(text: str) -> str:
    return f"onestop:public:{text.replace('/', '-').replace(' ', '')}"


def _shown(span: Span) -> dict[str, Any]:
    report = queries.report(span)
    trend = queries.trend(span.last)
    busiest = sorted(report.lines, key=lambda line: -line.counts["received"])[:MOST_BARS]
    return {
        "span": span, "report": report, "made_at": now(),
        "months": queries.months()[:24],
        "received": [(line.name, line.counts["received"]) for _, line in trend],
        "solved": [(line.name, line.solved) for _, line in trend],
        "shares": [(line.name, round(line.share, 1)) for _, line in trend if line.share is not None],
        "busiest": [(_short(line), line.counts["received"]) for line in busiest if line.solved or
                    line.counts["received"]],
        "partial": span.last >= local_date(now()).replace(day=1),
    }  # fmt: skip


def _short(line: Line) -> str:
    """A name that fits beside a bar."""
    name = line.name.replace("Sở ", "S. ", 1)
    return name if len(name) <= 22 else f"{name[:21]}…"
