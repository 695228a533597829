"""Form templates of the house: fields and plain widgets are drawn, the rest are templates."""

from __future__ import annotations

from typing import Any

from django.forms.renderers import DjangoTemplates

from congvu.core.ui.forms.drawing import drawn
from congvu.core.ui.speech import said, speaks_english


class Renderer(DjangoTemplates):
    form_template_name = "ui/components/form.html"
    formset_template_name = "ui/components/formset.html"
    field_template_name = "ui/components/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        found = drawn(template_name, context)
        if found is not None:
            return found
        if speaks_english():
            _tell(context.get("widget", {}).get("optgroups", ()))
        return super().render(template_name, context, request)


def _tell(groups: Any) -> None:
    """The choices of a widget that a template draws, in the reader's language."""
    for _, options, _ in groups:
        for one in options:
            one["label"] = said(one["label"])
