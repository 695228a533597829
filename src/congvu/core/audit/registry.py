"""What rooms tell the journal's readers: Vietnamese names of verbs and fields."""

from __future__ import annotations

from collections.abc import Mapping

from congvu.core.kernel.permissions import permissions
from congvu.core.kernel.registry import Registry

verb_labels: Registry[str] = Registry("verb labels")
"""Names of acts that have no row in the permission table: steps of verbs, logged readings."""

field_labels: Registry[str] = Registry("field labels")
"""Names of the keys of ``changes``; the same key means the same thing everywhere."""


def register_verbs(labels: Mapping[str, str]) -> None:
    """Name acts that stand in the journal; verbs with a permission row have their name there."""
    for verb, label in labels.items():
        verb_labels.add(verb, label)


def register_fields(labels: Mapping[str, str]) -> None:
    """Name keys of ``changes`` (lower-case Vietnamese)."""
    for name, label in labels.items():
        field_labels.add(name, label)


def label_of(verb: str) -> str:
    """The Vietnamese name of an act, or the verb itself when no room named it."""
    row = permissions.get(verb)
    return verb_labels.get(verb) or (row.label if row else verb)


def field_label_of(name: str) -> str:
    return field_labels.get(name) or name


def verbs_named(text: str) -> list[str]:
    """Verbs whose Vietnamese name contains the text, for the filter of the reading page."""
    wanted = text.casefold()
    named = {verb: verb_labels[verb] for verb in verb_labels.names()}
    named |= {row.verb: row.label for row in permissions}
    return [verb for verb, label in named.items() if wanted in label.casefold()]
