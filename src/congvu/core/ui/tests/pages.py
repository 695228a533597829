"""Pages that fail in every way a page can fail."""

from __future__ import annotations

import json

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from congvu.core.kernel.errors import (
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    Stale,
    TooLarge,
    Unavailable,
)
from congvu.core.kernel.schema.filling import check
from congvu.core.ui.schema_form import Draft, draw_form, draw_paper, read_posted
from congvu.core.ui.tests import schema_pages

REFUSALS = {
    error.code: error
    for error in (Invalid, NotAllowed, NotFound, Stale, Conflict, TooLarge, Unavailable)
}


def refuse(request: HttpRequest, code: str) -> HttpResponse:
    raise REFUSALS[code]


def lose_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("server closed the connection")


def forbid(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def crash(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("boom")


def fine(request: HttpRequest) -> HttpResponse:
    return HttpResponse("tốt")


def stream(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(len(request.read())))


stream.reads_stream = True  # type: ignore[attr-defined]

FORM_PAGE = """{% extends "ui/base.html" %}{% load static %}{% block title %}Tờ khai{% endblock %}
{% block heading %}Tờ khai thử{% endblock %}
{% block scripts %}{{ block.super }}<script src="{% static 'ui/js/schema_form.js' %}" defer></script>{% endblock %}
{% block content %}<form class="form" method="post" enctype="multipart/form-data" novalidate>{% csrf_token %}{{ drawn }}
<div class="form-actions"><button class="btn btn-primary" type="submit">Gửi</button></div></form>
{% if data %}<pre id="da-nhan">{{ data }}</pre>{% endif %}{% endblock %}"""
PAPER_PAGE = """{% extends "ui/print.html" %}{% block title %}Bản in{% endblock %}
{% block content %}<h1>TỜ KHAI THỬ</h1>{{ drawn }}{% endblock %}"""


def filled_form(request: HttpRequest, name: str) -> HttpResponse:
    """A page over a form of ``schema_pages.FORMS``: draws, checks and shows what it read."""
    data = ""
    form = schema_pages.FORMS[name]()
    draft = Draft(schema_pages.STARTS.get(name, {}))
    if request.method == "POST":
        posted = read_posted(form, request.POST, request.FILES)
        draft = Draft(posted.raw, typed=True, checked=posted.command is None)
        result = check(form, posted.raw, on=schema_pages.TODAY, typed=True)
        if result.ok and posted.command is None:
            data = json.dumps(result.data, ensure_ascii=False)
    drawn = draw_form(form, draft, on=schema_pages.TODAY, sources=schema_pages.World())
    page = engines["django"].from_string(FORM_PAGE)
    return HttpResponse(page.render({"drawn": drawn, "data": data}, request))


def paper(request: HttpRequest, name: str) -> HttpResponse:
    data = schema_pages.PAPERS[name] if "co" in request.GET else None
    drawn = draw_paper(
        schema_pages.FORMS[name](), data, on=schema_pages.TODAY, sources=schema_pages.World()
    )
    page = engines["django"].from_string(PAPER_PAGE)
    return HttpResponse(page.render({"drawn": drawn}, request))


urlpatterns = [
    path("to-khai/<str:name>", filled_form),
    path("to-khai/<str:name>/in", paper),
    path("tu-choi/<str:code>", refuse),
    path("mat-csdl", lose_database),
    path("cam", forbid),
    path("hong", crash),
    path("tot", fine),
    path("api/v1/tot", fine),
    path("api/v1/tu-choi/<str:code>", refuse),
    path("luong", stream),
    path("", include("congvu.core.ui.urls")),
]
handler400 = "congvu.core.ui.web.bad_request"
handler403 = "congvu.core.ui.web.forbidden"
handler404 = "congvu.core.ui.web.not_found"
handler500 = "congvu.core.ui.web.server_error"
