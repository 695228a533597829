"""A citizen's own dossiers, by account or by a link: timeline, messages, supplement, result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from congvu.core.audit.actions import log
from congvu.core.files import actions as files
from congvu.core.files.choices import Use
from congvu.core.files.queries import open_file, pages_of
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import DomainError, NotFound
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.schema_form import draw_paper
from congvu.core.ui.web import page
from congvu.counter.dossiers import prints
from congvu.counter.dossiers.actions import Scan
from congvu.counter.dossiers.choices import DOSSIER, OFFICIAL, VERBS, State, Way
from congvu.counter.dossiers.queries import approved_result, events_of
from congvu.counter.dossiers.queries import row as dossier_row
from congvu.counter.filing import actions, queries
from congvu.counter.filing.actions.papers import LARGEST
from congvu.counter.filing.choices import TOLD, Purpose
from congvu.counter.filing.forms import MessageForm, RatingForm, WithdrawForm
from congvu.counter.filing.models import Link, Submission
from congvu.counter.filing.sources import FormSources
from congvu.counter.filing.views.web import HOME, signed_in, visitor
from congvu.counter.procedures.queries import schema_of

if TYPE_CHECKING:
    from congvu.core.files.models import File
    from congvu.counter.dossiers.models import Dossier, Gap, Supplement

TITLE = "Hồ sơ của tôi"


@dataclass(frozen=True)
class Reader:
    """Who looks at which dossier of their own, and where its pages are."""

    actor: Actor
    dossier: Dossier
    submission: Submission | None
    href: str
    link: Link | None = None


@never_cache
@require_GET
def dossiers(request: HttpRequest) -> HttpResponse:
    """``/ho-so-cua-toi/``."""
    actor = signed_in(request)
    if actor is None:
        return redirect_to_login(request.get_full_path())
    context = {
        "rows": list(queries.submissions_of(actor)[:200]),
        "drafts": list(queries.drafts_of(actor)[:50]), "crumbs": [HOME, (TITLE, "")],
    }  # fmt: skip
    return page(request, "filing/own_list.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def dossier(request: HttpRequest, pk: int, part: str = "") -> HttpResponseBase:
    """``/ho-so-cua-toi/<số>/`` and its parts."""
    actor = signed_in(request)
    if actor is None:
        return redirect_to_login(request.get_full_path())
    own = queries.own_dossier(actor, pk)
    href = reverse("filing:own_dossier", args=[pk])
    return _part(request, Reader(actor, own.dossier, own, href), part)


@never_cache
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest, pk: int, mark: str, part: str = "") -> HttpResponseBase:
    """``/theo-doi/<số>-<dấu>/``: the same for a guest."""
    link = actions.open_link(link_id=pk, mark=mark, purpose=Purpose.FOLLOW, at=now())
    return _part(request, _guest(request, link), part)


@never_cache
@require_http_methods(["GET", "POST"])
def supplement(request: HttpRequest, pk: int, mark: str) -> HttpResponseBase:
    """``/bo-sung/<số>-<dấu>/``: only what is missing, without an account."""
    link = actions.open_link(link_id=pk, mark=mark, purpose=Purpose.SUPPLEMENT, at=now())
    return _supplement(request, _guest(request, link))


@never_cache
@require_GET
def supplement_picture(request: HttpRequest, pk: int, mark: str, file_id: int) -> HttpResponse:
    """``/bo-sung/<số>-<dấu>/hinh/<tệp>``."""
    link = actions.open_link(link_id=pk, mark=mark, purpose=Purpose.SUPPLEMENT, at=now())
    return _picture(request, _guest(request, link), str(file_id))


@never_cache
@require_http_methods(["GET", "POST"])
def rating(request: HttpRequest, pk: int, mark: str) -> HttpResponseBase:
    """``/danh-gia/<số>-<dấu>/``."""
    link = actions.open_link(link_id=pk, mark=mark, purpose=Purpose.RATING, at=now())
    return _rating(request, _guest(request, link))


def _guest(request: HttpRequest, link: Link) -> Reader:
    found = dossier_row(link.dossier_id)
    if found is None:
        raise NotFound
    submission = queries.submission_of(found.pk)
    actor = visitor_of(request, found)
    return Reader(actor, found, submission, actions.path_of(link), link)


def visitor_of(request: HttpRequest, dossier: Dossier) -> Actor:
    """A link speaks for the applicant, whoever is signed in beside it."""
    from_link = visitor(request, dossier.applicant.name)
    return from_link if from_link.user_id is None else _as_guest(from_link, dossier)


def _as_guest(actor: Actor, dossier: Dossier) -> Actor:
    return Actor(
        user_id=None, username="khách", name=dossier.applicant.name, ip=actor.ip,
        request_id=actor.request_id,
    )  # fmt: skip


def _part(request: HttpRequest, reader: Reader, part: str) -> HttpResponseBase:
    name, _, rest = part.partition("/")
    known = PARTS.get(name)
    if known is None or (rest and name not in FILES):
        raise NotFound
    if rest:
        return FILES[name](request, reader, rest)
    return known(request, reader)


def _whole(
    request: HttpRequest, reader: Reader, *, word: MessageForm | None = None,
    leave: WithdrawForm | None = None,
) -> HttpResponse:  # fmt: skip
    one = reader.dossier
    papers = queries.papers_of(one)
    asked = list(one.supplements.prefetch_related("gaps"))
    stands = approved_result(one.pk)
    word, leave = word or MessageForm(), leave or WithdrawForm()
    rated = queries.rating_of(one.pk)
    context = {
        "reader": reader, "dossier": one, "papers": papers, "supplements": _asked(asked),
        "official": OFFICIAL[State(one.state)], "steps": _steps(one), "result": stands,
        "messages_": queries.messages_of(one.pk), "word": word, "leave": leave,
        "may_withdraw": DOSSIER.allows("withdraw", one.state),
        "may_supply": one.state == State.SUPPLEMENT, "rated": rated,
        "may_rate": rated is None and one.state in (State.FINISHED, State.RETURNED),
        "prints": [row for row in prints.available(one) if row[0] != INTERNAL_FORM],
        "charges": queries.charges_of_dossier(one.pk),
        "way": Way(one.result_way).label, "has_form": _form_of(reader) is not None,
        "crumbs": [HOME, (TITLE, reverse("filing:own")), (one.code, "")],
    }  # fmt: skip
    return page(request, "filing/own_dossier.html", context, status=status_of(word, leave))


INTERNAL_FORM = 6
"""Phiếu kiểm soát quá trình stays within the agencies."""


def _steps(one: Dossier) -> list[dict[str, Any]]:
    return [
        {
            "at": row.at, "title": VERBS.get(row.verb, row.verb),
            "label": State(row.target).label, "text": row.text if row.verb in TOLD else "",
        }
        for row in events_of(one.pk)
        if row.target != row.source or row.verb in TOLD
    ]  # fmt: skip


def _message(request: HttpRequest, reader: Reader) -> HttpResponse:
    form = MessageForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            actions.write_message(
                actor=reader.actor, at=now(), dossier_id=reader.dossier.pk,
                text=form.cleaned_data["text"],
            )  # fmt: skip
        if attempt.ok:
            messages.success(request, "Đã gửi. Cơ quan trả lời ở mục Trao đổi.")
            return redirect(f"{reader.href}#trao-doi")
    return _whole(request, reader, word=form)


def _withdraw(request: HttpRequest, reader: Reader) -> HttpResponse:
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            actions.withdraw(
                actor=reader.actor, at=now(), dossier_id=reader.dossier.pk,
                reason=form.cleaned_data["reason"],
            )  # fmt: skip
        if attempt.ok:
            messages.success(request, "Đã rút hồ sơ.")
            return redirect(reader.href)
    return _whole(request, reader, leave=form)


def _supplement(request: HttpRequest, reader: Reader) -> HttpResponse:
    one = reader.dossier
    asked = one.supplements.filter(supplied_at__isnull=True).prefetch_related("gaps__paper").first()
    refusal: DomainError | None = None
    if request.method == "POST" and asked is not None:
        try:
            _supply(request, reader, asked)
        except DomainError as said:
            if said.status in (403, 404):
                raise
            refusal = said
        else:
            messages.success(request, "Đã nộp bổ sung. Cơ quan sẽ tiếp tục xử lý hồ sơ.")
            return redirect(reader.href)
    papers = list(one.papers.order_by("position"))
    flagged = {gap.paper_id for gap in asked.gaps.all()} if asked else set()
    context = {
        "reader": reader, "dossier": one, "asked": asked,
        "points": _asked([asked])[0][1] if asked else [], "refusal": refusal,
        "papers": sorted(papers, key=lambda row: (row.pk not in flagged, row.position)),
        "flagged": flagged, "largest": LARGEST, "remark": request.POST.get("remark", "")[:2000],
        "crumbs": [HOME, (f"Bổ sung hồ sơ {one.code}", "")],
    }  # fmt: skip
    return page(
        request, "filing/supplement.html", context, status=refusal.status if refusal else 200
    )


def _supply(request: HttpRequest, reader: Reader, asked: Any) -> None:
    scans = []
    for paper in reader.dossier.papers.all():
        for upload in request.FILES.getlist(f"paper.{paper.position}"):
            stored = files.store(
                stream=upload, name=upload.name or "tep", use=Use.ATTACHMENT, actor=reader.actor,
                at=now(), max_bytes=LARGEST,
            )  # fmt: skip
            scans.append(Scan(paper.position, stored))
    lines = [
        f"{gap.field or gap.text}: {text}"
        for gap in asked.gaps.all()
        if (text := request.POST.get(f"gap.{gap.pk}", "")[:1000].strip())
    ]
    remark = "\n".join([*lines, request.POST.get("remark", "")[:2000].strip()]).strip()
    actions.supply(
        actor=reader.actor, at=now(), dossier_id=reader.dossier.pk, remark=remark, scans=scans,
        link=reader.link,
    )  # fmt: skip


def _rating(request: HttpRequest, reader: Reader) -> HttpResponse:
    rated = queries.rating_of(reader.dossier.pk)
    form = RatingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            actions.rate(
                actor=reader.actor, at=now(), dossier_id=reader.dossier.pk, link=reader.link,
                **form.cleaned_data,
            )  # fmt: skip
        if attempt.ok:
            messages.success(request, "Cảm ơn ông/bà đã đánh giá.")
            return redirect(reader.href)
    context = {
        "reader": reader, "dossier": reader.dossier, "form": form, "rated": rated,
        "crumbs": [HOME, (f"Đánh giá hồ sơ {reader.dossier.code}", "")],
    }  # fmt: skip
    return page(request, "filing/rating.html", context, status=status_of(form))


def _answers(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The form as it was filed, to print."""
    form = _form_of(reader)
    if form is None:
        raise NotFound
    day = local_date(reader.dossier.filed_at)
    sheet = draw_paper(schema_of(form), reader.dossier.answers, on=day, sources=FormSources())
    context = {
        "sheet": sheet, "title": form.form.title, "dossier": reader.dossier,
        "crumbs": [HOME, (reader.dossier.code, reader.href), ("Tờ khai", "")],
    }  # fmt: skip
    return page(request, "filing/answers.html", context)


def _form_of(reader: Reader) -> Any:
    return reader.submission.form if reader.submission else None


def _file(request: HttpRequest, reader: Reader, rest: str) -> HttpResponseBase:
    if not rest.strip("/").isdecimal() or len(rest) > 18:
        raise NotFound
    file = queries.papers_of(reader.dossier).find(int(rest.strip("/")))
    log(
        verb="files.file.download", actor=reader.actor, at=now(), subject=file.subject,
        label=file.name, changes={"file": file.pk, "sha256": file.blob.sha256},
    )  # fmt: skip
    answer = FileResponse(
        open_file(file), content_type=file.blob.mime, as_attachment=True, filename=file.name
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _printed(request: HttpRequest, reader: Reader, rest: str) -> HttpResponse:
    number = rest.removesuffix(".pdf")
    known = {str(row[0]) for row in prints.available(reader.dossier)} - {str(INTERNAL_FORM)}
    if number not in known:
        raise NotFound
    content = prints.form_pdf(reader.dossier, int(number), at=now())
    answer = HttpResponse(content, content_type="application/pdf")
    name = f"mau-{int(number):02}-{reader.dossier.code}.pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _picture(request: HttpRequest, reader: Reader, rest: str) -> HttpResponse:
    """What shows a point of a request: the first page, drawn."""
    asked = reader.dossier.supplements.prefetch_related("gaps")
    known = {str(f.pk): f for held in queries.pictures_of(asked).values() for f in held}
    file = known.get(rest.strip("/"))
    drawn = next(pages_of(file.blob, 1), None) if file else None
    if drawn is None:
        raise NotFound
    with drawn:
        answer = HttpResponse(drawn.read(), content_type="image/png")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _asked(supplements: list[Supplement]) -> list[tuple[Supplement, list[tuple[Gap, list[File]]]]]:
    """Requests with their points, each with its pictures."""
    held = queries.pictures_of(supplements)
    return [(one, [(gap, held.get(gap.pk, [])) for gap in one.gaps.all()]) for one in supplements]


def _no_list(request: HttpRequest, reader: Reader) -> HttpResponse:
    raise BadRequest


PARTS: dict[str, Callable[[HttpRequest, Reader], HttpResponse]] = {
    "": _whole, "trao-doi": _message, "rut": _withdraw, "bo-sung": _supplement,
    "danh-gia": _rating, "to-khai": _answers, "tep": _no_list, "mau": _no_list,
    "hinh": _no_list,
}  # fmt: skip
FILES: dict[str, Callable[[HttpRequest, Reader, str], HttpResponseBase]] = {
    "tep": _file, "mau": _printed, "hinh": _picture,
}  # fmt: skip
