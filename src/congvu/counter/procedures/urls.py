"""Addresses of the catalogue: public pages and the keepers' pages, mounted at the root."""

from __future__ import annotations

from django.urls import path

from congvu.counter.procedures.views import offerings, public, staff

app_name = "procedures"
KEPT = "danh-muc-thu-tuc/"
urlpatterns = [
    path("thu-tuc/", public.catalogue, name="catalogue"),
    path("thu-tuc/<str:procedure_code>/", public.procedure, name="procedure"),
    path(KEPT, staff.catalogue, name="list"),
    path(f"{KEPT}dich-vu/", offerings.offer, name="offer"),
    path(f"{KEPT}<str:procedure_code>/", staff.procedure, name="staff"),
    path(f"{KEPT}<str:procedure_code>/so-sanh/", staff.compare, name="compare"),
]
