"""The desk: what waits for me, one key to the next."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.ui.web import page
from congvu.project.desk.rows import VERBS, Row, rows_for

NEAR = timedelta(days=3)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """``/``."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return redirect_to_login(request.get_full_path())
    if actor.post_id is None:
        return page(request, "desk/without_post.html", {"actor": actor})
    at = now()
    rows = rows_for(actor, at)
    today = local_date(at)
    wanted = request.GET.get("viec", "")
    shown = _chosen(rows, wanted, today)
    context = {
        "actor": actor,
        "rows": shown,
        "tiles": _tiles(rows, wanted),
        "total": len(rows),
        "late": sum(row.late for row in rows),
        "near": sum(_near(row, today) for row in rows),
        "wanted": wanted,
        "today": today,
        "next": shown[0].href if shown else "",
    }
    return page(request, "desk/home.html", context)


def _near(row: Row, today: date) -> bool:
    return row.due is not None and today <= row.due <= today + NEAR


def _chosen(rows: list[Row], wanted: str, today: date) -> list[Row]:
    if wanted in VERBS:
        return [row for row in rows if row.verb == wanted]
    if wanted == "qua-han":
        return [row for row in rows if row.late]
    if wanted == "sap-han":
        return [row for row in rows if _near(row, today)]
    return rows


def _tiles(rows: list[Row], wanted: str) -> list[tuple[str, str, str, int, bool]]:
    """``(verb, label, icon, count, current)`` of every verb with something to do."""
    counts = Counter(row.verb for row in rows)
    return [
        (verb, label, icon, counts[verb], verb == wanted)
        for verb, (label, icon) in VERBS.items()
        if counts[verb]
    ]
