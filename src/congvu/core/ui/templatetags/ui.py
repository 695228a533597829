"""Tags and filters of the house: ``{% load ui %}``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from congvu.core.kernel.subject import Subject
from congvu.core.ui import charts, words
from congvu.core.ui.panels import Shown, panels_for
from congvu.core.ui.speech import said

register = template.Library()

TONES = {"", "ok", "warn", "bad", "info", "solid"}
TONE_ICONS = {
    "": "dot",
    "ok": "check",
    "warn": "clock",
    "bad": "warn",
    "info": "task",
    "solid": "bolt",
}


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """A symbol of ``icons.svg``; with ``label`` it is read aloud, else it is decoration."""
    return _icon(name, said(_plain(label)) if label else "", css)


# A list shows some hundred symbols and states, always the same few. Typed, because a text that
# is safe already equals one that is not.
@lru_cache(maxsize=2048, typed=True)
def _icon(name: str, label: str, css: str) -> SafeString:
    href = f"{static('ui/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon {}" role="img" aria-label="{}"><use href="{}"></use></svg>',
            css,
            label,
            href,
        )
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}"></use></svg>',
        css,
        href,
    )


@register.simple_tag
def badge(text: str, tone: str = "", symbol: str = "", tip: str = "") -> SafeString:
    """A state in words with an icon; ``tone``: ok, warn, bad, info, solid or empty."""
    return _badge(said(_plain(text)), tone, symbol, said(_plain(tip)) if tip else "")


def _plain(text: Any) -> str:
    """A translation becomes the words of this request's language."""
    return text if isinstance(text, str) else str(text)


@lru_cache(maxsize=2048, typed=True)
def _badge(text: str, tone: str, symbol: str, tip: str) -> SafeString:
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"badge: unknown tone {tone!r}")
    tipped = format_html(' data-tip="{}" tabindex="0"', tip) if tip else ""
    return format_html(
        '<span class="badge {}"{}>{}{}</span>', tone, tipped, icon(symbol or TONE_ICONS[tone]), text
    )


@register.simple_tag
def count(value: Any, hot: bool = False, label: str = "") -> SafeString | str:
    """A counter as in menus and tabs; nothing when ``value`` is ``None``."""
    if value is None:
        return ""
    shown = words.number(value) if isinstance(value, int) else str(value)
    spoken = format_html('<span class="vh"> {}</span>', said(label)) if label else ""
    css = " hot" if hot and value else ""
    return format_html('<span class="count{}">{}{}</span>', css, shown, spoken)


@register.filter
def dich(text: Any) -> Any:
    """What the house says, for the reader's language; what people typed stays as it is."""
    return said(text)


@register.filter
def ngay(value: date | datetime | None) -> SafeString | str:
    """``<time>`` with ``dd/mm/yyyy``; empty for nothing."""
    if not value:
        return ""
    near = words.local(value)
    return format_html('<time datetime="{}">{}</time>', f"{near:%Y-%m-%d}", words.day(value))


@register.filter
def ngay_gio(value: datetime | None) -> SafeString | str:
    """``<time>`` with ``dd/mm/yyyy HH:MM``."""
    if not value:
        return ""
    near = words.local(value)
    return format_html('<time datetime="{}">{}</time>', near.isoformat(), words.moment(value))


@register.filter
def so(value: int | float | None, places: int = 0) -> str:
    """A number with points between thousands."""
    return words.number(value, int(places))


@register.filter
def tien(value: int | None) -> str:
    """Đồng, with the word held to the figure."""
    return words.money(value)


@register.filter
def dung_luong(value: int | None) -> str:
    """Bytes as KB, MB."""
    return words.size(value)


@register.filter
def nbsp(value: Any) -> str:
    """Hold the words together on one line."""
    return str(value).replace(" ", words.NBSP)


@register.simple_tag
def abbr(short: str, full: str) -> SafeString:
    """An abbreviation whose full name shows on hover, focus and touch."""
    return format_html(
        '<abbr data-tip="{}" title="{}" tabindex="0">{}</abbr>', said(full), said(full), short
    )


@register.simple_tag
def due(value: date | datetime | None, today: date, done: bool = False) -> SafeString | str:
    """A deadline: the day, and a badge when it is near or past."""
    if not value:
        return format_html('<span class="muted">{}</span>', said("Không"))
    day = words.local(value)
    day = day.date() if isinstance(day, datetime) else day
    left = (day - today).days
    if done or left > 2:
        return ngay(value)
    tone, text = ("bad", f"Quá hạn {-left} ngày") if left < 0 else ("warn", _near(left))
    return format_html("{} {}", ngay(value), badge(text, tone, "warn" if left < 0 else "clock"))


def _near(left: int) -> str:
    return "Hạn hôm nay" if left == 0 else f"Còn {left} ngày"


@register.simple_tag
def sort_head(head: Any) -> SafeString:
    """The head cell of one column of a listing: link, direction, ``aria-sort``."""
    column = head.column
    if column.hidden_label:
        return format_html(
            '<th role="columnheader" scope="col" class="{}"><span class="vh">{}</span></th>',
            column.css,
            said(column.label),
        )
    if not head.href:
        return format_html(
            '<th role="columnheader" scope="col" class="{}">{}</th>', column.css, said(column.label)
        )
    arrow = {"ascending": "up", "descending": "down", "": "sort"}[head.sorted]
    return format_html(
        '<th role="columnheader" scope="col" class="{} sortable"{}><a href="{}">{}&nbsp;{}</a></th>',
        column.css,
        format_html(' aria-sort="{}"', head.sorted) if head.sorted else "",
        head.href,
        said(column.label),
        icon(arrow),
    )


@register.simple_tag(takes_context=True)
def panels(context: template.Context, kind: str, key: int, slot: str = "side") -> list[Shown]:
    """``{% panels "documents.incoming" letter.pk "side" as found %}``."""
    request: HttpRequest = context["request"]
    return panels_for(request, Subject(kind, key), slot)


@register.simple_tag
def bar_chart(points: charts.Points, title: str, places: int = 0) -> SafeString:
    return charts.bars(points, said(title), places=places)


@register.simple_tag
def line_chart(points: charts.Points, title: str, places: int = 0) -> SafeString:
    return charts.line(points, said(title), places=places)


@register.simple_tag
def spark(values: Sequence[float], title: str) -> SafeString:
    return charts.spark(values, said(title))


@register.simple_tag
def share(part: float, whole: float, title: str) -> SafeString:
    return charts.share(part, whole, said(title))


@register.simple_tag
def attrs(**pairs: Any) -> SafeString:
    """HTML attributes from keywords, ``_`` for ``-``; ``None`` and ``False`` are left out."""
    shown = [
        format_html(" {}", name.replace("_", "-"))
        if value is True
        else format_html(' {}="{}"', name.replace("_", "-"), value)
        for name, value in pairs.items()
        if value not in (None, False)
    ]
    return mark_safe("".join(conditional_escape(one) for one in shown))  # noqa: S308
