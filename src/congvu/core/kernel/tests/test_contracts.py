"""The small contracts: states, registries, subjects, errors, actor."""

import json

import pytest

from congvu.core.kernel import errors, subject
from congvu.core.kernel.actor import Actor, Delegated, system_actor
from congvu.core.kernel.registry import Registry
from congvu.core.kernel.states import StateTable
from congvu.core.kernel.subject import Card, Subject, SubjectKind

LETTER = StateTable(
    "Văn bản đến",
    {"received": "Chờ vào sổ", "registered": "Đã vào sổ", "closed": "Đã kết thúc"},
    [
        ("register", "received", "registered"),
        ("refuse", "received", "closed"),
        ("close", "registered", "closed"),
    ],
)


def test_a_verb_outside_the_table_is_refused_by_the_name_of_the_state():
    with pytest.raises(errors.WrongState) as refusal:
        LETTER.target("register", "closed")
    assert refusal.value.message.startswith("Văn bản đến đang ở trạng thái “Đã kết thúc”")
    assert refusal.value.data == {"state": "closed", "verb": "register"}
    assert refusal.value.status == 409


def test_a_state_without_a_label_is_a_programming_error():
    with pytest.raises(RuntimeError, match="lost"):
        StateTable("X", {"a": "A"}, [("go", "a", "lost")])


def test_the_table_is_obeyed_and_drawn():
    assert LETTER.target("register", "received") == "registered"
    assert LETTER.allows("close", "registered") and not LETTER.allows("close", "received")
    assert LETTER.verbs("received") == ["register", "refuse"]
    assert LETTER.verbs("closed") == []
    drawing = LETTER.mermaid()
    assert drawing.startswith("stateDiagram-v2\n")
    assert "    received --> registered: register" in drawing
    assert "    received: Chờ vào sổ" in drawing


def test_a_name_is_registered_once_and_order_is_kept():
    registry: Registry[int] = Registry("panels")
    assert registry.add("b", 2) == 2
    registry.add("a", 1)
    with pytest.raises(RuntimeError, match="panels: 'b' is registered twice"):
        registry.add("b", 3)
    assert (list(registry), registry.names(), len(registry)) == ([2, 1], ["b", "a"], 2)
    assert registry["b"] == 2 and registry.get("c") is None and "a" in registry
    with pytest.raises(KeyError):
        registry["c"]


def test_cards_ask_each_kind_once_and_leave_out_the_unknown(monkeypatch):
    monkeypatch.setattr(subject, "kinds", Registry("subject kinds"))
    asked = []

    def cards_of(ids):
        asked.append(sorted(ids))
        return {i: Card(Subject("test.letter", i), f"Văn bản {i}", f"/{i}/") for i in ids if i != 3}

    subject.register_kind(
        SubjectKind("test.letter", "văn bản", cards_of, lambda actor, ids: set(ids))
    )
    wanted = [Subject("test.letter", 2), Subject("test.letter", 3), Subject("test.none", 1)]
    found = subject.cards(wanted)
    assert list(found) == [Subject("test.letter", 2)]
    assert found[wanted[0]].title == "Văn bản 2"
    assert asked == [[2, 3]]
    assert str(wanted[0]) == "test.letter:2"


def every_error():
    """Those that are made of a sentence; a room that makes its own of reasons holds them itself."""
    found = [errors.DomainError, *errors.DomainError.__subclasses__()]
    return [error for error in found if error.__init__ is errors.DomainError.__init__]


@pytest.mark.parametrize("error", every_error())
def test_every_refusal_is_a_sentence_with_a_code_and_a_status(error):
    refusal = error(field="x")
    assert refusal.message.endswith(".") and ". " in refusal.message
    assert str(refusal) == refusal.message
    assert 400 <= refusal.status < 600
    assert json.loads(json.dumps(refusal.data)) == {"field": "x"}
    assert error("Câu khác.").message == "Câu khác."


def test_error_codes_are_distinct():
    codes = [error.code for error in every_error()]
    assert len(codes) == len(set(codes))


def test_an_actor_has_roles_in_the_agency_acted_in():
    clerk = Actor(user_id=1, username="vanthu", name="Nguyễn Thị Mẫu", roles=frozenset({"clerk"}))
    assert clerk.has("head", "clerk") and not clerk.has("head") and not clerk.has()
    assert clerk.via("api").channel == "api" and clerk.channel == "page"
    assert not clerk.is_system and system_actor().is_system
    acting = Delegated(1, 2, "Trần Văn Thử", 3, frozenset({"documents.*"}))
    assert Actor(user_id=1, username="p", name="P", delegated=acting).delegated is acting
    with pytest.raises(AttributeError):
        clerk.name = "other"
