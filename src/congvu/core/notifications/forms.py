"""The preferences page as a form: one choice per kind and channel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from congvu.core.notifications.actions import allowed_modes
from congvu.core.notifications.choices import Mode
from congvu.core.notifications.registry import APP, Kind, channels, kinds
from congvu.core.ui.forms import SafeCharField
from congvu.core.ui.speech import said


@dataclass(frozen=True, slots=True)
class Cell:
    """The choice for one channel."""

    label: str
    field: forms.BoundField


@dataclass(frozen=True, slots=True)
class Row:
    """A kind with its choices, one per channel."""

    kind: Kind
    cells: list[Cell]


class PreferencesForm(forms.Form):
    """``current`` maps ``(kind, channel)`` to what the person chose."""

    def __init__(self, *args: Any, current: Mapping[tuple[str, str], Mode], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys: dict[str, tuple[str, str]] = {}
        for kind in kinds:
            for channel, label in columns():
                self._add(kind, channel, label, current)

    def _add(
        self, kind: Kind, channel: str, label: str, current: Mapping[tuple[str, str], Mode]
    ) -> None:
        key = (kind.name, channel)
        name = f"{kind.name}-{channel}"
        self.keys[name] = key
        modes = allowed_modes(key)
        self.fields[name] = forms.ChoiceField(
            label=f"{said(kind.label)}: {said(label)}",
            choices=[(mode.value, mode.label) for mode in Mode if mode in modes],
            initial=current.get(key, kind.default(channel)),
            widget=forms.Select(attrs={"aria-label": f"{said(kind.label)}, {said(label)}"}),
        )

    def chosen(self) -> dict[tuple[str, str], Mode]:
        return {self.keys[name]: Mode(value) for name, value in self.cleaned_data.items()}

    def groups(self) -> Iterator[tuple[str, list[Row]]]:
        """Kinds under their group's heading, in order of registration."""
        found: dict[str, list[Row]] = {}
        for kind in kinds:
            cells = [Cell(label, self[f"{kind.name}-{name}"]) for name, label in columns()]
            found.setdefault(kind.group, []).append(Row(kind, cells))
        yield from found.items()


def columns() -> list[tuple[str, str]]:
    """The channels as columns: name and label."""
    return [(APP, "Trong ứng dụng"), *((channel.name, channel.label) for channel in channels)]


class ListForm(forms.Form):
    """What may stand in the address of the list."""

    loc = forms.ChoiceField(choices=[("", ""), ("chua-xem", "")], required=False)
    tiep = SafeCharField(max_length=21, required=False)
