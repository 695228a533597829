"""Promises of the pages of incoming letters: who is let in, what is kept, how much is asked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from congvu.core.accounts.models import User
from congvu.core.kernel.clock import local_date, now
from congvu.core.organisation.choices import Role
from congvu.core.organisation.models import Post
from congvu.core.organisation.queries import actor_for
from congvu.office.documents.actions import incoming as actions
from congvu.office.documents.actions.incoming import Fields
from congvu.office.documents.choices import IncomingState
from congvu.office.documents.models import Incoming
from congvu.office.work.actions import Target
from congvu.office.work.factories import Cast, cast

pytestmark = pytest.mark.django_db
LIST = "/van-ban-den/"


def today() -> date:
    """Asked when a test runs: a run may begin on one day and end on the next."""
    return local_date(now())


@pytest.fixture
def people() -> Cast:
    return cast()


def signed_in(people: Cast, name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=people.appointments[name].user_id))
    return client


def letter_of(people: Cast, number: int = 1, **changes) -> Incoming:
    fields = {
        "issuer_name": "UBND huyện Hiệp Hòa", "issued_on": today() - timedelta(days=1),
        "subject": f"Về việc báo cáo chuyển đổi số lần {number}", "code": f"{number}/UBND-VP",
        "kind": "cong_van",
    } | changes  # fmt: skip
    return actions.register(actor=fresh(people, "clerk"), at=now(), fields=Fields(**fields))


def fresh(people: Cast, name: str):
    return actor_for(user=User.objects.get(pk=people.appointments[name].user_id), at=now())


def directed(people: Cast, number: int = 1) -> Incoming:
    letter = letter_of(people, number)
    return actions.direct(
        actor=fresh(people, "leader"), at=now(), incoming_id=letter.pk,
        lead=Target(unit_id=people.units["it"].pk), instruction="Tham mưu trả lời",
    )  # fmt: skip


# Refusals


@pytest.mark.parametrize("path", [LIST, f"{LIST}vao-so/", f"{LIST}1/", f"{LIST}1/but-phe/"])
def test_a_guest_is_sent_to_sign_in(client: Client, path: str):
    answer = client.get(path)
    assert answer.status_code == 302
    assert "next=" in answer["Location"]


def test_what_a_role_gave_ends_with_the_next_page(people: Cast):
    letter, client = letter_of(people), signed_in(people, "clerk")
    assert letter.subject in client.get(LIST).content.decode()
    assert client.get(f"{LIST}{letter.pk}/").status_code == 200
    seat = people.appointments["clerk"]
    Post.objects.filter(pk=seat.post_id).update(role=Role.OFFICER)
    assert letter.subject not in client.get(LIST).content.decode()
    assert client.get(f"{LIST}{letter.pk}/").status_code == 404


def test_the_next_person_sees_nothing_of_the_one_before(people: Cast):
    letter = letter_of(people)
    clerk, officer = (signed_in(people, name) for name in ("clerk", "it_officer"))
    name = User.objects.get(pk=people.appointments["clerk"].user_id).full_name
    first = clerk.get(LIST).content.decode()
    assert name in first and letter.subject in first
    second = officer.get(LIST).content.decode()
    assert name not in second and letter.subject not in second
    assert officer.get(f"{LIST}{letter.pk}/").status_code == 404


def test_a_person_without_a_post_hears_why(client: Client):
    client.force_login(User.objects.create(username="congdan", full_name="Nguyễn Văn A"))
    answer = client.get(LIST)
    assert answer.status_code == 403
    assert "vị trí công tác" in answer.content.decode()


def test_a_stranger_does_not_find_the_letter(people: Cast):
    letter = letter_of(people)
    other = cast("stp", "Sở Tư pháp")
    for path in ("", "but-phe/", "xem-nhanh/", "in/", "sua/"):
        assert signed_in(other, "clerk").get(f"{LIST}{letter.pk}/{path}").status_code == 404


def test_an_officer_outside_the_chain_does_not_find_the_letter(people: Cast):
    letter = letter_of(people)
    assert signed_in(people, "post_officer").get(f"{LIST}{letter.pk}/").status_code == 404


def test_a_member_without_the_right_is_refused(people: Cast):
    letter = directed(people)
    head = signed_in(people, "it_head")
    assert head.get(f"{LIST}vao-so/").status_code == 403
    assert head.get(f"{LIST}{letter.pk}/but-phe/").status_code == 403
    assert head.get(f"{LIST}{letter.pk}/sua/").status_code == 403
    assert head.post(f"{LIST}hang-loat/but-phe/", {"chon": letter.pk}).status_code == 403


def test_an_unknown_verb_is_not_found(people: Cast):
    letter = letter_of(people)
    assert signed_in(people, "clerk").get(f"{LIST}{letter.pk}/nau-com/").status_code == 404


@pytest.mark.parametrize("query", ["q=%00", "tu=%00", "tt=%ED%A0%80%00"])
def test_unreadable_parameters_are_refused(people: Cast, query: str):
    assert signed_in(people, "clerk").get(f"{LIST}?{query}").status_code == 400


@pytest.mark.parametrize(
    "query", [f"q={'a' * 5000}", "tu=31/02/2026", "dv=9999999999999999999999", "sau=zzz", "khan=x"]
)
def test_wrong_parameters_show_no_rows_and_no_crash(people: Cast, query: str):
    letter_of(people)
    answer = signed_in(people, "clerk").get(f"{LIST}?{query}")
    assert answer.status_code in (200, 422)
    assert "Về việc báo cáo" not in answer.content.decode()


def test_a_past_version_keeps_what_was_typed(people: Cast):
    letter = letter_of(people)
    leader = signed_in(people, "leader")
    typed = {
        "version": letter.version + 7, "lead": f"u{people.units['it'].pk}",
        "instruction": "Khẩn trương tham mưu",
    }  # fmt: skip
    answer = leader.post(f"{LIST}{letter.pk}/but-phe/", typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Khẩn trương tham mưu" in page
    assert f'name="version" value="{letter.version}"' in page
    assert f'value="u{people.units["it"].pk}" checked' in page


def test_an_order_without_a_place_is_sent_back_with_its_words(people: Cast):
    letter = letter_of(people)
    answer = signed_in(people, "leader").post(
        f"{LIST}{letter.pk}/but-phe/", {"version": letter.version, "instruction": "Xem gấp"}
    )
    assert answer.status_code == 422
    assert "Xem gấp" in answer.content.decode()


def test_a_register_form_with_faults_keeps_its_words(people: Cast):
    answer = signed_in(people, "clerk").post(
        f"{LIST}vao-so/",
        {"issuer_name": "Sở Tư pháp", "issued_on": "31/12/2099", "subject": "Về việc A",
         "source": "paper", "urgency": "0", "secrecy": "0"},
    )  # fmt: skip
    assert answer.status_code == 422
    assert "Sở Tư pháp" in answer.content.decode()
    assert not Incoming.objects.exists()


def test_a_duplicate_warns_once_and_is_taken_when_confirmed(people: Cast):
    old = letter_of(people)
    clerk = signed_in(people, "clerk")
    typed = {
        "issuer_name": old.issuer_name, "issued_on": f"{old.issued_on:%d/%m/%Y}",
        "subject": "Về việc khác", "code": old.code, "source": "paper", "urgency": "0",
        "secrecy": "0",
    }  # fmt: skip
    answer = clerk.post(f"{LIST}vao-so/", typed)
    assert answer.status_code == 409, answer.context["form"].errors
    assert "accept_duplicate" in answer.content.decode()
    assert clerk.post(f"{LIST}vao-so/", typed | {"accept_duplicate": "on"}).status_code == 302
    assert Incoming.objects.count() == 2


def test_files_of_a_secret_letter_are_refused_before_storing(people: Cast):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from congvu.core.files.models import Blob

    answer = signed_in(people, "clerk").post(
        f"{LIST}vao-so/",
        {"issuer_name": "Bộ Công an", "issued_on": f"{today():%d/%m/%Y}", "source": "paper",
         "urgency": "0", "secrecy": "1", "main": SimpleUploadedFile("a.pdf", b"%PDF-1.4")},
    )  # fmt: skip
    assert answer.status_code == 422
    assert not Incoming.objects.exists()
    assert not Blob.objects.exists()


# What goes well


def test_the_clerk_registers_and_the_next_number_shows(people: Cast):
    clerk = signed_in(people, "clerk")
    answer = clerk.post(
        f"{LIST}vao-so/",
        {"issuer_name": "Sở Tư pháp", "issued_on": f"{today():%d/%m/%Y}", "subject": "Về việc A",
         "code": "12/STP-VP", "source": "paper", "urgency": "0", "secrecy": "0", "tiep": "1"},
    )  # fmt: skip
    assert answer.status_code == 302
    assert Incoming.objects.get().state == IncomingState.REGISTERED
    form = clerk.get(answer["Location"]).content.decode()
    assert "<strong>2</strong>" in form
    assert "Sở Tư pháp" in form, "the last issuer is remembered"


def test_a_leader_works_from_letter_to_letter(people: Cast):
    letters = [letter_of(people, number) for number in (1, 2, 3)]
    for letter in letters:
        actions.present(
            actor=fresh(people, "clerk"), at=now(), incoming_id=letter.pk,
            to_post_id=people.posts["leader"].pk,
        )  # fmt: skip
    leader = signed_in(people, "leader")
    where = f"{LIST}{letters[-1].pk}/"
    for left in (2, 1, 0):
        page = leader.get(where)
        assert page.status_code == 200
        letter = page.context["letter"]
        answer = leader.post(
            f"{where}but-phe/",
            {"version": letter.version, "lead": f"u{people.units['it'].pk}", "tiep": "1",
             "instruction": "Giao Phòng CNTT", "due_on": ""},
        )  # fmt: skip
        assert answer.status_code == 302, answer.content.decode()[:300]
        assert (answer["Location"] != where) == bool(left)
        where = answer["Location"]
    assert {one.state for one in Incoming.objects.all()} == {IncomingState.DIRECTED}


def test_reading_marks_the_part_as_seen_but_the_preview_does_not(people: Cast):
    letter = directed(people)
    head = signed_in(people, "it_head")
    head.get(f"{LIST}{letter.pk}/xem-nhanh/")
    part = letter_parts(letter)[-1]
    assert part.opened_at is None
    head.get(f"{LIST}{letter.pk}/")
    part.refresh_from_db()
    assert part.opened_at is not None


def letter_parts(letter: Incoming):
    from congvu.office.documents.queries.incoming import parts_of

    return parts_of(letter.pk)


def test_a_remark_is_understood_and_only_suggested(people: Cast):
    answer = signed_in(people, "leader").post(
        "/tra-cuu/but-phe/",
        {"instruction": "Giao Phòng CNTT chủ trì, phối hợp Phòng BCVT, xong trong 3 ngày"},
    )
    page = answer.content.decode()
    assert f'data-lead="u{people.units["it"].pk}"' in page
    assert f'data-support="u{people.units["post"].pk}"' in page
    assert 'data-due=""' not in page


def test_bulk_direct_says_what_became_of_each(people: Cast):
    letters = [letter_of(people, number) for number in (1, 2)]
    chosen = [letter.pk for letter in letters]
    leader = signed_in(people, "leader")
    assert leader.post(f"{LIST}hang-loat/but-phe/", {"chon": chosen}).status_code == 200
    answer = leader.post(
        f"{LIST}hang-loat/but-phe/",
        {"chon": chosen, "gui": "1", "lead": f"u{people.units['it'].pk}", "due_on": ""},
    )
    assert answer.context["well"] == 2


# What a page asks of the database


@pytest.mark.parametrize(("name", "most"), [("clerk", 14), ("it_head", 15)])
def test_the_list_asks_the_same_for_5_and_for_50_rows(people: Cast, name: str, most: int):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, counts = signed_in(people, name), []
    for many in (5, 45):
        for number in range(many):
            directed(people, number=many * 100 + number)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"{LIST}?so-dong=100").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= most


@pytest.mark.parametrize(("name", "most"), [("clerk", 18), ("leader", 18), ("it_head", 23)])
def test_a_letter_page_asks_no_more_than(people: Cast, name: str, most: int):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    letter = directed(people)
    client = signed_in(people, name)
    client.get(f"{LIST}{letter.pk}/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"{LIST}{letter.pk}/").status_code == 200
    assert len(asked) <= most, "\n".join(q["sql"][:150] for q in asked)
