"""Idempotency: repeated, changed, refused, concurrent, forgotten."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from congvu.core.audit.models import Entry
from congvu.core.kernel.clock import now
from congvu.core.organisation import factories
from congvu.core.organisation.choices import Role
from congvu.core.organisation.models import Delegation
from congvu.project.api.jobs import forget_answers
from congvu.project.api.models import KeptAnswer
from congvu.project.api.testing import Caller

URL = "/organisation/delegations"


@pytest.fixture
def leader_and_body():
    at = now()
    department = factories.agency()
    leader = factories.seat(Role.LEADER, agency=department, at=at)
    deputy = factories.seat(Role.DEPUTY_LEADER, agency=department, at=at)
    return leader, {
        "giver_appointment_id": leader.appointment_id,
        "receiver_appointment_id": deputy.appointment_id,
        "scopes": ["documents."],
        "starts_at": at.isoformat(),
        "ends_at": (at + timedelta(days=3)).isoformat(),
    }


@pytest.mark.django_db
def test_a_post_without_a_key_is_refused_and_does_nothing(leader_and_body) -> None:
    leader, body = leader_and_body
    for key in ("ngắn", "short", "x" * 101, "có dấu cách"):
        caller = Caller(leader)
        caller.headers["Idempotency-Key"] = key.encode("ascii", "replace").decode()
        answer = caller.client.post(
            f"/api/v1{URL}", body, content_type="application/json", headers=caller.headers
        )
        assert answer.json()["code"] == "idempotency_key_required"
    assert not Delegation.objects.exists()


@pytest.mark.django_db
def test_the_same_call_is_done_once_and_answered_twice(leader_and_body) -> None:
    leader, body = leader_and_body
    caller = Caller(leader)
    first = caller.post(URL, body, key="uy-quyen-1")
    again = caller.post(URL, body, key="uy-quyen-1")
    assert first.status_code == again.status_code == 201, first.content
    assert first.content == again.content
    assert "Idempotency-Replayed" not in first and again["Idempotency-Replayed"] == "true"
    assert Delegation.objects.count() == 1
    assert Entry.objects.filter(verb="organisation.delegation.create").count() == 1


@pytest.mark.django_db
def test_the_same_key_with_another_body_or_address_is_refused(leader_and_body) -> None:
    leader, body = leader_and_body
    caller = Caller(leader)
    made = caller.post(URL, body, key="uy-quyen-1").json()["id"]
    for answer in (
        caller.post(URL, body | {"scopes": ["*"]}, key="uy-quyen-1"),
        caller.post(f"{URL}/{made}/revoke", body, key="uy-quyen-1"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_key_reused")
    assert Delegation.objects.get().scopes == ["documents."]


@pytest.mark.django_db
def test_a_refused_call_may_be_corrected_under_the_same_key(leader_and_body) -> None:
    leader, body = leader_and_body
    caller = Caller(leader)
    assert caller.post(URL, body | {"scopes": []}, key="uy-quyen-1").status_code == 422
    assert not KeptAnswer.objects.exists()
    assert caller.post(URL, body, key="uy-quyen-1").status_code == 201


@pytest.mark.django_db
def test_two_callers_may_use_the_same_key(leader_and_body) -> None:
    leader, body = leader_and_body
    assert Caller(leader).post(URL, body, key="uy-quyen-1").status_code == 201
    assert Caller(leader).post(URL, body, key="uy-quyen-1").status_code == 201


@pytest.mark.django_db
def test_a_token_without_the_verb_does_nothing(leader_and_body) -> None:
    leader, body = leader_and_body
    answer = Caller(leader, scopes=("organisation.delegation.revoke",)).post(URL, body)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert not Delegation.objects.exists()


@pytest.mark.django_db
def test_answers_are_forgotten_after_a_week(leader_and_body) -> None:
    leader, body = leader_and_body
    Caller(leader).post(URL, body)
    forget_answers(at=now() + timedelta(days=6))
    assert KeptAnswer.objects.count() == 1
    forget_answers(at=now() + timedelta(days=8))
    assert KeptAnswer.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_eight_equal_calls_at_once_are_done_once(leader_and_body) -> None:
    leader, body = leader_and_body
    caller = Caller(leader)
    start, answers = threading.Barrier(8), []

    def call() -> None:
        start.wait()
        try:
            mine = Caller.__new__(Caller)
            mine.__dict__ = caller.__dict__ | {"client": type(caller.client)()}
            answers.append(mine.post(URL, body, key="cung-luc-1"))
        finally:
            connection.close()

    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {a.status_code for a in answers} == {201}
    assert len({a.content for a in answers}) == 1 and Delegation.objects.count() == 1
