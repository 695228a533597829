"""Fields and plain widgets drawn without a template.

A filter bar of eleven fields costs a template 6 ms, most of it for the options of its selects;
written out here it costs one. Every value from outside passes through ``text``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from django.forms import BoundField
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from congvu.core.ui.speech import said
from congvu.core.ui.templatetags.ui import icon

Context = Mapping[str, Any]


def text(value: Any) -> str:
    """For the place of a text or a quoted attribute; what is safe already stays as it is."""
    return str(value.__html__()) if hasattr(value, "__html__") else escape(str(value))


READ = {"placeholder", "title", "aria-label", "data-tip", "data-confirm"}
"""Attributes whose value is read by people."""


def attributes(attrs: Mapping[str, Any]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{text(said(value) if name in READ else value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def draw_input(context: Context) -> str:
    widget = context["widget"]
    value = "" if widget["value"] is None else f' value="{text(widget["value"])}"'
    return (
        f'<input type="{widget["type"]}" name="{text(widget["name"])}"{value}'
        f"{attributes(widget['attrs'])}>"
    )


def draw_textarea(context: Context) -> str:
    widget = context["widget"]
    inside = text(widget["value"]) if widget["value"] else ""
    opening = f'<textarea name="{text(widget["name"])}"{attributes(widget["attrs"])}>'
    return f"{opening}\n{inside}</textarea>"


def draw_select(context: Context) -> str:
    widget = context["widget"]
    groups = "".join(_group(name, options) for name, options, _ in widget["optgroups"])
    return f'<select name="{text(widget["name"])}"{attributes(widget["attrs"])}>{groups}\n</select>'


def _group(name: Any, options: list[dict[str, Any]]) -> str:
    inside = "".join(
        f'\n  <option value="{text(one["value"])}"'
        f"{attributes(one['attrs']) if one['attrs'] else ''}>{text(said(one['label']))}</option>"
        for one in options
    )
    return f'\n  <optgroup label="{text(said(name))}">{inside}\n  </optgroup>' if name else inside


def draw_field(context: Context) -> str:
    """Label, widget, hint and errors of one field."""
    field: BoundField = context["field"]
    errors = field.errors
    wrong = " error" if errors else ""
    if field.widget_type == "checkbox":
        opening = f'<div class="field single{wrong}">'
        inside = f"<label>{field}<span>{text(said(field.label))}</span></label>"
    else:
        opening = f'<div class="field{wrong} {text(field.css_classes())}">'
        inside = _fieldset(field) if field.use_fieldset else f"{_label(field)}{field}"
    return f"{opening}{inside}{_hint(field)}{_errors(field) if errors else ''}</div>"


def _fieldset(field: BoundField) -> str:
    described = field.aria_describedby
    by = f' aria-describedby="{text(described)}"' if described else ""
    name = f"{text(said(field.label))}{_required(field)}"
    return f"<fieldset{by}><legend>{name}</legend>{field}</fieldset>"


def _label(field: BoundField) -> str:
    if not field.label:
        return ""
    name = f"{text(said(field.label))}{_required(field)}"
    return f'<label for="{text(field.id_for_label)}">{name}</label>'


def _required(field: BoundField) -> str:
    if not field.field.required:
        return ""
    spoken = escape(gettext("bắt buộc"))
    return f' <span class="req" aria-hidden="true">*</span><span class="vh">({spoken})</span>'


def _hint(field: BoundField) -> str:
    if not field.help_text:
        return ""
    mark = f' id="{text(field.auto_id)}_helptext"' if field.auto_id else ""
    return f'<p class="hint"{mark}>{said(field.help_text)}</p>'


def _errors(field: BoundField) -> str:
    mark = f' id="{text(field.auto_id)}_error"' if field.auto_id else ""
    shown = " ".join(text(said(error)) for error in field.errors)
    return f'<p class="error-text"{mark}>{icon("warn")}{shown}</p>'


INPUTS = ("text", "number", "email", "url", "password", "hidden", "date", "datetime", "time",
          "checkbox", "input")  # fmt: skip
DRAWN: dict[str, Callable[[Context], str]] = {
    "ui/components/field.html": draw_field,
    "django/forms/widgets/select.html": draw_select,
    "django/forms/widgets/textarea.html": draw_textarea,
    **{f"django/forms/widgets/{kind}.html": draw_input for kind in INPUTS},
}


def drawn(template_name: str, context: Context) -> SafeString | None:
    """The template's part of the page; None when it is not one of those drawn here."""
    draw = DRAWN.get(template_name)
    return mark_safe(draw(context)) if draw else None  # noqa: S308 - escaped by ``text``
