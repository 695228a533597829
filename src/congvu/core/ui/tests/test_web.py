"""Refusals, unreadable input and a lost database become pages that say what to do next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.http import HttpRequest
from django.test import Client

from congvu.core.ui.tests.pages import REFUSALS
from congvu.core.ui.web import error_page, server_error

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize("code", REFUSALS)
def test_a_refusal_is_a_page_with_its_sentence_and_status(
    signed_in: None, client: Client, code: str
) -> None:
    answer = client.get(f"/tu-choi/{code}")
    text = answer.content.decode()
    assert answer.status_code == REFUSALS[code].status
    assert REFUSALS[code].default in text
    assert '<html lang="vi"' in text
    assert "mã-1" in text
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("code", REFUSALS)
def test_for_htmx_a_refusal_is_a_message_in_the_frame(
    signed_in: None, client: Client, code: str
) -> None:
    answer = client.post(f"/tu-choi/{code}", headers=HTMX)
    assert answer.status_code == REFUSALS[code].status
    assert answer["HX-Retarget"] == "#thong-diep"
    assert "<html" not in answer.content.decode()
    assert REFUSALS[code].default in answer.content.decode()


@pytest.mark.parametrize("code", REFUSALS)
def test_for_the_api_a_refusal_is_json(signed_in: None, client: Client, code: str) -> None:
    answer = client.get(f"/api/v1/tu-choi/{code}")
    assert answer.status_code == REFUSALS[code].status
    assert answer.json() == {
        "code": code,
        "message": REFUSALS[code].default,
        "data": {},
        "status": REFUSALS[code].status,
    }


def test_what_was_typed_is_not_lost_and_secrets_are_not_shown(
    signed_in: None, client: Client
) -> None:
    typed = {"trich_yeu": "V/v <b>họp</b>", "password": "bimat1", "otp": "bimat2", "so": ""}
    text = client.post("/tu-choi/stale", typed).content.decode()
    assert "V/v &lt;b&gt;họp&lt;/b&gt;" in text
    assert "bimat1" not in text and "bimat2" not in text
    assert text.count("<textarea") == 1


def test_a_stranger_gets_the_bare_page(stranger: None, client: Client) -> None:
    text = client.get("/tu-choi/not_found").content.decode()
    assert "topbar" not in text and "Về trang chủ" in text


@pytest.mark.parametrize(("path", "status"), [("/khong-co", 404), ("/cam", 403)])
def test_errors_of_django_speak_vietnamese(
    signed_in: None, client: Client, path: str, status: int
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert "Hãy" in answer.content.decode() or "Đường dẫn sai" in answer.content.decode()
    assert "Not Found" not in answer.content.decode()


def test_a_crash_says_nothing_of_its_inside(signed_in: None, client: Client) -> None:
    client.raise_request_exception = False
    answer = client.get("/hong")
    assert answer.status_code == 500
    assert "boom" not in answer.content.decode()
    assert "Sự cố đã được ghi lại" in answer.content.decode()


def test_a_lost_database_is_503_with_retry_after(signed_in: None, client: Client) -> None:
    answer = client.get("/mat-csdl")
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "topbar" not in answer.content.decode()


def test_a_database_lost_before_the_view_is_503_and_the_page_does_not_ask_it(
    ask: Callable[..., HttpRequest], django_assert_num_queries: Any
) -> None:
    try:
        raise OperationalError("gone")
    except OperationalError:
        with django_assert_num_queries(0):
            answer = server_error(ask("/"))
    assert answer.status_code == 503
    assert "Retry-After" in answer


@pytest.mark.parametrize(
    "url",
    [
        "/tot?q=a%00b",
        "/tot?%00=1",
        "/tim-nhanh?q=%00",
        "/tot%00",
        "/khong-co?x=%00",
        "/api/v1/tot?q=%00",
    ],
)
def test_nul_in_an_address_is_400(signed_in: None, client: Client, url: str) -> None:
    assert client.get(url).status_code == 400


def test_nul_for_the_api_is_json(signed_in: None, client: Client) -> None:
    assert client.get("/api/v1/tot?q=%00").json()["code"] == "unreadable"


def test_nul_in_a_form_or_a_file_name_is_400(signed_in: None, client: Client) -> None:
    assert client.post("/tot", {"q": "a\x00"}).status_code == 400
    assert (
        client.post("/tot", "q=a%00", content_type="application/x-www-form-urlencoded").status_code
        == 400
    )
    assert client.post("/tot", {"f": SimpleUploadedFile("a.pdf", b"\x00")}).status_code == 200


def test_half_a_surrogate_is_never_handed_on(signed_in: None, client: Client) -> None:
    answer = client.get("/tim-nhanh?q=%ED%A0%80")
    assert answer.status_code in {200, 400}


def test_a_body_read_as_a_stream_is_left_alone(signed_in: None, client: Client) -> None:
    body = "q=" + "a" * 100 + "%00"
    answer = client.post("/luong", body, content_type="application/x-www-form-urlencoded")
    assert answer.content == str(len(body)).encode()


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 422, 429, 500, 503])
def test_every_status_has_a_title_and_a_way_on(
    ask: Callable[..., HttpRequest], status: int
) -> None:
    text = error_page(ask("/"), status).content.decode()
    assert f"Mã lỗi: {status}" in text
    assert 'href="/"' in text


def test_a_form_address_opened_by_hand_says_what_to_do(signed_in: None, client: Client) -> None:
    answer = client.get("/bo-loc/luu")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Hãy quay lại biểu mẫu" in answer.content.decode()
