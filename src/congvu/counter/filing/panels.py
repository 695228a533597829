"""What the room adds to the frame: the way to ratings, and to the applicant from a dossier's page."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.permissions import permits
from congvu.core.kernel.subject import Subject
from congvu.core.ui.menu import Item, register_item
from congvu.core.ui.panels import Panel, register_panel
from congvu.counter.dossiers.choices import DOSSIER_KIND


def fill() -> None:
    """Called once at start-up."""
    register_item(
        "mot-cua",
        Item("danh-gia", "Đánh giá của người dân", "filing:ratings", order=70, visible=_reads),
    )
    register_panel(
        Panel("filing", "Người nộp", _panel, kinds=frozenset({DOSSIER_KIND}), slot="side", order=40)
    )


def _reads(actor: Actor) -> bool:
    return actor.agency_id is not None and permits(actor, "filing.rating.read")


def _panel(request: HttpRequest, subject: Subject) -> str:
    return render_to_string("filing/_panel.html", {"pk": subject.id}, request=request)
