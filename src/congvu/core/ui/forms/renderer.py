"""``FORM_RENDERER``: fields with label, hint and error in the house's markup."""

from __future__ import annotations

from django.forms.renderers import DjangoTemplates


class Renderer(DjangoTemplates):
    form_template_name = "ui/components/form.html"
    formset_template_name = "ui/components/formset.html"
    field_template_name = "ui/components/field.html"
