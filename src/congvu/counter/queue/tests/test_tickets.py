"""Numbers: who may take them, when, and what becomes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from congvu.core.audit.models import Entry
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from congvu.core.kernel.subject import Subject
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.counter.queue import actions, errors, queries
from congvu.counter.queue import factories as make
from congvu.counter.queue.choices import Opening, Priority, TicketState
from congvu.counter.queue.factories import AT
from congvu.counter.queue.models import Counter, DayLine, Ticket, TicketEvent

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_a_stranger_takes_no_number_and_opens_no_counter() -> None:
    hall = make.hall()
    group = make.group(hall)
    counter = make.counter(hall, 1, group)
    stranger = organisation.seat(Role.OFFICER, at=AT)
    with pytest.raises(NotFound):
        actions.take(
            actor=stranger, hall_id=hall.pk, group_id=group.pk, request_key="yeu-cau-la", at=AT
        )
    with pytest.raises(NotFound):
        actions.open_counter(actor=stranger, counter_id=counter.pk, at=AT)
    assert not Ticket.objects.exists()


def test_only_administrators_set_a_hall_up_and_only_their_own() -> None:
    hall = make.hall()
    officer, other = make.staff(hall), organisation.seat(Role.AGENCY_ADMIN, at=AT)
    fields = actions.GroupFields(prefix="A", name="Đất đai")
    with pytest.raises(NotAllowed):
        actions.save_group(actor=officer, hall_id=hall.pk, fields=fields, at=AT)
    with pytest.raises(NotFound):
        actions.save_group(actor=other, hall_id=hall.pk, fields=fields, at=AT)
    keeper = organisation.seat(Role.AGENCY_ADMIN, agency=hall.agency, at=AT)
    assert actions.save_group(actor=keeper, hall_id=hall.pk, fields=fields, at=AT).pk


def test_somebody_of_another_agency_works_here_once_named() -> None:
    hall = make.hall()
    counter, guest = make.counter(hall, 1, make.group(hall)), organisation.seat(at=AT)
    actions.set_member(
        actor=make.SYSTEM, hall_id=hall.pk, user_id=guest.user_id or 0, user_name=guest.name,
        member=True, at=AT,
    )  # fmt: skip
    assert actions.open_counter(actor=guest, counter_id=counter.pk, at=AT).staff_name == guest.name


def test_outside_its_hours_a_hall_gives_no_number_and_says_when() -> None:
    hall = make.hall(opening=Opening.CALENDAR)
    group = make.group(hall)
    with pytest.raises(errors.HallClosed, match="07:00 ngày 24/11/2026"):
        make.ticket(group, at=AT.replace(hour=18))
    with pytest.raises(errors.HallClosed, match="07:00 ngày 23/11/2026"):
        make.ticket(group, at=AT - timedelta(days=2))  # a Saturday
    assert make.ticket(group, at=AT.replace(hour=7, minute=5)).code == "A001"


def test_numbers_begin_anew_each_day_and_group() -> None:
    hall = make.hall()
    first, second = make.group(hall, "A"), make.group(hall, "B")
    given = [
        make.ticket(group, at=at).code
        for group, at in (
            (first, AT), (second, AT), (first, AT), (first, AT + timedelta(days=1)),
        )
    ]  # fmt: skip
    assert given == ["A001", "B001", "A002", "A001"]


def test_a_repeated_request_gives_the_same_ticket() -> None:
    group = make.group(make.hall())
    first, again = make.ticket(group, key="mot-lan-bam"), make.ticket(group, key="mot-lan-bam")
    assert first == again
    assert DayLine.objects.get().last_number == 1
    assert Entry.objects.filter(verb="queue.ticket.take").count() == 1


@pytest.mark.parametrize("priority", ["appointment", "boss"])
def test_nobody_makes_a_priority_up(priority: str) -> None:
    with pytest.raises(Invalid):
        make.ticket(make.group(make.hall()), priority=priority)


def test_a_group_of_another_hall_or_out_of_use_is_not_served() -> None:
    hall, other = make.hall(), make.group(make.hall())
    closed = make.group(hall, is_active=False)
    for group in (other, closed):
        with pytest.raises(errors.NotServed):
            actions.take(
                actor=make.SYSTEM, hall_id=hall.pk, group_id=group.pk, request_key="yeu-cau-1",
                at=AT,
            )  # fmt: skip


def test_only_who_sits_at_the_counter_calls_from_it() -> None:
    hall = make.hall()
    group = make.group(hall)
    counter, _ = make.manned(hall, 1, group)
    make.ticket(group)
    with pytest.raises(errors.NotAtCounter):
        actions.call_next(actor=make.staff(hall), counter_id=counter.pk, at=AT)
    with pytest.raises(NotFound):
        actions.call_next(actor=organisation.seat(at=AT), counter_id=counter.pk, at=AT)


def test_one_person_one_counter() -> None:
    hall = make.hall()
    group = make.group(hall)
    counter, person = make.manned(hall, 1, group)
    second = make.counter(hall, 2, group)
    with pytest.raises(errors.CounterTaken):
        actions.open_counter(actor=person, counter_id=second.pk, at=AT)
    with pytest.raises(errors.CounterTaken):
        actions.open_counter(actor=make.staff(hall), counter_id=counter.pk, at=AT)


def test_a_ticket_through_its_whole_life() -> None:
    hall = make.hall()
    group, other = make.group(hall, "A"), make.group(hall, "B")
    counter, person = make.manned(hall, 1, group)
    far, second_person = make.manned(hall, 2, other)
    ticket = make.ticket(group)
    called = actions.call_next(actor=person, counter_id=counter.pk, at=AT + 3 * MINUTE)
    assert (called.pk, called.state, called.counter_id) == (ticket.pk, "called", counter.pk)
    with pytest.raises(errors.CounterBusy):
        actions.call_next(actor=person, counter_id=counter.pk, at=AT + 3 * MINUTE)
    acts = (
        (actions.recall, 4), (actions.serve, 5), (actions.hold, 8), (actions.resume, 10),
    )  # fmt: skip
    for act, minute in acts:
        act(actor=person, ticket_id=ticket.pk, at=AT + minute * MINUTE)
    moved = actions.transfer(
        actor=person, ticket_id=ticket.pk, group_id=other.pk, reason="Nộp phí", at=AT + 12 * MINUTE
    )
    assert (moved.state, moved.place_at, moved.counter_id) == ("transferred", AT, None)
    make.ticket(other, at=AT + MINUTE)
    again = actions.call_next(actor=second_person, counter_id=far.pk, at=AT + 13 * MINUTE)
    assert again.pk == ticket.pk, "the place is kept"
    actions.serve(actor=second_person, ticket_id=ticket.pk, at=AT + 14 * MINUTE)
    done = actions.finish(actor=second_person, ticket_id=ticket.pk, at=AT + 20 * MINUTE)
    assert done.state == TicketState.DONE
    told = [(e.verb, e.seconds) for e in queries.events_of(ticket)]
    assert told == [
        ("take", 0), ("call", 180), ("recall", 60), ("serve", 60), ("hold", 180), ("resume", 120),
        ("transfer", 120), ("call", 60), ("serve", 60), ("finish", 360),
    ]  # fmt: skip
    with pytest.raises(WrongState):
        actions.recall(actor=second_person, ticket_id=ticket.pk, at=AT + 21 * MINUTE)


def test_a_missed_one_is_called_again_when_the_counter_is_free() -> None:
    hall = make.hall()
    group = make.group(hall)
    counter, person = make.manned(hall, 1, group)
    missed, other = make.ticket(group), make.ticket(group)
    actions.call_next(actor=person, counter_id=counter.pk, at=AT)
    actions.miss(actor=person, ticket_id=missed.pk, at=AT + MINUTE)
    assert actions.call_next(actor=person, counter_id=counter.pk, at=AT + MINUTE).pk == other.pk
    with pytest.raises(errors.CounterBusy):
        actions.recall(actor=person, ticket_id=missed.pk, at=AT + 2 * MINUTE)
    actions.finish(actor=person, ticket_id=other.pk, at=AT + 2 * MINUTE)
    back = actions.recall(actor=person, ticket_id=missed.pk, at=AT + 3 * MINUTE)
    assert (back.state, back.ended_at) == ("called", None)


def test_finishing_and_calling_is_one_press() -> None:
    hall = make.hall()
    group = make.group(hall)
    counter, person = make.manned(hall, 1, group)
    first, second = make.ticket(group), make.ticket(group)
    actions.call_next(actor=person, counter_id=counter.pk, at=AT)
    nxt = actions.call_next(actor=person, counter_id=counter.pk, finishing=first.pk, at=AT + MINUTE)
    assert nxt.pk == second.pk
    with pytest.raises(errors.NobodyWaits):
        actions.call_next(actor=person, counter_id=counter.pk, finishing=second.pk, at=AT + MINUTE)
    assert set(Ticket.objects.values_list("state", flat=True)) == {"done"}


def test_a_counter_with_somebody_at_it_is_not_left() -> None:
    hall = make.hall()
    group = make.group(hall)
    counter, person = make.manned(hall, 1, group)
    ticket = make.ticket(group)
    actions.call_next(actor=person, counter_id=counter.pk, at=AT)
    with pytest.raises(errors.CounterBusy):
        actions.close_counter(actor=person, counter_id=counter.pk, at=AT)
    actions.miss(actor=person, ticket_id=ticket.pk, at=AT)
    with pytest.raises(NotAllowed):
        actions.close_counter(actor=make.staff(hall), counter_id=counter.pk, at=AT)
    assert not actions.close_counter(actor=person, counter_id=counter.pk, at=AT).is_open


def test_the_ticket_of_another_counter_is_left_alone() -> None:
    hall = make.hall()
    group = make.group(hall)
    counter, person = make.manned(hall, 1, group)
    _, neighbour = make.manned(hall, 2, group)
    ticket = make.ticket(group)
    actions.call_next(actor=person, counter_id=counter.pk, at=AT)
    for act in (actions.finish, actions.miss, actions.serve, actions.recall, actions.hold):
        with pytest.raises(errors.NotAtCounter):
            act(actor=neighbour, ticket_id=ticket.pk, at=AT)


def test_a_holder_gives_the_number_back_before_the_call_only() -> None:
    hall = make.hall()
    group = make.group(hall)
    counter, person = make.manned(hall, 1, group)
    first, second = make.ticket(group), make.ticket(group)
    actions.cancel(actor=make.SYSTEM, ticket_id=first.pk, at=AT)
    assert actions.call_next(actor=person, counter_id=counter.pk, at=AT).pk == second.pk
    with pytest.raises(WrongState):
        actions.cancel(actor=make.SYSTEM, ticket_id=second.pk, at=AT)


def test_priority_passes_but_starves_nobody() -> None:
    hall = make.hall()
    group = make.group(hall, priority_run=2)
    counter, person = make.manned(hall, 1, group)
    for place, priority in enumerate(["", "", "elderly", "merit", "disabled", "pregnant"]):
        make.ticket(group, priority=priority, at=AT + place * MINUTE)
    order, finishing = [], None
    for _ in range(6):
        ticket = actions.call_next(
            actor=person, counter_id=counter.pk, finishing=finishing, at=AT + 10 * MINUTE
        )
        order.append(ticket.code)
        finishing = ticket.pk
    assert order == ["A003", "A004", "A001", "A005", "A006", "A002"]


def test_a_kind_that_the_group_does_not_favour_waits_as_everybody() -> None:
    group = make.group(make.hall(), priority_kinds=[Priority.MERIT])
    assert not make.ticket(group, priority="elderly").favoured
    assert make.ticket(group, priority="merit").favoured


def test_a_dossier_is_tied_to_the_visit_at_the_counter() -> None:
    hall = make.hall()
    group = make.group(hall)
    counter, person = make.manned(hall, 1, group)
    ticket = make.ticket(group)
    actions.call_next(actor=person, counter_id=counter.pk, at=AT)
    subject = Subject("dossiers.dossier", 7)
    tied = actions.attach(actor=person, ticket_id=ticket.pk, subject=subject, at=AT)
    assert (tied.subject_kind, tied.subject_id) == subject
    with pytest.raises(errors.NotAtCounter):
        actions.attach(actor=make.staff(hall), ticket_id=ticket.pk, subject=subject, at=AT)


def test_the_night_ends_what_was_left_open() -> None:
    hall = make.hall()
    group = make.group(hall)
    counter, person = make.manned(hall, 1, group)
    make.ticket(group)
    waiting = make.ticket(group)
    called = actions.call_next(actor=person, counter_id=counter.pk, at=AT)
    for actor, at in ((person, AT + timedelta(days=1)), (make.SYSTEM, AT)):
        with pytest.raises(NotAllowed):
            actions.expire(actor=actor, ticket_id=waiting.pk, at=at)
    night = AT + timedelta(hours=16)
    for key in actions.left_open(night):
        actions.expire(actor=make.SYSTEM, ticket_id=key, at=night)
    states = dict(Ticket.objects.values_list("pk", "state"))
    assert states == {called.pk: "missed", waiting.pk: "cancelled"}


def test_the_database_itself_holds_the_rules() -> None:
    hall = make.hall()
    group = make.group(hall)
    counter = make.counter(hall, 1, group)
    first, second = make.ticket(group), make.ticket(group)
    rows = Ticket.objects
    rows.filter(pk=first.pk).update(state="called", counter=counter)
    for broken in (
        lambda: rows.filter(pk=second.pk).update(state="serving", counter=counter),
        lambda: rows.filter(pk=second.pk).update(number=1),
        lambda: rows.filter(pk=second.pk).update(state="called", counter=None),
        lambda: rows.filter(pk=second.pk).update(request_key=first.request_key),
        lambda: Counter.objects.filter(pk=counter.pk).update(opened_at=AT),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            broken()


def test_a_changed_hall_is_not_overwritten() -> None:
    hall = make.hall()
    fields = actions.HallFields(name="Sảnh mới", slug=hall.slug)
    actions.save_hall(
        actor=make.SYSTEM,
        agency_id=hall.agency_id,
        hall_id=hall.pk,
        version=1,
        fields=fields,
        at=AT,
    )
    with pytest.raises(Stale):
        actions.save_hall(
            actor=make.SYSTEM, agency_id=hall.agency_id, hall_id=hall.pk, version=1, fields=fields,
            at=AT,
        )  # fmt: skip
    with pytest.raises(Invalid) as refused:
        make.hall(slug=hall.slug)
    assert "slug" in refused.value.data["fields"]


def test_the_letter_of_a_group_stays_once_it_is_on_tickets() -> None:
    hall = make.hall()
    group = make.group(hall)
    make.ticket(group)
    with pytest.raises(Invalid):
        actions.save_group(
            actor=make.SYSTEM, hall_id=hall.pk, group_id=group.pk, at=AT,
            fields=actions.GroupFields(prefix="C", name="Đất đai"),
        )  # fmt: skip


def test_a_revoked_kiosk_gives_no_more_numbers() -> None:
    device, token = actions.add_device(
        actor=make.SYSTEM, hall_id=make.hall().pk, name="Máy cửa chính", at=AT
    )
    assert queries.device_by_digest(actions.digest_of(token)) == device
    assert token not in str(list(Entry.objects.values_list("changes", flat=True)))
    actions.revoke_device(actor=make.SYSTEM, device_id=device.pk, at=AT)
    assert queries.device_by_digest(actions.digest_of(token)) is None


def test_the_forecast_is_the_median_times_the_people_ahead() -> None:
    hall = make.hall()
    group = make.group(hall, expected_minutes=9)
    counter, person = make.manned(hall, 1, group)
    make.manned(hall, 2, group)
    at = AT
    for minutes in (4, 6, 50):
        make.ticket(group, at=at)
        ticket = actions.call_next(actor=person, counter_id=counter.pk, at=at)
        actions.serve(actor=person, ticket_id=ticket.pk, at=at)
        at += minutes * MINUTE
        actions.finish(actor=person, ticket_id=ticket.pk, at=at)
    waiting = [make.ticket(group, at=at) for _ in range(4)]
    favoured = make.ticket(group, at=at, priority="merit")
    told = queries.forecast_of(waiting[-1])
    assert told is not None
    assert (told.ahead, told.counters, told.minutes_each, told.minutes) == (4, 2, 6.0, 12)
    assert told.lines[-1] == "4 × 6,0 : 2 = khoảng 12 phút."
    first = queries.forecast_of(favoured)
    assert first is not None and first.ahead == 0
    assert queries.forecast_of(ticket) is None


def test_a_forecast_without_history_or_open_counters_says_so() -> None:
    group = make.group(make.hall(), expected_minutes=9)
    told = queries.forecast_of(make.ticket(group))
    assert told is not None and told.minutes is None
    assert "theo dự kiến" in told.lines[1] and "Chưa quầy nào mở" in told.lines[-1]


def test_the_figures_of_a_day_come_from_events() -> None:
    hall = make.hall()
    group = make.group(hall)
    counter, person = make.manned(hall, 7, group)
    for _ in range(4):
        make.ticket(group)
    for wait in (2, 4, 6):
        ticket = actions.call_next(actor=person, counter_id=counter.pk, at=AT + wait * MINUTE)
        actions.serve(actor=person, ticket_id=ticket.pk, at=AT + wait * MINUTE)
        actions.finish(actor=person, ticket_id=ticket.pk, at=AT + (wait + 1) * MINUTE)
    last = actions.call_next(actor=person, counter_id=counter.pk, at=AT + 30 * MINUTE)
    actions.miss(actor=person, ticket_id=last.pk, at=AT + 31 * MINUTE)
    Ticket.objects.update(called_at=None, served_at=None)  # figures do not look at tickets
    found = queries.day_figures(hall.pk, local_date(AT))
    assert (found.taken, found.served, found.missed) == (4, 3, 1)
    assert (found.wait_p50, found.wait_p95) == (4.0, 30.0)
    assert [(c.number, c.served, c.minutes) for c in found.counters] == [(7, 3, 1.0)]


def test_the_screen_shows_the_latest_call_first(django_assert_num_queries) -> None:
    hall = make.hall()
    group = make.group(hall)
    people = [make.manned(hall, number, group) for number in (1, 2)]
    for counter, person in people:
        make.ticket(group)
        actions.call_next(actor=person, counter_id=counter.pk, at=AT)
    first = Ticket.objects.get(code="A001")
    actions.recall(actor=people[0][1], ticket_id=first.pk, at=AT + MINUTE)
    with django_assert_num_queries(1):
        shown = queries.board(hall.pk, local_date(AT))
    assert [(call.code, call.counter) for call in shown] == [("A001", 1), ("A002", 2)]
    assert shown[0].sentence == "Mời số A không trăm linh một đến quầy số một"
    assert TicketEvent.objects.count() == 5


def test_an_actor_without_the_scope_is_refused() -> None:
    hall = make.hall()
    group = make.group(hall)
    counter, person = make.manned(hall, 1, group)
    make.ticket(group)
    narrow = replace(person, scopes=frozenset({"queue.ticket.take"}))
    with pytest.raises(NotAllowed):
        actions.call_next(actor=narrow, counter_id=counter.pk, at=AT)
