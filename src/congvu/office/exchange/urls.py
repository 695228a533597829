"""Addresses of the post office."""

from __future__ import annotations

from django.urls import path

from congvu.office.exchange.native import views as native
from congvu.office.exchange.views import board, figures, peers, quarantine

app_name = "exchange"
urlpatterns = [
    path("lien-thong/", board.board, name="board"),
    path("lien-thong/phong-bi/<int:pk>/", board.envelope, name="envelope"),
    path("lien-thong/luot-gui/<int:pk>/gui-lai/", board.resend, name="resend"),
    path("lien-thong/he-thong/", peers.peers, name="peers"),
    path("lien-thong/he-thong/moi/", peers.new, name="peer_new"),
    path("lien-thong/he-thong/<int:pk>/", peers.peer, name="peer"),
    path("lien-thong/he-thong/<int:pk>/tam-dung/", peers.pause, name="peer_pause"),
    path("lien-thong/he-thong/<int:pk>/khoa-moi/", peers.secret, name="peer_secret"),
    path("lien-thong/he-thong/<int:pk>/thu/", peers.check, name="peer_check"),
    path("lien-thong/he-thong/<int:pk>/ma/", peers.add_route, name="route_add"),
    path("lien-thong/he-thong/<int:pk>/ma/<int:route_id>/dong/", peers.close_route,
         name="route_close"),
    path("lien-thong/giu-lai/", quarantine.quarantine, name="quarantine"),
    path("lien-thong/giu-lai/<int:pk>/", quarantine.held, name="held"),
    path("lien-thong/giu-lai/<int:pk>/goi-tin", quarantine.raw, name="held_raw"),
    path("lien-thong/giu-lai/<int:pk>/nhan-lai/", quarantine.release, name="release"),
    path("lien-thong/giu-lai/<int:pk>/bo-qua/", quarantine.discard, name="discard"),
    path("lien-thong/doi-soat/", figures.reconcile, name="reconcile"),
    path("lien-thong/so-lieu/", figures.figures, name="figures"),
    path("lien-thong/so-lieu.csv", figures.figures_csv, name="figures_csv"),
    path("lien-thong/v1/letters", native.letters, name="native_letters"),
    path("lien-thong/v1/batch", native.batch, name="native_batch"),
    path("lien-thong/v1/statuses", native.statuses, name="native_statuses"),
    path("lien-thong/v1/ping", native.ping, name="native_ping"),
    path("lien-thong/v1/ledger", native.ledger, name="native_ledger"),
]  # fmt: skip
