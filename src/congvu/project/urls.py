"""Root addresses: every room mounts its own list here."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from congvu.project.demo import bank, portal

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("congvu.project.health.urls")),
    path("api/", include("congvu.project.api.urls")),
    path("", include("congvu.core.accounts.entrance")),
    path("tai-khoan/", include("congvu.core.accounts.urls")),
    path("", include("congvu.core.organisation.urls")),
    path("quan-tri-ky-thuat/login/", RedirectView.as_view(url="/dang-nhap", query_string=True)),
    path("quan-tri-ky-thuat/", admin.site.urls),
    path("", include("congvu.core.audit.urls")),
    path("tep/", include("congvu.core.files.urls")),
    path("", include("congvu.core.ui.urls")),
    path("", include("congvu.core.search.urls")),
    path("", include("congvu.office.work.urls")),
    path("", include("congvu.office.signing.urls")),
    path("", include("congvu.office.exchange.urls")),
    path("", include("congvu.office.exchange.hub.urls")),
    path("", include("congvu.office.documents.urls")),
    path("", include("congvu.counter.procedures.urls")),
    path("", include("congvu.counter.dossiers.urls")),
    path("", include("congvu.counter.queue.urls")),
    path("", include("congvu.counter.fees.urls")),
    path("", include("congvu.counter.filing.urls")),
    path("", include("congvu.counter.hub.urls")),
    path("", include("congvu.counter.national.urls")),
    path("", include("congvu.project.desk.urls")),
    path("", include("congvu.core.notifications.urls")),
]

if settings.MODE == "demo":
    urlpatterns += [
        path(bank.PLACE, bank.bank, name="demo-bank"),
        path(f"{portal.PLACE}login", portal.login, name="demo-portal-login"),
        path(f"{portal.PLACE}g", portal.call, name="demo-portal"),
    ]

handler400 = "congvu.core.ui.web.bad_request"
handler403 = "congvu.core.ui.web.forbidden"
handler404 = "congvu.core.ui.web.not_found"
handler500 = "congvu.core.ui.web.server_error"
