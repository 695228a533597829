"""Addresses of letters."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from congvu.office.documents.views import (
    bulk,
    drafting,
    groups,
    history,
    incoming_list,
    letter,
    lookups,
    outgoing_letter,
    outgoing_list,
    record_plan,
    records,
    registering,
    registers,
    same_day,
    secret,
)

app_name = "documents"
urlpatterns = [
    path("van-ban-den/", incoming_list.incoming_list, name="incoming"),
    path("van-ban-den/vao-so/", registering.register, name="register_new"),
    path("van-ban-den/hang-loat/vao-so/", bulk.bulk_register, name="bulk_register"),
    path("van-ban-den/hang-loat/but-phe/", bulk.bulk_direct, name="bulk_direct"),
    path("van-ban-den/cho-vao-so/", RedirectView.as_view(url="/van-ban-den/?tt=cho-vao-so")),
    path("van-ban-den/<int:pk>/", letter.letter, name="letter"),
    path("van-ban-den/<int:pk>/vao-so/", registering.register, name="register"),
    path("van-ban-den/<int:pk>/sua/", registering.correct, name="correct"),
    path("van-ban-den/<int:pk>/xem-nhanh/", letter.preview, name="preview"),
    path("van-ban-den/<int:pk>/in/", letter.slip, name="slip"),
    path("van-ban-den/<int:pk>/nhat-ky/", history.of_incoming, name="history"),
    path("van-ban-den/<int:pk>/theo-doi/", letter.watch, name="watch"),
    path("van-ban-den/<int:pk>/<slug:slug>/", letter.act, name="act"),
    path("van-ban-di/", outgoing_list.outgoing_list, name="outgoing"),
    path("van-ban-di/du-thao/moi/", drafting.new, name="draft_new"),
    path("van-ban-di/du-thao/xem-truoc/", drafting.live, name="draft_live"),
    path("van-ban-di/hang-loat/ky/", outgoing_list.bulk_approve, name="bulk_approve"),
    path("van-ban-di/mat/vao-so/", secret.record, name="secret_new"),
    path("van-ban-di/noi-nhan/", groups.groups, name="groups"),
    path("van-ban-di/noi-nhan/moi/", groups.new, name="group_new"),
    path("van-ban-di/noi-nhan/<int:pk>/", groups.edit, name="group_edit"),
    path("van-ban-di/noi-nhan/<int:pk>/xoa/", groups.drop, name="group_drop"),
    path("van-ban-di/<int:pk>/", outgoing_letter.letter, name="outgoing_letter"),
    path("van-ban-di/<int:pk>/sua/", drafting.edit, name="draft_edit"),
    path("van-ban-di/<int:pk>/nhat-ky/", history.of_outgoing, name="outgoing_history"),
    path("van-ban-di/<int:pk>/noi-nhan/", outgoing_letter.ways, name="outgoing_ways"),
    path("van-ban-di/<int:pk>/ban-in.pdf", outgoing_letter.print_pdf, name="outgoing_pdf"),
    path(
        "van-ban-di/<int:pk>/ban-in/<int:number>.png", outgoing_letter.picture, name="outgoing_page"
    ),
    path("van-ban-di/<int:pk>/<slug:slug>/", outgoing_letter.act, name="outgoing_act"),
    path("ho-so-cong-viec/", records.records, name="records"),
    path("ho-so-cong-viec/moi/", records.new, name="record_new"),
    path("ho-so-cong-viec/cua-van-ban/", records.of_letter, name="record_of"),
    path("ho-so-cong-viec/dua-vao/", records.file, name="record_file"),
    path("ho-so-cong-viec/danh-muc/", record_plan.plan, name="record_plan"),
    path("ho-so-cong-viec/<int:pk>/", records.record, name="record"),
    path("ho-so-cong-viec/<int:pk>/ket-thuc/", records.close, name="record_close"),
    path("ho-so-cong-viec/<int:pk>/lay-ra/", records.unfile, name="record_unfile"),
    path("so/", registers.registers, name="registers"),
    path("so/vao-so-trong-ngay/", same_day.same_day, name="same_day"),
    path("so/vao-so-trong-ngay/theo-thang.csv", same_day.as_csv, name="same_day_csv"),
    path("so/vao-so-trong-ngay/theo-thang.xlsx", same_day.as_xlsx, name="same_day_xlsx"),
    path("so/<int:pk>/", registers.register, name="register_page"),
    path("so/<int:pk>/so.pdf", registers.pdf, name="register_pdf"),
    path("so/<int:pk>/so.xlsx", registers.xlsx, name="register_xlsx"),
    path("so/<int:pk>/giu-so/", registers.hold, name="register_hold"),
    path("so/<int:pk>/khoa-so/", registers.close, name="register_close"),
    path("so/<int:pk>/so-da-giu/", registers.settle, name="register_settle"),
    path("tra-cuu/co-quan/", lookups.issuers, name="issuers"),
    path("tra-cuu/van-ban-trung/", lookups.duplicates, name="duplicates"),
]
