"""A morning in the hall: numbers, calls, a dossier for who is served, and the figures at its end.

Nobody here reaches anything but this server: every other address is cut off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from congvu.core.jobs.testing import run_all
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import local_date, now
from congvu.counter.dossiers.models import Dossier
from congvu.counter.queue import actions, queries
from congvu.counter.queue.choices import BookedBy
from congvu.counter.queue.imports import set_up
from congvu.counter.queue.models import Appointment, Counter, Hall, ServiceGroup, Slot, Ticket
from congvu.project.demo import procedures
from congvu.project.demo.load import organise
from tests.browser.people import CHROMIUM, Office, chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
]
CODE = "1.003868"
FIRST, SECOND, KEEPER = "vanthu.stttt", "motcua.stttt", "quantri"
SLUG = "sanh-so"
SETUP = {
    "agency": "stttt", "slug": SLUG, "name": "Sảnh một cửa Sở", "address": "Tầng 1",
    "opening": "always",
    "groups": [
        {"prefix": "A", "name": "Báo chí, xuất bản", "expected_minutes": 6, "slot_minutes": 30,
         "book_days": 14},
        {"prefix": "B", "name": "Bưu chính, viễn thông", "expected_minutes": 8},
    ],
    "counters": [{"number": 1, "groups": ["A"]}, {"number": 2, "groups": ["A", "B"]}],
}  # fmt: skip
LOST = "ERR_INTERNET_DISCONNECTED"


@pytest.fixture
def office() -> Iterator[Office]:
    organise(small=True, say=lambda _: None)
    procedures.load(at=now())
    set_up(SETUP, actor=system_actor("demo"), at=now())
    server = LiveServer("127.0.0.1")
    with chromium() as browser:
        made = Office(browser, server.url)
        yield made
        made.close()
    server.stop()
    assert not made.complaints, "\n".join(made.complaints)


def test_a_morning_in_the_hall(office: Office) -> None:
    shown = set_up_by_pages(office)
    kiosk = enrolled(office, shown)
    screen = local(office.visitor())
    screen.goto(f"{office.site}/man-hinh/{SLUG}/")
    expect(screen.locator("main")).to_contain_text("Chưa có số nào được gọi")
    numbers_taken(office, kiosk)
    booked(office, kiosk)
    holder = held(office)
    first, second = counters_open(office)
    called(office, first, second, screen, holder)
    put_aside_and_passed_on(office, first, second)
    dossier_taken_in(office, first)
    without_the_server(office, kiosk, screen)
    figures(office, first, second)


def local(page: Page) -> Page:
    """Whatever is not this server is cut off."""

    def stop(route: Route) -> None:
        if urlsplit(route.request.url).hostname == "127.0.0.1":
            route.fallback()
        else:
            route.abort()

    page.context.route("**/*", stop)
    return page


SETTLING = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"


def key(page: Page, letter: str) -> None:
    """A key, once the answer to the one before stands: its buttons are bound a moment later."""
    page.wait_for_function("busy => !document.querySelector(busy)", arg=SETTLING)
    page.keyboard.press(letter)


def set_up_by_pages(office: Office) -> str:
    """The keeper looks at everything and adds a kiosk; its code is shown once."""
    keeper = local(office.person(KEEPER))
    hall = Hall.objects.get()
    keeper.goto(f"{office.site}/sanh/")
    office.look(keeper, "halls")
    home = f"{office.site}/sanh/{hall.pk}/"
    group, counter = ServiceGroup.objects.get(prefix="A"), Counter.objects.get(number=1)
    for name, path in (
        ("hall", ""), ("hall, changed", "sua/"), ("group", f"nhom/{group.pk}/"),
        ("new group", "nhom/moi/"), ("counter set up", f"quay/{counter.pk}/"),
    ):  # fmt: skip
        keeper.goto(home + path)
        office.look(keeper, name)
    keeper.goto(home)
    keeper.get_by_label("Tên máy").fill("Máy cửa chính")
    keeper.get_by_role("button", name="Thêm máy").click()
    expect(keeper.get_by_role("heading", name="Máy lấy số Máy cửa chính")).to_be_visible()
    office.look(keeper, "code of a kiosk")
    return keeper.locator(".lead code").inner_text()


def enrolled(office: Office, code: str) -> Page:
    kiosk = local(office.visitor())
    kiosk.goto(f"{office.site}/may-lay-so/")
    office.look(kiosk, "enrolment of a kiosk")
    kiosk.get_by_label("Mã máy").fill(code)
    kiosk.get_by_role("button", name="Đăng ký máy này").click()
    expect(kiosk).to_have_url(f"{office.site}/lay-so/{SLUG}/")
    office.look(kiosk, "kiosk")
    kiosk.set_viewport_size({"width": 1080, "height": 1920})
    assert kiosk.evaluate("document.documentElement.scrollWidth") == 1080
    assert kiosk.evaluate("document.documentElement.scrollHeight") == 1920, "a kiosk scrolls not"
    return kiosk


def press(kiosk: Page, service: str, priority: str = "", *, twice: bool = False) -> None:
    """A number, and the kiosk for the next."""
    if priority:
        kiosk.get_by_label(priority).check()
    button = kiosk.get_by_role("button", name=re.compile(service))
    if twice:
        button.dblclick()
    else:
        button.click()
    expect(kiosk.get_by_text("Quét mã để xem lượt trên điện thoại")).to_be_visible()


def back(kiosk: Page) -> None:
    kiosk.get_by_role("link", name="Xong").click()
    expect(kiosk.get_by_role("heading", name="Dịch vụ")).to_be_visible()


def numbers_taken(office: Office, kiosk: Page) -> None:
    press(kiosk, "Báo chí", twice=True)
    expect(kiosk.get_by_role("heading")).to_contain_text("A001")
    expect(kiosk).to_have_url(re.compile(f"/lay-so/{SLUG}/phieu/"))
    assert Ticket.objects.count() == 1, "pressed twice is one number"
    back(kiosk)
    press(kiosk, "Báo chí")
    back(kiosk)
    press(kiosk, "Báo chí", "Người cao tuổi")
    expect(kiosk.locator("main")).to_contain_text("Ưu tiên: Người cao tuổi")
    expect(kiosk.locator("main")).to_contain_text("Trước ông/bà: 0 người")
    office.look(kiosk, "slip")
    kiosk.set_viewport_size({"width": 1080, "height": 1920})
    back(kiosk)
    press(kiosk, "Bưu chính")
    back(kiosk)


def booked(office: Office, kiosk: Page) -> None:
    """One books at home for another day; another, who had booked for now, has come."""
    guest = local(office.visitor())
    guest.goto(f"{office.site}/dat-hen/{SLUG}/")
    office.look(guest, "services that may be booked")
    guest.get_by_role("link", name="Báo chí, xuất bản").click()
    office.look(guest, "hours that are free")
    guest.locator("input[name=starts_at]").first.check()
    guest.get_by_label("Họ và tên").fill("Lê Thị Hoa")
    guest.get_by_label("Điện thoại").fill("0912 345 678")
    guest.get_by_role("button", name="Đặt lịch hẹn").click()
    expect(guest.get_by_role("heading", name="Lịch hẹn")).to_be_visible()
    code = Appointment.objects.get().code
    expect(guest.locator("main")).to_contain_text(code)
    office.look(guest, "appointment")
    kiosk.get_by_label("Đã đặt hẹn? Nhập mã hẹn").fill(came().code)
    kiosk.get_by_role("button", name="Tôi đã đến").click()
    expect(kiosk.locator("main")).to_contain_text("Ưu tiên: Đã hẹn giờ")
    expect(kiosk.get_by_role("heading")).to_contain_text("A004")
    back(kiosk)


def came() -> Appointment:
    """Booked for this very moment, which is no working hour when the suite runs at night."""
    slot = Slot.objects.create(
        group=ServiceGroup.objects.get(prefix="A"), starts_at=now(), capacity=1, taken=1
    )
    return Appointment.objects.create(
        slot=slot, code="HENHOMNAYX", name="Trần Văn An", phone="0912345679",
        booked_by=BookedBy.PHONE, booked_at=now(), request_key="hen-hom-nay",
    )  # fmt: skip


def held(office: Office) -> Page:
    """The second in the line, at home with the telephone."""
    ticket = Ticket.objects.get(code="A002")
    holder = local(office.visitor())
    holder.goto(f"{office.site}/phieu/{ticket.key}/")
    expect(holder.locator("#phieu")).to_contain_text("Trước ông/bà có 3 người")
    expect(holder.locator("#phieu")).not_to_contain_text("dự kiến còn")
    office.look(holder, "ticket in the hand")
    return holder


def counters_open(office: Office) -> tuple[Page, Page]:
    pages = []
    for username, number in ((FIRST, 1), (SECOND, 2)):
        page = local(office.person(username))
        page.goto(f"{office.site}/quay/")
        office.look(page, "counters to open")
        page.get_by_role("button", name=f"Mở quầy {number}").click()
        expect(page.get_by_role("button", name="Gọi số tiếp theo")).to_be_visible()
        office.look(page, "counter with nobody")
        pages.append(page)
    return pages[0], pages[1]


def called(office: Office, first: Page, second: Page, screen: Page, holder: Page) -> None:
    """Who is favoured comes first, nobody is called twice, and everybody hears it."""
    key(first, "g")
    expect(first.locator(".big")).to_have_text("A003")
    said = screen.locator("[aria-live=assertive]")
    expect(said).to_have_text("Mời số A không trăm linh ba đến quầy số một")
    key(second, "g")
    expect(second.locator(".big")).to_have_text("A004")
    expect(said).to_have_text("Mời số A không trăm linh bốn đến quầy số hai")
    expect(screen.locator("li.now")).to_contain_text("A004")
    office.look(screen, "call screen")
    office.look(first, "counter with somebody called")
    expect(holder.locator("#phieu")).to_contain_text("Trước ông/bà có 1 người", timeout=20_000)
    expect(holder.locator("#phieu")).to_contain_text("dự kiến còn khoảng 3 phút")
    before = screen.locator(".board").get_attribute("data-event")
    key(first, "r")
    expect(first.locator("main")).to_contain_text("Đã gọi lại A003")
    expect(screen.locator(".board")).not_to_have_attribute("data-event", before or "")
    expect(said).to_contain_text("không trăm linh ba")


def put_aside_and_passed_on(office: Office, first: Page, second: Page) -> None:
    """The old man fetches a paper; the next is passed on to the other counter, with its place."""
    key(first, "s")
    expect(first.locator("main")).to_contain_text("Đang phục vụ A003")
    key(first, "h")
    expect(first.get_by_role("heading", name="Tạm dừng, không có mặt")).to_be_visible()
    office.look(first, "counter with somebody put aside")
    key(first, "g")
    expect(first.locator(".big")).to_have_text("A001")
    first.locator("summary", has_text="Chuyển sang nhóm khác").click()
    office.look(first, "counter that passes on")
    first.get_by_label("Lý do").fill("Cần làm ở viễn thông trước")
    first.get_by_role("button", name="Chuyển", exact=True).click()
    expect(first.locator("main")).to_contain_text("Đã chuyển A001")
    key(second, "g")
    expect(second.locator(".big")).to_have_text("A001")
    key(second, "s")
    expect(second.locator("main")).to_contain_text("Đang phục vụ A001")
    assert Ticket.objects.get(code="A004").state == "done"


def dossier_taken_in(office: Office, first: Page) -> None:
    """Back with the paper: the dossier begins at the ticket, and the ticket leads to the dossier."""
    desk = first.url
    first.get_by_role("button", name="Phục vụ tiếp A003").click()
    expect(first.locator(".big")).to_have_text("A003")
    office.look(first, "counter that serves")
    first.get_by_role("link", name="Tiếp nhận hồ sơ", exact=True).last.click()
    expect(first.get_by_role("heading", name="Tiếp nhận hồ sơ: chọn thủ tục")).to_be_visible()
    expect(first.locator("main .notice")).to_contain_text("A003")
    first.locator("input#id_q").fill(CODE)
    first.get_by_role("button", name="Tìm").last.click()
    first.locator("main a.subject").first.click()
    expect(first.locator("main .notice")).to_contain_text("A003")
    office.look(first, "intake for a ticket")
    first.get_by_label("Họ tên, tên tổ chức").fill("Nguyễn Văn Cao")
    first.locator("input[name=phone]").fill("0912345670")
    first.locator("input[name=address]").fill("Số 1, đường Lê Lợi")
    for box in first.locator("input[name=provided]").all():
        box.check()
    first.get_by_role("button", name="Tiếp nhận", exact=True).click()
    expect(first.locator("body")).to_contain_text("Đã tiếp nhận hồ sơ")
    run_all()
    dossier, ticket = Dossier.objects.get(), Ticket.objects.get(code="A003")
    assert (ticket.subject_kind, ticket.subject_id) == ("dossiers.dossier", dossier.pk)
    first.goto(desk)
    first.get_by_role("link", name=dossier.code).click()
    expect(first).to_have_url(re.compile(f"/{dossier.pk}/$"))
    first.goto(desk)
    key(first, "f")
    expect(first.locator(".big")).to_have_text("Trống")


def without_the_server(office: Office, kiosk: Page, screen: Page) -> None:
    """The line to the server breaks: the screen keeps its numbers, a press is kept, one number."""
    shown = screen.locator("li.now").inner_text()
    for page in (kiosk, screen):
        page.context.set_offline(True)
    before = Ticket.objects.count()
    kiosk.get_by_role("button", name=re.compile("Bưu chính")).click()
    expect(kiosk.get_by_text("Đang kết nối lại máy chủ")).to_be_visible()
    expect(screen.locator("[data-away]")).to_be_visible(timeout=15_000)
    assert screen.locator("li.now").inner_text() == shown
    for page in (kiosk, screen):
        page.context.set_offline(False)
    expect(kiosk.get_by_text("Quét mã để xem lượt")).to_be_visible(timeout=15_000)
    expect(screen.locator("[data-away]")).to_be_hidden(timeout=15_000)
    assert Ticket.objects.count() == before + 1
    office.complaints = [one for one in office.complaints if LOST not in one]


def figures(office: Office, first: Page, second: Page) -> None:
    """The last ones; then what the day was, told by its events."""
    key(first, "g")
    expect(first.locator(".big")).to_have_text("A002")
    key(first, "v")
    expect(first.locator("main")).to_contain_text("Đã ghi A002 không có mặt")
    first.get_by_role("button", name="Gọi lại A002").click()
    expect(first.locator(".big")).to_have_text("A002")
    key(first, "v")
    expect(first.locator(".big")).to_have_text("Trống")
    key(second, "f")
    expect(second.locator(".big")).to_have_text("Trống")
    key(second, "g")
    expect(second.locator(".big")).to_have_text("B001")
    key(second, "f")
    expect(second.locator(".big")).to_have_text("Trống")
    hall = Hall.objects.get()
    found = queries.day_figures(hall.pk, local_date(now()))
    assert (found.taken, found.served, found.missed, found.favoured) == (6, 4, 1, 2)
    first.goto(f"{office.site}/sanh/{hall.pk}/so-lieu/")
    expect(first.locator("main")).to_contain_text("6lượt lấy số")
    office.look(first, "figures of the hall")
    first.goto(f"{office.site}/sanh/{hall.pk}/hen/")
    office.look(first, "appointments of the hall")
    for page in (first, second):
        page.goto(f"{office.site}/quay/")
        page.get_by_role("button", name="Đóng quầy").click()
        expect(page.locator("body")).to_contain_text("Đã đóng")
    assert not Counter.objects.filter(staffed_by__isnull=False).exists()
    assert actions.left_open(now()) == []
