from __future__ import annotations

import json
import logging

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from congvu.core.jobs import actions
from congvu.core.jobs.models import Worker
from congvu.core.kernel.clock import now

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_store(settings, tmp_path):
    storages = {**settings.STORAGES}
    storages["default"] = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path / "files")},
    }
    settings.STORAGES = storages


def beat() -> None:
    Worker.objects.create(name="w", started_at=now(), seen_at=now())


def test_healthz_answers_and_asks_nobody(client: Client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]


def test_not_ready_without_a_worker(client: Client):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"database": "ok", "store": "ok", "worker": "no worker is alive"}


def test_not_ready_when_the_store_is_away(client: Client, monkeypatch):
    beat()

    def away(*args: object, **kwargs: object) -> str:
        raise OSError("mất kết nối tới ổ đĩa /srv/secret-path")

    monkeypatch.setattr(type(default_storage), "save", away, raising=False)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["store"]) == (503, "OSError")
    assert b"secret-path" not in answer.content


def test_ready_when_all_parts_are_well_and_nothing_is_left_behind(client: Client, tmp_path):
    beat()
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert [p for p in (tmp_path / "files").rglob("*") if p.is_file()] == []


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_the_watchers_only_read(client: Client, path: str):
    assert client.post(path).status_code == 405


def test_metrics_do_not_exist_without_a_configured_token(client: Client, settings):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize("given", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "đ"}])
def test_metrics_need_the_token(client: Client, settings, given):
    settings.METRICS_TOKEN = "right-token"
    answer = client.get("/metrics", headers=given)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"


def test_metrics_count_requests_and_jobs(client: Client, settings):
    settings.METRICS_TOKEN = "right-token"
    client.get("/healthz")
    client.get("/khong-co")
    actions.enqueue("jobs.sweep")
    text = client.get("/metrics", headers={"Authorization": "Bearer right-token"}).content.decode()
    assert 'congvu_requests_total{method="GET",status="200",view="healthz"}' in text
    assert 'congvu_requests_total{method="GET",status="404",view="unknown"}' in text
    assert 'congvu_jobs{name="jobs.sweep",state="waiting"} 1.0' in text
    assert "congvu_workers_alive 0.0" in text
    assert "khong-co" not in text, "addresses of strangers do not become labels"


def test_every_answer_carries_its_request_id(client: Client):
    assert len(client.get("/healthz")["X-Request-ID"]) == 32
    given = client.get("/healthz", headers={"X-Request-ID": "from-nginx-0001"})
    assert given["X-Request-ID"] == "from-nginx-0001"


@pytest.mark.parametrize("bad", ["a", "x" * 65, "a b c d e f g", "<script>alert(1)</script>"])
def test_a_request_id_that_is_not_one_is_replaced(client: Client, bad: str):
    assert client.get("/healthz", headers={"X-Request-ID": bad})["X-Request-ID"] != bad


def test_the_event_of_a_request_has_its_keys_and_no_query(client: Client, caplog):
    with caplog.at_level(logging.INFO, logger="congvu.request"):
        client.get("/khong-co", {"q": "nguyễn văn a"})
    record = next(r for r in caplog.records if r.message == "request")
    assert (record.path, record.status, record.actor, record.agency) == ("/khong-co", 404, "", None)
    assert "nguy" not in json.dumps(record.__dict__, default=str)


def address_seen(client: Client, caplog, **headers: str) -> str:
    with caplog.at_level(logging.INFO, logger="congvu.request"):
        client.get("/khong-co", headers=headers)
    return str(next(r for r in caplog.records if r.message == "request").ip)


def test_our_proxy_tells_the_visitors_address(client: Client, caplog):
    assert address_seen(client, caplog, **{"X-Real-IP": "203.0.113.7"}) == "203.0.113.7"


def test_an_address_that_is_none_is_not_believed(client: Client, caplog):
    assert address_seen(client, caplog, **{"X-Real-IP": "1' OR 1=1"}) == "127.0.0.1"


def test_a_stranger_cannot_name_his_address(client: Client, caplog, settings):
    settings.TRUSTED_PROXIES = ["10.0.0.1"]
    assert address_seen(client, caplog, **{"X-Real-IP": "203.0.113.7"}) == "127.0.0.1"


@pytest.mark.django_db
def test_what_opens_a_thing_to_whoever_knows_it_is_not_logged(client, caplog):
    key = "khoa-cua-nguoi-giu-phieu-0123456789"
    with caplog.at_level("INFO", logger="congvu.request"):
        client.get(f"/phieu/{key}/")
    assert [record.path for record in caplog.records if record.message == "request"] == [
        "/phieu/<key>/"
    ]
