"""Addresses of dossiers."""

from __future__ import annotations

from django.urls import path

from congvu.counter.dossiers.views import (
    dossier,
    doubts,
    intake,
    lists,
    results,
    steps,
    tracking,
    whatif,
)

app_name = "dossiers"
urlpatterns = [
    path("mot-cua/ho-so/", lists.dossiers, name="dossiers"),
    path("mot-cua/ho-so/xuat.xlsx", lists.export, name="export"),
    path("mot-cua/han-can-xem/", doubts.doubts, name="doubts"),
    path("mot-cua/tiep-nhan/", intake.receive, name="receive"),
    path("mot-cua/so-theo-doi/", lists.register, name="register"),
    path("mot-cua/ho-so/<int:pk>/", dossier.dossier, name="dossier"),
    path("mot-cua/ho-so/<int:pk>/mau/<int:number>.pdf", dossier.printed, name="form"),
    path("mot-cua/ho-so/<int:pk>/<slug:slug>/", dossier.act, name="act"),
    path("mot-cua/viec-cua-toi/", steps.mine, name="my_steps"),
    path("mot-cua/y-kien/<int:consultation_id>/", steps.answer, name="answer"),
    path("mot-cua/lien-thong/", steps.transit, name="transit"),
    path("mot-cua/lien-thong/nhan/<int:link_id>/gui-lai/", steps.retry_link, name="retry_link"),
    path("mot-cua/lien-thong/<int:joint_id>/chuyen-lai/", steps.retry, name="retry"),
    path("mot-cua/thu-doi-han/", whatif.whatif, name="whatif"),
    path("mot-cua/so-ket-qua/", results.results, name="results"),
    path("mot-cua/mau-ket-qua/", results.template, name="result_template"),
    path("ket-qua/<str:key>/", results.verified, name="verified"),
    path("tra-cuu-ho-so/", tracking.track, name="track"),
]
