"""What a national identity has proved of an account."""

from __future__ import annotations

from congvu.core.accounts.models import ProvedIdentity
from congvu.core.kernel.prepared import Prepared


def proof_of(user_id: int | None) -> ProvedIdentity | None:
    """Who proved the holder of an account, when and how surely; None for most."""
    if user_id is None:
        return None
    return next(iter(_PROOF(user_id=user_id)), None)


_PROOF = Prepared(lambda user_id: ProvedIdentity.objects.filter(user=user_id), user_id=int)
