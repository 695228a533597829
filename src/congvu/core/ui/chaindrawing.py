"""Luồng xử lý and its steps, drawn without a template: twenty hand-overs cost one 8 ms.

Every value from outside passes through ``escape``.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django.template.defaultfilters import linebreaksbr
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from congvu.core.ui.chain import ChainNode
from congvu.core.ui.speech import said
from congvu.core.ui.templatetags.ui import badge, ngay, ngay_gio


def chain_of(nodes: Iterable[ChainNode]) -> SafeString:
    """The items of ``<ol class="chain">``."""
    return mark_safe("".join(_node(node) for node in nodes))  # noqa: S308 - escaped below


def _node(node: ChainNode) -> str:
    here = ' aria-current="step"' if node.current else ""
    behalf = gettext("Thực hiện theo ủy quyền của")
    parts = (
        f'<li class="chain-node {node.tone}{" now" if node.current else ""}"{here}>\n'
        f'<div class="chain-card"><p class="chain-top">{_top(node)}</p>\n',
        f'<p class="meta">{behalf} {escape(node.on_behalf)}</p>\n' if node.on_behalf else "",
        f'<p class="meta">{_moments(node)}</p>\n',
        f'<blockquote class="remark">{linebreaksbr(node.remark)}</blockquote>'
        if node.remark
        else "",
        "</div>\n",
        f"<ol>{''.join(_node(one) for one in node.children)}</ol>" if node.children else "",
        "</li>",
    )
    return "".join(parts)


def _top(node: ChainNode) -> str:
    role = f'<span class="chain-role">{escape(said(str(node.role)))}</span>' if node.role else ""
    post = f' <span class="muted">{escape(node.post)}</span>' if node.post else ""
    state = f" {badge(node.state, node.tone, node.symbol)}" if node.state else ""
    return f"{role}<strong>{escape(node.who)}</strong>{post}{state}"


def _moments(node: ChainNode) -> str:
    at = f" {ngay_gio(node.at)}" if node.at else ""
    verb = f"<span>{escape(said(node.verb))}{at}</span>" if node.verb else ""
    seen = f"<span>{gettext('đã xem')} {ngay_gio(node.seen_at)}</span>" if node.seen_at else ""
    due = f"<span>{gettext('hạn')} {ngay(node.due)}</span>" if node.due else ""
    done = f"<span>{gettext('xong')} {ngay_gio(node.done_at)}</span>" if node.done_at else ""
    return f"{verb}{seen}{due}{done}"
