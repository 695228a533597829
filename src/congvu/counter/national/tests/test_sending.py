"""The outbox: in order, once, through every misfortune; nothing is lost, nothing sent in vain."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from congvu.core.audit.models import Entry
from congvu.core.jobs.models import Job
from congvu.core.jobs.testing import run_all
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from congvu.core.notifications.models import Notice
from congvu.core.organisation import factories as organisation
from congvu.counter.dossiers import actions as dossiers
from congvu.counter.dossiers.actions import Point
from congvu.counter.dossiers.factories import AT, Desk, desk
from congvu.counter.dossiers.models import Dossier
from congvu.counter.national import actions, queries
from congvu.counter.national.actions.portals import PortalFields
from congvu.counter.national.choices import MessageState
from congvu.counter.national.models import Message, Portal
from congvu.counter.national.tests.portal import Double

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def lived(place: Desk, at: Any = AT) -> Dossier:
    """Received, asked for a supplement, finished, returned: 1 2 4 5 4 9 10."""
    dossier = place.started(at)
    dossiers.ask_supplement(
        actor=place.officer, at=at + MINUTE, dossier_id=dossier.pk, reason="Thiếu",
        points=[Point("Thiếu trang 3")],
    )  # fmt: skip
    dossiers.supply(actor=place.clerk, at=at + 2 * MINUTE, dossier_id=dossier.pk, remark="Đủ")
    dossiers.propose(
        actor=place.officer, at=at + 3 * MINUTE, dossier_id=dossier.pk, name="Giấy phép"
    )
    dossiers.finish(actor=place.leader, at=at + 4 * MINUTE, dossier_id=dossier.pk)
    return dossiers.return_result(actor=place.clerk, at=at + 5 * MINUTE, dossier_id=dossier.pk)


WHOLE = [1, 2, 4, 5, 4, 9, 10]


def left() -> dict[str, int]:
    found: dict[str, int] = {}
    for state in Message.objects.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def test_an_installation_that_is_not_connected_queues_nothing(place: Desk) -> None:
    lived(place)
    assert Message.objects.count() == 0
    assert not Job.objects.filter(name="national.send").exists()


def test_a_life_arrives_state_by_state_with_its_steps(
    place: Desk, joined: Portal, double: Double
) -> None:
    dossier = lived(place)
    done = actions.send_waiting(at=AT + DAY)
    assert not done.away and not done.refused
    assert double.history == {dossier.code: WHOLE}
    assert [one["TrangThai"] for one in double.steps[dossier.code]] == [2, 4, 5, 4, 4, 9, 10]
    assert set(left()) == {MessageState.SENT}
    row = Message.objects.filter(service=1).last()
    assert row is not None and row.payload == double.dossiers[dossier.code]
    assert double.logins == 1, "one session for everything"


def test_what_a_verb_did_and_took_back_is_not_told(place: Desk, joined: Portal) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        place.received()
        raise ZeroDivisionError
    assert Message.objects.count() == 0
    place.received()
    assert Message.objects.count() == 3, "filed, received, and the step of receiving"


def test_the_job_sends_and_a_second_look_sends_nothing(
    place: Desk, joined: Portal, double: Double
) -> None:
    place.received()
    run_all(at=AT)
    assert len(double.names) == 3
    calls = double.calls
    assert actions.send_waiting(at=AT + DAY).taken == 0
    assert double.calls == calls, "what was acknowledged is not sent again"


@pytest.mark.parametrize("told", ["drop", "500", "html", "list"])
def test_a_portal_that_is_away_for_days_loses_nothing(
    place: Desk, joined: Portal, double: Double, told: str
) -> None:
    double.behave = lambda service, body: told
    one = lived(place)
    at = AT + MINUTE * 10
    for _ in range(40):
        away = actions.send_waiting(at=at).away
        portal = Portal.objects.get()
        assert portal.silent_since == AT + MINUTE * 10
        at += timedelta(hours=6)
        assert away and portal.next_try_at is not None
        assert portal.next_try_at < at, "asked at least every half hour or so"
    assert set(left()) == {MessageState.WAITING} and double.history == {}
    double.behave = lambda service, body: "ok"
    other = lived(place, at)
    assert not actions.send_waiting(at=at + DAY).away
    assert double.history == {one.code: WHOLE, other.code: WHOLE}
    assert Portal.objects.get().silent_since is None


def test_while_it_is_silent_it_is_not_called_before_its_time(
    place: Desk, joined: Portal, double: Double
) -> None:
    double.behave = lambda service, body: "drop"
    place.received()
    actions.send_waiting(at=AT)
    calls = double.calls
    assert not actions.send_waiting(at=AT + timedelta(seconds=5)).away
    assert double.calls == calls


def test_an_answer_that_was_lost_and_a_message_that_came_twice_count_once(
    place: Desk, joined: Portal, double: Double
) -> None:
    luck = random.Random(20261116)
    double.behave = lambda service, body: luck.choice(["ok", "lost", "twice", "drop", "500", "401"])
    one, at = lived(place), AT + DAY
    for _ in range(300):
        actions.send_waiting(at=at)
        at += timedelta(hours=1)
        if set(left()) == {MessageState.SENT}:
            break
    assert double.history == {one.code: WHOLE}
    steps = double.steps[one.code]
    assert len(steps) == 7 and [s["TrangThai"] for s in steps] == [2, 4, 5, 4, 4, 9, 10]


def test_pictures_of_one_state_are_merged_and_no_state_is_left_out(
    place: Desk, joined: Portal, double: Double
) -> None:
    dossier = place.started()
    for number in range(1, 4):
        Message.objects.filter(dossier=dossier).update(queued_at=AT)
        last = dossier.events.last()
        assert last is not None
        last.pk, last.verb, last.source = None, "redate", last.target
        last.at = AT + number * MINUTE
        last.save(force_insert=True)
        actions.hear(last)
    actions.send_waiting(at=AT + DAY)
    assert double.history == {dossier.code: [1, 2, 4]}
    assert left()[MessageState.MERGED] == 2
    assert len(double.steps[dossier.code]) == 5, "each step is told"


def test_the_history_before_the_connection_is_told_first(
    place: Desk, double: Double, request: pytest.FixtureRequest
) -> None:
    dossier = place.started()
    request.getfixturevalue("joined")
    dossiers.stop(actor=place.leader, at=AT + MINUTE, dossier_id=dossier.pk, reason="Không còn cần")
    actions.send_waiting(at=AT + DAY)
    assert double.history == {dossier.code: [1, 2, 4, 8]}


def test_a_refused_message_is_its_desks_and_holds_only_its_own_dossier(
    place: Desk, joined: Portal, double: Double
) -> None:
    refused, fine = place.filed(), place.filed()
    double.history[refused.code] = [3]
    double.dossiers[refused.code] = {}
    dossiers.refuse(actor=place.clerk, at=AT + MINUTE, dossier_id=fine.pk, reason="Sai thẩm quyền")
    dossiers.accept(actor=place.clerk, at=AT + MINUTE, dossier_id=refused.pk)
    actions.send_waiting(at=AT + DAY)
    assert double.history[fine.code] == [1, 3]
    rows = list(Message.objects.filter(dossier=refused).order_by("event_id", "service"))
    assert [row.state for row in rows] == ["dead", "waiting", "waiting"]
    assert "Không chuyển được từ 3 sang 1" in rows[0].cause
    notice = Notice.objects.get(kind="national.message.refused")
    assert notice.recipient_id == place.clerk.user_id and refused.code in notice.title
    calls = double.calls
    actions.send_waiting(at=AT + 2 * DAY)
    assert double.calls == calls, "it waits for a person, not for time"
    assert Entry.objects.filter(verb="national.message.refuse").count() == 1


def test_the_desk_sends_again_or_drops_with_a_reason(
    place: Desk, joined: Portal, double: Double
) -> None:
    dossier = place.filed()
    double.history[dossier.code], double.dossiers[dossier.code] = [3], {}
    actions.send_waiting(at=AT + DAY)
    row = Message.objects.get()
    with pytest.raises(NotAllowed):
        actions.resend(actor=place.officer, at=AT + DAY, message_id=row.pk)
    with pytest.raises(NotFound):
        actions.resend(actor=desk().clerk, at=AT + DAY, message_id=row.pk)
    with pytest.raises(Invalid):
        actions.discard(actor=place.clerk, at=AT + DAY, message_id=row.pk, reason=" ")
    double.forget()
    actions.resend(actor=place.clerk, at=AT + DAY, message_id=row.pk)
    actions.send_waiting(at=AT + DAY)
    assert double.history == {dossier.code: [1]}
    with pytest.raises(WrongState):
        actions.discard(actor=place.clerk, at=AT + DAY, message_id=row.pk, reason="Thử")


def test_a_dropped_message_lets_the_next_go_or_be_refused_in_words(
    place: Desk, joined: Portal, double: Double
) -> None:
    dossier = place.started()
    double.behave = lambda service, body: "ok"
    rows = Message.objects.filter(dossier=dossier, status=2, service=1)
    actions.refuse(actor=system_actor(), at=AT, message_id=rows.get().pk, cause="Sai")
    actions.discard(actor=place.clerk, at=AT, message_id=rows.get().pk, reason="Cổng tự sửa")
    actions.send_waiting(at=AT + DAY)
    dead = Message.objects.filter(state="dead", service=1).get()
    assert dead.status == 4 and "sau 1 (Mới đăng ký)" in dead.cause
    assert double.history == {dossier.code: [1]}, "what D.4 forbids never leaves"


def test_a_busy_portal_is_asked_again_later_in_order(
    place: Desk, joined: Portal, double: Double
) -> None:
    dossier = place.received()
    double.behave = lambda service, body: "busy"
    actions.send_waiting(at=AT)
    first = Message.objects.order_by("event_id").first()
    assert first is not None and first.next_try_at is not None and first.cause == "Cổng đang bận."
    double.behave = lambda service, body: "ok"
    actions.send_waiting(at=AT + timedelta(seconds=1))
    assert double.history == {}, "nothing of the dossier overtakes it"
    actions.send_waiting(at=AT + DAY)
    assert double.history == {dossier.code: [1, 2]}


def test_a_portal_that_is_busy_for_ever_is_a_persons_matter(
    place: Desk, joined: Portal, double: Double
) -> None:
    place.filed()
    double.behave = lambda service, body: "busy"
    at = AT
    for _ in range(20):
        actions.send_waiting(at=at)
        at += DAY
    assert left() == {MessageState.DEAD: 1}


def test_a_session_that_is_over_is_begun_anew_and_kept(
    place: Desk, joined: Portal, double: Double
) -> None:
    place.filed()
    actions.send_waiting(at=AT)
    kept = Portal.objects.get()
    assert kept.token and "phien" not in kept.token, "sealed"
    double.sessions.clear()
    place.filed()
    actions.send_waiting(at=AT + MINUTE)
    assert double.logins == 2 and left() == {MessageState.SENT: 2}


@pytest.mark.parametrize("lasts", [None, "bao lâu cũng được", -5, 10**12, True])
def test_a_session_without_a_plain_end_still_works(
    place: Desk, joined: Portal, double: Double, lasts: Any
) -> None:
    double.lasts = lasts
    place.filed()
    assert actions.send_waiting(at=AT).taken == 1


def test_a_wrong_password_is_said_and_nothing_is_lost(
    place: Desk, joined: Portal, double: Double
) -> None:
    fields = PortalFields("Cổng", double.url, "tinh-mau", "H02", "sai")
    actions.save_portal(actor=system_actor(), at=AT, fields=fields)
    place.filed()
    assert "tài khoản" in actions.send_waiting(at=AT).away
    assert left() == {MessageState.WAITING: 1}


def test_clocks_that_differ_are_seen_and_do_no_harm(
    place: Desk, joined: Portal, double: Double
) -> None:
    double.clock = timedelta(days=2)
    place.filed()
    assert actions.send_waiting(at=AT).taken == 1
    assert Portal.objects.get().skew == pytest.approx(2 * 86400, abs=60)
    double.today = AT.replace(tzinfo=None) - DAY
    place.received()
    actions.send_waiting(at=AT)
    dead = Message.objects.filter(state="dead").get()
    assert "tương lai" in dead.cause and dead.status == 2


def test_a_paused_connection_keeps_queueing(place: Desk, joined: Portal, double: Double) -> None:
    actions.pause_portal(actor=system_actor(), at=AT, paused=True)
    dossier = place.filed()
    actions.send_waiting(at=AT)
    assert double.calls == 0 and left() == {MessageState.WAITING: 1}
    actions.pause_portal(actor=system_actor(), at=AT, paused=False)
    actions.send_waiting(at=AT)
    assert double.history == {dossier.code: [1]}


def test_two_workers_do_not_speak_at_once(place: Desk, joined: Portal, double: Double) -> None:
    place.filed()
    Portal.objects.update(claimed_until=AT + MINUTE)
    assert actions.send_waiting(at=AT).taken == 0 and double.calls == 0
    assert actions.send_waiting(at=AT + 2 * MINUTE).taken == 1, "a lease ends"


def test_who_says_what_of_the_connection(place: Desk, joined: Portal) -> None:
    admin = organisation.admin()
    fields = PortalFields("Cổng", "https://cong.example.vn/api", "tinh", "H02", None)
    with pytest.raises(NotAllowed):
        actions.save_portal(actor=place.clerk, at=AT, fields=fields)
    with pytest.raises(Stale):
        actions.save_portal(actor=admin, at=AT, fields=fields, version=99)
    before = Portal.objects.get().secret
    saved = actions.save_portal(actor=admin, at=AT, fields=fields)
    assert saved.secret == before, "no password typed: the old one stays"
    for wrong in ("http://cong.example.vn", "ftp://cong", "cong.example.vn", ""):
        given = PortalFields("Cổng", wrong, "tinh", "H02", None)
        with pytest.raises(Invalid) as refusal:
            actions.save_portal(actor=admin, at=AT, fields=given)
        assert "base_url" in refusal.value.data["fields"]


def test_everybody_sees_what_is_theirs(place: Desk, joined: Portal) -> None:
    place.filed()
    other = desk()
    other.filed()
    assert queries.messages(place.clerk).count() == 1
    assert queries.messages(organisation.admin()).count() == 2
    assert queries.counts(other.leader).states == {"waiting": 1}
    with pytest.raises(NotAllowed):
        queries.messages(place.officer)


def test_the_queue_costs_a_verb_three_statements(
    place: Desk, joined: Portal, django_assert_num_queries: Any
) -> None:
    dossier = place.filed()
    event = dossier.events.get()
    Message.objects.all().delete()
    with django_assert_num_queries(3):
        actions.hear(event)
