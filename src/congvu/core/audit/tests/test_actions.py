"""Verbs leave entries, and refusals leave nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from congvu.core.audit import actions, factories
from congvu.core.audit.models import Entry
from congvu.core.kernel.actor import Actor, Delegated, system_actor
from congvu.core.kernel.errors import NotAllowed
from congvu.core.kernel.subject import Subject

pytestmark = pytest.mark.django_db
SUBJECT = Subject("audit.sample", 1)


@pytest.fixture
def verb(monkeypatch):
    """Register verbs for one test."""
    monkeypatch.setattr(actions.verbs, "_entries", {})
    return actions.action


def test_a_note_outside_a_verb():
    with pytest.raises(RuntimeError, match="outside"):
        actions.note(SUBJECT)


def test_a_silent_verb_is_rolled_back(verb):
    @verb("audit.sample.silent")
    def silent(*, actor, at):
        factories.entries(1)

    with pytest.raises(actions.SilentAction):
        silent(actor=system_actor(), at=factories.AT)
    assert not Entry.objects.exists()


def test_a_refused_verb_leaves_neither_change_nor_entry(verb):
    @verb("audit.sample.refuse")
    def refuse(*, actor, at):
        actions.note(SUBJECT)
        factories.entries(1)
        raise NotAllowed

    with pytest.raises(NotAllowed):
        refuse(actor=system_actor(), at=factories.AT)
    assert not Entry.objects.exists()


def test_who_for_whom_what_and_from_where(verb):
    @verb("audit.sample.act")
    def act(*, actor, at):
        actions.note(SUBJECT, label="Công văn 1", changes={"due_on": [None, date(2016, 3, 1)]})

    actor = Actor(
        user_id=7, username="an", name="An", agency_id=3, label="Phó Giám đốc", ip="10.0.0.7",
        request_id="r1", channel="api",
        delegated=Delegated(5, 8, "Bình", 9, frozenset({"audit"})),
    )  # fmt: skip
    act(actor=actor, at=factories.AT)
    entry = Entry.objects.get()
    assert (entry.actor_id, entry.for_user_id, entry.for_name, entry.delegation_id) == (
        7, 8, "Bình", 5,
    )  # fmt: skip
    assert (entry.agency_id, entry.ip, entry.channel, entry.request_id) == (
        3,
        "10.0.0.7",
        "api",
        "r1",
    )
    assert entry.changes == {"due_on": [None, "2016-03-01"]}
    assert actions.digest(entry) == bytes(entry.digest)


def test_the_digest_survives_both_databases():
    values = {
        "decimal": Decimal("1.50"), "float": 0.1, "big": 2**80, "set": {"b", "a"},
        "nested": {"x": [1, None, True]}, "bad": "a\x00\ud800", "chữ": "Quyết định",
    }  # fmt: skip
    actions.log(verb="x", actor=system_actor(), at=factories.AT, changes=values)
    entry = Entry.objects.get()
    assert actions.digest(entry) == bytes(entry.digest)
    assert entry.changes["decimal"] == "1.50"
    assert entry.changes["bad"] == "a?"
