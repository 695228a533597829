"""Addresses of the citizen's side."""

from __future__ import annotations

from django.urls import path

from congvu.counter.filing.views import desk, drafts, own, people, uploads

app_name = "filing"
NEW, OWN = "nop-ho-so/", "ho-so-cua-toi/"
urlpatterns = [
    path("dang-ky/", people.sign_up, name="sign_up"),
    path("dang-ky/<str:key>/", people.confirm, name="confirm"),
    path("ho-so-ca-nhan/", people.person, name="person"),
    path(NEW, drafts.drafts, name="drafts"),
    path(f"{NEW}thu-tuc/<str:procedure_code>/", drafts.begin, name="begin"),
    path(f"{NEW}tiep-tuc/<str:key>/", drafts.resume, name="resume"),
    path(f"{NEW}moi/<str:key>/", drafts.accept, name="accept"),
    path(f"{NEW}<int:pk>/", drafts.draft, name="draft"),
    path(f"{NEW}<int:pk>/tu-luu/", drafts.autosave, name="autosave"),
    path(f"{NEW}<int:pk>/xem-lai/", drafts.review, name="review"),
    path(f"{NEW}<int:pk>/moi-nguoi/", drafts.sharing, name="sharing"),
    path(f"{NEW}<int:pk>/moi-nguoi/<int:share_id>/thu-hoi/", drafts.unshare, name="unshare"),
    path(f"{NEW}<int:pk>/bo/", drafts.drop, name="drop"),
    path(f"{NEW}<int:pk>/go-tep/<int:file_id>/", drafts.remove_file, name="remove_file"),
    path(f"{NEW}<int:pk>/tai-len/", uploads.start, name="upload"),
    path(f"{NEW}<int:pk>/tai-len/<str:key>/", uploads.piece, name="piece"),
    path(OWN, own.dossiers, name="own"),
    path(f"{OWN}<int:pk>/", own.dossier, name="own_dossier"),
    path(f"{OWN}<int:pk>/<path:part>", own.dossier, name="own_part"),
    path("theo-doi/<int:pk>-<slug:mark>/", own.follow, name="follow"),
    path("theo-doi/<int:pk>-<slug:mark>/<path:part>", own.follow, name="follow_part"),
    path("bo-sung/<int:pk>-<slug:mark>/", own.supplement, name="supplement"),
    path("bo-sung/<int:pk>-<slug:mark>/hinh/<int:file_id>", own.supplement_picture,
         name="supplement_picture"),
    path("danh-gia/<int:pk>-<slug:mark>/", own.rating, name="rating"),
    path("mot-cua/trao-doi/<int:pk>/", desk.talk, name="talk"),
    path("mot-cua/trao-doi/<int:pk>/duong-dan/", desk.issue, name="issue_link"),
    path("mot-cua/trao-doi/<int:pk>/duong-dan/<int:link_id>/thu-hoi/", desk.revoke,
         name="revoke_link"),
    path("mot-cua/danh-gia/", desk.ratings, name="ratings"),
]  # fmt: skip
