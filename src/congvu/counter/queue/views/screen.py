"""The call screen of a hall: numbers only, so anybody in the hall may look."""

from __future__ import annotations

from datetime import date

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from congvu.core.kernel.clock import local_date, now
from congvu.core.ui.web import page
from congvu.counter.queue import queries
from congvu.counter.queue.models import Hall

KEPT_SECONDS = 1
"""A process asks the database for a hall once a second, however many screens look."""


@never_cache
@require_GET
def screen(request: HttpRequest, slug: str) -> HttpResponse:
    """``/man-hinh/<sảnh>/``: asks for its board again every two seconds; without scripts the
    page renews itself."""
    hall = queries.public_hall(slug)
    return page(request, "queue/screen.html", _context(hall))


@never_cache
@require_GET
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """``/man-hinh/<sảnh>/bang/``: the board alone."""
    hall = cache.get(f"queue:hall:{slug}")
    if hall is None:
        hall = queries.public_hall(slug)
        cache.set(f"queue:hall:{slug}", hall, KEPT_SECONDS)
    return page(request, "queue/_board.html", _context(hall))


def _context(hall: Hall) -> dict[str, object]:
    at = now()
    return {"hall": hall, "calls": calls_of(hall.pk, local_date(at)), "at": at}


def calls_of(hall_id: int, day: date) -> list[queries.Call]:
    name = f"queue:board:{hall_id}:{day}"
    found: list[queries.Call] | None = cache.get(name)
    if found is None:
        found = queries.board(hall_id, day)
        cache.set(name, found, KEPT_SECONDS)
    return found
