"""The API of dossiers: lists with masked numbers, one dossier, every verb, batches, paper."""

from congvu.counter.dossiers.api import (  # noqa: F401 - add operations
    filing,
    joints,
    paper,
    reading,
    results,
    steps,
    verbs,
)
from congvu.counter.dossiers.api.router import router

__all__ = ["router"]
