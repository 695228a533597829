"""Promises of the pages of outgoing letters."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from congvu.core.accounts.models import User
from congvu.core.kernel.clock import now
from congvu.core.organisation.queries import actor_for
from congvu.office.documents.actions import outgoing as actions
from congvu.office.documents.choices import OutgoingState
from congvu.office.documents.models import Outgoing
from congvu.office.work.factories import Cast, cast

pytestmark = pytest.mark.django_db
LIST = "/van-ban-di/"


@pytest.fixture
def people() -> Cast:
    return cast()


def signed_in(people: Cast, name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=people.appointments[name].user_id))
    return client


def fresh(people: Cast, name: str):
    return actor_for(user=User.objects.get(pk=people.appointments[name].user_id), at=now())


def draft_of(people: Cast, number: int = 1) -> Outgoing:
    fields = actions.Fields(
        kind="cong_van", subject=f"Đôn đốc báo cáo lần {number}", addressees="Các phòng",
        body="Đề nghị các phòng báo cáo.",
        places=[actions.Place("outside", name="Bưu điện tỉnh")],
    )  # fmt: skip
    return actions.draft(actor=fresh(people, "it_officer"), at=now(), fields=fields)


@pytest.mark.parametrize("path", [LIST, f"{LIST}du-thao/moi/", f"{LIST}1/", f"{LIST}1/ky/"])
def test_a_guest_is_sent_to_sign_in(client: Client, path: str):
    assert client.get(path).status_code == 302


def test_strangers_and_other_units_do_not_find_a_draft(people: Cast):
    letter = draft_of(people)
    other = cast("stp", "Sở Tư pháp")
    for client in (signed_in(other, "leader"), signed_in(people, "post_head")):
        for path in ("", "ky/", "sua/", "ban-in.pdf", "ban-in/1.png"):
            assert client.get(f"{LIST}{letter.pk}/{path}").status_code == 404


def test_a_reader_without_the_right_is_refused(people: Cast):
    letter = draft_of(people)
    officer = signed_in(people, "it_officer")
    for path in ("duyet/", "ky/", "cap-so/", "phat-hanh/"):
        assert officer.get(f"{LIST}{letter.pk}/{path}").status_code == 403
    typed = {"version": letter.version, "text": ""}
    assert officer.post(f"{LIST}{letter.pk}/duyet/", typed).status_code in (403, 409)
    assert officer.post(f"{LIST}hang-loat/ky/", {"chon": letter.pk}).status_code == 403


@pytest.mark.parametrize("query", ["q=%00", "hop=%00"])
def test_unreadable_parameters_are_refused(people: Cast, query: str):
    assert signed_in(people, "clerk").get(f"{LIST}?{query}").status_code == 400


def test_over_long_words_show_no_rows(people: Cast):
    draft_of(people)
    page = signed_in(people, "it_officer").get(f"{LIST}?q={'a' * 4000}")
    assert page.status_code == 200
    assert "Đôn đốc" not in page.content.decode()


def test_a_past_version_keeps_what_was_typed(people: Cast):
    letter = draft_of(people)
    officer = signed_in(people, "it_officer")
    answer = officer.post(
        f"{LIST}{letter.pk}/trinh/", {"version": letter.version + 5, "text": "Kính trình"}
    )
    assert answer.status_code == 409
    assert "Kính trình" in answer.content.decode()
    assert f'name="version" value="{letter.version}"' in answer.content.decode()


def test_a_draft_with_faults_keeps_its_words(people: Cast):
    answer = signed_in(people, "it_officer").post(
        f"{LIST}du-thao/moi/", {"kind": "cong_van", "body": "Nội dung đã gõ", "copies": "1"}
    )
    assert answer.status_code == 422
    assert "Nội dung đã gõ" in answer.content.decode()
    assert not Outgoing.objects.exists()


def test_a_letter_goes_from_draft_to_issue_through_its_pages(people: Cast):
    officer = signed_in(people, "it_officer")
    answer = officer.post(
        f"{LIST}du-thao/moi/",
        {"kind": "cong_van", "subject": "Về việc báo cáo", "addressees": "Sở Tư pháp",
         "body": "Đề nghị báo cáo.", "copies": "1", "urgency": "0", "outside": "Bưu điện tỉnh"},
    )  # fmt: skip
    assert answer.status_code == 302, answer.context["form"].errors
    where = answer["Location"]
    walk = (
        ("it_officer", "trinh", OutgoingState.UNIT_REVIEW),
        ("it_head", "duyet", OutgoingState.OFFICE_CHECK),
        ("clerk", "kiem-tra", OutgoingState.APPROVAL),
        ("leader", "ky", OutgoingState.APPROVED),
        ("clerk", "cap-so", OutgoingState.NUMBERED),
        ("clerk", "phat-hanh", OutgoingState.ISSUED),
    )
    for name, verb, state in walk:
        client = signed_in(people, name)
        page = client.get(where)
        assert page.status_code == 200
        letter = page.context["letter"]
        answer = client.post(f"{where}{verb}/", {"version": letter.version, "text": ""})
        assert answer.status_code == 302, answer.context["form"].errors
        letter.refresh_from_db()
        assert letter.state == state
    assert letter.code == "01/STTTT-CNTT"
    assert officer.get(f"{LIST}?tt=da-phat-hanh").status_code == 200


def test_what_is_typed_is_drawn_and_nothing_is_stored(people: Cast):
    answer = signed_in(people, "it_officer").post(
        f"{LIST}du-thao/xem-truoc/",
        {"kind": "cong_van", "subject": "Về việc A", "body": "Nội dung", "copies": "1"},
    )
    assert "data:image/png;base64," in answer.content.decode()
    assert not Outgoing.objects.exists()


def test_a_draft_shows_its_page_as_a_picture(people: Cast):
    letter = draft_of(people)
    officer = signed_in(people, "it_officer")
    picture = officer.get(f"{LIST}{letter.pk}/ban-in/1.png")
    assert picture.content.startswith(b"\x89PNG")
    assert officer.get(f"{LIST}{letter.pk}/ban-in/99.png").status_code == 404
    assert officer.get(f"{LIST}{letter.pk}/ban-in.pdf").content.startswith(b"%PDF")


def test_the_list_asks_the_same_for_5_and_for_50_rows(people: Cast):
    client, counts = signed_in(people, "it_officer"), []
    for many in (5, 45):
        for number in range(many):
            draft_of(people, number)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"{LIST}?so-dong=100").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 11, counts


def test_a_letter_page_asks_no_more_than(people: Cast):
    letter = draft_of(people)
    client = signed_in(people, "it_officer")
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"{LIST}{letter.pk}/").status_code == 200
    assert len(asked) <= 20, "\n".join(q["sql"][:150] for q in asked)
