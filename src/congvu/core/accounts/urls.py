"""Own account pages: ``accounts:…``. The addresses that allauth asks for are in ``entrance``."""

from django.urls import path

from congvu.core.accounts.views import own

app_name = "accounts"
urlpatterns = [
    path("", own.profile, name="profile"),
    path("mat-khau", own.password, name="password"),
    path("phien", own.sessions, name="sessions"),
    path("phien/dang-xuat", own.end_session, name="end_sessions"),
    path("phien/<int:session_id>/dang-xuat", own.end_session, name="end_session"),
    path("ma-truy-cap", own.tokens, name="tokens"),
    path("ma-truy-cap/cap", own.create_token, name="create_token"),
    path("ma-truy-cap/<int:token_id>/thu-hoi", own.revoke_token, name="revoke_token"),
]
