"""The journal's page: who may read, what it finds, and that reading leaves its trace."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from congvu.core.audit import factories, queries, registry, views
from congvu.core.audit.models import Entry
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, NotAllowed
from congvu.core.kernel.subject import Subject

pytestmark = pytest.mark.django_db
ADMIN = Actor(user_id=1, username="quantri", name="Quản trị", is_admin=True)
AGENCY_ADMIN = Actor(
    user_id=2,
    username="qt.stttt",
    name="Quản trị Sở",
    agency_id=3,
    roles=frozenset({"agency_admin"}),
)
CLERK = Actor(user_id=3, username="vt", name="Văn thư", agency_id=3, roles=frozenset({"clerk"}))
ELSEWHERE = Actor(user_id=4, username="x", name="Lan", agency_id=9)


def ask(actor: Actor | None, query: str = "", view=views.journal):
    request = RequestFactory().get(f"/nhat-ky{query}")
    request.user = get_user_model()(username="u") if actor else AnonymousUser()
    request.actor = actor
    request.session = {}
    return view(request)


def text(response) -> str:
    return response.content.decode()


def exported(actor: Actor, query: str = "") -> list[dict[str, str]]:
    body = b"".join(ask(actor, query, views.export).streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body)))


@pytest.mark.parametrize("view", [views.journal, views.export])
def test_nobody_signed_in_is_sent_to_sign_in(view):
    assert ask(None, view=view).status_code == 302


@pytest.mark.parametrize("view", [views.journal, views.export])
@pytest.mark.parametrize("actor", [CLERK, ELSEWHERE])
def test_others_are_refused(actor, view):
    with pytest.raises(NotAllowed):
        ask(actor, view=view)
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        "?tu=32/13/2016",
        "?dt=khong-so",
        "?dt=a:" + "9" * 30,
        "?tu=02/01/2016&den=01/01/2016",
        "?nguoi=" + "a" * 200,
    ],
)
def test_a_wrong_filter_shows_its_error_and_no_rows(query):
    factories.entries(2)
    response = ask(ADMIN, query)
    assert "Công văn số 1" not in text(response)
    assert "field-error" in text(response) or "error" in text(response)
    with pytest.raises(Invalid):
        ask(ADMIN, query, views.export)


def test_an_agency_admin_sees_the_own_agency_only():
    factories.entries(1, actor=CLERK)
    factories.entries(1, actor=ELSEWHERE)
    assert "Văn thư" in text(ask(AGENCY_ADMIN))
    assert "Lan" not in text(ask(AGENCY_ADMIN))
    assert "Lan" in text(ask(ADMIN))
    assert {row["Người thực hiện"] for row in exported(AGENCY_ADMIN)} == {"Văn thư", "Quản trị Sở"}


def test_reading_is_written_down_with_what_was_asked():
    ask(ADMIN, "?nguoi=V%C4%83n+th%C6%B0")
    entry = Entry.objects.get()
    assert (entry.verb, entry.actor_id, entry.changes) == (
        "audit.journal.read", 1, {"nguoi": "Văn thư"},
    )  # fmt: skip


def test_filters(monkeypatch):
    monkeypatch.setattr(registry.verb_labels, "_entries", {"audit.sample.act": "Chuyển văn bản"})
    factories.entries(1, actor=CLERK)
    factories.entries(1, actor=ELSEWHERE, verb="audit.sample.other", subject=Subject("s.t", 5))
    factories.entries(1, actor=CLERK, at=factories.AT + timedelta(days=1), verb="x")

    def found(query: str) -> list[str]:
        return [
            f"{r['Người thực hiện']} {r['Mã việc']}"
            for r in exported(ADMIN, query)
            if not r["Mã việc"].startswith("audit.journal")
        ]

    assert found("?nguoi=Lan") == ["Lan audit.sample.other"]
    assert found("?viec=chuyển") == ["Văn thư audit.sample.act"]
    assert found("?viec=x") == ["Văn thư x"]
    assert found("?dt=s.t:5") == ["Lan audit.sample.other"]
    assert found("?tu=16/03/2016&den=16/03/2016") == ["Văn thư x"]
    assert len(found("?den=15/03/2016")) == 2


def test_fifty_a_page_and_few_queries():
    factories.entries(60, actor=CLERK)
    with CaptureQueriesContext(connection) as asked:
        response = ask(ADMIN)
    said = [query["sql"] or "" for query in asked]  # of a prepared question Django logs no text
    ours = [sql for sql in said if "audit_entry" in sql]
    assert len(ours) == 3, "the rows, their count, and the entry of the reading"
    assert text(response).count('<tr role="row">') == 51
    assert "Chuyển" not in text(response)


def test_cells_that_a_sheet_would_compute_are_disarmed():
    factories.entries(1, actor=Actor(user_id=5, username="e", name="=HYPERLINK(1)"))
    assert exported(ADMIN)[-1]["Người thực hiện"] == "'=HYPERLINK(1)"


def test_history_of_a_subject(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(registry.verb_labels, "_entries", {"audit.sample.act": "Chuyển văn bản"})
    subject = Subject("audit.sample", 77)
    factories.entries(3, actor=CLERK, subject=subject)
    factories.entries(2)
    with django_assert_num_queries(1):
        lines = queries.history(subject)
    assert [line.label for line in lines] == ["Chuyển văn bản"] * 3
    assert lines[0].at < lines[2].at
    due, remark = lines[0].changes
    assert (due.label, due.before, due.after, due.fact) == (
        "hạn xử lý", "01/03/2016", "05/03/2016", False,
    )  # fmt: skip
    assert (remark.label, remark.after, remark.fact) == ("ý kiến", "gấp", True)
    assert len(queries.history(subject, limit=2)) == 2


@pytest.mark.parametrize("path", ["/nhat-ky", "/nhat-ky/xuat.csv"])
def test_through_the_whole_stack(client, path):
    assert client.get(path).status_code == 302
    user = get_user_model().objects.create(username="binh", full_name="Bình")
    client.force_login(user)
    assert client.get(path).status_code == 403
    user.is_superuser = True
    user.save()
    assert client.get(path).status_code == 200
    assert client.get(path + "?nguoi=%00").status_code == 400
