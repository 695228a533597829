"""The tree of the menu, drawn without a template: every page has it."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe

from congvu.core.ui.menu import Branch, Line
from congvu.core.ui.speech import said
from congvu.core.ui.templatetags.ui import count, icon


def tree_of(branches: Iterable[Branch]) -> SafeString:
    """The items of ``<ul class="tree">``."""
    return mark_safe("".join(_branch(one) for one in branches))  # noqa: S308 - escaped below


def _branch(branch: Branch) -> str:
    section = branch.section
    return (
        f"<li><details{' open' if branch.open else ''}><summary>{icon(section.icon)}"
        f"<span>{escape(said(str(section.label)))}</span></summary><ul>"
        f"{''.join(_line(one) for one in branch.lines)}</ul></details></li>"
    )


def _line(line: Line) -> str:
    here = ' aria-current="page"' if line.current else ""
    number = count(line.count, line.item.hot) if line.count else ""
    return (
        f'<li><a href="{escape(line.href)}"{here}><span>{escape(said(str(line.item.label)))}</span>'
        f"{number}</a></li>"
    )
