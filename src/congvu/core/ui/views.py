"""Pages of the frame itself: palette, display switches, style guide."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, NotFound
from congvu.core.ui import display, guide
from congvu.core.ui.forms import SafeCharField
from congvu.core.ui.listing import forget_filter, save_filter
from congvu.core.ui.palette import MAX_QUERY, find
from congvu.core.ui.web import page


def _actor(request: HttpRequest) -> Actor:
    """
    :raises NotFound: nobody is signed in
    """
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise NotFound
    return actor


class PaletteForm(forms.Form):
    q = SafeCharField(max_length=MAX_QUERY, required=False)


@require_GET
def palette(request: HttpRequest) -> HttpResponse:
    """``/tim-nhanh?q=``: groups of cards, a fragment for the dialog or a page of its own."""
    actor = _actor(request)
    form = PaletteForm(request.GET)
    q = form.cleaned_data["q"] if form.is_valid() else ""
    context = {"q": q, "groups": find(actor, q)}
    return page(request, "ui/palette.html", context, fragment="ui/palette_found.html")


def safe_next(request: HttpRequest, default: str = "/") -> str:
    """The page to return to, never one of another host."""
    target = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if allowed else default


@require_POST
def switch_display(request: HttpRequest) -> HttpResponse:
    """Toggle one word of the display cookie and go back."""
    response = HttpResponseRedirect(safe_next(request))
    now = display.display_of(request).toggled(request.POST.get("doi", ""))
    display.keep(response, now, secure=request.is_secure())
    return response


class FilterSaveForm(forms.Form):
    listing = SafeCharField(max_length=60)
    label = SafeCharField(label="Tên bộ lọc", max_length=60)
    query = forms.CharField(max_length=1000, strip=False)


@require_POST
def filter_save(request: HttpRequest) -> HttpResponse:
    """
    :raises Invalid: no name, or a filter too long to keep
    """
    actor = _actor(request)
    form = FilterSaveForm(request.POST)
    if not form.is_valid():
        raise Invalid("Chưa lưu được bộ lọc. Hãy đặt tên ngắn cho bộ lọc rồi lưu lại.")
    save_filter(actor=actor, **form.cleaned_data)
    messages.success(request, f"Đã lưu bộ lọc “{form.cleaned_data['label']}”.")
    return HttpResponseRedirect(safe_next(request))


@require_POST
def filter_forget(request: HttpRequest, key: int) -> HttpResponse:
    forget_filter(actor=_actor(request), key=key)
    return HttpResponseRedirect(safe_next(request))


@require_GET
def style_guide(request: HttpRequest) -> HttpResponse:
    """``/giao-dien``: every component, for staff who build pages."""
    if not guide.allowed(request):
        raise Http404
    return page(request, "ui/guide.html", guide.context(request))
