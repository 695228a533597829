"""Addresses of the catalogue: public pages and the keepers' pages, mounted at the root."""

from __future__ import annotations

from django.urls import path

from congvu.counter.procedures.views import (
    fields,
    importing,
    keeping,
    offerings,
    processes,
    public,
    staff,
)
from congvu.counter.procedures.views.building import draft, ends, forms, trial

app_name = "procedures"
KEPT = "danh-muc-thu-tuc/"
FORMS = "bieu-mau/"
ONE = f"{FORMS}ban/<int:version_id>/"
PROCESS = f"{KEPT}quy-trinh/<int:process_id>/"
urlpatterns = [
    path("thu-tuc/", public.catalogue, name="catalogue"),
    path("thu-tuc/<str:procedure_code>/", public.procedure, name="procedure"),
    path("muc-do-dich-vu/", public.services, name="services"),
    path(KEPT, staff.catalogue, name="list"),
    path(f"{KEPT}linh-vuc/", fields.fields, name="fields"),
    path(f"{KEPT}linh-vuc/<int:field_id>/", fields.field, name="field"),
    path(f"{KEPT}linh-vuc/<int:field_id>/doi-ten/", fields.rename, name="field_rename"),
    path(f"{KEPT}linh-vuc/<int:field_id>/dong/", fields.close, name="field_close"),
    path(f"{KEPT}dich-vu/ngung/", offerings.stop, name="offer_stop"),
    path(f"{KEPT}nap/<int:run_id>/cot/", importing.columns, name="import_columns"),
    path(f"{KEPT}dich-vu/", offerings.offer, name="offer"),
    path(f"{KEPT}them/", keeping.create, name="create"),
    path(f"{KEPT}nap/", importing.upload, name="import"),
    path(f"{KEPT}nap/<int:run_id>/", importing.run, name="import_run"),
    path(f"{KEPT}nap/<int:run_id>/xac-nhan/", importing.confirm, name="import_confirm"),
    path(f"{KEPT}nap/<int:run_id>/bo/", importing.discard, name="import_discard"),
    path(f"{KEPT}nap/<int:run_id>/xem-lai.csv", importing.doubts, name="import_doubts"),
    path(PROCESS, processes.process, name="process"),
    path(f"{PROCESS}tep.<slug:kind>", processes.process_file, name="process_file"),
    path(f"{PROCESS}sua/", processes.change, name="process_change"),
    path(f"{PROCESS}cong-bo/", processes.process_publish, name="process_publish"),
    path(f"{PROCESS}chep/", processes.process_copy, name="process_copy"),
    path(f"{PROCESS}rut/", processes.process_withdraw, name="process_withdraw"),
    path(f"{PROCESS}bo/", processes.process_discard, name="process_discard"),
    path(f"{PROCESS}buoc/", processes.step, name="process_new_step"),
    path(f"{PROCESS}buoc/<slug:step>/", processes.step, name="process_step"),
    path(f"{PROCESS}buoc/<slug:step>/thao-tac/", processes.way_on, name="process_new_move"),
    path(f"{PROCESS}buoc/<slug:step>/thao-tac/<slug:move>/", processes.way_on, name="process_move"),
    path(f"{KEPT}<str:procedure_code>/quy-trinh/", processes.processes, name="processes"),
    path(f"{KEPT}<str:procedure_code>/", staff.procedure, name="staff"),
    path(f"{KEPT}<str:procedure_code>/so-sanh/", staff.compare, name="compare"),
    path(f"{KEPT}<str:procedure_code>/soan/", keeping.edit, name="edit"),
    path(f"{KEPT}<str:procedure_code>/cong-bo/", keeping.publish, name="publish"),
    path(f"{KEPT}<str:procedure_code>/bo-du-thao/", keeping.discard, name="discard"),
    path(f"{KEPT}<str:procedure_code>/bai-bo/", keeping.withdraw, name="withdraw"),
    path(FORMS, forms.listing, name="forms"),
    path(f"{FORMS}them/", forms.create, name="form_create"),
    path(f"{FORMS}nap/", forms.bring_in, name="form_import"),
    path(f"{FORMS}mau/<slug:form_key>/", forms.form, name="form"),
    path(f"{FORMS}mau/<slug:form_key>/soan/", ends.continue_, name="form_draft"),
    path(ONE, draft.build, name="build"),
    path(f"{ONE}chung/", draft.head, name="build_head"),
    path(f"{ONE}them-phan/", draft.add_section, name="build_section"),
    path(f"{ONE}them-truong/", draft.add_field, name="build_field"),
    path(f"{ONE}buoc/", draft.step, name="build_step"),
    path(f"{ONE}truong/", draft.part, name="part"),
    path(f"{ONE}dien-thu/", trial.preview, name="build_preview"),
    path(f"{ONE}bo-mau/", trial.drop_sample, name="build_drop_sample"),
    path(f"{ONE}in/", trial.paper, name="build_paper"),
    path(f"{ONE}cong-bo/", ends.publish, name="form_publish"),
    path(f"{ONE}rut/", ends.withdraw, name="form_withdraw"),
    path(f"{ONE}chep/", ends.copy, name="form_copy"),
    path(f"{ONE}bo/", ends.discard, name="form_discard"),
    path(f"{ONE}goi.zip", ends.export, name="form_export"),
]
