"""Addresses of the catalogue: public pages and the keepers' pages, mounted at the root."""

from __future__ import annotations

from django.urls import path

from congvu.counter.procedures.views import importing, offerings, public, staff

app_name = "procedures"
KEPT = "danh-muc-thu-tuc/"
urlpatterns = [
    path("thu-tuc/", public.catalogue, name="catalogue"),
    path("thu-tuc/<str:procedure_code>/", public.procedure, name="procedure"),
    path(KEPT, staff.catalogue, name="list"),
    path(f"{KEPT}dich-vu/", offerings.offer, name="offer"),
    path(f"{KEPT}nap/", importing.upload, name="import"),
    path(f"{KEPT}nap/<int:run_id>/", importing.run, name="import_run"),
    path(f"{KEPT}nap/<int:run_id>/xac-nhan/", importing.confirm, name="import_confirm"),
    path(f"{KEPT}nap/<int:run_id>/bo/", importing.discard, name="import_discard"),
    path(f"{KEPT}nap/<int:run_id>/xem-lai.csv", importing.doubts, name="import_doubts"),
    path(f"{KEPT}<str:procedure_code>/", staff.procedure, name="staff"),
    path(f"{KEPT}<str:procedure_code>/so-sanh/", staff.compare, name="compare"),
]
