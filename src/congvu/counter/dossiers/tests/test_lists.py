"""Who sees which dossier, masked, in how many statements; and looking up without an account."""

from __future__ import annotations

from datetime import timedelta

import pytest

from congvu.core.kernel.errors import NotFound
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.core.search.queries import search
from congvu.counter.dossiers import actions, queries
from congvu.counter.dossiers.actions import Point
from congvu.counter.dossiers.choices import DOSSIER_KIND
from congvu.counter.dossiers.factories import AT, Desk, desk
from congvu.counter.dossiers.queries import Filters

DAY = timedelta(days=1)


@pytest.fixture
def place(db: None) -> Desk:
    return desk()


def seen(actor, **asked):
    return set(queries.filtered(actor, Filters(**asked), AT).values_list("pk", flat=True))


def test_strangers_and_other_units_see_nothing(place: Desk):
    dossier = place.started()
    for actor in (organisation.seat(Role.LEADER), place.other, organisation.admin()):
        assert seen(actor) == set()
        assert queries.readable(actor, [dossier.pk]) == set()
        assert queries.readable_papers(actor, [p.pk for p in dossier.papers.all()]) == set()
        with pytest.raises(NotFound):
            queries.for_actor(actor, dossier.pk)


def test_desk_and_leaders_see_the_agency_others_their_unit(place: Desk):
    waiting, working = place.filed().pk, place.started().pk
    assert seen(place.clerk) == seen(place.leader) == {waiting, working}
    assert seen(place.officer) == seen(place.head) == {working}
    assert seen(place.officer, mine=True) == {working}
    assert seen(place.head, mine=True) == set()


def test_found_by_code_number_telephone_and_name_without_marks(place: Desk):
    dossier = place.received()
    person = dossier.applicant
    for q in (dossier.code.lower(), person.phone, "024 185 000 123", "nguyen mau", "MẪU"):
        assert seen(place.clerk, q=q) == {dossier.pk}, q
    assert seen(place.clerk, q="Trần") == set()


def test_late_and_near_their_date(place: Desk):
    late, near = place.started(AT - 60 * DAY), place.started(AT - 21 * DAY)
    place.received()
    assert seen(place.clerk, overdue=True) == {late.pk}
    assert near.due_at - AT < queries.NEAR
    assert seen(place.clerk, near=True) == {near.pk}
    got = queries.counts(place.clerk, AT)
    assert (got["late"], got["near"], got["accepted"], got["processing"]) == (1, 1, 1, 2)


def test_a_list_is_one_statement_whatever_its_length(place: Desk, django_assert_num_queries):
    for _ in range(3):
        place.received()
    with django_assert_num_queries(1):
        rows = queries.rows_of(queries.visible_to(place.clerk), 100)
    assert len(rows) == 3
    assert not rows[0].late(AT)
    assert rows[0].late(rows[0].due_at + DAY)


def test_masks():
    assert queries.masked_number("024185000123") == "024•••••0123"
    assert queries.masked_number("0912000001") == "091•••0001"
    assert queries.masked_number("12345") == "•••••"
    assert queries.masked_name("Nguyễn Thị Mẫu") == "Nguyễn T. M."
    assert queries.masked_name("") == ""


def test_the_register_has_the_columns_of_the_form(place: Desk, django_assert_num_queries):
    first, second = place.received(AT), place.received(AT + DAY)
    with django_assert_num_queries(1):
        rows = queries.register_rows(place.clerk, AT.date(), AT.date())
    assert [row.code for row in rows] == [first.code]
    assert rows[0].contact == f"Thôn Mẫu, xã Thử Nghiệm, {first.applicant.phone}"
    both = queries.register_rows(place.clerk, AT.date(), second.received_at.date())
    assert [row.place for row in both] == [1, 2]


# Without an account


def test_wrong_digits_and_unknown_codes_get_the_same_answer(place: Desk, django_assert_num_queries):
    dossier = place.received()
    refusals = set()
    for code, digits in (
        (dossier.code, "0000"),
        (dossier.code.replace("0001", "0999"), dossier.applicant.phone[-4:]),
        ("không phải mã", "1234"),
        (dossier.code, "????"),
        (dossier.code, ""),
    ):
        with django_assert_num_queries(1), pytest.raises(NotFound) as refusal:
            queries.track(code=code, digits=digits)
        refusals.add(refusal.value.message)
    assert refusals == {queries.NOT_FOUND}


def test_a_dossier_without_numbers_cannot_be_guessed(place: Desk):
    dossier = place.received()
    dossier.applicant.__class__.objects.update(phone="", identifier="")
    with pytest.raises(NotFound):
        queries.track(code=dossier.code, digits="????")


def test_code_and_last_digits_show_the_way_and_no_personal_data(place: Desk):
    dossier = place.started()
    actions.ask_supplement(
        actor=place.officer, at=AT, dossier_id=dossier.pk, reason="Thiếu",
        points=[Point("Bản sao giấy phép")],
    )  # fmt: skip
    for digits in (dossier.applicant.phone[-4:], "0123"):
        got = queries.track(code=f" {dossier.code.lower()} ", digits=digits)
        assert got.label == "Yêu cầu bổ sung giấy tờ"
        assert got.applicant == "Nguyễn T. M."
        assert got.gaps == ["Bản sao giấy phép"]
        assert [label for _, label in got.steps] == [
            "Mới đăng ký", "Được tiếp nhận", "Đang xử lý", "Yêu cầu bổ sung giấy tờ",
        ]  # fmt: skip
        dossier.refresh_from_db()
        assert got.due_account == dossier.due_account, "the same text as the officer's"
        assert dossier.applicant.phone not in repr(got)


# In the search


def found(actor, q: str) -> set[int]:
    page = search(actor=actor, q=q)
    return {hit.subject.id for hit in page.hits if hit.subject.kind == DOSSIER_KIND}


def test_the_search_finds_what_the_list_shows_and_nothing_more(place: Desk):
    """The marks of the index repeat ``visible_to``."""
    waiting, working = place.filed(), place.started()
    everybody = (
        place.clerk, place.leader, place.head, place.officer, place.other,
        organisation.seat(Role.LEADER), organisation.admin(),
    )  # fmt: skip
    for actor in everybody:
        assert found(actor, "nguyen thi mau") == seen(actor), actor.label
    assert found(place.officer, working.code) == {working.pk}
    assert found(place.clerk, waiting.code) == {waiting.pk}
    actions.hand_over(actor=place.clerk, at=AT, dossier_id=working.pk, post_id=place.other.post_id)
    assert (found(place.officer, "nguyễn"), found(place.other, "nguyễn")) == (set(), {working.pk})
    for personal in (working.applicant.phone, "024185000123", "thôn mẫu"):
        assert found(place.clerk, personal) == set()
