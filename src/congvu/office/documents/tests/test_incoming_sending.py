"""Promises between agencies: a letter arrives once, and may be asked back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from congvu.core.files.models import Blob, File
from congvu.core.kernel.errors import Invalid, NotAllowed, NotFound
from congvu.core.kernel.subject import Subject
from congvu.core.notifications.models import Notice
from congvu.office.documents.actions import incoming as actions
from congvu.office.documents.actions.incoming import fields_of
from congvu.office.documents.actions.outgoing.delivery import take_back
from congvu.office.documents.choices import (
    INCOMING_KIND,
    OUTGOING_KIND,
    Delivery,
    IncomingState,
    RecipientKind,
    Secrecy,
)
from congvu.office.documents.courier.kind import receive
from congvu.office.documents.courier.outbound import message
from congvu.office.documents.errors import Frozen, SecretContent
from congvu.office.documents.models import Incoming, Outgoing
from congvu.office.documents.policies.incoming import ABILITIES
from congvu.office.documents.queries import incoming as queries
from congvu.office.documents.tests.outgoing_cast import issued, place_of
from congvu.office.exchange.actions import deliver_here
from congvu.office.exchange.kinds import Arrival
from congvu.office.work.actions import Target
from congvu.office.work.factories import AT, Cast, cast
from congvu.office.work.queries import chain

pytestmark = pytest.mark.django_db


@pytest.fixture
def sender() -> Cast:
    return cast()


@pytest.fixture
def receiver() -> Cast:
    return cast("ubndhh", "UBND huyện Hiệp Hòa")


@pytest.fixture
def sent(sender: Cast, receiver: Cast) -> Outgoing:
    letter = issued(sender, places=(place_of(receiver),))
    deliver_here(at=AT)
    return letter


@pytest.fixture
def arrived(sent: Outgoing) -> Incoming:
    return Incoming.objects.get(origin=sent)


def registered(receiver: Cast, letter: Incoming) -> Incoming:
    return actions.register(
        actor=receiver.actor("clerk"), at=AT, fields=fields_of(letter), incoming_id=letter.pk
    )


def told(sent: Outgoing) -> Delivery:
    return Delivery(sent.recipients.get(kind=RecipientKind.AGENCY).state)


def frozen(sender: Cast, letter: Incoming) -> Incoming:
    assert letter.origin is not None
    take_back(letter.origin, "Gửi nhầm phụ lục", actor=sender.actor("clerk"), at=AT)
    letter.refresh_from_db()
    return letter


# Refusals


def test_a_secret_letter_is_not_delivered_over_the_network(
    sent: Outgoing, receiver: Cast, sender: Cast
) -> None:
    Outgoing.objects.filter(pk=sent.pk).update(
        secrecy=Secrecy.SECRET, body="", bases="", addressees=""
    )
    with pytest.raises(SecretContent):
        message(Subject(OUTGOING_KIND, sent.pk))


def test_only_the_sending_agency_asks_back(receiver: Cast, arrived: Incoming) -> None:
    other = cast("snv", "Sở Nội vụ")
    for stranger in (receiver, other):
        with pytest.raises(NotAllowed):
            frozen(stranger, arrived)
        with pytest.raises(NotFound):
            actions.freeze(
                actor=stranger.actor("clerk"), at=AT, incoming_id=arrived.pk, reason="Lạ"
            )
    assert told(Outgoing.objects.get()) == Delivery.ARRIVED


def test_only_keepers_and_leaders_of_the_receiver_answer_a_recall(
    sender: Cast, receiver: Cast, arrived: Incoming
) -> None:
    registered(receiver, arrived)
    actions.direct(
        actor=receiver.actor("leader"), at=AT, incoming_id=arrived.pk,
        lead=Target(unit_id=receiver.units["it"].pk),
    )  # fmt: skip
    frozen(sender, arrived)
    for verb, words in ((actions.agree_recall, {}), (actions.refuse_recall, {"reason": "Đã làm"})):
        with pytest.raises(NotFound):
            verb(actor=sender.actor("clerk"), at=AT, incoming_id=arrived.pk, **words)
        with pytest.raises(NotAllowed):
            verb(actor=receiver.actor("it_head"), at=AT, incoming_id=arrived.pk, **words)


def test_nothing_moves_while_the_sender_waits_for_an_answer(
    sender: Cast, receiver: Cast, arrived: Incoming
) -> None:
    registered(receiver, arrived)
    frozen(sender, arrived)
    with pytest.raises(Frozen):
        actions.direct(
            actor=receiver.actor("leader"), at=AT, incoming_id=arrived.pk,
            lead=Target(unit_id=receiver.units["it"].pk),
        )  # fmt: skip
    with pytest.raises(Frozen):
        actions.keep(actor=receiver.actor("clerk"), at=AT, incoming_id=arrived.pk)
    assert frozen(sender, arrived).frozen_from == IncomingState.REGISTERED


def test_refusing_a_recall_needs_a_reason(sender: Cast, receiver: Cast, arrived: Incoming) -> None:
    frozen(sender, arrived)
    with pytest.raises(Invalid):
        actions.refuse_recall(
            actor=receiver.actor("clerk"), at=AT, incoming_id=arrived.pk, reason=""
        )


# What works


def test_an_issued_letter_waits_to_be_registered_with_the_same_bytes(
    sender: Cast, receiver: Cast, sent: Outgoing, arrived: Incoming
) -> None:
    assert (arrived.agency_id, arrived.state) == (receiver.agency.pk, IncomingState.ARRIVED)
    assert (arrived.code, arrived.issued_on, arrived.issuer) == (
        sent.code, sent.issued_on, sender.agency,
    )  # fmt: skip
    assert told(sent) == Delivery.ARRIVED
    here = File.objects.of([Subject(INCOMING_KIND, arrived.pk)])
    assert here.exists()
    there = File.objects.exclude(subject_kind=INCOMING_KIND)
    assert {f.blob_id for f in here} <= {f.blob_id for f in there}
    assert Blob.objects.count() == len({f.blob_id for f in there})
    clerk = receiver.actor("clerk").user_id
    assert Notice.objects.get(kind="documents.incoming.arrived").recipient_id == clerk


def test_delivered_again_it_is_there_once(sender: Cast, sent: Outgoing, arrived: Incoming) -> None:
    files = File.objects.count()
    arrival = Arrival(
        delivery_id=arrived.delivery_id or 0, agency_id=arrived.agency_id,
        letter=message(Subject(OUTGOING_KIND, sent.pk)), files=(), sender_agency_id=sent.agency_id,
        subject=Subject(OUTGOING_KIND, sent.pk), earlier=(), at=AT,
    )  # fmt: skip
    assert receive([arrival]) == [Subject(INCOMING_KIND, arrived.pk)]
    assert deliver_here(at=AT) == 0
    assert (Incoming.objects.count(), File.objects.count()) == (1, files)


def test_registered_or_corrected_by_hand_it_keeps_the_name_it_came_with(
    sent: Outgoing, receiver: Cast, arrived: Incoming
) -> None:
    clerk = receiver.actor("clerk")
    typed = replace(fields_of(arrived), document_uid="")
    letter = actions.register(actor=clerk, at=AT, fields=typed, incoming_id=arrived.pk)
    letter = actions.correct(
        actor=clerk, at=AT, incoming_id=letter.pk, version=letter.version,
        fields=replace(typed, subject="Trích yếu viết lại"), reason="Gõ nhầm",
    )  # fmt: skip
    letter.refresh_from_db()
    assert letter.document_uid == sent.document_uid != ""


def test_the_sender_reads_what_became_of_it(
    receiver: Cast, sent: Outgoing, arrived: Incoming
) -> None:
    registered(receiver, arrived)
    assert told(sent) == Delivery.REGISTERED


def test_a_refused_letter_tells_the_sender_why(
    receiver: Cast, sent: Outgoing, arrived: Incoming
) -> None:
    actions.refuse(
        actor=receiver.actor("clerk"), at=AT, incoming_id=arrived.pk, reason="Không đúng thẩm quyền"
    )
    row = sent.recipients.get()
    assert (row.state, row.state_note) == (Delivery.REFUSED, "Không đúng thẩm quyền")


def test_agreed_the_work_ends_the_files_go_and_the_line_stays(
    sender: Cast, receiver: Cast, sent: Outgoing, arrived: Incoming
) -> None:
    registered(receiver, arrived)
    actions.direct(
        actor=receiver.actor("leader"), at=AT, incoming_id=arrived.pk,
        lead=Target(unit_id=receiver.units["it"].pk),
    )  # fmt: skip
    frozen(sender, arrived)
    assert told(sent) == Delivery.RECALL_ASKED
    letter = actions.agree_recall(
        actor=receiver.actor("clerk"), at=AT, incoming_id=arrived.pk, remark="Đã hủy bản in"
    )
    assert (letter.state, letter.number) == (IncomingState.RECALLED, 1)
    assert told(sent) == Delivery.RECALLED
    assert not File.objects.of([Subject(INCOMING_KIND, arrived.pk)]).standing().exists()
    found = chain(Subject(INCOMING_KIND, arrived.pk))
    assert found is not None and found.lead is None


def test_refused_it_goes_on_where_it_stood(
    sender: Cast, receiver: Cast, sent: Outgoing, arrived: Incoming
) -> None:
    registered(receiver, arrived)
    frozen(sender, arrived)
    letter = actions.refuse_recall(
        actor=receiver.actor("leader"), at=AT, incoming_id=arrived.pk, reason="Đã trả lời dân"
    )
    assert (letter.state, told(sent)) == (IncomingState.REGISTERED, Delivery.RECALL_REFUSED)
    again = frozen(sender, letter)
    assert again.frozen_from == IncomingState.REGISTERED


def test_a_frozen_letter_shows_its_two_answers(
    sender: Cast, receiver: Cast, arrived: Incoming
) -> None:
    letter = frozen(sender, arrived)
    assert letter.state == IncomingState.FROZEN
    able = queries.abilities(receiver.actor("clerk"), letter)
    assert {verb for verb, may in able.items() if may} == {
        "agree_recall", "refuse_recall", "watch",
    }  # fmt: skip
    assert set(able) == set(ABILITIES)


def test_files_of_the_letter_follow_its_readers(
    sender: Cast, receiver: Cast, arrived: Incoming
) -> None:
    from congvu.core.files.policies import readable

    files = list(File.objects.of([Subject(INCOMING_KIND, arrived.pk)]))
    assert readable(actor=receiver.actor("clerk"), files=files) == {f.pk for f in files}
    for stranger in (receiver.actor("it_head"), replace(sender.actor("clerk"), roles=frozenset())):
        assert readable(actor=stranger, files=files) == set()
