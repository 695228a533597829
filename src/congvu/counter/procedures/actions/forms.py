"""The life of a form: written as a draft, checked and published from a day, copied, withdrawn."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import Conflict, Invalid, Stale
from congvu.core.kernel.schema.flaws import flaws
from congvu.core.kernel.schema.form import FORMAT, KEY, Form, read_form
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_line, demand_storable
from congvu.core.organisation.policies import demand
from congvu.counter.procedures.choices import FORM, FORM_KIND, FormState
from congvu.counter.procedures.errors import (
    BadPackage,
    FormFlawed,
    NoForm,
    NoProcedure,
    Overlap,
    UntrustedPackage,
)
from congvu.counter.procedures.formpackages import Content, Seal, read_package, verify_manifest
from congvu.counter.procedures.formsamples import run_samples, shape_faults
from congvu.counter.procedures.models import FormDefinition, FormVersion, Procedure
from congvu.office.signing.queries import trust

ONE_DAY = timedelta(days=1)


@action("procedures.form.create")
def create_form(
    *, actor: Actor, at: datetime, key: str, title: str, procedure_id: int | None = None,
    document: dict[str, Any] | None = None, samples: list[Any] | None = None,
) -> FormVersion:  # fmt: skip
    """Lập biểu mẫu: a new key with its first draft, empty or with a document.

    :raises Conflict: the key is taken
    :raises Invalid: no key, no title, no form
    """
    demand(actor, "procedures.form.create")
    return _create(at, key, title, procedure_id, document, samples or [])


def _create(
    at: datetime, key: str, title: str, procedure_id: int | None,
    document: dict[str, Any] | None, samples: list[Any],
) -> FormVersion:  # fmt: skip
    if not KEY.fullmatch(key):
        said = "Mã biểu mẫu bắt đầu bằng chữ thường không dấu, chỉ gồm a-z, 0-9, gạch dưới. Hãy nhập lại."
        raise Invalid(said, fields={"key": [said]})
    title = clean_line(title, 250, label="Tên biểu mẫu")
    if not title:
        raise Invalid(fields={"title": ["Hãy nhập tên biểu mẫu."]})
    if FormDefinition.objects.filter(key=key).exists():
        raise Conflict("Đã có biểu mẫu mang mã này. Hãy chọn mã khác hoặc mở biểu mẫu đã có.")
    if procedure_id is not None and not Procedure.objects.filter(pk=procedure_id).exists():
        raise NoProcedure()
    _demand_samples(samples)
    whole = document or {"format": FORMAT, "sections": []}
    demand_storable(whole, label="Biểu mẫu")
    form = read_form({**whole, "key": key, "title": title})
    definition = FormDefinition.objects.create(
        key=key, title=title, procedure_id=procedure_id, created_at=at
    )
    draft = FormVersion.objects.create(
        form=definition, number=1, document=form.to_json(), samples=samples, edited_at=at
    )
    _note(draft, created=True)
    return draft


@action("procedures.form.edit")
def edit_form(
    *, actor: Actor, at: datetime, version_id: int, version: int,
    document: dict[str, Any] | None = None, samples: list[Any] | None = None,
) -> FormVersion:  # fmt: skip
    """Soạn biểu mẫu: keep the draft as it is now; it need not be ready for publication.

    :raises Stale: somebody else changed the draft
    :raises Invalid: the document has not the shape of a form
    """
    demand(actor, "procedures.form.edit")
    draft = locked(version_id)
    FORM.target("edit", draft.state)
    if draft.version != version:
        raise Stale(version=draft.version)
    if document is not None:
        demand_storable(document, label="Biểu mẫu")
        form = read_form({**document, "key": draft.form.key})
        draft.document = form.to_json()
        FormDefinition.objects.filter(pk=draft.form_id).update(title=form.title)
    if samples is not None:
        _demand_samples(samples)
        draft.samples = samples
    draft.version += 1
    draft.edited_at = at
    draft.save()
    _note(draft, version=draft.version)
    return draft


def _demand_samples(samples: list[Any]) -> None:
    demand_storable(samples, label="Hồ sơ mẫu")
    faults = shape_faults(samples)
    if faults:
        raise Invalid(faults[0])


@action("procedures.form.draft")
def draft_form(*, actor: Actor, at: datetime, form_id: int) -> FormVersion:
    """Soạn phiên bản tiếp theo: the draft of a form, begun from its latest version."""
    demand(actor, "procedures.form.draft")
    definition = _locked_definition(form_id)
    draft = _draft_of(definition)
    if draft is None:
        last = definition.versions.exclude(state=FormState.DISCARDED).first()
        last = last or definition.versions.first()
        if last is None:
            raise NoForm()
        draft = FormVersion.objects.create(
            form=definition, number=_next(definition), document=last.document,
            samples=last.samples, edited_at=at,
        )  # fmt: skip
    _note(draft, number=draft.number)
    return draft


@action("procedures.form.publish")
def publish_form(
    *, actor: Actor, at: datetime, version_id: int, valid_from: date, version: int | None = None
) -> FormVersion:
    """Công bố biểu mẫu from a day; the version before ends the day before.

    :raises FormFlawed: a rule waits for itself, names what is not there, a sample fails …
    :raises Overlap: a version from that day or later is published already
    """
    demand(actor, "procedures.form.publish")
    draft = locked(version_id)
    FORM.target("publish", draft.state)
    if version is not None and draft.version != version:
        raise Stale(version=draft.version)
    found = publication_flaws(draft)
    if found:
        raise FormFlawed(f"Biểu mẫu còn {len(found)} chỗ phải sửa. {found[0]}", flaws=found)
    standing = FormVersion.objects.published().filter(form=draft.form)
    if standing.filter(valid_from__gte=valid_from).exists():
        raise Overlap()
    standing.filter(valid_to__isnull=True).update(valid_to=valid_from - ONE_DAY)
    standing.filter(valid_to__gte=valid_from).update(valid_to=valid_from - ONE_DAY)
    draft.state = FormState.PUBLISHED
    draft.valid_from, draft.published_at, draft.published_by_id = valid_from, at, actor.user_id
    draft.version += 1
    draft.save()
    _note(draft, number=draft.number, valid_from=valid_from.isoformat())
    return draft


def publication_flaws(draft: FormVersion) -> list[str]:
    """What stands in the way of publishing: sentences, none when it may go out."""
    form = read_form(draft.document)
    found = [one.sentence for one in flaws(form)]
    return found or run_samples(form, draft.samples)


@action("procedures.form.copy")
def copy_form(*, actor: Actor, at: datetime, version_id: int, key: str, title: str) -> FormVersion:
    """Chép biểu mẫu: a form of its own that begins as this version."""
    demand(actor, "procedures.form.copy")
    source = locked(version_id)
    return _create(at, key, title, None, source.document, source.samples)


@action("procedures.form.withdraw")
def withdraw_form(*, actor: Actor, at: datetime, version_id: int, reason: str) -> FormVersion:
    """Rút biểu mẫu: nobody may begin on this version from now on; what was filled in stays.

    :raises Invalid: no reason
    """
    demand(actor, "procedures.form.withdraw")
    row = locked(version_id)
    row.state = FORM.target("withdraw", row.state)
    reason = clean_line(reason, 500, label="Lý do")
    if not reason:
        raise Invalid(fields={"reason": ["Hãy nêu lý do rút biểu mẫu."]})
    row.version += 1
    row.valid_to = max(local_date(at), row.valid_from or local_date(at))
    row.save()
    _note(row, number=row.number, reason=reason)
    return row


@action("procedures.form.discard")
def discard_form(*, actor: Actor, at: datetime, version_id: int) -> FormVersion:
    """Bỏ dự thảo."""
    demand(actor, "procedures.form.discard")
    row = locked(version_id)
    row.state = FORM.target("discard", row.state)
    row.version += 1
    row.save()
    _note(row, number=row.number)
    return row


@action("procedures.form.import")
def import_form(
    *, actor: Actor, at: datetime, package: bytes, untrusted: bool = False
) -> FormVersion:
    """Nhập gói biểu mẫu as a draft, after its own samples gave what they should.

    :param untrusted: take it also unsigned, changed, or from nobody known; the draft says so
    :raises BadPackage: it cannot be read, or a sample fails
    :raises UntrustedPackage: its signature does not hold, and ``untrusted`` was not said
    :raises Conflict: the form has a draft already
    """
    demand(actor, "procedures.form.import")
    content = read_package(package)
    seal = verify_manifest(content.manifest, content.signature)
    trusted = content.intact and seal.sound and trust.chain(seal.certificate, at).trusted
    if not trusted and not untrusted:
        raise UntrustedPackage(_why(content, seal))
    faults = run_samples(content.form, content.samples)
    if faults:
        raise BadPackage(faults[0], faults=faults)
    draft = _imported(content, at)
    draft.origin = seal.signer if seal.sound else "Gói không có chữ ký số đúng"
    draft.is_trusted = trusted
    draft.save()
    _note(draft, number=draft.number, origin=draft.origin, trusted=trusted)
    return draft


def _why(content: Content, seal: Seal) -> str:
    if not content.signature:
        fault = "Gói biểu mẫu không có chữ ký số."
    elif not content.intact or not seal.sound:
        fault = "Gói biểu mẫu đã bị thay đổi sau khi ký, hoặc chữ ký số không đúng."
    else:
        fault = f"Chưa tin cậy người ký gói biểu mẫu ({seal.signer})."
    return f"{fault} Hãy xin gói đã ký, hoặc xác nhận nhập thành dự thảo chưa tin cậy."


def _imported(content: Content, at: datetime) -> FormVersion:
    form: Form = content.form
    definition = FormDefinition.objects.filter(key=form.key).first()
    if definition is None:
        return _create(at, form.key, form.title, None, form.to_json(), content.samples)
    definition = _locked_definition(definition.pk)
    if _draft_of(definition) is not None:
        raise Conflict("Biểu mẫu này đang có dự thảo. Hãy công bố hoặc bỏ dự thảo đó rồi nhập lại.")
    return FormVersion.objects.create(
        form=definition, number=_next(definition), document=form.to_json(),
        samples=content.samples, edited_at=at,
    )  # fmt: skip


def locked(version_id: int) -> FormVersion:
    """A version under the lock of its form.

    :raises NoForm: no such version
    """
    found = FormVersion.objects.filter(pk=version_id).values_list("form_id", flat=True).first()
    if found is None:
        raise NoForm()
    _locked_definition(found)
    row: FormVersion = FormVersion.objects.select_related("form").get(pk=version_id)
    return row


def _locked_definition(form_id: int) -> FormDefinition:
    found = FormDefinition.objects.select_for_update().filter(pk=form_id).first()
    if found is None:
        raise NoForm()
    return found


def _draft_of(definition: FormDefinition) -> FormVersion | None:
    return FormVersion.objects.filter(form=definition, state=FormState.DRAFT).first()


def _next(definition: FormDefinition) -> int:
    last = definition.versions.aggregate(last=Max("number"))["last"]
    return int(last or 0) + 1


def _note(row: FormVersion, **changes: Any) -> None:
    note(Subject(FORM_KIND, row.form_id), label=row.form.key, changes=changes)
