"""What a list shows: columns that may sort, tabs with counts."""

from __future__ import annotations

from dataclasses import dataclass

from congvu.core.ui.listing.counting import Count


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table head.

    ``key`` is its name in ``?sap=``; ``field`` the model field it sorts by (a ``__`` path is
    allowed), empty when it does not sort. ``nulls`` says that the field may be NULL: such rows
    come last both ways. ``css``: ``num``, ``nowrap``, ``main``, ``opt`` (hidden beside the
    preview), ``acts``.
    """

    key: str
    label: str
    field: str = ""
    css: str = ""
    nulls: bool = False
    first_descending: bool = False
    hidden_label: bool = False
    """The head cell is read aloud but not drawn (row actions)."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A status tab: ``value`` of the tab parameter, empty for “all”."""

    value: str
    label: str
    count: Count | int | None = None
    hot: bool = False
