"""Lists of incoming letters: who sees what, in how many queries, and the statutory figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from congvu.office.documents.actions import incoming as actions
from congvu.office.documents.choices import IncomingState, Urgency
from congvu.office.documents.models import Incoming
from congvu.office.documents.queries import incoming as queries
from congvu.office.documents.queries.incoming import Filters
from congvu.office.documents.tests.test_incoming import FIELDS
from congvu.office.work.actions import Target
from congvu.office.work.factories import AT, Cast, cast
from congvu.office.work.pages.remarks import Desk, understand

pytestmark = pytest.mark.django_db
DUE = date(2026, 12, 1)


@pytest.fixture
def people() -> Cast:
    return cast()


def register(people: Cast, number: int, **fields) -> Incoming:
    changed = replace(FIELDS, code=f"{number}/UBND", **fields)
    return actions.register(actor=people.actor("clerk"), at=AT, fields=changed)


def direct(people: Cast, letter: Incoming, key: str, due: date | None = None) -> Incoming:
    return actions.direct(
        actor=people.actor("leader"), at=AT, incoming_id=letter.pk, due_on=due,
        lead=Target(unit_id=people.units[key].pk),
    )  # fmt: skip


def codes(people: Cast, who: str, filters: Filters, at=AT) -> list[str]:
    return [letter.code for letter in queries.filtered(people.actor(who), filters, at)]


@pytest.fixture
def letters(people: Cast) -> list[Incoming]:
    made = [
        register(people, 1),
        register(people, 2, urgency=Urgency.EXPRESS),
        register(people, 3, issued_on=date(2026, 1, 5)),
        register(people, 4, issuer_name="Bộ Nội vụ"),
    ]
    direct(people, made[0], "it", DUE)
    direct(people, made[1], "post")
    return made


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("clerk", ["4/UBND", "3/UBND", "2/UBND", "1/UBND"]),
        ("leader", ["4/UBND", "3/UBND", "2/UBND", "1/UBND"]),
        ("deputy", ["4/UBND", "3/UBND", "2/UBND", "1/UBND"]),
        ("it_head", ["1/UBND"]),
        ("it_officer", []),
        ("post_head", ["2/UBND"]),
    ],
)
def test_everybody_sees_what_is_theirs(people: Cast, letters, who: str, expected) -> None:
    assert codes(people, who, Filters()) == expected


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(states=("registered",)), ["4/UBND", "3/UBND"]),
        (Filters(urgency_from=3), ["2/UBND"]),
        (Filters(issued_to=date(2026, 1, 31)), ["3/UBND"]),
        (Filters(issued_from=date(2026, 2, 1), code="số: 4/ubnd"), ["4/UBND"]),
        (
            Filters(arrived_from=AT.date(), arrived_to=AT.date()),
            ["4/UBND", "3/UBND", "2/UBND", "1/UBND"],
        ),
        (Filters(arrived_from=AT.date() + timedelta(days=1)), []),
        (Filters(overdue=True), ["1/UBND"]),
    ],
)
def test_filters_narrow(people: Cast, letters, filters: Filters, expected) -> None:
    late = AT + timedelta(days=10)
    assert codes(people, "clerk", filters, late) == expected


def test_filters_by_holder_and_desk(people: Cast, letters) -> None:
    wanted = Filters(holder_unit_id=people.units["post"].pk)
    assert codes(people, "leader", wanted) == ["2/UBND"]
    assert codes(people, "it_head", Filters(mine=True)) == ["1/UBND"]
    assert codes(people, "leader", Filters(mine=True)) == []


def test_a_list_takes_one_query_however_many_rows(
    people: Cast, letters, django_assert_num_queries
) -> None:
    for who in ("clerk", "it_head"):
        with django_assert_num_queries(1):
            for letter in queries.filtered(people.actor(who), Filters(), AT):
                assert letter.issuer is None or letter.issuer.name
    with django_assert_num_queries(2):
        counts = queries.state_counts(queries.visible_to(people.actor("clerk")))
    assert (counts[IncomingState.REGISTERED], counts[IncomingState.DIRECTED]) == (2, 2)


def test_register_rows_carry_the_statutory_columns_in_one_query(
    people: Cast, letters, django_assert_num_queries
) -> None:
    page = list(queries.in_register(people.actor("clerk"), letters[0].register_id))
    with django_assert_num_queries(1):
        rows = queries.register_rows(page)
    first = rows[0]
    assert (first.number, first.author, first.code) == (1, FIELDS.issuer_name, "1/UBND")
    assert (first.receivers, first.handed_on) == ("Phòng Công nghệ thông tin", AT.date())
    assert rows[2].receivers == ""


def test_the_same_day_rate_counts_the_next_working_day_as_in_time(people: Cast) -> None:
    """Điều 22 NĐ 30/2020: the same day, at the latest the next working day."""
    came = [AT - timedelta(days=days) for days in (0, 3, 3, 6)]
    for number, moment in enumerate(came):
        register(people, number, arrived_at=moment, issued_on=date(2026, 11, 1))
    friday, monday = date(2026, 11, 20), AT.date()
    rate = queries.same_day_rate(
        people.agency.pk, date(2026, 11, 16), monday, next_working_day={friday: monday}
    )
    assert (rate.registered, rate.same_day, rate.next_working_day) == (4, 1, 2)
    assert rate.percent == 75


def test_a_remark_is_read_as_an_order() -> None:
    """The example of the acceptance list."""
    desks = [
        Desk("u1", "Phòng CNTT", words=("CNTT", "Phòng Công nghệ thông tin")),
        Desk("u2", "Phòng BCVT", words=("BCVT",)),
    ]
    understood = understand(
        "Giao P.CNTT chủ trì, P.BCVT phối hợp, báo cáo trước 15/12", desks, today=AT.date(),
        add_days=lambda day, days: day + timedelta(days=days),
    )  # fmt: skip
    assert (understood.lead, understood.support) == ("u1", ["u2"])
    assert understood.due_on == date(2026, 12, 15)
