"""Addresses of the files room, mounted at ``/tep/``."""

from __future__ import annotations

from django.urls import path

from congvu.core.files import views

app_name = "files"

urlpatterns = [
    path("<int:file_id>/trang/<int:number>.png", views.page_image, name="page"),
    path("<int:file_id>/<str:name>", views.download, name="download"),
]
