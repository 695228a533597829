"""The API of dossiers: lists with masked numbers, one dossier, every verb, batches, paper."""

from congvu.counter.dossiers.api import filing, paper, reading, verbs  # noqa: F401 - add operations
from congvu.counter.dossiers.api.router import router

__all__ = ["router"]
