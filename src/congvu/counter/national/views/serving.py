"""Files for the portal, under addresses that we gave it."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from congvu.core.audit.actions import log
from congvu.core.files.queries import open_file, standing
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import NotFound
from congvu.counter.dossiers.choices import PAPER_KIND, RESULT_KIND
from congvu.counter.dossiers.queries import result_stands
from congvu.counter.national.keys import opens

KINDS = frozenset({PAPER_KIND, RESULT_KIND})


@require_safe
def file(request: HttpRequest, file_id: int, key: str) -> HttpResponseBase:
    """``/cong-quoc-gia/tep/<id>/<key>/``: papers and results of dossiers only; each fetch is in
    the journal. An address that is over, forged, of another thing or of a result that was revoked is the same 404."""
    found = standing(file_id) if opens(file_id, key[:120], now()) else None
    if found is None or found.subject_kind not in KINDS:
        raise NotFound
    if found.subject_kind == RESULT_KIND and not result_stands(found.subject_id):
        raise NotFound
    log(
        verb="national.file.fetch", actor=system_actor("api"), at=now(), subject=found.subject,
        label=found.name, changes={"file": found.pk, "sha256": found.blob.sha256},
    )  # fmt: skip
    response = FileResponse(
        open_file(found), as_attachment=True, filename=found.name, content_type=found.blob.mime
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
