"""What the pages share."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from congvu.core.kernel.errors import DomainError, NotAllowed, NotFound
from congvu.core.ui.web import actor_of
from congvu.counter.national.policies import demand_reader

View = Callable[..., HttpResponseBase]
HOME = ("Trang chủ", "/")
BOARD = ("Cổng quốc gia", "/cong-quoc-gia/")


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [HOME, BOARD, *more]


def pressed(request: HttpRequest, act: Callable[[], str], back: str) -> HttpResponse:
    """Do a verb that needs no page of its own; how it went is said on the page one comes from."""
    try:
        messages.success(request, act())
    except (NotAllowed, NotFound):
        raise
    except DomainError as refused:
        messages.error(request, refused.message)
    return redirect(back)


def staff(*methods: str) -> Callable[[View], View]:
    """Administrators, and the desk and leaders of agencies, by these methods."""

    def wrap(view: View) -> View:
        def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            demand_reader(actor_of(request))
            return view(request, *args, **kwargs)

        checked.__module__ = view.__module__
        checked.__name__ = view.__name__
        return login_required(require_http_methods(list(methods))(checked))

    return wrap
