"""Form templates of the house: fields and plain widgets are drawn, the rest are templates."""

from __future__ import annotations

from typing import Any

from django.forms.renderers import DjangoTemplates

from congvu.core.ui.forms.drawing import drawn


class Renderer(DjangoTemplates):
    form_template_name = "ui/components/form.html"
    formset_template_name = "ui/components/formset.html"
    field_template_name = "ui/components/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        found = drawn(template_name, context)
        return super().render(template_name, context, request) if found is None else found
