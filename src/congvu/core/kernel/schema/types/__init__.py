"""Kinds of fields in a typed registry; a room may add its own with ``TYPES.add``."""

from __future__ import annotations

from congvu.core.kernel.schema.types.base import (
    OFFLINE,
    TYPES,
    Context,
    FieldLike,
    FieldType,
    FileFact,
    Refused,
    Setting,
    Sources,
)
from congvu.core.kernel.schema.types.choices import CHOICES
from congvu.core.kernel.schema.types.dates import DATES
from congvu.core.kernel.schema.types.identity import IDENTITY
from congvu.core.kernel.schema.types.numbers import NUMBERS
from congvu.core.kernel.schema.types.places import PLACES
from congvu.core.kernel.schema.types.structure import STRUCTURE
from congvu.core.kernel.schema.types.texts import TEXTS

for _one in (*TEXTS, *DATES, *NUMBERS, *IDENTITY, *CHOICES, *PLACES, *STRUCTURE):
    TYPES.add(_one.name, _one)

__all__ = [
    "OFFLINE",
    "TYPES",
    "Context",
    "FieldLike",
    "FieldType",
    "FileFact",
    "Refused",
    "Setting",
    "Sources",
]
