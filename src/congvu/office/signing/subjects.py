"""The room's own things as subjects: keys, pictures, batches."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Q
from django.urls import reverse

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.permissions import permits
from congvu.core.kernel.subject import Card, Subject, SubjectKind
from congvu.office.signing.choices import (
    ANCHOR_KIND,
    KEY_KIND,
    LIKENESS_KIND,
    REQUEST_KIND,
    VALIDATION_KIND,
)
from congvu.office.signing.models import (
    Likeness,
    SigningKey,
    SigningRequest,
    TrustAnchor,
    ValidationRecord,
)
from congvu.office.signing.queries.validation import readable_ids


def _key_cards(ids: Collection[int]) -> Mapping[int, Card]:
    return {
        row.pk: Card(
            Subject(KEY_KIND, row.pk), row.label,
            reverse("signing:mine" if row.user_id else "signing:agency"),
            state=row.get_state_display(),
        )
        for row in SigningKey.objects.filter(pk__in=ids)
    }  # fmt: skip


def _own(actor: Actor) -> Q:
    return Q(user_id=actor.user_id or 0) | Q(agency_id=actor.agency_id or 0)


def _readable_keys(actor: Actor, ids: Collection[int]) -> set[int]:
    rows = SigningKey.objects.filter(_own(actor), pk__in=ids)
    return set(rows.values_list("pk", flat=True))


def _likeness_cards(ids: Collection[int]) -> Mapping[int, Card]:
    return {
        row.pk: Card(
            Subject(LIKENESS_KIND, row.pk), row.get_kind_display(),
            reverse("signing:mine" if row.user_id else "signing:agency"),
        )
        for row in Likeness.objects.filter(pk__in=ids)
    }  # fmt: skip


def _readable_likenesses(actor: Actor, ids: Collection[int]) -> set[int]:
    rows = Likeness.objects.filter(_own(actor), pk__in=ids)
    return set(rows.values_list("pk", flat=True))


def _request_cards(ids: Collection[int]) -> Mapping[int, Card]:
    return {
        row.pk: Card(
            Subject(REQUEST_KIND, row.pk), row.title, reverse("signing:request", args=[row.pk]),
            state=row.get_state_display(),
        )
        for row in SigningRequest.objects.filter(pk__in=ids)
    }  # fmt: skip


def _readable_requests(actor: Actor, ids: Collection[int]) -> set[int]:
    mine = Q(signer_id=actor.user_id or 0) | Q(created_by_id=actor.user_id or 0)
    rows = SigningRequest.objects.filter(mine, pk__in=ids)
    return set(rows.values_list("pk", flat=True))


def _anchor_cards(ids: Collection[int]) -> Mapping[int, Card]:
    return {
        row.pk: Card(
            Subject(ANCHOR_KIND, row.pk), row.name, reverse("signing:anchor", args=[row.pk])
        )
        for row in TrustAnchor.objects.filter(pk__in=ids)
    }


def _readable_anchors(actor: Actor, ids: Collection[int]) -> set[int]:
    return set(ids) if permits(actor, "signing.trust.read") else set()


def _validation_cards(ids: Collection[int]) -> Mapping[int, Card]:
    return {
        row.pk: Card(
            Subject(VALIDATION_KIND, row.pk), row.name,
            reverse("signing:validation", args=[row.pk]), state=row.get_verdict_display(),
        )
        for row in ValidationRecord.objects.filter(pk__in=ids).defer("report")
    }  # fmt: skip


KINDS = (
    SubjectKind(KEY_KIND, "Khóa ký", _key_cards, _readable_keys),
    SubjectKind(LIKENESS_KIND, "Ảnh chữ ký, con dấu", _likeness_cards, _readable_likenesses),
    SubjectKind(REQUEST_KIND, "Lô ký số", _request_cards, _readable_requests),
    SubjectKind(ANCHOR_KIND, "Gốc tin cậy", _anchor_cards, _readable_anchors),
    SubjectKind(VALIDATION_KIND, "Kết quả xác minh", _validation_cards, readable_ids),
)
