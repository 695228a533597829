"""Addresses of the organisation pages, mounted at the root."""

from __future__ import annotations

from django.urls import path

from congvu.core.organisation.views import (
    agencies,
    calendar,
    delegations,
    people,
    places,
    rights,
    units,
)

app_name = "organisation"
AGENCY, UNIT, POST = "to-chuc/co-quan", "to-chuc/don-vi", "to-chuc/vi-tri"
urlpatterns = [
    path("vai-tro", places.places, name="places"),
    path("vai-tro/doi", places.switch, name="switch"),
    path(AGENCY, agencies.agencies, name="agencies"),
    path(f"{AGENCY}/them", agencies.create, name="agency_create"),
    path(f"{AGENCY}/<int:agency_id>", agencies.agency, name="agency"),
    path(f"{AGENCY}/<int:agency_id>/sua", agencies.update, name="agency_update"),
    path(f"{AGENCY}/<int:agency_id>/ket-thuc", agencies.close, name="agency_close"),
    path(f"{AGENCY}/<int:agency_id>/sap-nhap", agencies.merge, name="agency_merge"),
    path(f"{AGENCY}/<int:agency_id>/ma", agencies.add_code, name="code_assign"),
    path("to-chuc/ma/<int:code_id>/dong", agencies.close_code, name="code_close"),
    path(f"{AGENCY}/<int:agency_id>/don-vi", units.create, name="unit_create"),
    path(f"{UNIT}/<int:unit_id>/sua", units.update, name="unit_update"),
    path(f"{UNIT}/<int:unit_id>/ket-thuc", units.close, name="unit_close"),
    path(f"{UNIT}/<int:unit_id>/vi-tri", units.create_post, name="post_create"),
    path(f"{POST}/<int:post_id>/sua", units.update_post, name="post_update"),
    path(f"{POST}/<int:post_id>/ket-thuc", units.close_post, name="post_close"),
    path(f"{POST}/<int:post_id>/phan-cong", units.appoint, name="appoint"),
    path("to-chuc/phan-cong/<int:appointment_id>/ket-thuc", units.end_appointment, name="end"),
    path("to-chuc/nguoi", people.people, name="people"),
    path("to-chuc/nguoi/them", people.create, name="person_create"),
    path("to-chuc/nguoi/<int:user_id>", people.person, name="person"),
    path("to-chuc/nguoi/<int:user_id>/<slug:verb>", people.act, name="person_act"),
    path("to-chuc/uy-quyen", delegations.delegations, name="delegations"),
    path("to-chuc/uy-quyen/them", delegations.create, name="delegate"),
    path("to-chuc/uy-quyen/<int:delegation_id>/thu-hoi", delegations.revoke, name="revoke"),
    path("to-chuc/lich", calendar.calendar, name="calendar"),
    path("to-chuc/lich/ngay", calendar.add_day, name="day_set"),
    path("to-chuc/lich/ngay/<int:day_id>/xoa", calendar.remove_day, name="day_remove"),
    path("to-chuc/lich/gio", calendar.add_hours, name="hours_set"),
    path("to-chuc/lich/gio/<int:hours_id>/xoa", calendar.remove_hours, name="hours_remove"),
    path("to-chuc/lich/nap", calendar.seed, name="calendar_seed"),
    path("to-chuc/phan-quyen", rights.rights, name="rights"),
]
