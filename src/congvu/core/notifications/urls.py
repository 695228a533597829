"""Addresses of the notifications room."""

from django.urls import path

from congvu.core.notifications import views

app_name = "notifications"
urlpatterns = [
    path("thong-bao", views.notices, name="list"),
    path("thong-bao/tuy-chon", views.preferences, name="preferences"),
    path("thong-bao/da-xem-het", views.read_all, name="read_all"),
    path("thong-bao/<int:notice_id>", views.open_notice, name="open"),
    path("thong-bao/<int:notice_id>/da-xem", views.read_one, name="read"),
]
