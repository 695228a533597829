"""Accounts and who they are: for the administrators of the system and of an agency."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms as django_forms
from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from congvu.core.accounts import actions as accounts
from congvu.core.accounts import queries as account_queries
from congvu.core.accounts.choices import Kind
from congvu.core.accounts.policies import manages
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.text import fold
from congvu.core.organisation import actions, forms
from congvu.core.organisation.models import Appointment
from congvu.core.organisation.queries import appointments_of
from congvu.core.organisation.views.web import (
    HOME,
    actor_of,
    demand_manager,
    number,
    sent,
    shown,
)
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.listing import Column, Listing
from congvu.core.ui.web import page

if TYPE_CHECKING:
    from congvu.core.accounts.models import User

LIST = ("Người và tài khoản", "/to-chuc/nguoi")


def _seats() -> QuerySet[Appointment]:
    rows: QuerySet[Appointment] = Appointment.objects.on(local_date(now()))
    return rows


def _apply(rows: QuerySet[User], cleaned: dict[str, Any]) -> QuerySet[User]:
    for word in fold(cleaned["q"] or "").split()[:8]:
        rows = rows.filter(search_key__contains=word)
    if cleaned["vai"]:
        held = _seats().filter(user=OuterRef("pk"), post__role=cleaned["vai"])
        rows = rows.filter(Exists(held))
    if cleaned["tt"] == "khoa":
        rows = rows.filter(locked_until__gt=now())
    if cleaned["tt"] == "ngung":
        rows = rows.filter(is_active=False)
    return rows


LISTING = Listing(
    name="organisation.people",
    label="Người và tài khoản",
    noun="người",
    default="ten",
    filter_form=forms.PersonFilter,
    apply=_apply,
    columns=(
        Column("ten", "Họ và tên", "sort_key", css="main"),
        Column("tai-khoan", "Tên đăng nhập", "username", css="nowrap"),
        Column("vi-tri", "Vị trí"),
        Column("trang-thai", "Trạng thái", css="nowrap"),
        Column("lan-cuoi", "Dùng gần nhất", css="nowrap opt"),
    ),
)


def visible(actor: Actor) -> QuerySet[User]:
    """All accounts for the system administrator, the agency's people for its own."""
    users = account_queries.users()
    if actor.is_admin:
        return users
    return users.filter(
        Exists(_seats().filter(user=OuterRef("pk"), agency_id=actor.agency_id or 0))
    )


@shown("GET")
def people(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    demand_manager(actor)
    found = LISTING.page(request, visible(actor))
    at = now()
    posts: dict[int, list[Appointment]] = {}
    held = _seats().filter(user__in=[user.pk for user in found])
    if not actor.is_admin:
        held = held.filter(agency_id=actor.agency_id or 0)
    for row in held.select_related("post", "unit"):
        posts.setdefault(row.user_id, []).append(row)
    context = {
        "page": found,
        "rows": [(user, posts.get(user.pk, []), _state(user, at)) for user in found],
        "is_admin": actor.is_admin,
        "has_agency": actor.agency_id is not None,
        "crumbs": [HOME, ("Người và tài khoản", "")],
    }
    return page(request, "organisation/people.html", context)


def _state(user: User, at: Any) -> tuple[str, str]:
    if not user.is_active:
        return user.get_disabled_reason_display() or "Ngừng hoạt động", "bad"
    if user.locked_until is not None and user.locked_until > at:
        return "Đang khóa", "warn"
    return "Hoạt động", "ok"


@never_cache
@shown("GET", "POST")
def create(request: HttpRequest) -> HttpResponse:
    """A person on a post of the agency acted in; the system administrator also without one."""
    actor = actor_of(request)
    demand_manager(actor)
    agency_id = None if "tai-khoan" in request.GET else actor.agency_id
    form: django_forms.Form
    if agency_id is not None:
        form = forms.NewPersonForm(sent(request), agency_id=agency_id)
    else:
        form = forms.AccountForm(sent(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with refusals(form) as attempt:
            if agency_id is not None:
                made, secret = actions.create_person(actor=actor, at=now(), **data)
                user = made.user
            else:
                kind = Kind(data.pop("kind"))
                user, secret = accounts.create_user(actor=actor, kind=kind, at=now(), **data)
        if attempt.ok:
            return _secret(request, user, secret)
    context = {
        "form": form, "title": "Thêm người", "button": "Thêm",
        "back": reverse("organisation:people"), "crumbs": [HOME, LIST, ("Thêm người", "")],
    }  # fmt: skip
    return page(request, "organisation/form.html", context, status=status_of(form))


@shown("GET", "POST")
def person(request: HttpRequest, user_id: int) -> HttpResponse:
    actor, user = actor_of(request), _user(request, user_id)
    shown_now = {"full_name": user.full_name, "email": user.email, "phone": user.phone}
    form = forms.PersonDetailsForm(sent(request), initial=shown_now)
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            accounts.update_user(actor=actor, user=user, at=now(), **form.cleaned_data)
        if attempt.ok:
            messages.success(request, "Đã lưu.")
            return redirect("organisation:person", user.pk)
    label, tone = _state(user, now())
    held = appointments_of(user.pk, at=now())
    context = {
        "person": user, "form": form, "state": label, "tone": tone, "verbs": _verbs(user),
        "may_change": manages(actor, user.pk),
        "held": [row for row in held if actor.is_admin or row.agency_id == actor.agency_id],
        "crumbs": [HOME, LIST, (user.full_name, "")],
        "facts": [("Tên đăng nhập", user.username), ("Loại", user.get_kind_display())],
    }  # fmt: skip
    return page(request, "organisation/person.html", context, status=status_of(form))


Verb = Callable[..., Any]
VERBS: dict[str, tuple[str, Verb, str]] = {
    "mo-khoa": ("Mở khóa", accounts.unlock_user, "Đã mở khóa tài khoản."),
    "hoat-dong": ("Cho hoạt động lại", accounts.enable_user, "Tài khoản đã hoạt động lại."),
    "dat-lai": ("Đặt lại mật khẩu", accounts.reset_password, ""),
    "dang-xuat": ("Đăng xuất mọi phiên", accounts.end_sessions, "Đã đăng xuất mọi phiên."),
    "go-xac-thuc": (
        "Gỡ xác thực hai lớp", accounts.reset_second_factor, "Đã gỡ xác thực hai lớp.",
    ),
    "ngung": ("Ngừng hoạt động", accounts.disable_user, "Tài khoản đã ngừng hoạt động."),
}  # fmt: skip


def _verbs(user: User) -> list[tuple[str, str]]:
    """Address and label of what can be done with the account as it stands."""
    locked = user.locked_until is not None and user.locked_until > now()
    hidden = {"hoat-dong" if user.is_active else "ngung"}
    if not locked:
        hidden.add("mo-khoa")
    if user.kind == Kind.SERVICE:
        hidden |= {"dat-lai", "go-xac-thuc"}
    return [(name, label) for name, (label, _, _) in VERBS.items() if name not in hidden]


@never_cache
@shown("POST")
def act(request: HttpRequest, user_id: int, verb: str) -> HttpResponse:
    if verb not in VERBS:
        raise NotFound()
    user = _user(request, user_id)
    _, do, done = VERBS[verb]
    result = do(actor=actor_of(request), user=user, at=now())
    if verb == "dat-lai":
        return _secret(request, user, result)
    messages.success(request, done)
    return redirect("organisation:person", user.pk)


def _user(request: HttpRequest, user_id: int) -> User:
    actor = actor_of(request)
    demand_manager(actor)
    user = visible(actor).filter(pk=number(str(user_id))).first()
    if user is None:
        raise NotFound("Không tìm thấy người này trong phạm vi quản trị của ông/bà.")
    return user


def _secret(request: HttpRequest, user: User, secret: str) -> HttpResponse:
    """The temporary password, on this page only."""
    context = {
        "person": user, "secret": secret, "crumbs": [HOME, LIST, (user.full_name, "")],
    }  # fmt: skip
    return page(request, "organisation/secret.html", context)
