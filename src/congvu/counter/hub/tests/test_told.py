"""Facts that people enter: who may, what is refused, how feedback keeps to its times."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from congvu.core.accounts.models import User
from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.errors import Invalid, NotAllowed, Stale
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.core.organisation.queries import calendar_for
from congvu.counter.hub import actions, queries
from congvu.counter.hub.actions import FeedbackFields
from congvu.counter.hub.feedback import in_time
from congvu.counter.hub.models import Fact, Feedback
from congvu.counter.hub.queries.told import heard_in, told_in
from congvu.counter.hub.scoring import Heard, rules

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)
LIMITS = next(one["feedback"] for one in rules() if one["code"] == "qd766")


def clerk() -> Any:
    return organisation.seat(Role.CLERK, agency=organisation.agency())


def record(actor: Any, **more: Any) -> Fact:
    given = {
        "code": "posted", "month": date(2026, 10, 9), "value": 9, "whole": 10,
        "source": "Biên bản kiểm tra",
    }  # fmt: skip
    return actions.record_fact(actor=actor, at=AT, **given | more)


@pytest.mark.parametrize(
    "more",
    [{"value": 11}, {"value": -1}, {"source": " "}, {"code": "other"}, {"month": date(2027, 1, 1)}],
)
def test_a_fact_that_cannot_be_is_refused(more: dict[str, Any]):
    with pytest.raises(Invalid):
        record(clerk(), **more)
    assert not Fact.objects.exists()


def test_only_the_own_agency_and_only_with_the_right():
    person = clerk()
    with pytest.raises(NotAllowed):
        record(person, agency_id=organisation.agency().pk)
    with pytest.raises(NotAllowed):
        record(organisation.seat(Role.OFFICER, agency=organisation.agency()))


def test_entered_again_it_replaces_and_stays():
    person = clerk()
    record(person)
    record(person, value=10)
    record(person, code="timely", month=date(2026, 9, 1), value=1, whole=2)
    record(person, code="timely", value=2, whole=2)
    told = told_in(date(2026, 9, 1), date(2026, 10, 1), [person.agency_id])[person.agency_id]
    assert told == {"posted": (10, 10), "timely": (3, 4)}
    assert Fact.objects.filter(replaced_at__isnull=False).count() == 1
    assert queries.facts_for(clerk()).count() == 0


@pytest.mark.parametrize(
    ("days", "wanted"),
    [
        ({}, False),
        ({"refused_on": date(2026, 10, 7)}, True),
        ({"refused_on": date(2026, 10, 8)}, False),
        ({"answered_on": date(2026, 10, 26)}, False),
        ({"answered_on": date(2026, 10, 26), "published_on": date(2026, 10, 28)}, True),
        ({"answered_on": date(2026, 10, 26), "published_on": date(2026, 10, 29)}, False),
        ({"answered_on": date(2026, 10, 27), "published_on": date(2026, 10, 27)}, False),
        ({"asked_on": date(2026, 10, 13), "answered_on": date(2026, 10, 20),
          "published_on": date(2026, 10, 20)}, False),
    ],
)  # fmt: skip
def test_times_of_feedback_in_working_days(days: dict[str, date], wanted: bool):
    """Received on Monday 5/10/2026: two working days end on the 7th, five on the 12th, fifteen on
    the 26th."""
    row = Feedback(received_on=date(2026, 10, 5), subject="Chậm", **days)
    assert in_time(row, LIMITS, calendar_for(None), date(2026, 10, 31)) is wanted
    if not days:
        assert in_time(row, LIMITS, calendar_for(None), date(2026, 10, 26)) is None, "has time"


def test_feedback_is_kept_and_counted():
    person = clerk()
    fields = FeedbackFields(date(2026, 10, 5), "Thái độ ở quầy 3", attitude=True, founded=True)
    row = actions.save_feedback(actor=person, fields=fields, at=AT)
    with pytest.raises(Invalid):
        actions.save_feedback(
            actor=person, at=AT, feedback_id=row.pk,
            fields=FeedbackFields(date(2026, 10, 5), "Sai", answered_on=date(2026, 10, 1)),
        )  # fmt: skip
    with pytest.raises(Stale):
        actions.save_feedback(actor=person, fields=fields, at=AT, feedback_id=row.pk, version=9)
    with pytest.raises(NotAllowed):
        actions.save_feedback(actor=clerk(), fields=fields, at=AT, feedback_id=row.pk)
    heard = heard_in(date(2026, 10, 1), date(2026, 10, 31), [person.agency_id], date(2026, 11, 23))
    assert heard == {person.agency_id: Heard(1, 0, 1, 1)}


def test_the_pages_enter_and_show_it():
    person = clerk()
    client = Client()
    client.force_login(User.objects.get(pk=person.user_id))
    assert client.post("/so-lieu/bo-sung/", {}).status_code == 422
    sent = {"code": "synced", "month": "10/2026", "value": "3", "whole": "4", "source": "Cổng"}
    assert client.post("/so-lieu/bo-sung/", sent).status_code == 302
    assert "Cổng DVC quốc gia" in client.get("/so-lieu/bo-sung/").content.decode()
    given = {"received_on": "05/10/2026", "subject": "Chờ lâu", "founded": "0"}
    assert client.post("/so-lieu/phan-anh/them/", given).status_code == 302
    row = Feedback.objects.get()
    assert row.founded is False
    page = client.get(f"/so-lieu/phan-anh/{row.pk}/").content.decode()
    assert "Chờ lâu" in page
    changed = given | {"version": "1", "answered_on": "06/10/2026"}
    assert client.post(f"/so-lieu/phan-anh/{row.pk}/", changed).status_code == 302
    assert "Trả lời ngày" in client.get("/so-lieu/phan-anh/").content.decode()
    client.force_login(User.objects.get(pk=clerk().user_id))
    assert client.get(f"/so-lieu/phan-anh/{row.pk}/").status_code == 404
