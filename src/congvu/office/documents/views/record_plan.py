"""The filing plan of a year on paper."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.permissions import demand
from congvu.core.organisation.queries import agency
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.office.documents.policies.records import READ
from congvu.office.documents.queries import records as queries


@for_staff
@require_GET
def plan(request: HttpRequest) -> HttpResponse:
    """``/ho-so-cong-viec/danh-muc/``: danh mục hồ sơ of a year (NĐ 30/2020, Phụ lục V)."""
    actor = actor_of(request)
    demand(actor, READ)
    asked = request.GET.get("nam", "")
    if asked and not (asked.isascii() and asked.isdigit() and len(asked) == 4):
        raise Invalid("Năm chưa đúng. Hãy nhập năm bốn chữ số.")
    year = int(asked) if asked else local_date(now()).year
    rows = queries.visible_to(actor).filter(year=year).select_related("owner_post__unit")
    context = {
        "records": rows.order_by("code"),
        "year": year,
        "agency": agency(actor.agency_id or 0),
    }
    return page(request, "documents/records/plan.html", context)
