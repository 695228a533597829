"""The main pages of the house read in English: no Vietnamese but what people typed."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.utils import timezone

from congvu.core.accounts.models import User
from congvu.core.kernel.clock import now
from congvu.core.kernel.permissions import permissions
from congvu.core.notifications.registry import kinds
from congvu.core.organisation.queries import actor_for
from congvu.core.ui import menu
from congvu.office.documents.actions import incoming as letters
from congvu.office.documents.actions import outgoing as drafts
from congvu.office.documents.actions.incoming import Fields
from congvu.office.documents.models import Incoming, Outgoing, Register
from congvu.office.work.actions import Target
from congvu.office.work.factories import Cast, cast

pytestmark = pytest.mark.django_db
VIETNAMESE = re.compile(r"[À-ÖØ-öø-ỹ]")
READ = {"aria-label", "title", "alt", "data-tip", "data-label", "data-key-label", "placeholder",
        "data-confirm"}  # fmt: skip
EMPTY = {"input", "img", "br", "link", "meta", "hr", "col", "wbr", "source", "use"}
NAMES = ("Công Vụ", "NĐ-CP", "QĐ-TTg", "QCVN")
"""Of the product and of laws."""


class Reader(HTMLParser):
    """The texts of a page that a person reads or hears, but for what is marked Vietnamese."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        quiet = self._quiet or given.get("lang") == "vi" or tag in {"script", "textarea"}
        if not quiet:
            self.texts += [value for name, value in attrs if name in READ and value]
        if tag not in EMPTY:
            self._open.append((tag, quiet))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._quiet:
            self.texts.append(data)

    @property
    def _quiet(self) -> bool:
        return bool(self._open) and self._open[-1][1]


def typed() -> list[str]:
    """Every Vietnamese text that the database holds, longest first."""
    found: set[str] = set()
    for model in apps.get_models():
        names = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField)
        ]
        for row in model._default_manager.values_list(*names) if names else ():
            found.update(text for text in row if isinstance(text, str) and VIETNAMESE.search(text))
    return sorted(found, key=len, reverse=True)


def unfinished() -> list[str]:
    """What rooms that are not in English yet put into the menu and the lists of the house."""
    rooms = {app.label for app in apps.get_app_configs() if app.name.startswith("congvu.counter.")}
    lines = [item.label for _, item in menu.items if item.url.partition(":")[0] in rooms]
    rights = [
        text for row in permissions if row.room in rooms for text in (row.label, row.condition)
    ]
    told = [kind.label for kind in kinds if kind.name.partition(".")[0] in rooms]
    return sorted({*lines, *rights, *told} - {""}, key=len, reverse=True)


def left_over(page: str) -> set[str]:
    reader = Reader()
    reader.feed(page)
    known = [*typed(), *unfinished(), *NAMES]
    texts = {" ".join(text.split()) for text in reader.texts}
    return {text for text in texts if VIETNAMESE.search(text) and _strange(text, known)}


def _strange(text: str, known: list[str]) -> bool:
    """Something is left of the whole, and of its parts between commas, without what is known."""
    return all(
        VIETNAMESE.search("".join(_without(part, known) for part in parts))
        for parts in ([text], text.split(", "))
    )


def _without(text: str, known: list[str]) -> str:
    for one in known:
        text = text.replace(one, "")
    return text


def test_the_reader_sees_what_it_is_for() -> None:
    page = '<p title="Đóng">Văn bản</p><p lang="vi">Mở<b>Lưu</b></p><input placeholder="Tìm"><i>Hạn</i>'
    assert left_over(page) == {"Đóng", "Văn bản", "Tìm", "Hạn"}


@pytest.fixture
def people() -> Cast:
    """An agency with a letter on its way, one done, a task and a draft."""
    found = cast()

    def actor(name: str):
        return actor_for(user=User.objects.get(pk=found.appointments[name].user_id), at=now())

    for number in (1, 2):
        fields = Fields(
            issuer_name="Sở Tư pháp", issued_on=timezone.localdate(),
            subject=f"Về việc rà soát văn bản quy phạm năm {number}", code=f"{number}/STP-VP",
        )  # fmt: skip
        letter = letters.register(actor=actor("clerk"), at=now(), fields=fields)
    letters.present(
        actor=actor("clerk"), at=now(), incoming_id=letter.pk,
        to_post_id=found.posts["leader"].pk,
    )  # fmt: skip
    letters.direct(
        actor=actor("leader"), at=now(), incoming_id=letter.pk,
        lead=Target(unit_id=found.units["it"].pk),
        support=[Target(unit_id=found.units["post"].pk)],
        instruction="Nghiên cứu, đề xuất trước ngày họp.", due_on=timezone.localdate(),
    )  # fmt: skip
    drafts.draft(
        actor=actor("it_officer"), at=now(),
        fields=drafts.Fields(kind="cong_van", subject="Về việc trả lời", body="Nội dung trả lời"),
    )  # fmt: skip
    return found


PAGES = (
    ("", "/dang-nhap"),
    ("leader", "/"),
    ("clerk", "/"),
    ("clerk", "/van-ban-den/"),
    ("clerk", "/van-ban-den/?tt=cho&q=khong-co-gi"),
    ("clerk", "/van-ban-den/vao-so/"),
    ("it_head", "letter"),
    ("leader", "letter"),
    ("clerk", "letter"),
    ("it_officer", "/van-ban-di/"),
    ("it_officer", "/van-ban-di/du-thao/moi/"),
    ("it_officer", "draft"),
    ("it_head", "/cong-viec/"),
    ("it_head", "/cong-viec/moi/"),
    ("it_head", "/cong-viec/y-kien/"),
    ("leader", "/cong-viec/qua-han/"),
    ("clerk", "/so/"),
    ("clerk", "register"),
    ("clerk", "/so/vao-so-trong-ngay/"),
    ("clerk", "/ho-so-cong-viec/"),
    ("clerk", "/lien-thong/"),
    ("leader", "/ky-so/"),
    ("leader", "/chu-ky-so/"),
    ("leader", "/xac-minh/"),
    ("leader", "/tim-kiem?q=ra+soat"),
    ("leader", "/tim-nhanh?q=van"),
    ("leader", "/thong-bao"),
    ("leader", "/thong-bao/tuy-chon"),
    ("leader", "/vai-tro"),
    ("leader", "/tai-khoan/"),
    ("leader", "/tai-khoan/mat-khau"),
    ("leader", "/tai-khoan/ma-truy-cap"),
    ("clerk", "/to-chuc/co-quan"),
    ("leader", "/to-chuc/uy-quyen"),
    ("leader", "/to-chuc/lich"),
    ("leader", "/khong-co-trang-nay/"),
    ("it_officer", "/so/"),
)


@pytest.mark.parametrize(("name", "path"), PAGES, ids=[f"{a or 'guest'} {b}" for a, b in PAGES])
def test_a_page_reads_in_english(people: Cast, name: str, path: str) -> None:
    client = Client()
    client.cookies["hien-thi"] = "en"
    if name:
        client.force_login(User.objects.get(pk=people.appointments[name].user_id))
    answer = client.get(address(path), follow=True)
    page = answer.content.decode()
    assert answer.status_code in {200, 403, 404}
    assert '<html lang="en"' in page
    assert left_over(page) == set()


def address(path: str) -> str:
    newest = {"letter": Incoming, "draft": Outgoing, "register": Register}
    if path not in newest:
        return path
    row = newest[path]._default_manager.order_by("pk").last()
    assert row is not None
    where = {"letter": "van-ban-den", "draft": "van-ban-di", "register": "so"}
    return f"/{where[path]}/{row.pk}/"
