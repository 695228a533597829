"""Addresses of the queue: kiosk, screen and holders need no account."""

from __future__ import annotations

from django.urls import path

from congvu.counter.queue.views import citizens, desk, kiosk, screen, setup

app_name = "queue"
urlpatterns = [
    path("may-lay-so/", kiosk.enrol, name="enrol"),
    path("lay-so/<slug:slug>/", kiosk.kiosk, name="kiosk"),
    path("lay-so/<slug:slug>/hen/", kiosk.arrive, name="arrive"),
    path("lay-so/<slug:slug>/phieu/<str:key>/", kiosk.slip, name="slip"),
    path("man-hinh/<slug:slug>/", screen.screen, name="screen"),
    path("man-hinh/<slug:slug>/bang/", screen.board, name="board"),
    path("phieu/<str:key>/", citizens.ticket, name="ticket"),
    path("phieu/<str:key>/huy/", citizens.cancel_ticket, name="ticket_cancel"),
    path("dat-hen/<slug:slug>/", citizens.book, name="book"),
    path("lich-hen/<str:code>/", citizens.appointment, name="appointment"),
    path("quay/", desk.desks, name="desks"),
    path("quay/<int:counter_id>/", desk.desk, name="desk"),
    path("quay/<int:counter_id>/cho/", desk.waiting, name="waiting"),
    path("quay/<int:counter_id>/<slug:verb>/", desk.act, name="act"),
    path("sanh/", setup.halls, name="halls"),
    path("sanh/moi/", setup.hall_new, name="hall_new"),
    path("sanh/<int:hall_id>/", setup.hall, name="hall"),
    path("sanh/<int:hall_id>/sua/", setup.hall_edit, name="hall_edit"),
    path("sanh/<int:hall_id>/nhom/moi/", setup.group, name="group_new"),
    path("sanh/<int:hall_id>/nhom/<int:service_group_id>/", setup.group, name="group"),
    path("sanh/<int:hall_id>/quay/moi/", setup.counter, name="counter_new"),
    path("sanh/<int:hall_id>/quay/<int:counter_id>/", setup.counter, name="counter"),
    path("sanh/<int:hall_id>/nhan-su/", setup.member, name="member"),
    path("sanh/<int:hall_id>/may/", setup.device, name="device"),
    path("sanh/<int:hall_id>/may/<int:device_id>/thu-hoi/", setup.device_revoke, name="revoke"),
    path("sanh/<int:hall_id>/so-lieu/", setup.figures, name="figures"),
    path("sanh/<int:hall_id>/hen/", setup.appointments, name="appointments"),
]
