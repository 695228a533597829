"""The journal's reading page and its export; reading is itself written down."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_GET

from congvu.core.audit import policies
from congvu.core.audit.actions import log
from congvu.core.audit.forms import JournalFilter
from congvu.core.audit.models import Entry, EntryQuerySet
from congvu.core.audit.queries import line
from congvu.core.audit.registry import verbs_named
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import VIETNAM, now
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.subject import Subject, cards
from congvu.core.ui.listing import Column, Listing
from congvu.core.ui.web import page

MOST_EXPORTED = 100_000
HEAD = (
    "Số mục", "Thời điểm", "Người thực hiện", "Chức vụ", "Thực hiện thay", "Việc", "Mã việc",
    "Đối tượng", "Mã đối tượng", "Thay đổi", "Kênh", "Địa chỉ mạng", "Mã yêu cầu",
)  # fmt: skip
RISKY = ("=", "+", "-", "@", "\t", "\r")


def narrowed(rows: EntryQuerySet, cleaned: dict[str, Any]) -> EntryQuerySet:
    """The rows that the filter form asks for; every condition has its index."""
    if cleaned.get("nguoi"):
        rows = rows.filter(actor_name=cleaned["nguoi"])
    if cleaned.get("viec"):
        rows = rows.filter(verb__in=[cleaned["viec"], *verbs_named(cleaned["viec"])])
    if cleaned.get("dt"):
        rows = rows.about(cleaned["dt"])
    return rows.between(cleaned.get("tu"), cleaned.get("den"))


LISTING: Listing[Entry] = Listing(
    name="audit.journal",
    label="Nhật ký hệ thống",
    noun="mục",
    default="-luc",
    columns=(
        Column("luc", "Thời điểm", "at", css="nowrap", first_descending=True),
        Column("nguoi", "Người thực hiện"),
        Column("viec", "Việc"),
        Column("doi-tuong", "Đối tượng và thay đổi", css="main"),
        Column("tu-dau", "Từ đâu", css="opt"),
    ),
    filter_form=JournalFilter,
    apply=narrowed,  # type: ignore[arg-type]  # a queryset of this room's own kind
)


@login_required
@require_GET
def journal(request: HttpRequest) -> HttpResponse:
    """``/nhat-ky``: 50 entries a page, newest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = policies.visible(actor)
    shown = LISTING.page(request, rows)
    log(verb=policies.READ, actor=actor, at=now(), changes=_asked(request))
    links = cards({_subject(entry) for entry in shown if entry.subject_id is not None})
    lines = [(line(entry), _subject(entry), links.get(_subject(entry))) for entry in shown]
    return page(
        request,
        "audit/journal.html",
        {"page": shown, "lines": lines, "query": request.GET.urlencode(), "most": MOST_EXPORTED,
         "crumbs": [("Trang chủ", "/"), ("Nhật ký hệ thống", "")]},
    )  # fmt: skip


@login_required
@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    """``/nhat-ky/xuat.csv``: what the filter finds, at most 100,000 newest entries.

    :raises Invalid: the filter is not valid
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = policies.visible(actor, policies.EXPORT)
    form = JournalFilter(request.GET)
    if not form.is_valid():
        raise Invalid("Điều kiện lọc chưa hợp lệ nên chưa xuất được. Hãy sửa rồi xuất lại.")
    at = now()
    log(verb=policies.EXPORT, actor=actor, at=at, changes=_asked(request))
    found = narrowed(rows, form.cleaned_data).order_by("-at", "-id")[:MOST_EXPORTED]
    response = StreamingHttpResponse(_csv(found), content_type="text/csv; charset=utf-8")
    name = f"nhat-ky-{at.astimezone(VIETNAM):%Y%m%d-%H%M}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _csv(rows: EntryQuerySet) -> Iterator[bytes]:
    """UTF-8 with the mark that Excel wants; cells that a sheet would compute are disarmed."""
    yield b"\xef\xbb\xbf"
    writer = csv.writer(_Echo())
    yield writer.writerow(HEAD)
    for entry in rows.iterator(chunk_size=1000):
        yield writer.writerow([_disarmed(cell) for cell in _cells(entry)])


def _cells(entry: Entry) -> list[str]:
    read = line(entry)
    changes = "; ".join(
        f"{c.label}: {c.after}" if c.fact else f"{c.label}: {c.before} → {c.after}"
        for c in read.changes
    )
    subject = str(_subject(entry)) if entry.subject_id is not None else ""
    return [
        str(read.id), f"{entry.at.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}", read.actor, read.post,
        read.on_behalf_of, read.label, read.verb, read.subject, subject, changes, read.channel,
        read.ip, entry.request_id,
    ]  # fmt: skip


def _disarmed(cell: str) -> str:
    return f"'{cell}" if cell.startswith(RISKY) else cell


class _Echo:
    """A file for ``csv`` that keeps nothing."""

    def write(self, text: str) -> bytes:
        return text.encode("utf-8", "replace")


def _subject(entry: Entry) -> Subject:
    return Subject(entry.subject_kind, entry.subject_id or 0)


def _asked(request: HttpRequest) -> dict[str, str]:
    """The conditions asked for, as the journal keeps them."""
    return {name: str(value)[:150] for name, value in list(request.GET.items())[:12] if value}
