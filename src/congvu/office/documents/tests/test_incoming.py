"""Promises of incoming letters: arrival, register, direction, result."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest

from congvu.core.audit.models import Entry
from congvu.core.files.models import Blob, File
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from congvu.core.kernel.subject import Subject
from congvu.core.search.queries import search
from congvu.office.documents.actions import incoming as actions
from congvu.office.documents.actions.incoming import Fields, Upload
from congvu.office.documents.choices import (
    INCOMING_KIND,
    IncomingState,
    NumberState,
    Secrecy,
)
from congvu.office.documents.errors import Duplicate, SecretContent
from congvu.office.documents.models import Incoming, Number
from congvu.office.documents.queries import incoming as queries
from congvu.office.work.actions import Target
from congvu.office.work.errors import AlreadyOpened
from congvu.office.work.factories import AT, Cast, cast
from congvu.office.work.queries import chain

pytestmark = pytest.mark.django_db

FIELDS = Fields(
    issuer_name="UBND huyện Hiệp Hòa",
    issued_on=date(2026, 11, 20),
    subject="Về việc báo cáo kết quả chuyển đổi số",
    code="647/UBND-VP",
    kind="cong_van",
)


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def clerk(people: Cast) -> Actor:
    return people.actor("clerk")


def unit(people: Cast, key: str) -> Target:
    return Target(unit_id=people.units[key].pk)


def post(people: Cast, key: str) -> Target:
    return Target(post_id=people.posts[key].pk)


def registered(clerk: Actor, **changes) -> Incoming:
    return actions.register(actor=clerk, at=AT, fields=replace(FIELDS, **changes))


def directed(people: Cast, **changes) -> Incoming:
    letter = registered(people.actor("clerk"), **changes)
    return actions.direct(
        actor=people.actor("leader"), at=AT, incoming_id=letter.pk, lead=unit(people, "it"),
        support=[unit(people, "post")], instruction="Tham mưu trả lời",
        due_on=date(2026, 12, 15),
    )  # fmt: skip


def state(letter: Incoming) -> str:
    letter.refresh_from_db()
    return letter.state


# Refusals: fields


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("issued_on", date(2026, 11, 24)),
        ("issued_on", date(1900, 1, 1)),
        ("issued_on", None),
        ("arrived_at", AT + timedelta(minutes=1)),
        ("arrived_at", AT - timedelta(days=30)),
        ("due_on", date(2026, 11, 19)),
        ("due_on", date(2062, 11, 19)),
        ("subject", "x" * 501),
        ("subject", ""),
        ("subject", "a\x00b"),
        ("subject", "a\ud800b"),
        ("code", "9" * 43),
        ("issuer_name", ""),
        ("issuer_name", "x" * 201),
        ("issuer_id", 10**9),
        ("kind", "la_thu"),
        ("urgency", 9),
        ("secrecy", 7),
        ("source", "pigeon"),
        ("pages", 0),
        ("pages", 1000),
        ("note", "x" * 501),
        ("signer_name", "x" * 51),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_kept(clerk: Actor, field: str, value) -> None:
    with pytest.raises(Invalid) as refused:
        registered(clerk, **{field: value})
    assert list(refused.value.data["fields"]) == [field]
    assert not Incoming.objects.exists()
    assert not Number.objects.exists()


def test_all_wrong_fields_are_named_at_once(clerk: Actor) -> None:
    with pytest.raises(Invalid) as refused:
        registered(clerk, subject="", issuer_name="", pages=0)
    assert set(refused.value.data["fields"]) == {"subject", "issuer_name", "pages"}


# Refusals: people


@pytest.mark.parametrize("who", ["leader", "deputy", "it_head", "it_officer"])
def test_only_keepers_of_the_register_receive_and_register(people: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        registered(people.actor(who))
    with pytest.raises(NotAllowed):
        actions.receive(actor=people.actor(who), at=AT, fields=FIELDS)


def test_a_stranger_learns_nothing_of_a_letter(people: Cast, clerk: Actor) -> None:
    letter = registered(clerk)
    other = cast("snv", "Sở Nội vụ")
    for stranger in (other.actor("clerk"), other.actor("leader"), people.actor("it_head")):
        assert not queries.visible_to(stranger).exists()
        with pytest.raises(NotFound):
            queries.for_actor(stranger, letter.pk)
        with pytest.raises(NotFound):
            actions.direct(actor=stranger, at=AT, incoming_id=letter.pk, lead=unit(people, "it"))


def test_a_reader_without_the_role_is_not_allowed(people: Cast) -> None:
    letter = directed(people)
    head, clerk = people.actor("it_head"), people.actor("clerk")
    with pytest.raises(NotAllowed):
        actions.direct(actor=head, at=AT, incoming_id=letter.pk, lead=post(people, "it_officer"))
    with pytest.raises(NotAllowed):
        actions.refuse(actor=head, at=AT, incoming_id=letter.pk, reason="Sai")
    with pytest.raises(NotAllowed):
        actions.direct(actor=clerk, at=AT, incoming_id=letter.pk, lead=unit(people, "post"))
    with pytest.raises(NotAllowed):
        actions.finish(actor=clerk, at=AT, incoming_id=letter.pk, result="Xong")


def test_another_leader_does_not_direct_what_was_presented_to_the_first(
    people: Cast, clerk: Actor
) -> None:
    letter = registered(clerk)
    actions.present(actor=clerk, at=AT, incoming_id=letter.pk, to_post_id=people.posts["deputy"].pk)
    with pytest.raises(NotAllowed):
        actions.direct(
            actor=people.actor("leader"), at=AT, incoming_id=letter.pk, lead=unit(people, "it")
        )


def test_a_letter_is_presented_to_leaders_only(people: Cast, clerk: Actor) -> None:
    letter = registered(clerk)
    with pytest.raises(Invalid):
        actions.present(
            actor=clerk, at=AT, incoming_id=letter.pk, to_post_id=people.posts["it_head"].pk
        )


def test_a_token_for_other_verbs_does_not_register(clerk: Actor) -> None:
    with pytest.raises(NotAllowed):
        registered(replace(clerk, scopes=frozenset({"work."})))
    reader = replace(clerk, scopes=frozenset({"documents.incoming.read"}))
    with pytest.raises(NotAllowed):
        registered(reader)


def test_a_delegation_reaches_as_far_as_its_scope(people: Cast, clerk: Actor) -> None:
    letter = registered(clerk)
    narrow = people.acting_for("deputy", "leader", "documents.outgoing.approve")
    assert not queries.visible_to(narrow).exists()
    acting = people.acting_for("deputy", "leader", "documents.incoming.direct")
    actions.direct(actor=acting, at=AT, incoming_id=letter.pk, lead=unit(people, "it"))
    with pytest.raises(NotAllowed):
        actions.finish(actor=acting, at=AT, incoming_id=letter.pk, result="Xong")
    entry = Entry.objects.get(verb="documents.incoming.direct")
    assert (entry.actor_name, entry.for_name) == ("Trần Thị Cúc", "Nguyễn Văn Bình")
    found = chain(Subject(INCOMING_KIND, letter.pk))
    assert found is not None
    assert {step.for_name for step in found.steps} == {"Nguyễn Văn Bình"}


# Refusals: states, versions, doubles


def test_the_second_of_two_directors_gets_stale(people: Cast, clerk: Actor) -> None:
    letter = registered(clerk)
    leader = people.actor("leader")
    order = {"actor": leader, "at": AT, "incoming_id": letter.pk, "version": letter.version}
    actions.direct(**order, lead=unit(people, "it"))
    with pytest.raises(Stale):
        actions.direct(**order, lead=unit(people, "post"))


def test_a_registered_letter_is_neither_refused_nor_registered_again(
    people: Cast, clerk: Actor
) -> None:
    letter = registered(clerk)
    with pytest.raises(WrongState):
        actions.refuse(actor=clerk, at=AT, incoming_id=letter.pk, reason="Sai nơi nhận")
    with pytest.raises(WrongState):
        actions.register(actor=clerk, at=AT, fields=FIELDS, incoming_id=letter.pk)


def test_the_same_letter_twice_is_shown_and_takes_no_number(clerk: Actor) -> None:
    first = registered(clerk)
    for again in ({}, {"code": "Số: 0647/ UBND – VP"}, {"issuer_name": "ubnd huyen hiep hoa"}):
        with pytest.raises(Duplicate) as refused:
            registered(clerk, **again)
        assert refused.value.data["found"][0]["id"] == first.pk
    assert Number.objects.count() == 1
    registered(clerk, issued_on=date(2026, 11, 19))
    registered(clerk, issuer_name="UBND huyện Lạng Giang")
    second = actions.register(actor=clerk, at=AT, fields=FIELDS, accept_duplicate=True)
    assert second.number == 4


def test_the_same_document_id_is_a_duplicate_whatever_the_rest(clerk: Actor) -> None:
    registered(clerk, document_uid="H02.07,2026/11/20,647")
    with pytest.raises(Duplicate):
        registered(
            clerk, document_uid="H02.07,2026/11/20,647", code="1/KH", issued_on=date(2026, 1, 5)
        )


def test_refusing_needs_a_reason(clerk: Actor) -> None:
    letter = actions.receive(actor=clerk, at=AT, fields=FIELDS)
    with pytest.raises(Invalid):
        actions.refuse(actor=clerk, at=AT, incoming_id=letter.pk, reason=" ")


# Secret letters


def pdf() -> BytesIO:
    from congvu.core.files.factories import pdf as make

    return BytesIO(make())


def test_content_of_a_secret_letter_is_refused_before_a_byte_is_kept(clerk: Actor) -> None:
    stream = pdf()
    with pytest.raises(SecretContent):
        actions.take_in(
            actor=clerk, at=AT, uploads=[Upload(stream, "mat.pdf")], secrecy=Secrecy.SECRET
        )
    assert stream.tell() == 0
    assert not Blob.objects.exists()


def test_files_taken_in_for_an_open_letter_do_not_enter_a_secret_one(clerk: Actor) -> None:
    papers = actions.take_in(actor=clerk, at=AT, uploads=[Upload(pdf(), "thu.pdf")])
    secret = replace(FIELDS, secrecy=Secrecy.SECRET)
    for verb in (actions.receive, actions.register):
        with pytest.raises(SecretContent):
            verb(actor=clerk, at=AT, fields=secret, papers=papers)
    waiting = actions.receive(actor=clerk, at=AT, fields=FIELDS, papers=papers)
    with pytest.raises(SecretContent):
        actions.register(actor=clerk, at=AT, fields=secret, incoming_id=waiting.pk)
    assert not Number.objects.exists()


def test_secret_letters_have_their_own_register_and_need_no_subject(clerk: Actor) -> None:
    letter = registered(clerk, secrecy=Secrecy.SECRET, subject="")
    plain = registered(clerk, code="9/KH")
    assert (letter.number, plain.number) == (1, 1)
    assert letter.register.series == "secret"
    with pytest.raises(Invalid):
        actions.correct(
            actor=clerk, at=AT, incoming_id=letter.pk, version=letter.version,
            fields=replace(FIELDS), reason="Giải mật",
        )  # fmt: skip


# What works


def test_a_letter_is_received_then_registered_with_its_files(clerk: Actor) -> None:
    papers = actions.take_in(actor=clerk, at=AT, uploads=[Upload(pdf(), "cong van.pdf")])
    waiting = actions.receive(
        actor=clerk, at=AT, fields=Fields(issuer_name="UBND huyện"), papers=papers
    )
    assert waiting.state == IncomingState.ARRIVED
    later = AT + timedelta(hours=1)
    letter = actions.register(
        actor=clerk, at=later, fields=FIELDS, incoming_id=waiting.pk, version=waiting.version
    )
    assert (letter.pk, letter.number, letter.state) == (waiting.pk, 1, IncomingState.REGISTERED)
    assert (letter.arrived_at, letter.registered_at) == (AT, later)
    assert File.objects.get().subject == Subject(INCOMING_KIND, letter.pk)
    assert Number.objects.get().state == NumberState.USED


def test_the_whole_way_of_a_letter(people: Cast, clerk: Actor) -> None:
    letter = registered(clerk)
    at = {"at": AT, "incoming_id": letter.pk}
    actions.present(actor=clerk, to_post_id=people.posts["leader"].pk, **at)
    assert state(letter) == IncomingState.PRESENTED
    leader, head, officer = (people.actor(k) for k in ("leader", "it_head", "it_officer"))
    actions.direct(
        actor=leader, lead=unit(people, "it"), support=[unit(people, "post")],
        due_on=date(2026, 12, 15), instruction="Tham mưu", **at,
    )  # fmt: skip
    assert state(letter) == IncomingState.DIRECTED
    assert letter.due_on == date(2026, 12, 15)
    actions.open_letter(actor=head, **at)
    actions.assign(actor=head, lead=post(people, "it_officer"), **at)
    assert state(letter) == IncomingState.PROCESSING
    actions.return_letter(actor=officer, reason="Không thuộc việc của tôi", **at)
    assert state(letter) == IncomingState.DIRECTED
    actions.assign(actor=head, lead=post(people, "it_second"), **at)
    second = people.actor("it_second")
    actions.report(actor=second, result="Đã soạn trả lời", **at)
    assert state(letter) == IncomingState.DIRECTED
    actions.finish(actor=head, result="Đã trả lời bằng điện thoại", **at)
    assert state(letter) == IncomingState.DONE
    assert letter.closed_at == AT
    actions.reopen(actor=clerk, reason="Còn thiếu", **at)
    assert state(letter) == IncomingState.DIRECTED


def test_the_leader_directs_from_the_register_and_again(people: Cast) -> None:
    letter = directed(people)
    assert state(letter) == IncomingState.DIRECTED
    actions.direct(
        actor=people.actor("leader"),
        at=AT,
        incoming_id=letter.pk,
        lead=post(people, "post_officer"),
    )
    assert state(letter) == IncomingState.PROCESSING
    assert not queries.visible_to(people.actor("it_head")).exists()


def test_a_letter_goes_from_leader_to_deputy_and_comes_back(people: Cast, clerk: Actor) -> None:
    letter = registered(clerk)
    leader, deputy = people.actor("leader"), people.actor("deputy")
    at = {"at": AT, "incoming_id": letter.pk}
    actions.direct(actor=leader, lead=post(people, "deputy"), **at)
    assert state(letter) == IncomingState.PRESENTED
    actions.direct(actor=deputy, lead=unit(people, "it"), **at)
    assert state(letter) == IncomingState.DIRECTED
    actions.return_letter(actor=people.actor("it_head"), reason="Nhầm phòng", **at)
    actions.return_letter(actor=deputy, reason="Nhầm lĩnh vực", **at)
    assert state(letter) == IncomingState.PRESENTED


def test_presented_to_the_wrong_leader_it_is_presented_again_while_unopened(
    people: Cast, clerk: Actor
) -> None:
    letter = registered(clerk)
    at = {"at": AT, "incoming_id": letter.pk}
    actions.present(actor=clerk, to_post_id=people.posts["leader"].pk, **at)
    actions.present(actor=clerk, to_post_id=people.posts["deputy"].pk, **at)
    actions.open_letter(actor=people.actor("deputy"), **at)
    with pytest.raises(AlreadyOpened):
        actions.present(actor=clerk, to_post_id=people.posts["leader"].pk, **at)


def test_recall_takes_reading_away_also_from_the_search(people: Cast) -> None:
    letter = directed(people)
    head = people.actor("it_head")
    assert found_by(head) == [letter.pk]
    part = next(p for p in queries.parts_of(letter.pk) if p.to_unit_id == people.units["it"].pk)
    actions.recall(
        actor=people.actor("leader"), at=AT, incoming_id=letter.pk, assignment_id=part.pk
    )
    assert not queries.visible_to(head).exists()
    assert found_by(head) == []
    assert found_by(people.actor("clerk")) == [letter.pk]
    assert state(letter) == IncomingState.PRESENTED


def found_by(actor: Actor) -> list[int]:
    return [hit.subject.id for hit in search(actor=actor, q="chuyển đổi số").hits]


def test_kept_for_reference_and_reopened_it_waits_in_the_register(clerk: Actor) -> None:
    letter = registered(clerk)
    actions.keep(actor=clerk, at=AT, incoming_id=letter.pk, remark="Để biết chung")
    assert state(letter) == IncomingState.DONE
    assert letter.result == "Lưu tham khảo. Để biết chung"
    actions.reopen(actor=clerk, at=AT, incoming_id=letter.pk, reason="Phải trả lời")
    assert state(letter) == IncomingState.REGISTERED


def test_answered_by_a_letter_it_ends(people: Cast) -> None:
    letter = directed(people)
    actions.answered(
        actor=people.actor("clerk"), at=AT, incoming_id=letter.pk, outgoing_id=7, code="12/STTTT"
    )
    assert state(letter) == IncomingState.DONE
    again = actions.answered(
        actor=people.actor("clerk"), at=AT, incoming_id=letter.pk, outgoing_id=8, code="13/STTTT"
    )
    assert "12/STTTT" in again.result


def test_a_correction_tells_before_and_after(clerk: Actor) -> None:
    letter = registered(clerk)
    actions.correct(
        actor=clerk, at=AT, incoming_id=letter.pk, version=letter.version,
        fields=replace(FIELDS, subject="Trích yếu đúng"), reason="Gõ nhầm",
    )  # fmt: skip
    entry = Entry.objects.get(verb="documents.incoming.correct")
    assert entry.changes["subject"] == [FIELDS.subject, "Trích yếu đúng"]
    assert entry.changes["reason"] == "Gõ nhầm"
    with pytest.raises(Stale):
        actions.correct(
            actor=clerk, at=AT, incoming_id=letter.pk, version=letter.version, fields=FIELDS,
            reason="Lần hai",
        )  # fmt: skip


def test_a_batch_tells_the_outcome_of_each(people: Cast, clerk: Actor) -> None:
    waiting = [actions.receive(actor=clerk, at=AT, fields=Fields()).pk for _ in range(3)]
    outcomes = actions.batch_register(
        actor=clerk, at=AT,
        items=[
            {"incoming_id": waiting[0], "fields": FIELDS},
            {"incoming_id": waiting[1], "fields": replace(FIELDS, subject="")},
            {"incoming_id": waiting[2], "fields": replace(FIELDS, code="1/KH")},
            {"incoming_id": 10**9, "fields": FIELDS},
        ],
    )  # fmt: skip
    assert [o.ok for o in outcomes] == [True, False, True, False]
    assert [o.code for o in outcomes] == ["", "invalid", "", "not_found"]
    assert sorted(Number.objects.values_list("value", flat=True)) == [1, 2]
    outcomes = actions.batch_direct(
        actor=people.actor("leader"), at=AT,
        items=[{"incoming_id": pk, "lead": unit(people, "it")} for pk in waiting],
    )  # fmt: skip
    assert [o.ok for o in outcomes] == [True, False, True]


def test_abilities_say_what_the_doors_do(people: Cast, clerk: Actor) -> None:
    letter = registered(clerk)
    able = queries.abilities(clerk, letter)
    assert able["present"] and able["keep"] and able["correct"]
    assert not (able["direct"] or able["register"] or able["finish"])
    letter = directed(people, code="2/KH")
    head = queries.abilities(people.actor("it_head"), letter)
    assert head["assign"] and head["return"] and head["finish"] and head["forward"]
    assert not (head["direct"] or head["recall"] or head["keep"])
    leader = queries.abilities(people.actor("leader"), letter)
    assert leader["recall"] and leader["direct"] and not leader["return"]
