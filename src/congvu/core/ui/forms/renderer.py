"""Form templates of the house, looked up like every other template."""

from __future__ import annotations

from typing import Any

from django.forms.renderers import DjangoTemplates

OWN = {"django/forms/widgets/select.html": "ui/widgets/select.html"}
"""Django includes two templates for every option, half of what a filter bar costs."""


class Renderer(DjangoTemplates):
    form_template_name = "ui/components/form.html"
    formset_template_name = "ui/components/formset.html"
    field_template_name = "ui/components/field.html"

    def get_template(self, template_name: str) -> Any:
        return super().get_template(OWN.get(template_name, template_name))
