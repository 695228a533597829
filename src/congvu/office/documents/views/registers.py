"""Pages of registers: which there are, one on screen, every number's answer, the same-day rate."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import Invalid, WrongState
from congvu.core.kernel.permissions import demand, permits
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.office.documents.actions import registers as actions
from congvu.office.documents.choices import NumberState
from congvu.office.documents.forms.registers import BookForm, HoldForm, SettleForm
from congvu.office.documents.models import Register
from congvu.office.documents.policies.registers import READ
from congvu.office.documents.prints.rows import Span, rows_of
from congvu.office.documents.queries import registers as queries
from congvu.office.documents.queries.prints import books_of, register_pdf, register_xlsx

ROWS = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@for_staff
@require_GET
def registers(request: HttpRequest) -> HttpResponse:
    """``/so/``: the registers of a year."""
    actor = actor_of(request)
    demand(actor, READ)
    rows = queries.visible_to(actor)
    years = list(rows.order_by("-year").values_list("year", flat=True).distinct())
    asked = request.GET.get("nam", "")
    today = local_date(now())
    year = int(asked) if asked in {str(one) for one in years} else (years or [today.year])[0]
    shown = queries.with_counts(rows.filter(year=year)).order_by("direction", "series")
    context = {
        "registers": shown,
        "years": years,
        "year": year,
        "crumbs": [("Trang chủ", "/"), ("Sổ đăng ký văn bản", "")],
    }
    return page(request, "documents/registers/list.html", context)


@for_staff
@require_GET
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """``/so/<id>/``: the statutory table, a page of numbers at a time, the newest first shown."""
    return _page(request, queries.for_actor(actor_of(request), pk))


def _page(
    request: HttpRequest, found: Register, *, hold: HoldForm | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    form = BookForm(request.GET)
    asked: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    books = books_of(found)
    book = next((one for one in books if one.name == asked.get("mau")), books[0])
    start = asked.get("so") or max(found.last_number - ROWS + 1, found.first_number)
    span = Span(asked.get("tu"), asked.get("den"), start, None)
    rows = list(islice(rows_of(found, book.name, span), ROWS))
    last = start + ROWS
    context = {
        "register": found,
        "form": form,
        "books": books,
        "book": book,
        "rows": rows,
        "before": max(start - ROWS, found.first_number) if start > found.first_number else None,
        "after": last if last <= found.last_number else None,
        "why": _why(found, asked.get("vi_sao")),
        "unsettled": queries.unsettled(found)[:50],
        "may_hold": permits(actor, "documents.register.hold") and found.closed_at is None,
        "may_close": _may_close(actor, found),
        "hold": hold or HoldForm(),
        "held": NumberState.HELD,
        "settle": (NumberState.HELD, NumberState.RELEASED),
        "crumbs": [
            ("Trang chủ", "/"), ("Sổ đăng ký văn bản", reverse("documents:registers")),
            (found.name, ""),
        ],
    }  # fmt: skip
    return page(request, "documents/registers/register.html", context, status=status)


def _may_close(actor: Actor, found: Register) -> bool:
    """A register is closed when its year is over, so that this year's numbers never stop."""
    over = found.year < local_date(now()).year
    return over and found.closed_at is None and permits(actor, "documents.register.close")


def _why(found: Register, value: int | None) -> str:
    return queries.why(found, value) if value is not None else ""


@for_staff
@require_http_methods(["POST"])
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Giữ số."""
    actor, found = actor_of(request), queries.for_actor(actor_of(request), pk)
    form = HoldForm(request.POST)
    if form.is_valid():
        with refusals(form) as attempt:
            _demand_this_year(found, now())
            taken = actions.hold(
                actor=actor, at=now(), agency_id=found.agency_id, direction=found.direction,
                series=found.series, **form.cleaned_data,
            )  # fmt: skip
        if attempt.ok:
            shown = ", ".join(f"{number.value:02}" for number in taken)
            messages.success(request, f"Đã giữ số {shown}.")
            return redirect("documents:register_page", pk)
    return _page(request, found, hold=form, status=status_of(form))


def _demand_this_year(found: Register, at: datetime) -> None:
    if found.year != local_date(at).year:
        raise Invalid("Chỉ giữ số của sổ năm nay. Hãy mở sổ năm nay rồi giữ số.")


@for_staff
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Bỏ giữ số, hủy số có biên bản."""
    actor, found = actor_of(request), queries.for_actor(actor_of(request), pk)
    form = SettleForm(request.POST)
    if not form.is_valid():
        raise Invalid("Cần ghi lý do. Hãy quay lại ghi lý do rồi gửi lại.")
    asked = form.cleaned_data
    verb = actions.unhold if asked["verb"] == "unhold" else actions.annul
    verb(actor=actor, at=now(), number_id=asked["number_id"], reason=asked["reason"])
    messages.success(request, "Đã cập nhật số.")
    return redirect("documents:register_page", found.pk)


@for_staff
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Khóa sổ of a past year."""
    actor, at = actor_of(request), now()
    found = queries.for_actor(actor, pk)
    demand(actor, "documents.register.close")
    if found.closed_at is not None:
        raise WrongState("Sổ này đã khóa. Hãy tải lại trang để xem.")
    if found.year >= local_date(at).year:
        raise WrongState("Chỉ khóa sổ khi đã hết năm. Hãy khóa sau ngày 31/12.")
    actions.close_register(actor=actor, at=at, register_id=pk)
    messages.success(request, "Đã khóa sổ.")
    return redirect("documents:register_page", pk)


@for_staff
@require_GET
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The register as PDF in the statutory columns."""
    actor, at, form = actor_of(request), now(), BookForm(request.GET)
    book, span = _part(form)
    made = register_pdf(actor=actor, at=at, register_id=pk, book=book, span=span)
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="so-{pk}.pdf"'
    return response


@for_staff
@require_GET
def xlsx(request: HttpRequest, pk: int) -> Any:
    """The register as an Excel file."""
    actor, at, form = actor_of(request), now(), BookForm(request.GET)
    book, span = _part(form)
    made = register_xlsx(actor=actor, at=at, register_id=pk, book=book, span=span)
    return FileResponse(made, as_attachment=True, filename=f"so-{pk}.xlsx", content_type=XLSX)


def _part(form: BookForm) -> tuple[str, Span]:
    if not form.is_valid():
        raise Invalid("Khoảng ngày chưa đúng. Hãy nhập lại theo dạng ngày/tháng/năm.")
    asked = form.cleaned_data
    return asked["mau"], Span(asked["tu"], asked["den"], None, None)
