"""Sign-in and second factor, under the names by which allauth finds them, at our addresses."""

from __future__ import annotations

from allauth.account.views import reauthenticate
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from congvu.core.accounts import identity
from congvu.core.accounts.views import sign_in

FACTOR = "tai-khoan/xac-thuc/"
OIDC = "dinh-danh/oidc/<str:provider_id>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("dang-nhap", sign_in.sign_in, name="account_login"),
    path("dang-xuat", sign_in.sign_out, name="account_logout"),
    path("dang-nhap/ngung-hoat-dong", sign_in.inactive, name="account_inactive"),
    path("dang-nhap/ma", mfa.authenticate, name="mfa_authenticate"),
    path("dang-nhap/xac-nhan", reauthenticate, name="account_reauthenticate"),
    path("dang-nhap/xac-nhan/ma", mfa.reauthenticate, name="mfa_reauthenticate"),
    path(
        "dang-nhap/xac-nhan/khoa", webauthn.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path(FACTOR, mfa.index, name="mfa_index"),
    path(f"{FACTOR}ung-dung/bat", totp.activate_totp, name="mfa_activate_totp"),
    path(f"{FACTOR}ung-dung/tat", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path(f"{FACTOR}ma-khoi-phuc", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        f"{FACTOR}ma-khoi-phuc/tao", codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        f"{FACTOR}ma-khoi-phuc/tai", codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path(f"{FACTOR}khoa", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path(f"{FACTOR}khoa/them", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path(f"{FACTOR}khoa/<int:pk>/go", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path(f"{FACTOR}khoa/<int:pk>/sua", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
]  # fmt: skip
if settings.CONGVU_OIDC_NAME:
    urlpatterns += [
        path("dinh-danh/", include("allauth.socialaccount.urls")),
        path(f"{OIDC}login/", identity.leave, name="openid_connect_login"),
        path(f"{OIDC}login/callback/", identity.come_back, name="openid_connect_callback"),
    ]
