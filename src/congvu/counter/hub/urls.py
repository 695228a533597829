"""Addresses of the hub: the public figures need no account."""

from __future__ import annotations

from django.urls import path

from congvu.counter.hub.views import desks, importing, indices, public, reports, sheets, told

app_name = "onestop"
urlpatterns = [
    path("so-lieu-mot-cua/", public.figures, name="public"),
    path("so-lieu/", reports.report, name="report"),
    path("so-lieu/in/", reports.printed, name="print"),
    path("so-lieu/bao-cao.xlsx", reports.excel, name="excel"),
    path("so-lieu/bao-cao.pdf", reports.pdf, name="pdf"),
    path("so-lieu/doi-chieu/", reports.breaks, name="breaks"),
    path("so-lieu/doi-chieu.csv", reports.breaks_csv, name="breaks_csv"),
    path("so-lieu/chi-so/", indices.indices, name="indices"),
    path("so-lieu/chi-so.csv", indices.sheet, name="indices_csv"),
    path("so-lieu/chi-so/ho-so/", indices.behind, name="behind"),
    path("so-lieu/bieu/", sheets.sheet, name="sheet"),
    path("so-lieu/bieu.xlsx", sheets.excel, name="sheet_excel"),
    path("so-lieu/bieu.pdf", sheets.pdf, name="sheet_pdf"),
    path("so-lieu/bieu/ho-so/", sheets.behind, name="sheet_behind"),
    path("so-lieu/bo-sung/", told.facts, name="facts"),
    path("so-lieu/phan-anh/", told.feedback, name="feedback"),
    path("so-lieu/phan-anh/them/", told.feedback_new, name="feedback_new"),
    path("so-lieu/phan-anh/<int:feedback_id>/", told.feedback_edit, name="feedback_edit"),
    path("so-lieu/khao-sat/", reports.survey, name="survey"),
    path("so-lieu/don-vi/", desks.desks, name="desks"),
    path("so-lieu/don-vi/<int:desk_id>/", desks.desk, name="desk"),
    path("so-lieu/don-vi/<int:desk_id>/sua/", desks.edit, name="desk_edit"),
    path("so-lieu/nap/", importing.upload, name="import"),
    path("so-lieu/nap/<int:batch_id>/", importing.batch, name="batch"),
    path("so-lieu/nap/<int:batch_id>/xac-nhan/", importing.confirm, name="confirm"),
    path("so-lieu/nap/<int:batch_id>/bo/", importing.discard, name="discard"),
]
