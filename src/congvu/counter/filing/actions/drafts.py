"""Drafts: begun, saved field by field, moved to a new version, shared, dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from congvu.core.accounts.queries import users
from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import NotAllowed, NotFound, Stale
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.prepared import Prepared
from congvu.core.kernel.schema.filling import starting
from congvu.core.kernel.storing import insert, update
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_line
from congvu.counter.filing.actions.letters import write_letter
from congvu.counter.filing.choices import DRAFT, DRAFT_KIND, DraftState, FactName
from congvu.counter.filing.errors import (
    DraftElsewhere,
    LinkOver,
    NoLongerOffered,
    NotOnline,
    TooManyTries,
    WrongCode,
)
from congvu.counter.filing.keys import code_digest, digest, new_code, new_key, same
from congvu.counter.filing.models import Draft, Share
from congvu.counter.filing.policies import demand_draft
from congvu.counter.filing.sources import FormSources, Known, as_typed, known_of
from congvu.counter.procedures.choices import ONLINE
from congvu.counter.procedures.errors import NotInForce, NotOffered
from congvu.counter.procedures.queries import forms_of, offering_on, schema_of, version_on

if TYPE_CHECKING:
    from congvu.counter.procedures.models import FormVersion, ProcedureVersion

SHARED_FOR = timedelta(days=30)
WRONG_CODES = 10
KEPT = timedelta(days=90)
"""A draft that nobody touches is forgotten after this."""
LONGEST_ANSWERS = 500_000
WHO = {
    "name": 200, "identifier": 20, "phone": 20, "address": 300, "email": 254, "kind": 1,
    "result_way": 10, "result_address": 300, "title": 500,
}  # fmt: skip
"""Boxes of who asks and how the result is wanted, with their longest texts."""
_FACTS = {
    "name": FactName.FULL_NAME, "identifier": FactName.PERSONAL_ID, "phone": FactName.PHONE,
    "address": FactName.ADDRESS, "email": FactName.EMAIL,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Begun:
    """``key`` and ``code`` are for a guest, shown once; empty for an account."""

    draft: Draft
    key: str = ""
    code: str = ""


@action("filing.draft.begin")
def begin(*, actor: Actor, at: datetime, procedure_code: str, agency_id: int) -> Begun:
    """Bắt đầu khai: the versions of today, pre-filled from every source that knows the person.

    :raises NotOnline: the agency serves it at the counter only
    :raises NotOffered: it does not serve it; :raises NotInForce: nothing holds today
    """
    demand(actor, "filing.draft.begin")
    day = local_date(at)
    version = version_on(procedure_code, day)
    offering = offering_on(agency_id=agency_id, procedure_id=version.procedure_id, day=day)
    if offering.service_level not in ONLINE:
        raise NotOnline
    form = next(iter(forms_of(version.procedure_id, day)), None)
    known = known_of(actor.user_id)
    draft = Draft(
        owner_id=actor.user_id, agency_id=agency_id, procedure=version, form=form,
        created_at=at, saved_at=at,
    )  # fmt: skip
    draft.who, said = _who(known)
    if form is not None:
        schema = schema_of(form)
        data, origins = starting(schema, on=day, sources=FormSources(known))
        draft.answers = {key: as_typed(schema.fields[key], one) for key, one in data.items()}
        said |= {key: known[name].said for key, name in origins.items()}
    draft.origins = said
    key = code = ""
    if actor.user_id is None:
        key, code = new_key(), new_code()
        draft.key_digest, draft.code_digest = digest(key), code_digest(code)
    insert(draft)
    note(
        subject_of(draft), label=version.name[:200], agency_id=agency_id,
        changes={"procedure": version.procedure.code},
    )  # fmt: skip
    return Begun(draft, key, code)


@action("filing.draft.save")
def save(
    *, actor: Actor, at: datetime, draft_id: int, answers: Mapping[str, Any],
    who: Mapping[str, str] | None = None, version: int | None = None,
) -> Draft:  # fmt: skip
    """Lưu bản khai: exactly the fields that are given; texts stay as they were typed.

    :param version: where a whole page is saved: what the page was drawn from
    :raises DraftElsewhere: another device saved meanwhile
    """
    draft = take(actor, draft_id, "draft.save")
    DRAFT.target("save", draft.state)
    if version is not None and version != draft.version:
        raise DraftElsewhere(version=draft.version)
    known = set(schema_of(draft.form).fields) if draft.form else set()
    changed = {
        key: one for key, one in answers.items() if key in known and draft.answers.get(key) != one
    }
    said = {
        key: clean_line(text, WHO[key], label="Nội dung")
        for key, text in (who or {}).items()
        if key in WHO
    }
    told = {key: text for key, text in said.items() if draft.who.get(key, "") != text}
    draft.answers = {**draft.answers, **changed}
    draft.who = {**draft.who, **told}
    if len(str(draft.answers)) > LONGEST_ANSWERS:
        raise Stale("Bản khai quá dài nên chưa lưu được. Hãy rút gọn nội dung rồi lưu lại.")
    touched = [*changed, *(f"who.{key}" for key in told)]
    draft.origins = {key: text for key, text in draft.origins.items() if key not in touched}
    draft.saved = {**draft.saved, **dict.fromkeys(touched, at.isoformat())}
    draft.saved_at, draft.version = at, draft.version + 1
    update([draft], ["answers", "who", "origins", "saved", "saved_at", "version"])
    note(subject_of(draft), label=str(draft), changes={"fields": sorted(touched)[:50]})
    return draft


@action("filing.draft.renew")
def renew(*, actor: Actor, at: datetime, draft_id: int) -> Draft:
    """Chuyển sang phiên bản mới: procedure and form of today; every answer is kept.

    :raises NoLongerOffered: there is no version of today, or the agency serves it no more
    """
    draft = take(actor, draft_id, "draft.renew")
    DRAFT.target("save", draft.state)
    before = [draft.procedure_id, draft.form_id]
    draft.procedure, draft.form = terms_of_today(draft, at)
    draft.saved_at, draft.version = at, draft.version + 1
    draft.save(update_fields=["procedure", "form", "saved_at", "version"])
    note(
        subject_of(draft), label=str(draft),
        changes={"versions": [before, [draft.procedure_id, draft.form_id]]},
    )  # fmt: skip
    return draft


@action("filing.draft.drop")
def drop(*, actor: Actor, at: datetime, draft_id: int) -> None:
    """Bỏ bản khai."""
    draft = take(actor, draft_id, "draft.drop")
    draft.state = DRAFT.target("drop", draft.state)
    draft.answers, draft.who, draft.saved_at = {}, {}, at
    draft.save(update_fields=["state", "answers", "who", "saved_at"])
    note(subject_of(draft), label=str(draft))


@action("filing.draft.share")
def share(
    *, actor: Actor, at: datetime, draft_id: int, name: str, email: str, may_file: bool
) -> Share:
    """Mời cùng khai, ủy quyền nộp thay: a letter leads the other person here.

    :raises NotAllowed: a guest's draft has no owner who could authorise
    """
    draft = take(actor, draft_id, "draft.share")
    if draft.owner_id is None:
        raise NotAllowed("Hãy đăng nhập và khai bằng tài khoản để mời hoặc ủy quyền người khác.")
    DRAFT.target("save", draft.state)
    key = new_key()
    row = Share.objects.create(
        draft=draft, name=clean_line(name, 100, label="Họ tên"), email=email.strip().lower()[:254],
        may_file=may_file, digest=digest(key), invited_at=at, expires_at=at + SHARED_FOR,
    )  # fmt: skip
    words = {
        "name": row.name, "by": actor.name, "title": draft.procedure.name,
        "filing": " và nộp thay" if may_file else "", "path": f"/nop-ho-so/moi/{key}/",
        "until": f"{local_date(row.expires_at):%d/%m/%Y}",
    }  # fmt: skip
    write_letter(f"share:{row.pk}", "share", words, name=row.name, email=row.email, at=at)
    note(
        subject_of(draft), label=str(draft),
        changes={"share": row.pk, "may_file": may_file, "to": row.name},
    )  # fmt: skip
    return row


@action("filing.draft.unshare")
def unshare(*, actor: Actor, at: datetime, draft_id: int, share_id: int) -> None:
    """Thu hồi lời mời, ủy quyền."""
    draft = take(actor, draft_id, "draft.unshare")
    if not draft.shares.filter(pk=share_id, revoked_at__isnull=True).update(revoked_at=at):
        raise NotFound
    note(subject_of(draft), label=str(draft), changes={"share": share_id})


@action("filing.draft.accept")
def accept_share(*, actor: Actor, at: datetime, key: str) -> Draft:
    """Nhận lời mời, ủy quyền; once, by an account.

    :raises LinkOver: used by somebody else, revoked, or too old
    """
    demand(actor, "filing.draft.accept")
    if actor.user_id is None:
        raise NotFound
    row = (
        Share.objects.select_for_update().select_related("draft").filter(digest=digest(key)).first()
    )
    if row is None or row.revoked_at is not None:
        raise LinkOver
    if row.user_id is None and row.expires_at > at:
        mine = row.draft.shares.filter(user=actor.user_id, revoked_at__isnull=True)
        mine.exclude(pk=row.pk).update(revoked_at=at)
        row.user_id, row.accepted_at = actor.user_id, at
        row.save(update_fields=["user", "accepted_at"])
    elif row.user_id != actor.user_id:
        raise LinkOver
    note(subject_of(row.draft), label=str(row.draft), changes={"share": row.pk})
    return row.draft


def open_draft(*, key: str, code: str, at: datetime) -> Draft:
    """The draft of a guest who has link and code; a step, not a verb: a wrong try must be counted.

    :raises NotFound: no such link; :raises WrongCode: another code
    :raises TooManyTries: ten wrong ones; the link is then closed
    """
    draft = Draft.objects.filter(key_digest=digest(key), state=DraftState.OPEN).first()
    if draft is None:
        raise NotFound("Không tìm thấy bản khai này. Hãy kiểm tra lại đường dẫn.")
    if draft.wrong_codes >= WRONG_CODES:
        raise TooManyTries(
            "Đã nhập sai mã quá nhiều lần nên đường dẫn này bị khóa. Hãy liên hệ Bộ phận Một cửa "
            "hoặc khai lại."
        )
    if not same(code_digest(code.strip()), draft.code_digest):
        Draft.objects.filter(pk=draft.pk).update(wrong_codes=draft.wrong_codes + 1)
        raise WrongCode
    Draft.objects.filter(pk=draft.pk).update(wrong_codes=0)
    return draft


def forget_old(*, at: datetime) -> int:
    """Drafts that nobody touched for long go, with their texts; their files are swept later."""
    old = Draft.objects.filter(saved_at__lt=at - KEPT).exclude(state=DraftState.FILED)
    ids = list(old.values_list("pk", flat=True)[:500])
    Draft.objects.filter(pk__in=ids).delete()
    return len(ids)


def take(actor: Actor, draft_id: int, verb: str) -> Draft:
    """The draft with its row locked, after the right was looked at."""
    found = _LOCKED(draft_id=draft_id)
    if not found:
        raise NotFound
    demand_draft(actor, found[0], verb)
    return found[0]


_LOCKED = Prepared(
    lambda draft_id: (
        Draft.objects.select_for_update(of=("self",))
        .select_related("agency", "procedure__procedure", "form__form")
        .filter(pk=draft_id)
    ),
    draft_id=int,
)


def terms_of_today(draft: Draft, at: datetime) -> tuple[ProcedureVersion, FormVersion | None]:
    """Procedure and form of the draft's service as they hold today.

    :raises NoLongerOffered: not any more
    """
    day = local_date(at)
    try:
        version = version_on(draft.procedure.procedure.code, day)
        offering = offering_on(
            agency_id=draft.agency_id, procedure_id=version.procedure_id, day=day
        )
    except (NotInForce, NotOffered):
        raise NoLongerOffered from None
    if offering.service_level not in ONLINE:
        raise NoLongerOffered
    return version, next(iter(forms_of(version.procedure_id, day)), None)


def subject_of(draft: Draft) -> Subject:
    return Subject(DRAFT_KIND, draft.pk)


def _who(known: Mapping[str, Known]) -> tuple[dict[str, str], dict[str, str]]:
    found, said = {}, {}
    for box, name in _FACTS.items():
        one = known.get(f"applicant.{name}")
        if one is not None and isinstance(one.value, str):
            found[box], said[f"who.{box}"] = one.value, one.said
    return found, said


def owner_name(draft: Draft) -> str:
    """The name of the account that a draft belongs to."""
    owner = users().filter(pk=draft.owner_id).first() if draft.owner_id else None
    return owner.full_name if owner else ""
