"""Where values that need not be typed come from, and what lies outside a form.

``providers`` is the registry that sector databases join: each is asked by the name of a source
(``applicant.full_name``) and answers with value, source and date, or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from congvu.core.kernel.registry import Registry
from congvu.core.kernel.schema.form import Field
from congvu.core.kernel.schema.types import FileFact
from congvu.core.kernel.schema.values import Json
from congvu.counter.procedures.sources import ProvinceSources


@dataclass(frozen=True, slots=True)
class Known:
    """A value with its source, shown beside the box: “Dữ liệu của ông/bà, ngày 23/11/2026”."""

    value: Any
    source: str
    as_of: date

    @property
    def said(self) -> str:
        return f"Điền sẵn từ {self.source}, ngày {self.as_of:%d/%m/%Y}. Hãy sửa nếu không còn đúng."


Provider = Callable[[int], Mapping[str, Known]]
"""By the id of an account: everything known, by the names of form sources."""

providers: Registry[Provider] = Registry("sources of pre-filled values")
"""Asked in the order of registration; the first that knows a value wins."""


def known_of(user_id: int | None) -> dict[str, Known]:
    """Everything that any source knows of a person."""
    found: dict[str, Known] = {}
    if user_id is not None:
        for provider in providers:
            found = {**provider(user_id), **found}
    return found


class FormSources(ProvinceSources):
    """The world outside a form, for one draft: what is known of the person, and its files."""

    def __init__(
        self, known: Mapping[str, Known] | None = None, files: Mapping[str, FileFact] | None = None
    ) -> None:
        super().__init__()
        self.known, self.files = known or {}, files or {}

    def prefill(self, name: str) -> Json:
        found = self.known.get(name)
        return found.value if found else None

    def file(self, reference: str) -> FileFact | None:
        return self.files.get(reference)


def as_typed(one: Field, value: Json) -> Json:
    """A stored value as a person would type it into the field's box."""
    if isinstance(value, bool):
        return "co" if value else "khong"
    if isinstance(value, int):
        return str(value)
    if one.kind == "date" and isinstance(value, str) and len(value) == len("2026-11-23"):
        year, month, day = value.split("-")
        return f"{day}/{month}/{year}"
    return value
