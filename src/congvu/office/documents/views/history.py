"""The journal of one letter, read when its reader opens it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from congvu.core.audit.queries import history
from congvu.core.kernel.subject import Subject
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.office.documents.choices import INCOMING_KIND, OUTGOING_KIND
from congvu.office.documents.queries import incoming, outgoing

MOST = 100


@for_staff
@require_GET
def of_incoming(request: HttpRequest, pk: int) -> HttpResponse:
    """``/van-ban-den/<id>/nhat-ky/``."""
    letter = incoming.for_actor(actor_of(request), pk)
    return _page(request, Subject(INCOMING_KIND, pk), str(letter), f"/van-ban-den/{pk}/")


@for_staff
@require_GET
def of_outgoing(request: HttpRequest, pk: int) -> HttpResponse:
    """``/van-ban-di/<id>/nhat-ky/``."""
    letter = outgoing.for_actor(actor_of(request), pk)
    return _page(request, Subject(OUTGOING_KIND, pk), str(letter), f"/van-ban-di/{pk}/")


def _page(request: HttpRequest, subject: Subject, label: str, href: str) -> HttpResponse:
    context = {
        "lines": history(subject, limit=MOST),
        "label": label,
        "crumbs": [("Trang chủ", "/"), (label[:80], href), ("Nhật ký", "")],
    }
    return page(request, "documents/history.html", context, fragment="documents/_history.html")
