"""What the pages of this room share."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from congvu.core.kernel.actor import Actor
from congvu.counter.procedures.policies import demand_staff

View = Callable[..., HttpResponse]
HOME = ("Trang chủ", "/")


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def staff(*methods: str) -> Callable[[View], View]:
    """Members of agencies only, by these methods."""

    def wrap(view: View) -> View:
        def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            demand_staff(actor_of(request))
            return view(request, *args, **kwargs)

        checked.__module__ = view.__module__
        checked.__name__ = view.__name__
        return login_required(require_http_methods(list(methods))(checked))

    return wrap
