"""The public look-up: no account, no JavaScript, no word that a stranger should not have."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import NotFound
from congvu.core.ui.forms import status_of
from congvu.core.ui.web import page
from congvu.counter.dossiers import actions
from congvu.counter.dossiers.errors import TooManyLookups
from congvu.counter.dossiers.forms.intake import LookupForm
from congvu.counter.dossiers.queries import Tracked


@never_cache
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """``/tra-cuu-ho-so/``; the QR of a receipt leads to ``?ma=<mã>``, digits are always typed and
    posted, so that they stand in no address."""
    found: Tracked | None = None
    form = LookupForm(
        request.POST if request.method == "POST" else None,
        initial={"code": request.GET.get("ma", "")[:60]},
    )
    if request.method == "POST" and form.is_valid():
        try:
            found = actions.look_up(
                code=form.cleaned_data["code"], digits=form.cleaned_data["digits"],
                ip=request.META.get("REMOTE_ADDR", ""), at=now(),
            )  # fmt: skip
        except (NotFound, TooManyLookups) as refusal:
            form.add_error(None, refusal.message)
            form.refusal_status = refusal.status  # type: ignore[attr-defined]
    context = {"form": form, "found": found}
    return page(request, "dossiers/track.html", context, status=status_of(form))
