"""The lines of the list of incoming letters, drawn without a template.

Fifty lines of this table cost a template 15 ms, most of the page; written out here they cost one.
Every value from outside passes through ``escape``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from congvu.core.kernel.actor import Actor
from congvu.core.ui.speech import said
from congvu.core.ui.templatetags.ui import badge, due, icon
from congvu.core.ui.words import day
from congvu.office.documents.choices import INCOMING_KIND, IncomingState, Purpose, Secrecy, Urgency
from congvu.office.documents.models import Incoming
from congvu.office.documents.scenes.looks import INCOMING_LOOKS
from congvu.office.work import policies as work_policies
from congvu.office.work.choices import Holding
from congvu.office.work.queries import leads_of

if TYPE_CHECKING:
    from congvu.office.work.models import Assignment

WORDS = {
    "number": "Số đến",
    "arrived": "Ngày đến",
    "due": "Hạn xử lý",
    "secret": "Văn bản mật, không ghi trích yếu",
    "no_number": "Không số",
    "select": "Chọn văn bản",
    "open": "Mở văn bản",
    "print": "In phiếu xử lý",
}
"""What every line says; asked for in the reader's language once a page."""


def rows_of(
    letters: Iterable[Incoming], *, actor: Actor, today: date, pick: bool
) -> list[SafeString]:
    """The lines of a page, with who leads each letter, in one query.

    :param pick: with a box to tick, for bulk verbs
    """
    shown = list(letters)
    leads = leads_of(INCOMING_KIND, [letter.pk for letter in shown])
    base = reverse("documents:incoming")
    words = {key: said(text) for key, text in WORDS.items()}
    return [_row(one, leads.get(one.pk), actor, today, base, pick, words) for one in shown]


def _row(
    letter: Incoming, lead: Assignment | None, actor: Actor, today: date, base: str, pick: bool,
    words: dict[str, str],
) -> SafeString:  # fmt: skip
    href, ended = f"{base}{letter.pk}/", letter.closed_at is not None
    cells = (
        _pick(letter, words) if pick else "",
        f'<td role="cell" class="num" data-label="{words["number"]}">{letter.number or "–"}</td>',
        f'<td role="cell" class="nowrap opt" data-label="{words["arrived"]}">{day(letter.arrived_at)}</td>',
        f'<td role="cell" class="wide">{escape(letter.code) or words["no_number"]}'
        f'<span class="meta">{escape(letter.issuer_name)}</span></td>',
        f'<td role="cell" class="main">{_marks(letter)}<a class="subject" href="{href}">'
        f"{escape(letter.subject) or words['secret']}</a></td>",
        f'<td role="cell" class="opt" data-label="{words["due"]}">{due(letter.due_on, today, ended)}</td>',
        f'<td role="cell">{_state(letter, lead)}</td>',
        _acts(href, words),
    )
    return mark_safe(  # noqa: S308 - every value above is escaped
        f'<tr role="row" class="{_css(letter, lead, actor, today)}" '
        f'data-preview="{href}xem-nhanh/">{"".join(cells)}</tr>'
    )


def _css(letter: Incoming, lead: Assignment | None, actor: Actor, today: date) -> str:
    waits = lead is not None and lead.state == Holding.WAITING and work_policies.holds(actor, lead)
    late = letter.closed_at is None and letter.due_on is not None and letter.due_on < today
    return f"{'unread ' if waits else ''}{'late' if late else ''}"


def _pick(letter: Incoming, words: dict[str, str]) -> str:
    name = escape(letter.code or str(letter.pk))
    return (
        '<td role="cell" class="pick"><input class="check" type="checkbox" name="chon" '
        f'value="{letter.pk}" aria-label="{words["select"]} {name}"></td>'
    )


def _marks(letter: Incoming) -> str:
    urgent = badge(Urgency(letter.urgency).label, "solid") + " " if letter.urgency else ""
    secret = badge(Secrecy(letter.secrecy).label, "bad", "lock") + " " if letter.secrecy else ""
    to_know = badge("Để biết", "info") + " " if letter.purpose == Purpose.INFORM else ""
    return urgent + secret + to_know


def _state(letter: Incoming, lead: Assignment | None) -> str:
    tone, symbol = INCOMING_LOOKS[letter.state]
    holder = f'<span class="meta">{escape(lead.to_name)}</span>' if lead else ""
    return badge(IncomingState(letter.state).label, tone, symbol) + holder


def _acts(href: str, words: dict[str, str]) -> str:
    return (
        '<td role="cell" class="acts"><span class="row-acts">'
        f'<a class="btn" href="{href}" data-tip="{words["open"]}">{icon("right", words["open"])}</a>'
        f'<a class="btn" href="{href}in/" data-tip="{words["print"]}">'
        f"{icon('print', words['print'])}</a></span></td>"
    )
