"""``/api/v1/`` and, below ``/api/``, nothing else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from congvu.project.api.problems import problem
from congvu.project.api.root import api


@csrf_exempt
def unknown(request: HttpRequest) -> HttpResponse:
    return problem(404)


urlpatterns = [
    path("v1/", api.urls),
    re_path("", unknown),
]
