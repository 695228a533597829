"""After filing: supplement, withdrawal, words, links, letters, rating and what it leads to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from congvu.core.jobs.models import Job
from congvu.core.kernel.errors import Invalid, NotAllowed, NotFound, WrongState
from congvu.core.notifications.models import Notice
from congvu.counter.dossiers import actions as dossiers
from congvu.counter.dossiers.actions import Point, Scan
from congvu.counter.dossiers.choices import State
from congvu.counter.dossiers.models import Dossier
from congvu.counter.filing import actions, factories, jobs, queries
from congvu.counter.filing.actions import letters
from congvu.counter.filing.choices import LetterState, Purpose
from congvu.counter.filing.errors import LinkOver, RatedAlready
from congvu.counter.filing.factories import AT, Online
from congvu.counter.filing.keys import LETTERS, link_mark
from congvu.counter.filing.models import Letter, Link, Remedy
from congvu.counter.filing.policies import guest

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


@pytest.fixture
def mailbox(settings: object) -> None:
    settings.CONGVU_MAIL = True  # type: ignore[attr-defined]


@pytest.fixture
def online() -> Online:
    return factories.online(form=False)


def asked(online: Online) -> Dossier:
    """Filed, and found wanting by the desk."""
    dossier = online.filed().dossier
    dossiers.ask_supplement(
        actor=online.desk.clerk, at=LATER, dossier_id=dossier.pk, reason="Thiếu trang",
        points=[Point("Trang 2 của đơn bị mờ", paper_id=dossier.papers.all()[0].pk)],
    )  # fmt: skip
    dossier.refresh_from_db()
    return dossier


def finished(online: Online) -> Dossier:
    dossier = online.filed().dossier
    desk = online.desk
    dossiers.accept(actor=desk.clerk, at=LATER, dossier_id=dossier.pk)
    dossiers.start(actor=desk.clerk, at=LATER, dossier_id=dossier.pk, post_id=desk.officer.post_id)
    dossiers.propose(actor=desk.officer, at=LATER, dossier_id=dossier.pk, name="Giấy phép")
    return dossiers.finish(actor=desk.leader, at=LATER, dossier_id=dossier.pk)


def test_only_the_owner_supplies_and_withdraws(online: Online) -> None:
    dossier = asked(online)
    _, other = factories.citizen("Trần Văn Khác", "khac@vidu.vn")
    for verb in (
        lambda: actions.supply(actor=other, at=LATER, dossier_id=dossier.pk, remark="x"),
        lambda: actions.withdraw(actor=other, at=LATER, dossier_id=dossier.pk, reason="x"),
        lambda: actions.write_message(actor=other, at=LATER, dossier_id=dossier.pk, text="x"),
        lambda: queries.own_dossier(other, dossier.pk),
        lambda: actions.rate(
            actor=other, at=LATER, dossier_id=dossier.pk, contacts=2, agencies=2, attitude=2
        ),
    ):
        with pytest.raises(NotFound):
            verb()
    with pytest.raises(NotFound):
        dossiers.refuse(actor=online.citizen, at=LATER, dossier_id=dossier.pk, reason="x")


def test_a_supplement_by_page(online: Online) -> None:
    dossier = asked(online)
    with pytest.raises(Invalid, match="bổ sung"):
        actions.supply(actor=online.citizen, at=LATER, dossier_id=dossier.pk)
    paper = Scan(1, factories.stored(online.citizen, factories.scan(lines=5), "ro.png"))
    actions.supply(actor=online.citizen, at=LATER, dossier_id=dossier.pk, scans=[paper])
    assert dossier.supplements.get().supplied_at == LATER
    assert len(queries.papers_of(dossier).papers[0][2]) == 2


def test_a_link_is_dated_revocable_and_not_guessed(online: Online) -> None:
    dossier = asked(online)
    clerk = online.desk.clerk
    link = actions.issue_link(
        actor=clerk, at=LATER, dossier_id=dossier.pk, purpose=Purpose.SUPPLEMENT, days=3
    )
    mark = link_mark(link.pk)
    opened = {"link_id": link.pk, "mark": mark, "purpose": Purpose.SUPPLEMENT}
    assert actions.open_link(**opened, at=LATER) == link
    with pytest.raises(NotFound):
        actions.open_link(**opened | {"mark": "0" * 32}, at=LATER)
    with pytest.raises(NotFound):
        actions.open_link(**opened | {"purpose": Purpose.RATING}, at=LATER)
    with pytest.raises(LinkOver):
        actions.open_link(**opened, at=LATER + timedelta(days=3))
    with pytest.raises(NotFound):
        actions.revoke_link(actor=factories.online_stranger(), at=LATER, link_id=link.pk)
    again = actions.issue_link(
        actor=clerk, at=LATER, dossier_id=dossier.pk, purpose=Purpose.SUPPLEMENT
    )
    with pytest.raises(LinkOver):
        actions.open_link(**opened, at=LATER)
    actions.revoke_link(actor=clerk, at=LATER, link_id=again.pk)
    with pytest.raises(LinkOver):
        actions.open_link(
            link_id=again.pk, mark=link_mark(again.pk), purpose=Purpose.SUPPLEMENT, at=LATER
        )


def test_no_link_without_a_request(online: Online) -> None:
    dossier = online.filed().dossier
    with pytest.raises(WrongState, match="không có yêu cầu bổ sung"):
        actions.issue_link(
            actor=online.desk.clerk, at=AT, dossier_id=dossier.pk, purpose=Purpose.SUPPLEMENT
        )


def test_a_guest_supplies_by_the_link(online: Online) -> None:
    dossier = asked(online)
    link = actions.issue_link(
        actor=online.desk.clerk, at=LATER, dossier_id=dossier.pk, purpose=Purpose.SUPPLEMENT
    )
    actions.supply(
        actor=guest("Lê Thị Mẫu"), at=LATER, dossier_id=dossier.pk, remark="Đã rõ", link=link
    )
    assert Link.objects.get(pk=link.pk).used_at == LATER
    assert dossier.supplements.get().supplied_note == "Đã rõ"


def test_the_owner_withdraws(online: Online) -> None:
    dossier = online.filed().dossier
    actions.withdraw(actor=online.citizen, at=LATER, dossier_id=dossier.pk, reason="Không cần nữa")
    dossier.refresh_from_db()
    assert dossier.state == State.WITHDRAWN


def test_words_go_both_ways_and_tell_the_other_side(online: Online, mailbox: None) -> None:
    dossier = online.filed().dossier
    actions.write_message(
        actor=online.citizen, at=AT, dossier_id=dossier.pk, text="Bao giờ xong ạ?"
    )
    actions.write_message(
        actor=online.desk.clerk, at=LATER, dossier_id=dossier.pk, text="Ngày mai."
    )
    assert [one.from_desk for one in queries.messages_of(dossier.pk)] == [False, True]
    assert Notice.objects.filter(recipient=online.desk.clerk.user_id, kind="filing.message.written")
    letter = Letter.objects.get(key__startswith="message:")
    assert "Ngày mai." in LETTERS.unseal(letter.sealed)
    with pytest.raises(NotFound):
        actions.write_message(
            actor=online.desk.other, at=LATER, dossier_id=dossier.pk, text="Của ai?"
        )


def test_every_state_is_told_once(online: Online, mailbox: None) -> None:
    dossier = asked(online)
    (filed,) = Job.objects.filter(name="filing.tell")
    for _ in range(2):
        jobs.tell(at=AT, **filed.args)
    told = list(Letter.objects.filter(dossier=dossier).order_by("-pk"))
    assert [row.title for row in told] == [
        f"Đã nhận bản nộp hồ sơ {dossier.code}", f"Hồ sơ {dossier.code} cần bổ sung",
    ]  # fmt: skip
    assert "/bo-sung/" in LETTERS.unseal(told[1].sealed)
    assert "Trang 2 của đơn bị mờ" in LETTERS.unseal(told[1].sealed)
    assert "Trang 2" not in told[1].sealed
    assert Job.objects.filter(name="filing.send").count() == 2
    for _ in range(3):
        letters.send_letter(letter_id=told[0].pk, at=LATER)
    assert [one.to for one in mail.outbox] == [["le.mau@vidu.vn"]]
    assert Letter.objects.get(pk=told[0].pk).state == LetterState.SENT
    assert Notice.objects.filter(recipient=online.user.pk).count() == 2


def test_a_guest_is_told_where_to_follow(online: Online, mailbox: None) -> None:
    dossier = online.filed(guest("Lê Thị Mẫu")).dossier
    (filed,) = Job.objects.filter(name="filing.tell")
    jobs.tell(at=AT, **filed.args)
    link = Link.objects.get(dossier=dossier, purpose=Purpose.FOLLOW)
    assert actions.path_of(link) in LETTERS.unseal(Letter.objects.get().sealed)


def test_a_letter_that_may_have_left_is_not_sent_again(online: Online, mailbox: None) -> None:
    dossier = asked(online)
    letter = Letter.objects.get(dossier=dossier)
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.SENDING, changed_at=AT)
    assert letters.bury_unknown(at=AT + timedelta(minutes=14)) == 0
    assert letters.bury_unknown(at=AT + timedelta(minutes=16)) == 1
    assert letters.send_letter(letter_id=letter.pk, at=LATER) == letters.Outcome.DONE
    assert mail.outbox == []


def test_without_mail_nothing_is_written(online: Online) -> None:
    asked(online)
    assert not Letter.objects.exists()


def test_rating_waits_for_a_result_and_is_given_once(online: Online) -> None:
    filed = online.filed().dossier
    points = {"contacts": 2, "agencies": 2, "attitude": 2}
    with pytest.raises(WrongState, match="chưa có kết quả"):
        actions.rate(actor=online.citizen, at=LATER, dossier_id=filed.pk, **points)
    dossier = finished(online)
    with pytest.raises(NotFound):
        actions.rate(actor=online.desk.officer, at=LATER, dossier_id=dossier.pk, **points)
    rating = actions.rate(actor=online.citizen, at=LATER, dossier_id=dossier.pk, **points)
    assert (rating.time_points, rating.points) == (2, 8)
    assert rating.officer_post_id == online.desk.officer.post_id
    with pytest.raises(RatedAlready):
        actions.rate(actor=online.citizen, at=LATER, dossier_id=dossier.pk, **points)
    assert not Remedy.objects.exists()


def test_a_bad_rating_asks_the_leader_and_is_counted(online: Online) -> None:
    dossier = finished(online)
    actions.rate(
        actor=online.citizen, at=LATER, dossier_id=dossier.pk, contacts=0, agencies=1, attitude=0,
        comment="Phải đi lại ba lần",
    )  # fmt: skip
    leader, period = online.desk.leader, (AT, AT + timedelta(days=1))
    assert Notice.objects.filter(recipient=leader.user_id, kind="filing.rating.bad").exists()
    figures = queries.ratings_of(online.desk.agency.pk, period)
    assert (figures.count, figures.bad, figures.remedied, figures.satisfied) == (1, 1, 0, 0)
    assert (figures.contacts, figures.attitude, figures.time) == (0, 0, 2)
    (remedy,) = queries.remedies_for(leader)
    with pytest.raises(NotAllowed):
        actions.close_remedy(actor=online.desk.officer, at=LATER, remedy_id=remedy.pk, text="x")
    with pytest.raises(NotFound):
        actions.close_remedy(
            actor=factories.online_stranger(), at=LATER, remedy_id=remedy.pk, text="x"
        )
    with pytest.raises(Invalid):
        actions.close_remedy(actor=leader, at=LATER, remedy_id=remedy.pk, text=" ")
    actions.close_remedy(actor=leader, at=LATER, remedy_id=remedy.pk, text="Đã xin lỗi")
    with pytest.raises(WrongState):
        actions.close_remedy(actor=leader, at=LATER, remedy_id=remedy.pk, text="Lần nữa")
    assert queries.ratings_of(online.desk.agency.pk, period).remedied == 1
    (officer,) = queries.ratings_by_officer(online.desk.agency.pk, period)
    assert officer["count"] == 1


def test_ratings_are_for_the_staff_of_the_agency(online: Online) -> None:
    with pytest.raises(NotFound):
        queries.ratings_for(online.citizen)
    assert queries.ratings_of(online.desk.agency.pk, (AT, LATER)).satisfied is None
