"""The chain of a matter as the component draws it."""

from __future__ import annotations

from html import escape

from django.utils.safestring import SafeString, mark_safe

from congvu.core.ui.chain import ChainNode, grow
from congvu.core.ui.speech import said
from congvu.core.ui.templatetags.ui import ngay_gio
from congvu.office.work.choices import ACTIVE, Holding, Part, StepVerb
from congvu.office.work.models import Assignment, Step
from congvu.office.work.queries import Chain

HOLDING_LOOKS: dict[str, tuple[str, str]] = {
    Holding.WAITING: ("warn", "clock"),
    Holding.OPENED: ("info", "task"),
    Holding.HANDED_ON: ("ok", "forward"),
    Holding.DONE: ("ok", "check"),
    Holding.RETURNED: ("bad", "back"),
    Holding.RECALLED: ("", "recall"),
    Holding.SUPERSEDED: ("", "swap"),
}


def chain_nodes(found: Chain | None) -> list[ChainNode]:
    """The parts of a matter as the component draws them."""
    if found is None:
        return []
    parts = [node.part for node in found.nodes.values()]
    return grow([(part.pk, part.parent_id, _node(part)) for part in parts])


def _node(part: Assignment) -> ChainNode:
    tone, symbol = HOLDING_LOOKS[part.state]
    root = part.parent_id is None
    return ChainNode(
        who=part.to_name,
        role="Chỉ đạo" if root else Part(part.part).label,
        verb=f"{part.from_name or said('Văn thư')} {said('trình' if root else 'giao')}",
        at=part.created_at,
        due=part.due_on,
        seen_at=part.opened_at,
        done_at=part.closed_at,
        remark="\n".join(
            filter(None, [part.instruction, part.result and f"Kết quả: {part.result}"])
        ),
        state=Holding(part.state).label,
        tone=tone,
        symbol=symbol,
        current=part.part == Part.LEAD and part.state in ACTIVE,
    )


def step_items(found: Chain | None) -> SafeString:
    """The items of ``<ol class="steplist">``: every act in order, drawn without a template."""
    shown = "".join(_step(step) for step in found.steps) if found else ""
    return mark_safe(shown)  # noqa: S308 - escaped below


def _step(step: Step) -> str:
    label = f' <span class="muted">({escape(step.actor_label)})</span>' if step.actor_label else ""
    behalf = f" <em>{said('thay')} {escape(step.for_name)}</em>" if step.for_name else ""
    words = f'. <span lang="vi">{escape(step.text)}</span>' if step.text else ""
    return (
        f'<li><span class="muted">{ngay_gio(step.at)}</span> '
        f"<strong>{escape(step.actor_name)}</strong>{label}{behalf}: "
        f"{escape(said(StepVerb(step.verb).label))}{words}</li>"
    )
