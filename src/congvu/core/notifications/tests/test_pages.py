"""The pages: only one's own, unread first, open leads to the subject, preferences hold."""

from __future__ import annotations

import pytest
from django.test import Client

from congvu.core.accounts.factories import user
from congvu.core.accounts.models import User
from congvu.core.audit.models import Entry
from congvu.core.kernel import subject as subjects
from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import Invalid, NotAllowed, NotFound
from congvu.core.kernel.registry import Registry
from congvu.core.kernel.subject import Card, Subject, SubjectKind
from congvu.core.notifications import actions, queries
from congvu.core.notifications.choices import Mode
from congvu.core.notifications.factories import KIND, MOMENT, NIGHT_KIND, tell
from congvu.core.notifications.models import Notice, Preference
from congvu.core.notifications.tests.conftest import Sink

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> User:
    return user(email="van@example.vn", full_name="Nguyễn Thị Vân", password_changed_at=now())


@pytest.fixture
def page(client: Client, clerk: User) -> Client:
    client.force_login(clerk)
    return client


def actor(person: User) -> Actor:
    return Actor(user_id=person.pk, username=person.username, name=person.full_name)


@pytest.mark.parametrize("path", ["/thong-bao", "/thong-bao/tuy-chon", "/thong-bao/1"])
def test_a_stranger_is_sent_to_sign_in(client: Client, path: str) -> None:
    assert client.get(path).status_code == 302


def test_foreign_notices_do_not_exist(page: Client, clerk: User) -> None:
    other = user()
    tell(other)
    notice = Notice.objects.get()
    assert page.get(f"/thong-bao/{notice.pk}").status_code == 404
    assert page.post(f"/thong-bao/{notice.pk}/da-xem").status_code == 404
    with pytest.raises(NotFound):
        actions.mark_read(actor=system_actor(), notice_id=notice.pk, at=MOMENT)
    page.post("/thong-bao/da-xem-het")
    assert not Notice.objects.get().is_read
    assert "Giám đốc chuyển" not in page.get("/thong-bao").content.decode()


@pytest.mark.parametrize("path", ["/thong-bao/da-xem-het", "/thong-bao/1/da-xem"])
def test_marking_is_not_done_by_a_link(page: Client, path: str) -> None:
    assert page.get(path).status_code == 405


@pytest.mark.parametrize("query", ["loc=x", "tiep=" + "9" * 30, "tiep=a%00b"])
def test_an_unreadable_address_is_refused(page: Client, query: str) -> None:
    assert page.get(f"/thong-bao?{query}").status_code == 400


def test_text_stays_text(page: Client, clerk: User) -> None:
    tell(clerk, title="<script>alert(1)</script>", body="<b>đậm</b>\nhai")
    shown = page.get("/thong-bao").content.decode()
    assert "&lt;script&gt;alert(1)" in shown
    assert "&lt;b&gt;đậm&lt;/b&gt;<br>hai" in shown


def test_unread_ones_come_first_then_the_newest(page: Client, clerk: User) -> None:
    for number in range(1, 5):
        tell(clerk, key=f"k{number}", title=f"Việc số {number}")
    rows = {row.title: row for row in Notice.objects.all()}
    for title in ("Việc số 4", "Việc số 2"):
        actions.mark_read(actor=actor(clerk), notice_id=rows[title].pk, at=MOMENT)
    found = page.get("/thong-bao").context["found"]
    assert [row.title[-1] for row in found.rows] == ["3", "1", "4", "2"]
    found = page.get("/thong-bao?loc=chua-xem").context["found"]
    assert [row.title[-1] for row in found.rows] == ["3", "1"]


def test_pages_join_without_gap_or_repeat(clerk: User) -> None:
    for number in range(25):
        tell(clerk, key=f"k{number}")
    for row in Notice.objects.all()[::2]:
        actions.mark_read(actor=actor(clerk), notice_id=row.pk, at=MOMENT)
    seen: list[int] = []
    cursor = ""
    for _ in range(30):
        found = queries.notice_page(actor=actor(clerk), limit=4, cursor=cursor)
        seen += [row.pk for row in found.rows]
        cursor = found.next_cursor
        if not cursor:
            break
    expected = Notice.objects.order_by("is_read", "-id").values_list("pk", flat=True)
    assert seen == list(expected)
    assert len(seen) == 25


def test_opening_reads_it_and_leads_to_the_subject(page: Client, clerk: User) -> None:
    tell(clerk)
    notice = Notice.objects.get()
    answer = page.get(f"/thong-bao/{notice.pk}")
    assert (answer.status_code, answer["Location"]) == (302, "/van-ban-den/15")
    notice.refresh_from_db()
    first = notice.read_at
    assert notice.is_read
    page.get(f"/thong-bao/{notice.pk}")
    notice.refresh_from_db()
    assert notice.read_at == first


def test_without_an_address_the_subject_tells_it(
    page: Client, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subjects, "kinds", Registry("test kinds"))
    subjects.register_kind(
        SubjectKind(
            "test.letter",
            "Văn bản",
            lambda ids: {pk: Card(Subject("test.letter", pk), "A", f"/vb/{pk}") for pk in ids},
            lambda actor, ids: set(ids),
        )
    )
    tell(clerk, key="a", url="", subject=Subject("test.letter", 7))
    tell(clerk, key="b", url="", subject=Subject("test.gone", 7))
    tell(clerk, key="c", url="")
    leads = [page.get(f"/thong-bao/{row.pk}")["Location"] for row in Notice.objects.order_by("pk")]
    assert leads == ["/vb/7", "/thong-bao", "/thong-bao"]


def test_the_bell_counts_to_a_hundred_with_one_query(
    clerk: User, django_assert_num_queries: object
) -> None:
    Notice.objects.bulk_create(
        Notice(event_key=f"k{n}", kind=KIND, recipient=clerk, title="A", at=MOMENT)
        for n in range(130)
    )
    with django_assert_num_queries(1):
        assert queries.unread_count(actor(clerk)) == 100
    assert actions.mark_all_read(actor=actor(clerk), at=MOMENT) == 130
    assert queries.unread_count(actor(clerk)) == 0
    assert queries.unread_count(system_actor()) == 0


def test_the_bell_stands_in_the_frame(page: Client, clerk: User) -> None:
    tell(clerk)
    shown = page.get("/thong-bao").content.decode()
    assert 'href="/thong-bao"' in shown


def test_the_list_costs_the_same_for_many(
    page: Client, clerk: User, django_assert_max_num_queries: object
) -> None:
    tell(clerk, key="first")
    with django_assert_max_num_queries(20) as few:
        page.get("/thong-bao")
    for number in range(25):
        tell(clerk, key=f"k{number}")
    with django_assert_max_num_queries(len(few)):
        page.get("/thong-bao")


# Preferences.


@pytest.mark.parametrize(
    "chosen",
    [
        {("test.unknown", "email"): Mode.NOW},
        {(KIND, "pigeon"): Mode.NOW},
        {(KIND, "app"): Mode.DIGEST},
    ],
)
def test_what_does_not_exist_cannot_be_chosen(clerk: User, chosen: dict) -> None:
    with pytest.raises(Invalid):
        actions.change_preferences(actor=actor(clerk), chosen=chosen, at=MOMENT)


def test_the_system_prefers_nothing() -> None:
    with pytest.raises(NotAllowed):
        actions.change_preferences(
            actor=system_actor(), chosen={(KIND, "app"): Mode.OFF}, at=MOMENT
        )


def test_a_made_up_choice_is_refused_by_the_page(page: Client) -> None:
    answer = page.post("/thong-bao/tuy-chon", {f"{KIND}-app": "x", f"{NIGHT_KIND}-app": "now"})
    assert answer.status_code == 422
    assert not Preference.objects.exists()


def test_choices_are_kept_journalled_and_followed(page: Client, clerk: User, sink: Sink) -> None:
    posted = {
        f"{KIND}-app": "now", f"{KIND}-email": "digest",
        f"{NIGHT_KIND}-app": "now", f"{NIGHT_KIND}-email": "off",
    }  # fmt: skip
    assert page.post("/thong-bao/tuy-chon", posted).status_code == 302
    assert queries.preferences_of(clerk.pk) == {
        (KIND, "email"): Mode.DIGEST,
        (NIGHT_KIND, "email"): Mode.OFF,
    }
    entry = Entry.objects.get(verb="notifications.preferences.change")
    assert entry.changes == {
        f"{KIND} / email": ["now", "digest"],
        f"{NIGHT_KIND} / email": ["digest", "off"],
    }
    shown = page.get("/thong-bao/tuy-chon").content.decode()
    assert '<option value="digest" selected>' in shown
    page.post("/thong-bao/tuy-chon", posted | {f"{KIND}-email": "now"})
    assert (KIND, "email") not in queries.preferences_of(clerk.pk)


def test_a_column_without_address_says_so(page: Client) -> None:
    assert "chưa có tác dụng" in page.get("/thong-bao/tuy-chon").content.decode()
