"""Questions about forms. Published versions are public; drafts are for those who build them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache

from django.db.models import QuerySet

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotAllowed
from congvu.core.kernel.permissions import permits
from congvu.core.kernel.prepared import Prepared
from congvu.core.kernel.schema.form import Form, read_form
from congvu.core.kernel.subject import Card, Subject
from congvu.core.organisation.policies import demand
from congvu.counter.procedures.choices import FORM_KIND, FormState
from congvu.counter.procedures.errors import NoForm
from congvu.counter.procedures.formpackages import sign_manifest, write_package
from congvu.counter.procedures.models import FormDefinition, FormVersion
from congvu.counter.procedures.policies import demand_staff
from congvu.office.signing.queries import envelope_key


def form_on(key: str, day: date) -> FormVersion:
    """The version people fill in on a day.

    :raises NoForm: nothing of this key is in force
    """
    found: FormVersion | None = (
        FormVersion.objects.in_force(day).select_related("form").filter(form__key=key).first()
    )
    if found is None:
        raise NoForm()
    return found


def forms_of(procedure_id: int, day: date) -> list[FormVersion]:
    """Forms of a procedure in force on a day, in the order of their keys."""
    return _FORMS(procedure_id=procedure_id, day=day)


_FORMS: Prepared[FormVersion] = Prepared(
    lambda procedure_id, day: (
        FormVersion.objects.in_force(day)
        .filter(form__procedure_id=procedure_id)
        .select_related("form")
        .order_by("form__key")
    ),
    procedure_id=int, day=date,
)  # fmt: skip


def schema_of(version: FormVersion) -> Form:
    """The form as the kernel reads it; a published one is read once for all who fill it in."""
    if version.state != FormState.PUBLISHED:
        return read_form(version.document)
    return _published(json.dumps(version.document))


@lru_cache(maxsize=128)
def _published(document: str) -> Form:
    return read_form(json.loads(document))


def form_definitions(actor: Actor) -> QuerySet[FormDefinition]:
    """All forms with their procedures, for the list.

    :raises NotAllowed: the actor builds no forms
    """
    demand_staff(actor)
    demand(actor, "procedures.form.read")
    return FormDefinition.objects.select_related("procedure").prefetch_related("versions")


def form_definition(actor: Actor, key: str) -> FormDefinition:
    """One form with its versions, newest first.

    :raises NoForm: no such form
    """
    found: FormDefinition | None = form_definitions(actor).filter(key=key).first()
    if found is None:
        raise NoForm()
    return found


def form_version(actor: Actor, version_id: int) -> FormVersion:
    """
    :raises NoForm: no such version
    :raises NotAllowed: the actor builds no forms
    """
    demand_staff(actor)
    demand(actor, "procedures.form.read")
    found: FormVersion | None = (
        FormVersion.objects.select_related("form__procedure").filter(pk=version_id).first()
    )
    if found is None:
        raise NoForm()
    return found


def export_form(actor: Actor, version: FormVersion, *, agency_id: int | None) -> bytes:
    """The package of a version, signed with the agency's key; unsigned when no agency is named.

    :raises NotAllowed: the actor may not export
    :raises SignatureRefused: the agency has no key in use
    """
    demand(actor, "procedures.form.export")
    if agency_id is None:
        return write_package(schema_of(version), version.samples, number=version.number)
    if not (actor.is_system or actor.is_admin or actor.agency_id == agency_id):
        raise NotAllowed("Ông/bà chỉ ký gói biểu mẫu bằng khóa của cơ quan mình. Hãy chọn lại.")
    key, certificate = envelope_key(agency_id)
    return write_package(
        schema_of(version), version.samples, number=version.number,
        sign=lambda manifest: sign_manifest(manifest, key, certificate),
    )  # fmt: skip


def form_cards(ids: Collection[int]) -> Mapping[int, Card]:
    rows = FormDefinition.objects.filter(pk__in=ids)
    return {row.pk: Card(Subject(FORM_KIND, row.pk), row.title, "", row.key) for row in rows}


def readable_forms(actor: Actor, ids: Collection[int]) -> set[int]:
    if not permits(actor, "procedures.form.read"):
        return set()
    return set(FormDefinition.objects.filter(pk__in=ids).values_list("pk", flat=True))
