"""What the pages share: who is let in, and which span is asked for."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_http_methods

from congvu.core.kernel.clock import local_date, now
from congvu.core.ui.web import actor_of
from congvu.counter.hub import policies, queries
from congvu.counter.hub.forms import SpanForm
from congvu.counter.hub.queries import Span

View = Callable[..., HttpResponseBase]
HOME = ("Trang chủ", "/")
REPORT = ("Số liệu một cửa", "/so-lieu/")


def staff(*methods: str) -> Callable[[View], View]:
    """Members of agencies and administrators only, by these methods."""

    def wrap(view: View) -> View:
        def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            policies.demand_staff(actor_of(request))
            return view(request, *args, **kwargs)

        checked.__module__ = view.__module__
        checked.__name__ = view.__name__
        return login_required(require_http_methods(list(methods))(checked))

    return wrap


def span_of(request: HttpRequest) -> tuple[SpanForm, Span]:
    """The span asked for; else the newest month reported, else this month."""
    form = SpanForm(request.GET)
    if not form.is_valid():
        raise BadRequest
    month = queries.last_month() or local_date(now()).replace(day=1)
    return form, form.cleaned_data["ky"] or Span(month, month)
