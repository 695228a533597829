"""Promises of the page on which a secret outgoing letter gets its line in the register."""

from __future__ import annotations

import pytest

from congvu.core.files.models import Blob
from congvu.office.documents.models import Number, Outgoing
from congvu.office.documents.tests.test_outgoing_pages import signed_in
from congvu.office.work.factories import Cast, cast

pytestmark = pytest.mark.django_db
PAGE = "/van-ban-di/mat/vao-so/"


@pytest.fixture
def people() -> Cast:
    return cast()


def typed(people: Cast, **changes) -> dict[str, object]:
    return {
        "secrecy": 1, "kind": "cong_van", "unit_id": people.units["it"].pk, "subject": "",
        "signer_name": "Nguyễn Văn Bình", "signer_title": "Giám đốc", "copies": 1,
        "outside": "Công an tỉnh", "inform_outside": "Bộ Chỉ huy Quân sự tỉnh",
    } | changes  # fmt: skip


def test_only_the_office_reaches_it(people: Cast) -> None:
    for who in ("leader", "it_head", "it_officer"):
        client = signed_in(people, who)
        assert client.get(PAGE).status_code == 403
        assert client.post(PAGE, typed(people)).status_code == 403
        assert PAGE not in client.get("/van-ban-di/").content.decode()
    assert not Number.objects.exists()


def test_it_has_no_box_for_content_or_files(people: Cast) -> None:
    page = signed_in(people, "clerk").get(PAGE).content.decode()
    for name in ("body", "bases", "addressees", "draft_file", "attachments"):
        assert f'name="{name}"' not in page
    assert 'type="file"' not in page


@pytest.mark.parametrize(
    "changes",
    [
        {"secrecy": 0}, {"secrecy": ""}, {"signer_name": ""}, {"unit_id": 10**9},
        {"kind": "sao_y"}, {"copies": 0}, {"subject": "a\x00b"}, {"outside": "x" * 500},
        {"inform_outside": "Công an tỉnh"},
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_and_no_number_is_given(people: Cast, changes) -> None:
    answer = signed_in(people, "clerk").post(PAGE, typed(people, **changes))
    assert answer.status_code in (400, 422)
    assert not Number.objects.exists()
    assert not Outgoing.objects.exists()


def test_content_sent_all_the_same_is_not_kept(people: Cast) -> None:
    body = typed(people, body="Nội dung mật", addressees="Công an tỉnh")
    assert signed_in(people, "clerk").post(PAGE, body).status_code == 302
    letter = Outgoing.objects.get()
    assert (letter.body, letter.addressees, Blob.objects.count()) == ("", "", 0)


def test_the_line_has_its_number_and_its_places(people: Cast) -> None:
    clerk = signed_in(people, "clerk")
    assert PAGE in clerk.get("/van-ban-di/").content.decode()
    answer = clerk.post(PAGE, typed(people), follow=True)
    letter = Outgoing.objects.get()
    assert (letter.series, letter.number, letter.state) == ("secret", 1, "issued")
    assert letter.signer_name == "Nguyễn Văn Bình"
    assert list(letter.recipients.values_list("name", "purpose", "state")) == [
        ("Công an tỉnh", "act", "sent"), ("Bộ Chỉ huy Quân sự tỉnh", "inform", "sent"),
    ]  # fmt: skip
    shown = answer.content.decode()
    assert "Đã vào sổ văn bản mật" in shown
    assert "Văn bản mật, không ghi trích yếu" in shown
