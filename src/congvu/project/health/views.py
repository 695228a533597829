"""`/healthz` the process lives; `/readyz` its parts work; `/metrics` figures behind a token."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from congvu.core.kernel.clock import now
from congvu.project.health import figures, probes


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers; touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when database, store and worker are well, else 503; the body names each part."""
    parts = probes.report(at=now())
    well = all(answer == "ok" for answer in parts.values())
    return JsonResponse(parts, status=200 if well else 503)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus; 404 without a configured token, 401 without the right one."""
    token = settings.METRICS_TOKEN
    if not token:
        return HttpResponse("metrics are switched off\n", status=404, content_type="text/plain")
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(given.encode(), token.encode()):
        refusal = HttpResponse("a bearer token is needed\n", status=401, content_type="text/plain")
        refusal["WWW-Authenticate"] = "Bearer"
        return refusal
    return HttpResponse(figures.render(at=now()), content_type=figures.CONTENT_TYPE)
