"""What is drawn in Python rather than by templates: ``{% load drawing %}``."""

from __future__ import annotations

from django import template

from congvu.core.ui.chaindrawing import chain_of

register = template.Library()
register.simple_tag(chain_of, name="chain_items")
