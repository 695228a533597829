"""``/api/v1/signing``: keys and batches, verification, trusted roots."""

from congvu.office.signing.api import anchors as _anchors  # noqa: F401 - adds its operations
from congvu.office.signing.api import batches as _batches  # noqa: F401
from congvu.office.signing.api import enrolment as _enrolment  # noqa: F401
from congvu.office.signing.api import verification as _verification  # noqa: F401
from congvu.office.signing.api.router import router

__all__ = ["router"]
