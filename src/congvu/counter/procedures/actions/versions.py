"""The life of a version: drafted, published from a day, followed by the next, withdrawn."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Max

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, NotFound, Stale
from congvu.core.kernel.procedurecode import parse_procedure_code
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_line
from congvu.core.organisation.policies import demand
from congvu.counter.procedures import indexes
from congvu.counter.procedures.choices import PROCEDURE_KIND, VERSION, VersionState
from congvu.counter.procedures.errors import (
    Incomplete,
    NoProcedure,
    NotInForce,
    Overlap,
    Unchanged,
)
from congvu.counter.procedures.models import Field, Offering, Procedure, ProcedureVersion
from congvu.counter.procedures.models.version import VersionQuerySet
from congvu.counter.procedures.records import Record, digest
from congvu.counter.procedures.records.shape import missing
from congvu.counter.procedures.rows import drop_parts, fill_version, record_of, store_parts

ONE_DAY = timedelta(days=1)


def key_of(code: str) -> tuple[str, bool]:
    """The key of a procedure's code, and whether it is a national one.

    :raises Invalid: empty, too long
    """
    try:
        return parse_procedure_code(code).key, True
    except Invalid:
        local = clean_line(code, 40, label="Mã thủ tục").upper()
        if not local or "/" in local or " " in local:
            raise Invalid(
                "Mã thủ tục chưa đúng. Hãy nhập mã quốc gia dạng 1.009374, hoặc mã của tỉnh "
                "viết liền không dấu cách, không gạch chéo.",
                fields={"code": ["Mã thủ tục chưa đúng."]},
            ) from None
        return local, False


def locked_procedure(code: str, at: datetime) -> Procedure:
    """The procedure under its lock, made when it is new."""
    key, national = key_of(code)
    procedure, _ = Procedure.objects.get_or_create(
        code=key, defaults={"is_national": national, "created_at": at}
    )
    return Procedure.objects.select_for_update().get(pk=procedure.pk)


def field_id(code: str) -> int:
    """:raises Invalid: no such field"""
    found: int | None = Field.objects.filter(code=code).values_list("pk", flat=True).first()
    if found is None:
        raise Invalid(
            "Không có lĩnh vực này trong danh mục. Hãy thêm lĩnh vực trước, hoặc chọn lĩnh vực "
            "đã có.",
            fields={"field": [f"Không có lĩnh vực “{code}”."]},
        )
    return found


@action("procedures.version.draft")
def draft_version(
    *, actor: Actor, code: str, record: Record, at: datetime, version: int | None = None
) -> ProcedureVersion:
    """Soạn phiên bản: write the one draft of a procedure anew, making both when needed.

    :param version: of the draft that the form showed; None when there was none
    :raises Unchanged: nothing differs from the version published last
    :raises Stale: somebody else changed the draft
    """
    demand(actor, "procedures.version.draft")
    _check_name(record)
    procedure = locked_procedure(code, at)
    draft = ProcedureVersion.objects.filter(procedure=procedure, state=VersionState.DRAFT).first()
    if draft is not None and version is not None and draft.version != version:
        raise Stale(version=draft.version)
    last = _published(procedure).order_by("-valid_from").first()
    if last is not None and last.digest == digest(record):
        raise Unchanged()
    if draft is None:
        draft = ProcedureVersion(procedure=procedure, number=next_number(procedure))
    else:
        VERSION.target("edit", draft.state)
        draft.version += 1
        drop_parts(draft)
    fill_version(draft, record, field_id(record.field_code)).save()
    store_parts([(draft, record)])
    note(
        Subject(PROCEDURE_KIND, procedure.pk), label=_label(draft),
        changes={"number": draft.number, "digest": draft.digest},
    )  # fmt: skip
    return draft


@action("procedures.version.publish")
def publish_version(
    *, actor: Actor, version_id: int, valid_from: date, at: datetime, version: int | None = None,
    even_incomplete: bool = False,
) -> ProcedureVersion:  # fmt: skip
    """Công bố phiên bản from a day; the version before ends the day before.

    :param even_incomplete: publish what lacks a part of ND 63/2010/NĐ-CP Art. 8
    :raises Incomplete: a mandatory part is missing
    :raises Overlap: a version from that day or later is published already
    """
    demand(actor, "procedures.version.publish")
    draft = locked_version(version_id)
    if version is not None and version != draft.version:
        raise Stale(version=draft.version)
    draft.state = VERSION.target("publish", draft.state)
    lacking = missing(record_of(draft))
    if lacking and not even_incomplete:
        raise Incomplete(f"Thủ tục còn thiếu: {', '.join(lacking)}. Hãy bổ sung rồi công bố.")
    close_before(draft.procedure, valid_from)
    draft.valid_from, draft.published_at, draft.published_by_id = valid_from, at, actor.user_id
    draft.version += 1
    draft.save()
    indexes.put([draft.procedure_id])
    note(
        Subject(PROCEDURE_KIND, draft.procedure_id), label=_label(draft),
        changes={"number": draft.number, "valid_from": valid_from, "lacking": lacking},
    )  # fmt: skip
    return draft


@action("procedures.version.discard")
def discard_draft(*, actor: Actor, version_id: int, at: datetime) -> ProcedureVersion:
    """Bỏ dự thảo; its number is not given again."""
    demand(actor, "procedures.version.discard")
    draft = locked_version(version_id)
    draft.state = VERSION.target("discard", draft.state)
    draft.version += 1
    draft.save(update_fields=["state", "version"])
    note(Subject(PROCEDURE_KIND, draft.procedure_id), label=_label(draft))
    return draft


@action("procedures.procedure.withdraw")
def withdraw_procedure(
    *, actor: Actor, code: str, last_day: date, reason: str, at: datetime
) -> ProcedureVersion:
    """Bãi bỏ thủ tục: the version in force and every offering end with ``last_day``.

    :raises NotInForce: nothing holds on that day, or a later version is published already
    """
    demand(actor, "procedures.procedure.withdraw")
    reason = clean_line(reason, 500, label="Lý do")
    key, _ = key_of(code)
    procedure = Procedure.objects.select_for_update().filter(code=key).first()
    if procedure is None:
        raise NoProcedure()
    found: ProcedureVersion | None = _published(procedure).in_force(last_day).first()
    later = _published(procedure).filter(valid_from__gt=last_day).exists()
    if found is None or later:
        raise NotInForce()
    VERSION.target("withdraw", found.state)
    found.valid_to = last_day
    found.version += 1
    found.save(update_fields=["valid_to", "version"])
    ended = end_offerings(procedure, last_day)
    note(
        Subject(PROCEDURE_KIND, procedure.pk), label=_label(found),
        changes={"last_day": last_day, "reason": reason, "offerings": ended},
    )  # fmt: skip
    return found


def end_offerings(procedure: Procedure, last_day: date) -> int:
    """End every service of a procedure; one that would only begin later never begins."""
    rows = Offering.objects.filter(procedure=procedure)
    rows.filter(valid_from__gt=last_day).delete()
    return rows.on(last_day).update(valid_to=last_day)


def locked_version(version_id: int) -> ProcedureVersion:
    """A version with its procedure locked, read after the lock.

    :raises NotFound: no such version
    """
    procedure = Procedure.objects.select_for_update().filter(versions=version_id).first()
    if procedure is None:
        raise NotFound()
    found: ProcedureVersion = ProcedureVersion.objects.select_related("field", "procedure").get(
        pk=version_id
    )
    return found


def close_before(procedure: Procedure, first_day: date) -> None:
    """End the version in force so that the next may begin on ``first_day``.

    :raises Overlap: a published version begins on that day or later
    """
    if _published(procedure).filter(valid_from__gte=first_day).exists():
        raise Overlap()
    _published(procedure).in_force(first_day).update(valid_to=first_day - ONE_DAY)


def next_number(procedure: Procedure) -> int:
    highest = ProcedureVersion.objects.filter(procedure=procedure).aggregate(n=Max("number"))["n"]
    return (highest or 0) + 1


def _published(procedure: Procedure) -> VersionQuerySet:
    return ProcedureVersion.objects.filter(procedure=procedure).published()


def _check_name(record: Record) -> None:
    if not record.name.strip():
        raise Invalid("Hãy nhập tên thủ tục.", fields={"name": ["Hãy nhập tên thủ tục."]})


def _label(version: ProcedureVersion) -> str:
    return f"{version.procedure.code} {version.name}"[:300]
