"""Mail over a real SMTP server: words, headers, failures, the digest."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest

from congvu.core.accounts.factories import user
from congvu.core.jobs.choices import State
from congvu.core.jobs.models import Job
from congvu.core.jobs.registry import schedules
from congvu.core.jobs.testing import run_all
from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.errors import Invalid, NotAllowed
from congvu.core.notifications import actions, jobs, queries, sending
from congvu.core.notifications.choices import DeliveryState
from congvu.core.notifications.factories import KIND, MOMENT, NIGHT_KIND, tell
from congvu.core.notifications.models import Delivery, Notice
from congvu.core.notifications.tests.conftest import Sink, free_port

pytestmark = pytest.mark.django_db

ADMIN = Actor(user_id=1, username="quantri", name="Quản trị", is_admin=True)


def only() -> Delivery:
    return Delivery.objects.get()


def title(letter: EmailMessage) -> str:
    """The subject as a reader sees it; Django folds a long one right after the colon."""
    return str(letter["Subject"]).strip()


def test_line_ends_in_a_title_begin_no_header(sink: Sink) -> None:
    clerk = user(email="van@example.vn")
    tell(clerk, title="Họp\r\nBcc: nguoi.la@example.com\n\nThân giả\u2028X\x07")
    run_all(at=MOMENT)
    (letter,) = sink.letters
    assert letter["Bcc"] is None
    assert letter["X-To"] == "van@example.vn"
    assert title(letter) == "[Công Vụ] Họp Bcc: nguoi.la@example.com Thân giả X"


@pytest.mark.parametrize(
    "written", ["a@b.vn, c@d.vn", "Tên <a@b.vn>", "a@b.vn\nBcc: c@d.vn", "không có", "a@"]
)
def test_what_is_no_single_mailbox_gets_no_mail(sink: Sink, written: str) -> None:
    tell(user(email=written))
    run_all(at=MOMENT)
    assert sink.letters == []
    assert Notice.objects.count() == 1


def test_the_letter_is_plain_vietnamese_text(sink: Sink) -> None:
    clerk = user(email="van@example.vn", full_name="Nguyễn Thị Vân")
    boss = Actor(user_id=0, username="nam", name="Trần Văn Nam")
    tell(clerk, actor=boss, body="Giao <b>Phòng CNTT</b> chủ trì & báo cáo.", urgent=True)
    run_all(at=MOMENT)
    (letter,) = sink.letters
    notice = Notice.objects.get()
    assert title(letter) == "[Công Vụ] KHẨN: Giám đốc chuyển văn bản số 15"
    assert letter["From"].addresses[0].display_name == "Công Vụ"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"] == f"<notice-{notice.pk}@congvu.example.vn>"
    assert letter.get_content_type() == "text/plain"
    text = letter.get_content()
    assert "Kính gửi ông/bà Nguyễn Thị Vân," in text
    assert "Giao <b>Phòng CNTT</b> chủ trì & báo cáo." in text
    assert "29/07/2016 09:00 – Trần Văn Nam" in text
    assert f"https://congvu.example.vn/thong-bao/{notice.pk}" in text
    assert "https://congvu.example.vn/thong-bao/tuy-chon" in text


def test_a_server_that_is_away_is_tried_again_with_back_off(sink: Sink, settings) -> None:
    settings.EMAIL_PORT = free_port()
    tell(user(email="van@example.vn"))
    run_all(at=MOMENT, raising=False)
    delivery = only()
    assert (delivery.state, delivery.attempts) == (DeliveryState.WAITING, 1)
    assert "refused" in delivery.error
    assert run_all(at=MOMENT + timedelta(seconds=10), raising=False) == 0
    settings.EMAIL_PORT = sink.port
    run_all(at=MOMENT + timedelta(minutes=1))
    assert only().state == DeliveryState.SENT
    assert len(sink.letters) == 1


@pytest.mark.parametrize(
    ("rcpt", "data", "state"),
    [
        ("550 5.1.1 no such user", "", DeliveryState.DEAD),
        ("451 4.3.2 try later", "", DeliveryState.WAITING),
        ("", "554 5.7.1 refused content", DeliveryState.DEAD),
        ("", "452 4.2.2 mailbox full", DeliveryState.WAITING),
    ],
)
def test_for_good_is_dead_and_for_now_is_tried_again(
    sink: Sink, rcpt: str, data: str, state: str
) -> None:
    sink.rcpt_answer, sink.data_answer = rcpt, data
    tell(user(email="van@example.vn"))
    run_all(at=MOMENT, raising=False)
    assert only().state == state
    assert (rcpt or data)[:3] in only().error


def test_after_eight_attempts_it_is_dead_and_can_be_revived(sink: Sink) -> None:
    sink.rcpt_answer = "451 4.3.2 try later"
    tell(user(email="van@example.vn"))
    at = MOMENT
    for _ in range(20):
        run_all(at=at, raising=False)
        at += timedelta(hours=7)
    delivery = only()
    assert (delivery.state, delivery.attempts) == (DeliveryState.DEAD, sending.ATTEMPTS)
    assert Job.objects.get().state == State.DEAD
    assert [row.pk for row in queries.dead_deliveries()] == [delivery.pk]
    sink.rcpt_answer = ""
    with pytest.raises(NotAllowed):
        actions.revive(actor=Actor(2, "van", "Vân"), delivery=delivery, at=at)
    actions.revive(actor=ADMIN, delivery=delivery, at=at)
    with pytest.raises(Invalid):
        actions.revive(actor=ADMIN, delivery=delivery, at=at)
    run_all(at=at)
    assert only().state == DeliveryState.SENT
    assert len(sink.letters) == 1


def test_a_worker_that_dies_while_sending_sends_nothing_twice(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message left, the mark did not: nobody can know, so a person decides."""

    class Killed(BaseException):
        pass

    def die(*args: object, **kwargs: object) -> None:
        raise Killed

    tell(user(email="van@example.vn"))
    with monkeypatch.context() as patch:
        patch.setattr(sending, "_put_down", die)
        with pytest.raises(Killed):
            sending.deliver(delivery_id=only().pk, at=MOMENT)
    assert len(sink.letters) == 1
    later = MOMENT + timedelta(minutes=16)
    run_all(at=later)
    assert len(sink.letters) == 1
    assert only().state == DeliveryState.SENDING
    jobs.unknown(at=MOMENT + timedelta(minutes=14))
    assert only().state == DeliveryState.SENDING
    jobs.unknown(at=later)
    assert only().state == DeliveryState.DEAD
    assert "Không rõ" in only().error


def test_a_job_that_runs_twice_sends_once(sink: Sink) -> None:
    tell(user(email="van@example.vn"))
    for _ in range(3):
        jobs.deliver(at=MOMENT, delivery_id=only().pk)
    assert len(sink.letters) == 1


def test_a_delivery_that_was_purged_is_no_error(sink: Sink) -> None:
    jobs.deliver(at=MOMENT, delivery_id=12345)
    assert sink.letters == []


def test_a_mailbox_that_vanished_is_dead(sink: Sink) -> None:
    clerk = user(email="van@example.vn")
    tell(clerk)
    type(clerk).objects.filter(pk=clerk.pk).update(email="")
    run_all(at=MOMENT, raising=False)
    assert only().state == DeliveryState.DEAD


def test_the_morning_brings_one_letter_with_what_is_unread(sink: Sink) -> None:
    clerk, other = user(email="van@example.vn"), user(email="nam@example.vn")
    for number in range(3):
        tell(clerk, other, key=f"k{number}", kind=NIGHT_KIND, title=f"Văn bản số {number}")
    first = Notice.objects.get(event_key="k0", recipient=clerk)
    actor = Actor(user_id=clerk.pk, username="van", name="Vân")
    actions.mark_read(actor=actor, notice_id=first.pk, at=MOMENT)
    run_all(at=MOMENT)
    assert sink.letters == []
    morning = MOMENT + timedelta(hours=22)
    jobs.digests(at=morning)
    jobs.digests(at=morning)
    run_all(at=morning)
    letters = {letter["X-To"]: letter for letter in sink.letters}
    assert len(sink.letters) == 2
    assert title(letters["nam@example.vn"]) == "[Công Vụ] Bản tin ngày 30/07/2016: 3 thông báo"
    text = letters["van@example.vn"].get_content()
    assert "Văn bản số 0" not in text
    assert text.index("1. Văn bản số 1") < text.index("2. Văn bản số 2")
    next_day = morning + timedelta(days=1)
    jobs.digests(at=next_day)
    run_all(at=next_day)
    assert len(sink.letters) == 2
    assert Delivery.objects.filter(state=DeliveryState.SKIPPED).count() == 1


def test_a_digest_that_failed_is_tried_again_as_one_letter(sink: Sink) -> None:
    clerk = user(email="van@example.vn")
    tell(clerk, key="a", kind=NIGHT_KIND)
    tell(clerk, key="b", kind=NIGHT_KIND)
    sink.data_answer = "452 4.2.2 mailbox full"
    jobs.digests(at=MOMENT)
    run_all(at=MOMENT, raising=False)
    assert set(Delivery.objects.values_list("state", "attempts")) == {(DeliveryState.DIGEST, 1)}
    sink.data_answer = ""
    run_all(at=MOMENT + timedelta(hours=1))
    assert len(sink.letters) == 1
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.SENT}


def test_the_morning_is_seven_in_vietnam() -> None:
    tick = schedules["notifications.digests"].next_after(MOMENT)
    assert tick.isoformat() == "2016-07-30T07:00:00+07:00"


def test_old_notices_are_forgotten_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "BATCH", 2)
    clerk = user()
    actor = Actor(user_id=clerk.pk, username="van", name="Vân")
    for number in range(5):
        tell(clerk, key=f"k{number}", actor=system_actor(), kind=KIND)
    tell(clerk, key="new", at=MOMENT + timedelta(days=60))
    read = Notice.objects.filter(event_key__in=["k0", "k1", "k2"])
    for notice in read:
        actions.mark_read(actor=actor, notice_id=notice.pk, at=MOMENT)
    jobs.purge(at=MOMENT + timedelta(days=89))
    assert Notice.objects.count() == 6
    jobs.purge(at=MOMENT + timedelta(days=91))
    assert Notice.objects.count() == 3
    jobs.purge(at=MOMENT + timedelta(days=366))
    assert list(Notice.objects.values_list("event_key", flat=True)) == ["new"]
