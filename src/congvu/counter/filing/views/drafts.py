"""Filling in: choose the agency, type, save, add files, look again, file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from congvu.core.files import actions as files
from congvu.core.files.choices import Use
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import VIETNAM, local_date, now
from congvu.core.kernel.dates import parse_date
from congvu.core.kernel.errors import DomainError, Invalid, NotFound
from congvu.core.ui.forms import refusals, status_of
from congvu.core.ui.schema_form import Draft as Shown
from congvu.core.ui.schema_form import draw_form, draw_paper, read_posted
from congvu.core.ui.web import page
from congvu.counter.filing import actions, queries
from congvu.counter.filing.actions.drafts import WHO
from congvu.counter.filing.actions.papers import LARGEST
from congvu.counter.filing.actions.submit import Checked, checked, files_of, sources_of, with_files
from congvu.counter.filing.choices import DraftState
from congvu.counter.filing.errors import FormChanged, NoLongerOffered, NotComplete
from congvu.counter.filing.forms import CodeForm, ShareForm, WhoForm
from congvu.counter.filing.models import Draft, DraftFile
from congvu.counter.filing.policies import may_file, owns
from congvu.counter.filing.views.web import (
    BEGINS_PER_HOUR,
    HOME,
    demand_pace,
    draft_actor,
    remember,
    signed_in,
    visitor,
)
from congvu.counter.procedures import queries as procedures
from congvu.counter.procedures.choices import ONLINE

HERE = ("Nộp hồ sơ", "/nop-ho-so/")


@never_cache
@require_GET
def drafts(request: HttpRequest) -> HttpResponse:
    """``/nop-ho-so/``: what is being filled in, and the way to begin."""
    actor = signed_in(request)
    rows = list(queries.drafts_of(actor)[:50]) if actor else []
    return page(request, "filing/drafts.html", {"drafts": rows, "crumbs": [HOME, (HERE[0], "")]})


@never_cache
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, procedure_code: str) -> HttpResponse:
    """``/nop-ho-so/thu-tuc/<mã>/``: the agencies that take it online."""
    at = now()
    version = procedures.version_on(procedure_code, local_date(at))
    rows = procedures.providers_of(version.procedure_id, local_date(at))
    offers = [row for row in rows if row.service_level in ONLINE]
    if request.method == "POST":
        demand_pace(request, "begin", BEGINS_PER_HOUR, at)
        chosen = request.POST.get("co_quan", "")
        if not chosen.isdecimal() or len(chosen) > 18:
            raise Invalid("Chưa chọn cơ quan. Hãy chọn cơ quan nhận hồ sơ.")
        begun = actions.begin(
            actor=visitor(request), at=at, procedure_code=procedure_code, agency_id=int(chosen)
        )
        if begun.key:
            remember(request, begun.draft.pk)
            request.session["filing_key"] = [begun.draft.pk, begun.key, begun.code]
        return redirect("filing:draft", begun.draft.pk)
    context = {
        "version": version,
        "offers": offers,
        "crumbs": [HOME, HERE, (version.name[:80], "")],
    }
    return page(request, "filing/begin.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def resume(request: HttpRequest, key: str) -> HttpResponse:
    """``/nop-ho-so/tiep-tuc/<khóa>/``: a guest on another device types the code."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            draft = actions.open_draft(key=key[:100], code=form.cleaned_data["code"], at=now())
        if attempt.ok:
            remember(request, draft.pk)
            return redirect("filing:draft", draft.pk)
    context = {"form": form, "crumbs": [HOME, HERE, ("Tiếp tục bản khai", "")]}
    return page(request, "filing/resume.html", context, status=status_of(form))


@never_cache
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, key: str) -> HttpResponse:
    """``/nop-ho-so/moi/<khóa>/``: somebody was invited or authorised."""
    actor = signed_in(request)
    if actor is None:
        return redirect_to_login(request.get_full_path())
    if request.method == "POST":
        draft = actions.accept_share(actor=actor, at=now(), key=key[:100])
        return redirect("filing:draft", draft.pk)
    return page(request, "filing/accept.html", {"crumbs": [HOME, HERE, ("Nhận lời mời", "")]})


@never_cache
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """``/nop-ho-so/<số>/``."""
    actor = draft_actor(request, pk)
    row = queries.draft_for(actor, pk)
    if row.state != DraftState.OPEN:
        return _closed(request, actor, row)
    if request.method != "POST":
        return _page(request, actor, row)
    return _posted(request, actor, row)


def _posted(request: HttpRequest, actor: Actor, row: Draft) -> HttpResponse:
    """Save everything of the page; then stay, or go on to the look before filing."""
    at = now()
    schema = procedures.schema_of(row.form) if row.form else None
    posted = read_posted(schema, request.POST) if schema else None
    raw = dict(posted.raw) if posted else {}
    answers = {key: one for key, one in raw.items() if not _is_file(schema, key)}
    who = {key: request.POST.get(f"who-{key}", "") for key in WHO if f"who-{key}" in request.POST}
    seen = request.POST.get("_phien_ban", "")
    try:
        row = actions.save(
            actor=actor, at=at, draft_id=row.pk, answers=answers, who=who,
            version=int(seen) if seen.isdecimal() and len(seen) < 10 else None,
        )  # fmt: skip
        _take_files(request, actor, row)
    except DomainError as refusal:
        if refusal.status in (403, 404):
            raise
        row = queries.draft_for(actor, row.pk)
        row.answers, row.who = {**row.answers, **answers}, {**row.who, **who}
        return _page(request, actor, row, refusal=refusal)
    if request.POST.get("_viec") == "xem-lai":
        found = checked(row, files_of(row), at)
        if found.problems:
            return _page(request, actor, row, found=found)
        return redirect("filing:review", row.pk)
    if not (posted and posted.command):
        messages.success(request, f"Đã lưu lúc {at.astimezone(VIETNAM):%H:%M:%S}.")
    return redirect("filing:draft", row.pk)


def _is_file(schema: Any, key: str) -> bool:
    return schema is not None and schema.fields[key].type.widget == "file"


def _take_files(request: HttpRequest, actor: Actor, row: Draft) -> None:
    """Files of a page without scripts: each is judged from its bytes; those before one that is
    refused stay."""
    brought: list[actions.Brought] = []
    try:
        for name in request.FILES:
            slot = _slot(name)
            for upload in request.FILES.getlist(name) if slot else []:
                until = _day(request.POST.get(f"han.{slot}", ""))
                stored = files.store(
                    stream=upload, name=upload.name or "tep", use=Use.ATTACHMENT, actor=actor,
                    at=now(), max_bytes=LARGEST,
                )  # fmt: skip
                brought.append(actions.Brought(slot, stored, until))
    finally:
        if brought:
            actions.add_files(actor=actor, at=now(), draft_id=row.pk, brought=brought)


def _slot(name: str) -> str:
    if name.startswith("f.") and name.endswith(".new"):
        return f"field:{name[2:-4]}"
    return f"paper:{name[6:]}" if name.startswith("paper.") else ""


def _day(text: str) -> date | None:
    return parse_date(text) if text.strip() else None


@never_cache
@require_POST
def autosave(request: HttpRequest, pk: int) -> JsonResponse:
    """``/nop-ho-so/<số>/tu-luu/``: the one field ``_truong``, as soon as it is left."""
    actor = draft_actor(request, pk)
    row, at = queries.draft_for(actor, pk), now()
    name = request.POST.get("_truong", "")[:60]
    answers: dict[str, Any] = {}
    who: dict[str, str] = {}
    if name.startswith("who-"):
        who = {name[4:]: request.POST.get(name, "")}
    elif row.form is not None:
        schema = procedures.schema_of(row.form)
        if name not in schema.fields:
            raise NotFound
        answers = {name: read_posted(schema, request.POST).raw.get(name)}
    try:
        row = actions.save(actor=actor, at=at, draft_id=pk, answers=answers, who=who)
    except DomainError as refusal:
        if refusal.status == 404:
            raise
        return JsonResponse({"message": refusal.message}, status=refusal.status)
    said = f"{at.astimezone(VIETNAM):%H:%M:%S}"
    return JsonResponse({"saved": said, "version": row.version})


@never_cache
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """``/nop-ho-so/<số>/xem-lai/``: as it will be filed, to print and to file."""
    actor, at = draft_actor(request, pk), now()
    row = queries.draft_for(actor, pk)
    if row.state != DraftState.OPEN:
        return _closed(request, actor, row)
    if request.method == "POST":
        seen = request.POST.get("_phien_ban", "")
        try:
            actions.file_draft(
                actor=actor, at=at, draft_id=pk,
                version=int(seen) if seen.isdecimal() and len(seen) < 10 else None,
            )  # fmt: skip
            return redirect("filing:draft", pk)
        except FormChanged as refusal:
            row = actions.renew(actor=actor, at=at, draft_id=pk)
            row = queries.draft_for(actor, pk)
            return _page(
                request, actor, row, refusal=refusal, found=checked(row, files_of(row), at)
            )
        except (NotComplete, NoLongerOffered) as refusal:
            found = checked(row, files_of(row), at)
            return _page(request, actor, row, refusal=refusal, found=found)
    rows = files_of(row)
    found = checked(row, rows, at)
    sheet = (
        draw_paper(found.form, found.data, on=local_date(at), sources=sources_of(rows))
        if found.form
        else ""
    )
    context = {
        "draft": row, "sheet": sheet, "slots": _slots(row, rows, found.papers), "found": found,
        "who": _who_rows(row), "may_file": may_file(actor, row),
        "crumbs": [HOME, HERE, ("Xem lại", "")],
    }  # fmt: skip
    return page(request, "filing/review.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def sharing(request: HttpRequest, pk: int) -> HttpResponse:
    """``/nop-ho-so/<số>/moi-nguoi/``."""
    actor = draft_actor(request, pk)
    row = queries.draft_for(actor, pk)
    form = ShareForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals(form) as attempt:
            actions.share(actor=actor, at=now(), draft_id=pk, **form.cleaned_data)
        if attempt.ok:
            messages.success(request, "Đã gửi lời mời.")
            return redirect("filing:sharing", pk)
    context = {
        "form": form, "draft": row, "shares": row.shares.filter(revoked_at__isnull=True),
        "owner": owns(actor, row),
        "crumbs": [HOME, HERE, (row.procedure.name[:60], reverse("filing:draft", args=[pk])),
                   ("Mời, ủy quyền", "")],
    }  # fmt: skip
    return page(request, "filing/sharing.html", context, status=status_of(form))


@require_POST
def unshare(request: HttpRequest, pk: int, share_id: int) -> HttpResponse:
    actions.unshare(actor=draft_actor(request, pk), at=now(), draft_id=pk, share_id=share_id)
    messages.success(request, "Đã thu hồi.")
    return redirect("filing:sharing", pk)


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    actions.drop(actor=draft_actor(request, pk), at=now(), draft_id=pk)
    messages.success(request, "Đã bỏ bản khai.")
    return redirect("filing:drafts")


@require_POST
def remove_file(request: HttpRequest, pk: int, file_id: int) -> HttpResponse:
    actor = draft_actor(request, pk)
    actions.remove_file(actor=actor, at=now(), draft_id=pk, file_id=file_id)
    messages.success(request, "Đã gỡ tệp.")
    return redirect(f"{reverse('filing:draft', args=[pk])}#giay-to")


def _closed(request: HttpRequest, actor: Actor, row: Draft) -> HttpResponse:
    """Filed or dropped: what became of it."""
    if row.state == DraftState.DROPPED or row.dossier is None:
        raise NotFound("Bản khai này đã bỏ. Hãy khai lại từ trang thủ tục.")
    context = {
        "draft": row, "dossier": row.dossier, "account": not actor.is_system,
        "crumbs": [HOME, HERE, (row.dossier.code, "")],
    }  # fmt: skip
    return page(request, "filing/filed.html", context)


def _page(
    request: HttpRequest, actor: Actor, row: Draft, *, refusal: DomainError | None = None,
    found: Checked | None = None,
) -> HttpResponse:  # fmt: skip
    at, rows = now(), files_of(row)
    schema = procedures.schema_of(row.form) if row.form else None
    drawn = ""
    if schema is not None:
        shown = Shown(
            with_files(row, rows), typed=True, checked=found is not None, origins=row.origins
        )
        drawn = draw_form(schema, shown, on=local_date(at), sources=sources_of(rows))
    problems = found.problems if found else {}
    secret = request.session.get("filing_key", [0, "", ""])
    context = {
        "draft": row, "drawn": drawn, "who": WhoForm(initial=row.who), "refusal": refusal,
        "origins": {k[4:]: v for k, v in row.origins.items() if k.startswith("who.")},
        "problems": [said for path, texts in problems.items() for said in texts
                     if path.startswith(("who.", "paper:"))],
        "slots": _slots(row, rows, found.papers if found else procedures.asked_papers(row.procedure_id)),
        "field_files": [r for r in rows if r.slot.startswith("field:")],
        "resume": request.build_absolute_uri(reverse("filing:resume", args=[secret[1]]))
        if secret[0] == row.pk else "",
        "code": secret[2], "account": not actor.is_system,
        "largest": LARGEST, "crumbs": [HOME, HERE, (row.procedure.name[:80], "")],
    }  # fmt: skip
    status = refusal.status if refusal else (422 if found and found.problems else 200)
    return page(request, "filing/draft.html", context, status=status)


def _slots(row: Draft, rows: list[DraftFile], papers: Sequence[Any]) -> list[dict[str, Any]]:
    """The procedure's papers with their files, in order."""
    by_form = row.form is not None
    return [
        {
            "slot": f"paper:{place}", "place": place, "paper": paper,
            "by_form": bool(by_form and paper.form_name),
            "files": [one for one in rows if one.slot == f"paper:{place}"],
        }
        for place, paper in enumerate(papers, start=1)
    ]  # fmt: skip


def _who_rows(row: Draft) -> list[tuple[str, str]]:
    form = WhoForm(initial=row.who)
    found = []
    for name, field in form.fields.items():
        value = row.who.get(name, "")
        labels = dict(getattr(field, "choices", []))
        found.append((str(field.label), str(labels.get(value, labels.get(int(value), value)
                     if value.isdecimal() and labels else value))))  # fmt: skip
    return found
