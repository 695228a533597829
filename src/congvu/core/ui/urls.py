from __future__ import annotations

from django.urls import path

from congvu.core.ui import views

app_name = "ui"
urlpatterns = [
    path("tim-nhanh", views.palette, name="palette"),
    path("hien-thi", views.switch_display, name="display"),
    path("giao-dien", views.style_guide, name="guide"),
]
