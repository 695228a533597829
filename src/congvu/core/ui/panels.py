"""Panels: a higher room shows itself on a lower room's page without being imported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.safestring import SafeString

from congvu.core.kernel.registry import Registry
from congvu.core.kernel.subject import Subject


@dataclass(frozen=True, slots=True)
class Panel:
    """A piece of a page, shown at ``slot`` (``main``, ``side``, ``tabs``) of some subjects.

    ``render`` returns finished HTML (``render_to_string``), or an empty string to stay away;
    ``kinds`` limits it to subject kinds, empty means every kind.
    """

    name: str
    title: str
    render: Callable[[HttpRequest, Subject], SafeString | str]
    kinds: frozenset[str] = frozenset()
    slot: str = "side"
    order: int = 100


panels: Registry[Panel] = Registry("panels")


def register_panel(panel: Panel) -> None:
    panels.add(panel.name, panel)


@dataclass(frozen=True, slots=True)
class Shown:
    """A panel that had something to say about the subject."""

    name: str
    title: str
    html: str


def panels_for(request: HttpRequest, subject: Subject, slot: str = "side") -> list[Shown]:
    """Every panel of the slot that has something to show, in order."""
    wanted = sorted(
        (p for p in panels if p.slot == slot and (not p.kinds or subject.kind in p.kinds)),
        key=lambda p: (p.order, p.name),
    )
    shown = [Shown(p.name, p.title, p.render(request, subject)) for p in wanted]
    return [panel for panel in shown if panel.html.strip()]
