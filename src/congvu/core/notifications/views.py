"""Pages of a person's own notices."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import now
from congvu.core.kernel.subject import Subject, cards
from congvu.core.notifications import actions, queries
from congvu.core.notifications.forms import ListForm, PreferencesForm, columns
from congvu.core.notifications.models import Notice
from congvu.core.notifications.registry import channels, kinds
from congvu.core.ui import web
from congvu.core.ui.forms import refusals, status_of

LIST = "notifications:list"


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@login_required
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """``/thong-bao``: unread ones first."""
    form = ListForm(request.GET)
    valid = form.is_valid()
    only_unread = valid and form.cleaned_data["loc"] == "chua-xem"
    page = queries.notice_page(
        actor=_actor(request),
        only_unread=only_unread,
        cursor=form.cleaned_data["tiep"] if valid else "",
    )
    context = {
        "found": page,
        "only_unread": only_unread,
        "is_first": not request.GET.get("tiep"),
        "unread": queries.unread_count(_actor(request)),
        "cap": queries.COUNT_CAP,
        "labels": {kind.name: kind.label for kind in kinds},
    }
    return web.page(request, "notifications/list.html", context, status=200 if valid else 400)


@login_required
@require_GET
def open_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """``/thong-bao/15``: read it and go where it leads.

    A GET that writes, on purpose: it is the address in mails, and reading twice changes nothing.
    """
    notice = actions.mark_read(actor=_actor(request), notice_id=notice_id, at=now())
    return redirect(_target(notice) or LIST)


def _target(notice: Notice) -> str:
    if notice.url:
        local = url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
        return notice.url if local else ""
    if notice.subject_id is None:
        return ""
    subject = Subject(notice.subject_kind, notice.subject_id)
    card = cards([subject]).get(subject)
    return card.url if card else ""


@login_required
@require_POST
def read_one(request: HttpRequest, notice_id: int) -> HttpResponse:
    actions.mark_read(actor=_actor(request), notice_id=notice_id, at=now())
    return redirect(LIST)


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    count = actions.mark_all_read(actor=_actor(request), at=now())
    messages.success(request, f"Đã đánh dấu {count} thông báo là đã xem.")
    return redirect(LIST)


@login_required
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """``/thong-bao/tuy-chon``: how each kind reaches the person."""
    actor = _actor(request)
    current = queries.preferences_of(actor.user_id or 0)
    form = PreferencesForm(request.POST or None, current=current)
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            actions.change_preferences(actor=actor, chosen=form.chosen(), at=now())
        if attempt.ok:
            messages.success(request, "Đã lưu cách nhận thông báo.")
            return redirect("notifications:preferences")
    unreachable = [one.label for one in channels if not one.address(request.user)]  # type: ignore[arg-type]
    context = {"form": form, "columns": columns(), "unreachable": unreachable}
    return web.page(request, "notifications/preferences.html", context, status=status_of(form))
