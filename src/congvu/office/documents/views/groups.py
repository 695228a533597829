"""Lists of places (danh sách nơi nhận) of the agency: chosen in one click while drafting."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.permissions import demand, permits
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.office.documents.actions import outgoing as actions
from congvu.office.documents.forms.groups import GroupForm
from congvu.office.documents.models import RecipientGroup
from congvu.office.documents.queries.outgoing import groups_of

SAVE, DROP = "documents.outgoing.group", "documents.outgoing.drop_group"


@for_staff
@require_GET
def groups(request: HttpRequest) -> HttpResponse:
    """``/van-ban-di/noi-nhan/``."""
    actor = actor_of(request)
    context = {
        "groups": groups_of(actor),
        "may_save": permits(actor, SAVE),
        "may_drop": permits(actor, DROP),
        "crumbs": [
            ("Trang chủ", "/"), ("Văn bản đi", reverse("documents:outgoing")),
            ("Danh sách nơi nhận", ""),
        ],
    }  # fmt: skip
    return page(request, "documents/groups/list.html", context)


@for_staff
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """``/van-ban-di/noi-nhan/moi/``."""
    return _edit(request, None)


@for_staff
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """``/van-ban-di/noi-nhan/<id>/``."""
    found = groups_of(actor_of(request)).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return _edit(request, found)


def _edit(request: HttpRequest, group: RecipientGroup | None) -> HttpResponse:
    actor, at = actor_of(request), now()
    demand(actor, SAVE)
    form = GroupForm(request.POST or None, actor=actor, today=local_date(at), group=group)
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            actions.save_group(
                actor=actor, at=at, group_id=group.pk if group else None, **form.cleaned_data
            )
        if attempt.ok:
            messages.success(request, "Đã lưu danh sách nơi nhận.")
            return redirect("documents:groups")
    context = {
        "form": form,
        "group": group,
        "crumbs": [
            ("Trang chủ", "/"), ("Danh sách nơi nhận", reverse("documents:groups")),
            (group.name if group else "Lập danh sách", ""),
        ],
    }  # fmt: skip
    return page(request, "documents/groups/edit.html", context, status=status_of(form))


@for_staff
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Xóa danh sách; letters already written keep their places."""
    actions.drop_group(actor=actor_of(request), at=now(), group_id=pk)
    messages.success(request, "Đã xóa danh sách nơi nhận.")
    return redirect("documents:groups")
