"""Addresses of the way to the national portal."""

from __future__ import annotations

from django.urls import path

from congvu.counter.national.views import board, filings, portal, reckoning, serving

app_name = "national"
urlpatterns = [
    path("cong-quoc-gia/", board.board, name="board"),
    path("cong-quoc-gia/thong-diep/<int:message_id>/", board.message, name="message"),
    path("cong-quoc-gia/thong-diep/<int:message_id>/gui-lai/", board.resend, name="resend"),
    path("cong-quoc-gia/thong-diep/<int:message_id>/bo/", board.discard, name="discard"),
    path("cong-quoc-gia/ket-noi/", portal.edit, name="portal"),
    path("cong-quoc-gia/ket-noi/tam-dung/", portal.pause, name="pause"),
    path("cong-quoc-gia/ket-noi/thu/", portal.check, name="check"),
    path("cong-quoc-gia/danh-muc/", portal.catalogue, name="catalogue"),
    path("cong-quoc-gia/ho-so-den/", filings.filings, name="filings"),
    path("cong-quoc-gia/ho-so-den/<int:filing_id>/nhan-lai/", filings.retry, name="retry"),
    path("cong-quoc-gia/doi-soat/", reckoning.reckonings, name="reckonings"),
    path("cong-quoc-gia/doi-soat/<int:difference_id>/gui-lai/", reckoning.resend, name="mend"),
    path("cong-quoc-gia/tep/<int:file_id>/<str:key>/", serving.file, name="file"),
]
