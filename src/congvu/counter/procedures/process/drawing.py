"""The diagram of a process as SVG: no style, no script; the table beside it says the same."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from congvu.counter.procedures.choices import StepHolder, StepKind
from congvu.counter.procedures.process.graph import Edge, Graph, Node, draw
from congvu.counter.procedures.process.shape import Process

LINE = 16
LETTERS = 33
LABELS = 26
Parts = Iterator[SafeString]


def svg_of(process: Process, title: str, *, now: Collection[str] = ()) -> SafeString:
    """The picture; steps whose codes are in ``now`` stand out."""
    graph = draw(process)
    return format_html(
        '<svg class="process" role="img" viewBox="0 0 {} {}" width="{}"><title>{}</title><defs>'
        '<marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto"><path d="M0 0 8 4 0 8z" class="tip"></path></marker></defs>{}{}</svg>',
        graph.width, graph.height, graph.width, title,
        _joined(_edge(one) for one in graph.edges), _joined(_nodes(graph, now)),
    )  # fmt: skip


def _joined(parts: Iterator[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _edge(edge: Edge) -> SafeString:
    path = " ".join(f"{x},{y}" for x, y in edge.points)
    line = format_html(
        '<polyline class="{}" points="{}" marker-end="url(#tip)"></polyline>',
        "flow back" if edge.back else "flow", path,
    )  # fmt: skip
    return format_html("{}{}", line, _label(edge)) if edge.name else line


def _label(edge: Edge) -> SafeString:
    (x, y), (_, below) = edge.points[:2]
    words = textwrap.shorten(edge.name, LABELS, placeholder="…")
    if y != below:
        return format_html('<text class="word" x="{}" y="{}">{}</text>', x + 8, y + 16, words)
    anchor, at = ("end", x - 6) if edge.back else ("start", x + 6)
    return format_html(
        '<text class="word" x="{}" y="{}" text-anchor="{}">{}</text>', at, y - 6, anchor, words
    )


def _nodes(graph: Graph, now: Collection[str]) -> Parts:
    for node in graph.nodes.values():
        if node.kind in ("start", "end"):
            yield format_html(
                '<circle class="{}" cx="{}" cy="{}" r="{}"></circle>',
                node.kind, node.middle, node.y + node.height // 2, node.height // 2 - 2,
            )  # fmt: skip
        elif node.step is None:
            yield _gate(node)
        else:
            yield _step(node, node.step.code in now)


def _gate(node: Node) -> SafeString:
    x, y, half = node.middle, node.y + node.height // 2, node.height // 2
    sign = (
        "M{} {}v16m-8 -8h16" if node.kind in ("fork", "join") else "M{} {}m-5 3 10 10m0 -10 -10 10"
    )
    return format_html(
        '<polygon class="gate" points="{},{} {},{} {},{} {},{}"></polygon><path class="sign" '
        'd="{}"></path>',
        x, y - half, x + half, y, x, y + half, x - half, y, sign.format(x, y - 8),
    )  # fmt: skip


def _step(node: Node, now: bool) -> SafeString:
    step = node.step
    assert step is not None
    lines = textwrap.wrap(step.name, LETTERS, max_lines=2, placeholder="…") or [step.code]
    top = node.y + (20 if len(lines) > 1 else 28)
    words = format_html_join(
        "", '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        ((node.middle, top + place * LINE, line) for place, line in enumerate(lines)),
    )  # fmt: skip
    lead = "Chủ trì · " if step.lead else ""
    meta = f"{lead}{_name(StepHolder, step.holder)} · {step.hours} giờ"
    return format_html(
        '<rect class="step {}{}" x="{}" y="{}" width="{}" height="{}" rx="8"></rect>{}'
        '<text class="meta" x="{}" y="{}" text-anchor="middle">{}</text>',
        _known(step.kind), " now" if now else "", node.x, node.y, node.width, node.height, words,
        node.middle, top + len(lines) * LINE + 1, meta,
    )  # fmt: skip


def _name(choices: type[StepHolder], value: str) -> str:
    return str(choices(value).label) if value in choices.values else value


def _known(kind: str) -> str:
    return kind if kind in StepKind.values else StepKind.WORK
