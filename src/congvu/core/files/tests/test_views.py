"""Downloads: authorised each time, logged, and harmless to the browser that opens them."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import RequestFactory
from django.urls import reverse

from congvu.core.audit.models import Entry
from congvu.core.files import factories, views
from congvu.core.files.choices import Use
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import NotFound

pytestmark = pytest.mark.django_db
READER = Actor(user_id=1, username="an", name="An")
STRANGER = Actor(user_id=2, username="binh", name="Bình")


def ask(file_id: int, *, actor: Actor | None = READER, query: str = "", **headers: str):
    request = RequestFactory().get(f"/tep/{file_id}/x{query}", headers=headers)
    request.actor = actor
    return views.download(request, file_id, "x")


def ask_page(file_id: int, number: int, *, actor: Actor | None = READER, **headers: str):
    request = RequestFactory().get(f"/tep/{file_id}/trang/{number}.png", headers=headers)
    request.actor = actor
    return views.page_image(request, file_id, number)


def body(response) -> bytes:
    return b"".join(response.streaming_content)


@pytest.fixture
def file(readers):
    readers.add(READER.user_id)
    return factories.attached(factories.pdf(pages=2), name="Quyết định 647.pdf")


def test_nobody_signed_in_is_sent_to_sign_in(file):
    for response in (ask(file.pk, actor=None), ask_page(file.pk, 1, actor=None)):
        assert response.status_code == 302
        assert "next=" in response["Location"]


def test_a_stranger_learns_nothing(file):
    for asked in (ask, lambda pk, actor: ask_page(pk, 1, actor=actor)):
        with pytest.raises(NotFound):
            asked(file.pk, actor=STRANGER)
        with pytest.raises(NotFound):
            asked(file.pk + 1, actor=READER)
    assert not Entry.objects.filter(verb__startswith="files.file.download").exists()


def test_a_reader_who_lost_the_right_gets_nothing_even_for_a_known_etag(file, readers):
    etag = ask(file.pk)["ETag"]
    readers.clear()
    with pytest.raises(NotFound):
        ask(file.pk, **{"If-None-Match": etag})


def test_a_subject_kind_that_nobody_registered_is_read_by_nobody(file):
    stray = factories.attached(subject=factories.Subject("files.unknown", 1))
    with pytest.raises(NotFound):
        ask(stray.pk)


def test_a_page_that_is_not_there(file):
    with pytest.raises(NotFound):
        ask_page(file.pk, 3)


def test_the_download_is_whole_and_its_headers_disarm_it(file):
    response = ask(file.pk)
    assert body(response) == factories.pdf(pages=2)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        'attachment; filename="Quy_t __nh 647.pdf"; '
        "filename*=UTF-8''Quy%E1%BA%BFt%20%C4%91%E1%BB%8Bnh%20647.pdf"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-cache"
    assert response["Content-Length"] == str(file.blob.size)


def test_only_pdf_and_pictures_are_shown_in_place(file):
    shown = ask(file.pk, query="?xem=1")
    assert shown["Content-Disposition"].startswith("inline")
    assert "sandbox" not in shown["Content-Security-Policy"]
    text = factories.attached("Kính gửi".encode(), name="a.txt", use=Use.ATTACHMENT)
    refused = ask(text.pk, query="?xem=1")
    assert refused["Content-Disposition"].startswith("attachment")
    assert "sandbox" in refused["Content-Security-Policy"]


def test_each_delivery_is_logged_and_an_unchanged_one_is_not_sent_again(file):
    etag = ask(file.pk)["ETag"]
    entry = Entry.objects.get(verb="files.file.download")
    assert (entry.actor_id, entry.subject_id, entry.subject_label) == (1, 1, "Quyết định 647.pdf")
    assert ask(file.pk, **{"If-None-Match": etag}).status_code == 304
    assert Entry.objects.filter(verb="files.file.download").count() == 1


def test_pages_are_pictures(file):
    response = ask_page(file.pk, 2)
    assert response["Content-Type"] == "image/png"
    assert body(response).startswith(b"\x89PNG")
    assert Entry.objects.get(verb="files.page.view").changes["page"] == 2
    assert ask_page(file.pk, 2, **{"If-None-Match": response["ETag"]}).status_code == 304


def test_nginx_sends_the_bytes_when_told_to(file, settings):
    settings.CONGVU_ACCEL = "/noi-bo/tep/"
    response = ask(file.pk)
    sha256 = file.blob.sha256
    assert response["X-Accel-Redirect"] == f"/noi-bo/tep/{sha256[:2]}/{sha256[2:4]}/{sha256}"
    assert response.content == b""
    assert Entry.objects.filter(verb="files.file.download").count() == 1


def test_addresses():
    assert reverse("files:page", args=[7, 2]) == "/tep/7/trang/2.png"
    assert reverse("files:download", args=[7, "Quyết định.pdf"]).startswith("/tep/7/Quy")


def test_through_the_whole_stack(client, file, readers):
    """Sign-in, refusal page and delivery as a browser meets them."""
    readers.clear()
    path = reverse("files:download", args=[file.pk, file.name])
    assert client.get(path).status_code == 302
    user = get_user_model().objects.create(username="binh", full_name="Bình")
    client.force_login(user)
    refused = client.get(path)
    assert refused.status_code == 404
    assert "Không tìm thấy tệp này" in refused.content.decode()
    assert client.get("/tep/999999999999999999999999/x").status_code == 404
    readers.add(user.pk)
    served = client.get(path)
    assert served.status_code == 200
    assert "sandbox" in served["Content-Security-Policy"]
    assert body(served) == factories.pdf(pages=2)
