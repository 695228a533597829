"""Small charts drawn on the server as SVG with a title and a table of the same figures."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from congvu.core.ui.speech import said
from congvu.core.ui.words import number

Points = Sequence[tuple[str, float]]
WIDTH, BAR_HEIGHT, LABEL_WIDTH, VALUE_WIDTH = 480, 28, 150, 64
LINE_HEIGHT, MARGIN = 200, 28


def _figure(svg: SafeString, title: str, points: Points, places: int) -> SafeString:
    rows = format_html_join(
        "",
        '<tr><th scope="row">{}</th><td class="num">{}</td></tr>',
        ((said(label), number(value, places)) for label, value in points),
    )
    return format_html(
        '<figure class="chart">{}<details class="chart-data"><summary>{}</summary>'
        '<table class="table"><caption class="vh">{}</caption><tbody>{}</tbody></table></details>'
        "</figure>",
        svg,
        said("Xem số liệu"),
        title,
        rows,
    )


def bars(points: Points, title: str, *, places: int = 0) -> SafeString:
    """Lying bars, longest first as given."""
    top = max((value for _, value in points), default=0) or 1
    room = WIDTH - LABEL_WIDTH - VALUE_WIDTH
    drawn = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="end">{}</text>'
        '<rect class="bar" x="{}" y="{}" width="{}" height="{}"></rect>'
        '<text x="{}" y="{}">{}</text>',
        (
            (
                LABEL_WIDTH - 8,
                row * BAR_HEIGHT + 19,
                label,
                LABEL_WIDTH,
                row * BAR_HEIGHT + 5,
                round(max(value, 0) / top * room, 1),
                BAR_HEIGHT - 10,
                LABEL_WIDTH + round(max(value, 0) / top * room, 1) + 6,
                row * BAR_HEIGHT + 19,
                number(value, places),
            )
            for row, (label, value) in enumerate(points)
        ),
    )
    svg = format_html(
        '<svg class="bars" role="img" viewBox="0 0 {} {}"><title>{}</title>{}</svg>',
        WIDTH,
        max(len(points), 1) * BAR_HEIGHT,
        title,
        drawn,
    )
    return _figure(svg, title, points, places)


def _spots(points: Points, width: int, height: int, margin: int) -> list[tuple[float, float]]:
    top = max((value for _, value in points), default=0) or 1
    step = (width - 2 * margin) / max(len(points) - 1, 1)
    return [
        (
            round(margin + place * step, 1),
            round(height - margin - max(value, 0) / top * (height - 2 * margin), 1),
        )
        for place, (_, value) in enumerate(points)
    ]


def line(points: Points, title: str, *, places: int = 0) -> SafeString:
    """One line over time; every point has its label as a tooltip."""
    spots = _spots(points, WIDTH, LINE_HEIGHT, MARGIN)
    dots = format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="4"><title>{}: {}</title></circle>',
        (
            (x, y, label, number(value, places))
            for (x, y), (label, value) in zip(spots, points, strict=True)
        ),
    )
    ends = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="{}">{}</text>',
        (
            (spots[place][0], LINE_HEIGHT - 6, anchor, points[place][0])
            for place, anchor in ((0, "start"), (-1, "end"))
            if points
        ),
    )
    svg = format_html(
        '<svg class="line" role="img" viewBox="0 0 {} {}"><title>{}</title>'
        '<path class="axis" d="M{} {}H{}"></path><polyline points="{}"></polyline>{}{}</svg>',
        WIDTH,
        LINE_HEIGHT,
        title,
        MARGIN,
        LINE_HEIGHT - MARGIN,
        WIDTH - MARGIN,
        " ".join(f"{x},{y}" for x, y in spots),
        dots,
        ends,
    )
    return _figure(svg, title, points, places)


def spark(values: Sequence[float], title: str) -> SafeString:
    """A word-sized line; the title says what it shows."""
    spots = _spots([("", value) for value in values], 96, 24, 3)
    return format_html(
        '<svg class="spark" role="img" viewBox="0 0 96 24"><title>{}</title>'
        '<polyline points="{}"></polyline></svg>',
        title,
        " ".join(f"{x},{y}" for x, y in spots),
    )


def share(part: float, whole: float, title: str) -> SafeString:
    """A filled bar with its percentage in words beside it."""
    percent = min(max(part / whole * 100 if whole else 0.0, 0.0), 100.0)
    return format_html(
        '<span class="share"><svg role="img" viewBox="0 0 100 8" preserveAspectRatio="none">'
        '<title>{}</title><rect class="rail" width="100" height="8"></rect>'
        '<rect class="bar" width="{}" height="8"></rect></svg><span>{}%</span></span>',
        title,
        round(percent, 1),
        number(percent, 1 if percent % 1 else 0),
    )
