from __future__ import annotations

from django.urls import path

from congvu.core.ui import views

app_name = "ui"
urlpatterns = [
    path("tim-nhanh", views.palette, name="palette"),
    path("hien-thi", views.switch_display, name="display"),
    path("bo-loc/luu", views.filter_save, name="filter-save"),
    path("bo-loc/<int:key>/xoa", views.filter_forget, name="filter-forget"),
    path("giao-dien", views.style_guide, name="guide"),
]
