"""Reconciliation and figures."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import Invalid
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.web import actor_of, page
from congvu.office.exchange import actions, policies, queries
from congvu.office.exchange.choices import Speech
from congvu.office.exchange.forms import PeriodForm, ReconcileForm
from congvu.office.exchange.views.board import crumbs

RISKY = ("=", "+", "-", "@", "\t", "\r")
LONGEST = timedelta(days=3 * 366)


@login_required
@require_GET
def reconcile(request: HttpRequest) -> HttpResponse:
    """``/lien-thong/doi-soat/``: “bên ta 312, bên họ 309, 3 khác nhau”."""
    actor, at = actor_of(request), now()
    policies.demand_it(actor)
    choices = [
        (str(peer.pk), peer.name) for peer in queries.peers(at=at) if peer.speech == Speech.CONGVU
    ]
    form = ReconcileForm(request.GET if "he" in request.GET else None, peers=choices)
    found = None
    if form.is_bound and form.is_valid():
        if not (form.cleaned_data["tu"] and form.cleaned_data["den"]):
            form.add_error(None, "Hãy nhập cả ngày đầu và ngày cuối của kỳ đối soát.")
        else:
            since, until = form.period()
            with refusals(form):
                found = actions.reconcile(
                    actor=actor, peer_id=int(form.cleaned_data["he"]), since=since, until=until
                )
    context = {"form": form, "found": found, "peers": choices, "crumbs": crumbs(("Đối soát", ""))}
    return page(request, "exchange/reconcile.html", context, status=status_of(form))


@login_required
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """``/lien-thong/so-lieu/``: by agency and month; a row leads to its letters."""
    actor, at = actor_of(request), now()
    form = PeriodForm(request.GET)
    first, last = _period(form, local_date(at))
    rows = queries.shares(actor, first=first, last=last)
    found = queries.receipts(actor, first=first, last=last, at=at)
    levels: dict[str, list[int]] = {}
    for row in rows:
        sums = levels.setdefault(row.level, [0, 0])
        sums[0] += row.electronic
        sums[1] += row.issued
    context = {
        "form": form,
        "rows": rows,
        "levels": [
            (level, round(100 * sent / issued, 1) if issued else 0.0)
            for level, (sent, issued) in levels.items()
        ],
        "total": (sum(row.electronic for row in rows), sum(row.issued for row in rows)),
        "receipts": found,
        "median": _span(found.median),
        "p90": _span(found.p90),
        "first": first,
        "last": last,
        "query": request.GET.urlencode(),
        "crumbs": crumbs(("Số liệu", "")),
    }
    return page(request, "exchange/figures.html", context, status=status_of(form))


@login_required
@require_GET
def figures_csv(request: HttpRequest) -> HttpResponse:
    """``/lien-thong/so-lieu.csv``.

    :raises Invalid: the period cannot be read
    """
    form = PeriodForm(request.GET)
    if not form.is_valid():
        raise Invalid("Khoảng ngày chưa hợp lệ nên chưa xuất được. Hãy sửa rồi xuất lại.")
    first, last = _period(form, local_date(now()))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Tháng", "Cơ quan", "Cấp", "Gửi điện tử", "Đã phát hành", "Tỷ lệ %"])
    for row in queries.shares(actor_of(request), first=first, last=last):
        name = f"'{row.agency}" if row.agency.startswith(RISKY) else row.agency
        writer.writerow(
            [f"{row.month:%m/%Y}", name, row.level, row.electronic, row.issued,
             "" if row.percent is None else row.percent]
        )  # fmt: skip
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="lien-thong.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _period(form: PeriodForm, today: date) -> tuple[date, date]:
    """The days asked for; else this year so far. At most three years."""
    asked = form.cleaned_data if form.is_valid() else {}
    last: date = asked.get("den") or today
    first: date = asked.get("tu") or last.replace(month=1, day=1)
    return max(first, last - LONGEST), last


def _span(seconds: float | None) -> str:
    if seconds is None:
        return "chưa có"
    if seconds < 120:
        return f"{seconds:.0f} giây"
    return f"{seconds / 60:.0f} phút" if seconds < 7200 else f"{seconds / 3600:.1f} giờ"
