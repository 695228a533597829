"""Addresses of the search room."""

from django.urls import path

from congvu.core.search import views

app_name = "search"
urlpatterns = [path("tim-kiem", views.page, name="page")]
