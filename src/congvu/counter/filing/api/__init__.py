"""The API of the citizen's side: drafts and their files, one's own dossiers, the desk's answers."""

from congvu.counter.filing.api import (  # noqa: F401 - add operations
    desk,
    drafts,
    own,
    uploads,
)
from congvu.counter.filing.api.router import router

__all__ = ["router"]
