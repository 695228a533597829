"""What the hub's pages draw."""

from __future__ import annotations

from django import template

from congvu.counter.hub.queries.sheets import Column, Line, Sheet

register = template.Library()


@register.filter
def cells_of(line: Line, sheet: Sheet) -> list[tuple[Column, int]]:
    """The cells of a line beside their columns."""
    return list(zip(sheet.form.columns, line.cells, strict=True))
