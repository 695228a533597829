"""Addresses of digital signatures."""

from __future__ import annotations

from django.urls import path

from congvu.office.signing.choices import LikenessKind, Purpose
from congvu.office.signing.views import enrol, keys, requests, trust, verification

app_name = "signing"
SEAL = {"purpose": Purpose.SEAL}
urlpatterns = [
    path("chu-ky-so/", keys.mine, name="mine"),
    path("chu-ky-so/khoa/moi/", enrol.file, name="enrol"),
    path("chu-ky-so/khoa/thiet-bi/", enrol.token, name="token"),
    path("chu-ky-so/khoa/tu-xa/", enrol.remote, name="remote"),
    path("chu-ky-so/khoa/<int:key_id>/ma-pin/", keys.pin, name="pin"),
    path("chu-ky-so/khoa/<int:key_id>/mo/", keys.unlock, name="unlock"),
    path("chu-ky-so/khoa/<int:key_id>/ngung/", keys.disable, name="disable"),
    path("chu-ky-so/anh/", keys.likeness, name="likeness"),
    path("chu-ky-so/anh/<int:likeness_id>.png", keys.picture, name="picture"),
    path("chu-ky-so/co-quan/", keys.agency, name="agency"),
    path("chu-ky-so/co-quan/khoa/moi/", enrol.file, SEAL, "agency_enrol"),
    path("chu-ky-so/co-quan/khoa/thiet-bi/", enrol.token, SEAL, "agency_token"),
    path("chu-ky-so/co-quan/khoa/tu-xa/", enrol.remote, SEAL, "agency_remote"),
    path("chu-ky-so/co-quan/anh/", keys.likeness, {"kind": LikenessKind.SEAL}, "agency_likeness"),
    path("ky-so/", requests.batches, name="requests"),
    path("ky-so/<int:batch_id>/", requests.batch, name="request"),
    path("ky-so/<int:batch_id>/ky/", requests.confirm, name="confirm"),
    path("ky-so/<int:batch_id>/huy/", requests.cancel, name="cancel"),
    path("xac-minh/", verification.verify, name="verify"),
    path("xac-minh/<int:pk>/", verification.record, name="validation"),
    path("xac-minh/<int:pk>/in/", verification.printed, name="validation_print"),
    path("xac-minh/<int:pk>/bang-chung/<int:position>/", verification.evidence, name="evidence"),
    path("xac-minh/tep/<int:file_id>/", verification.of_file, name="validate_file"),
    path("quan-tri/goc-tin-cay/", trust.anchors, name="anchors"),
    path("quan-tri/goc-tin-cay/<int:pk>/", trust.anchor, name="anchor"),
]
