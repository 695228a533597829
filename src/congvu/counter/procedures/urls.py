"""Addresses of the catalogue: public pages and the keepers' pages, mounted at the root."""

from __future__ import annotations

from django.urls import path

from congvu.counter.procedures.views import importing, keeping, offerings, public, staff

app_name = "procedures"
KEPT = "danh-muc-thu-tuc/"
urlpatterns = [
    path("thu-tuc/", public.catalogue, name="catalogue"),
    path("thu-tuc/<str:procedure_code>/", public.procedure, name="procedure"),
    path(KEPT, staff.catalogue, name="list"),
    path(f"{KEPT}dich-vu/", offerings.offer, name="offer"),
    path(f"{KEPT}them/", keeping.create, name="create"),
    path(f"{KEPT}nap/", importing.upload, name="import"),
    path(f"{KEPT}nap/<int:run_id>/", importing.run, name="import_run"),
    path(f"{KEPT}nap/<int:run_id>/xac-nhan/", importing.confirm, name="import_confirm"),
    path(f"{KEPT}nap/<int:run_id>/bo/", importing.discard, name="import_discard"),
    path(f"{KEPT}nap/<int:run_id>/xem-lai.csv", importing.doubts, name="import_doubts"),
    path(f"{KEPT}<str:procedure_code>/", staff.procedure, name="staff"),
    path(f"{KEPT}<str:procedure_code>/so-sanh/", staff.compare, name="compare"),
    path(f"{KEPT}<str:procedure_code>/soan/", keeping.edit, name="edit"),
    path(f"{KEPT}<str:procedure_code>/cong-bo/", keeping.publish, name="publish"),
    path(f"{KEPT}<str:procedure_code>/bo-du-thao/", keeping.discard, name="discard"),
    path(f"{KEPT}<str:procedure_code>/bai-bo/", keeping.withdraw, name="withdraw"),
]
