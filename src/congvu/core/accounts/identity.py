"""The national identity: OpenID Connect Core 1.0, stricter than allauth is by itself.

The signed ID token is the only thing believed, and of it only ``sub``; a nonce ties it to this
browser's sign-in (section 3.1.2.1). Of citizens, where they come by the identity, personal number,
name and level of assurance are believed too; nothing else about a person is.
"""

from __future__ import annotations

import secrets
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import (
    OAuth2CallbackView,
    OAuth2LoginView,
    OAuth2View,
)
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

PROVIDER = "dinh-danh"
ENDPOINTS = {"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"}


class IdentityAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Talks to the provider; every fault of the other side is an ``OAuth2Error``."""

    nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        try:
            config: dict[str, Any] = super().openid_config
        except (OSError, ValueError) as fault:
            raise OAuth2Error("discovery") from fault
        if not config.keys() >= ENDPOINTS:
            raise OAuth2Error("discovery")
        return config

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        claims = self._decode_id_token(app, kwargs["response"].get("id_token"))
        if not self.nonce or claims.get("nonce") != self.nonce:
            raise OAuth2Error("nonce")
        if claims.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("azp")
        if not claims.get("sub") or "exp" not in claims:
            raise OAuth2Error("claims")
        kept = {"sub": str(claims["sub"]), "iss": claims["iss"]}
        found = self.get_provider().sociallogin_from_response(request, {"id_token": kept})
        found.told = _told(claims)  # for this sign-in only: nothing of it is stored with the link
        return found

    def _decode_id_token(self, app: Any, id_token: Any) -> dict[str, Any]:
        try:
            claims: dict[str, Any] = jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        except (KeyError, TypeError, ValueError) as fault:
            raise OAuth2Error("id_token") from fault
        return claims


def _told(claims: dict[str, Any]) -> dict[str, str]:
    """What is believed of a citizen besides ``sub``, where citizens come by the identity."""
    if not settings.CONGVU_OIDC_CITIZENS:
        return {}
    names = {
        "number": settings.CONGVU_OIDC_NUMBER_CLAIM, "name": settings.CONGVU_OIDC_NAME_CLAIM,
        "level": settings.CONGVU_OIDC_LEVEL_CLAIM,
    }  # fmt: skip
    return {key: text for key, name in names.items() if isinstance(text := claims.get(name), str)}


class IdentityProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """Sends the browser away with a nonce; the address line cannot change what is asked."""

    oauth2_adapter_class = IdentityAdapter

    def get_default_scope(self) -> list[str]:
        return ["openid", *(one for one in settings.CONGVU_OIDC_SCOPES if one != "openid")]

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return list(self.get_scope())

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, Any]:
        return dict(self.get_auth_params())

    def redirect(self, request: HttpRequest, process: str, *args: Any, **kwargs: Any) -> Any:
        nonce = secrets.token_urlsafe(24)
        kwargs["auth_params"] = {**(kwargs.get("auth_params") or {}), "nonce": nonce}
        return super().redirect(request, process, *args, nonce=nonce, **kwargs)


class Callback(OAuth2CallbackView):  # type: ignore[misc]
    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, answer = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, answer


def leave(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Ask, then send the browser to the provider."""
    return _answer(request, provider_id, OAuth2LoginView)


def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The browser is back with a code."""
    return _answer(request, provider_id, Callback)


def _answer(request: HttpRequest, provider_id: str, view: type[OAuth2View]) -> HttpResponse:
    if provider_id != PROVIDER:
        raise Http404
    adapter = IdentityAdapter(request, PROVIDER)
    try:
        answer: HttpResponse = view.adapter_view(adapter)(request)
    except OAuth2Error as fault:
        provider = get_adapter().get_provider(request, PROVIDER)
        answer = render_authentication_error(request, provider, exception=fault)
    return answer
