"""Blocks: ``{% kept %}``, drawn once a process, and ``{% vietnamese %}``, never translated."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import NodeList, Parser, Token
from django.utils.translation import get_language

from congvu.core.ui.speech import VIETNAMESE, reading

register = template.Library()
MOST = 200
"""Of one block: as many agencies have unit names of their own in their filter bars."""


class Kept(template.Node):
    """Keeps what its block came to, for each value of its arguments in each language."""

    def __init__(self, nodelist: NodeList, arguments: list[Any]) -> None:
        self.nodelist, self.arguments = nodelist, arguments
        self._drawn: dict[tuple[str | None, ...], str] = {}

    def render(self, context: template.Context) -> str:
        values = (str(argument.resolve(context)) for argument in self.arguments)
        key = (get_language(), *values)
        found = self._drawn.get(key)
        if found is None:
            if len(self._drawn) >= MOST:
                self._drawn.clear()
            found = self._drawn[key] = self.nodelist.render(context)
        return found


@register.tag
def kept(parser: Parser, token: Token) -> Kept:
    """``{% kept frame.home_url frame.product %} … {% endkept %}``.

    The block may depend on its arguments and on the language, on nothing else: never on who
    reads, on the address, or on a form's token.
    """
    arguments = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(nodelist, arguments)


class InVietnamese(template.Node):
    """Draws its block for a Vietnamese reader, whatever language was chosen."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> str:
        with reading(VIETNAMESE):
            return self.nodelist.render(context)


@register.tag
def vietnamese(parser: Parser, token: Token) -> InVietnamese:
    """``{% vietnamese %} … {% endvietnamese %}``: forms on paper and what is kept word for word."""
    nodelist = parser.parse(("endvietnamese",))
    parser.delete_first_token()
    return InVietnamese(nodelist)
