"""Where gateways and banks tell that money came: proven by their signature, not by a session."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import DomainError, TooLarge
from congvu.core.ui.pace import demand_pace
from congvu.counter.fees import actions
from congvu.counter.fees.choices import Heard
from congvu.counter.fees.errors import Forged, NoGateway

LONGEST = 16_384
FORGED_PER_MINUTE = 30
"""From one address; beyond it nothing is even kept."""
ANSWERS = {Heard.UNKNOWN: 404}
"""Status by outcome, 200 for the others: a gateway repeats what is not answered by 200."""


@csrf_exempt
@never_cache
@require_POST
def hear(request: HttpRequest, gateway_code: str) -> HttpResponse:
    """``/cong-thanh-toan/<mã>/``: JSON in and out.

    An unknown gateway is answered like a forged signature, so that nobody learns which there are.
    """
    if len(request.body) > LONGEST:
        return _refused(TooLarge())
    at = now()
    try:
        row = actions.hear(
            actor=system_actor("api"), at=at, gateway=gateway_code, headers=request.headers,
            body=request.body,
        )  # fmt: skip
        if row.outcome == Heard.FORGED:
            raise Forged
    except (Forged, NoGateway):
        demand_pace(request, "fees:forged", FORGED_PER_MINUTE, 60, at)
        return _refused(Forged())
    except DomainError as refused:
        return _refused(refused)
    answer = {"outcome": row.outcome, "message": row.get_outcome_display()}
    return JsonResponse(answer, status=ANSWERS.get(Heard(row.outcome), 200))


def _refused(refusal: DomainError) -> HttpResponse:
    said = {"code": refusal.code, "message": refusal.message, "data": {}}
    return JsonResponse(said, status=refusal.status)
