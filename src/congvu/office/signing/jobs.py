"""Background work of the signing room."""

from __future__ import annotations

from datetime import datetime, timedelta

from congvu.core.files import queries as files
from congvu.core.jobs.registry import job, periodic
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import now
from congvu.core.organisation.queries import actor_for, appointments_of
from congvu.office.signing import actions
from congvu.office.signing.actions.expiry import tell_expiring
from congvu.office.signing.actions.revocation import refresh_revocation
from congvu.office.signing.models import SigningRequest


@job("signing.request.run", attempts=4)
def run_request(*, at: datetime, request_id: int, version: int) -> None:
    """Sign the letters of a confirmed batch as its signer, in the agency it was made in."""
    row = SigningRequest.objects.select_related("signer").filter(pk=request_id).first()
    if row is None:
        return
    held = appointments_of(row.signer_id, at=at)
    seat = next((one for one in held if one.agency_id == row.agency_id), None)
    actor = actor_for(
        user=row.signer, at=at, appointment_id=seat.pk if seat else None, channel="job", held=held
    )
    actions.run_request(actor=actor, clock=now, request_id=request_id, version=version)


@job("signing.validate", attempts=4)
def validate_file(*, at: datetime, file_id: int) -> None:
    """Verify a kept file; a file taken off its subject meanwhile is left alone."""
    file = files.standing(file_id)
    if file is not None:
        actions.validate(actor=system_actor(), at=at, file=file)


@periodic("signing.expiring", every=timedelta(days=1), offset=timedelta(hours=7))
def tell_of_expiry(*, at: datetime) -> None:
    """Tell owners of certificates that end within a month."""
    tell_expiring(at=at)


@periodic("signing.revocation", every=timedelta(hours=4), offset=timedelta(hours=1))
def ask_for_revocation(*, at: datetime) -> None:
    """Read the revocation lists of enrolled certificates, on allowed hosts only."""
    refresh_revocation(at=at)
