"""Addresses of letters."""

from __future__ import annotations

from django.urls import path

from congvu.office.documents.views import bulk, incoming_list, letter, lookups, registering

app_name = "documents"
urlpatterns = [
    path("van-ban-den/", incoming_list.incoming_list, name="incoming"),
    path("van-ban-den/vao-so/", registering.register, name="register_new"),
    path("van-ban-den/hang-loat/vao-so/", bulk.bulk_register, name="bulk_register"),
    path("van-ban-den/hang-loat/but-phe/", bulk.bulk_direct, name="bulk_direct"),
    path("van-ban-den/<int:pk>/", letter.letter, name="letter"),
    path("van-ban-den/<int:pk>/vao-so/", registering.register, name="register"),
    path("van-ban-den/<int:pk>/sua/", registering.correct, name="correct"),
    path("van-ban-den/<int:pk>/xem-nhanh/", letter.preview, name="preview"),
    path("van-ban-den/<int:pk>/in/", letter.slip, name="slip"),
    path("van-ban-den/<int:pk>/theo-doi/", letter.watch, name="watch"),
    path("van-ban-den/<int:pk>/<slug:slug>/", letter.act, name="act"),
    path("tra-cuu/co-quan/", lookups.issuers, name="issuers"),
    path("tra-cuu/van-ban-trung/", lookups.duplicates, name="duplicates"),
    path("tra-cuu/han/", lookups.due, name="due"),
    path("tra-cuu/but-phe/", lookups.remark, name="remark"),
]
