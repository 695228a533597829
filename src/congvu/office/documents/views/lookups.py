"""Small answers inside the register form: issuers, duplicates."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from congvu.core.kernel.clock import local_date, now
from congvu.core.organisation.queries import search_agencies
from congvu.core.ui.forms import SafeCharField, VietDateField
from congvu.core.ui.web import actor_of, for_staff, page
from congvu.office.documents.policies.incoming import may_look
from congvu.office.documents.queries import incoming as queries

MOST_AGENCIES = 8


class IssuerForm(forms.Form):
    issuer_name = SafeCharField(max_length=200, required=False)


class DuplicateForm(forms.Form):
    code = SafeCharField(max_length=60, required=False)
    issued_on = VietDateField(required=False)
    issuer_name = SafeCharField(max_length=200, required=False)
    issuer_id = forms.IntegerField(required=False)
    besides = forms.IntegerField(required=False)


@for_staff
@require_GET
def issuers(request: HttpRequest) -> HttpResponse:
    """Agencies for the words typed so far, as options to press."""
    form = IssuerForm(request.GET)
    q = form.cleaned_data["issuer_name"] if form.is_valid() else ""
    today = local_date(now())
    found = search_agencies(q, on=today).select_related("parent")[:MOST_AGENCIES]
    context = {"agencies": found if len(q) > 1 else []}
    return page(request, "documents/lookups/issuers.html", context)


@for_staff
@require_GET
def duplicates(request: HttpRequest) -> HttpResponse:
    """The warning that a letter seems to be here already."""
    actor, form = actor_of(request), DuplicateForm(request.GET)
    found = []
    if form.is_valid() and may_look(actor):
        asked = form.cleaned_data
        found = queries.duplicates(
            actor.agency_id or 0, code=asked["code"], issued_on=asked["issued_on"],
            issuer_id=asked["issuer_id"], issuer_name=asked["issuer_name"],
            besides=asked["besides"],
        )  # fmt: skip
        readable = queries.readable(actor, [letter.pk for letter in found])
        found = [letter for letter in found if letter.pk in readable]
    return page(request, "documents/lookups/duplicates.html", {"letters": found})
