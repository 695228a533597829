"""A letter's whole life by pages, with seven people at seven browsers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Response, expect
from pytest_django.live_server_helper import LiveServer

from congvu.core.accounts.models import User
from congvu.core.audit.models import Entry
from congvu.core.files import factories as files
from congvu.core.jobs.testing import run_all
from congvu.core.kernel.clock import now
from congvu.core.organisation.choices import Role
from congvu.core.organisation.factories import delegation
from congvu.core.organisation.models import Appointment
from congvu.office.documents.choices import OUTGOING_KIND
from congvu.office.documents.models import Incoming, Outgoing
from congvu.office.exchange.actions import deliver_here
from congvu.project.demo.load import organise
from tests.browser.people import CHROMIUM, Office, chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
]
CLERK, DIRECTOR, DEPUTY = "vanthu.stttt", "giamdoc.stttt", "phogiamdoc.stttt"
HEAD, OFFICER, NEIGHBOUR = "truongphong.cntt", "chuyenvien.cntt", "vanthu.hiephoa"
SUBJECT = "Về việc báo cáo tình hình ứng dụng công nghệ thông tin"


@pytest.fixture
def office() -> Iterator[Office]:
    organise(small=True, say=lambda _: None)
    server = LiveServer("127.0.0.1")
    with chromium() as browser:
        made = Office(browser, server.url)
        yield made
        made.close()
    server.stop()
    assert made.complaints == []


def test_a_letter_lives_its_whole_life(office: Office, tmp_path: Path) -> None:
    incoming = arrives(office, tmp_path)
    presented(office, incoming)
    directed_by_keyboard(office, incoming)
    assigned(office, incoming)
    outgoing = answered(office, incoming)
    for username, button in (
        (OFFICER, "Trình"),
        (HEAD, "Duyệt"),
        (office_head(), "Đạt thể thức, trình ký"),
        (DEPUTY, "Ký ban hành"),
        (CLERK, "Cấp số, ngày"),
        (CLERK, "Phát hành"),
    ):
        step(office, username, outgoing, button)
    letter = Outgoing.objects.get(pk=outgoing)
    assert (letter.state, letter.number, letter.authority) == ("issued", 1, "KT.")
    assert Incoming.objects.get(pk=incoming).state == "done"
    run_all()
    received(office, letter.code)
    office.read_without_script(CLERK, f"/van-ban-den/{incoming}/", "Luồng xử lý", letter.code)
    office.read_without_script(DIRECTOR, f"/van-ban-di/{outgoing}/", "Nơi nhận", letter.code)
    tells_each_step_by_its_doer(office, outgoing)
    office.read_without_script(CLERK, "/van-ban-den/", SUBJECT)


def office_head() -> str:
    """Chánh văn phòng of the department, to whom the check of the office belongs."""
    seat = Appointment.objects.get(agency=seat_of(CLERK).agency, post__role=Role.OFFICE_HEAD)
    return str(seat.user.username)


def seat_of(username: str) -> Appointment:
    return Appointment.objects.get(user__username=username)


def tells_each_step_by_its_doer(office: Office, outgoing: int) -> None:
    """Drafted, reviewed, checked, signed, numbered and issued, each under its own name."""
    told = Entry.objects.filter(subject_kind=OUTGOING_KIND, subject_id=outgoing)
    doers = dict(told.order_by("pk").values_list("verb", "actor_name"))
    names = dict(User.objects.values_list("username", "full_name"))
    for verb, username in (
        ("submit", OFFICER), ("review", HEAD), ("check", office_head()), ("approve", DEPUTY),
        ("number", CLERK), ("issue", CLERK),
    ):  # fmt: skip
        assert doers[f"documents.outgoing.{verb}"] == names[username], verb


def arrives(office: Office, tmp_path: Path) -> int:
    paper = tmp_path / "647-THH.pdf"
    paper.write_bytes(files.pdf("cong van 647"))
    page = office.person(CLERK)
    page.goto(f"{office.site}/")
    office.look(page, "desk of the clerk")
    page.goto(f"{office.site}/van-ban-den/vao-so/")
    office.look(page, "form of registering")
    page.locator("#id_issuer_name").fill("Cục Tin học hóa")
    page.locator("#id_code").fill("647/THH-CPĐT")
    page.locator("#id_issued_on").fill(f"{timezone.localdate():%d/%m/%Y}")
    page.locator("#id_subject").fill(SUBJECT)
    page.locator("input[type=file][name=main]").set_input_files(paper)
    page.get_by_role("button", name="Vào sổ", exact=True).click()
    page.wait_for_url(re.compile(r"/van-ban-den/\d+/"))
    run_all()
    letter = Incoming.objects.get()
    assert (letter.state, letter.number) == ("registered", 1)
    page.goto(f"{office.site}/van-ban-den/")
    expect(page.locator("main")).to_contain_text("647/THH-CPĐT")
    office.look(page, "list of incoming letters")
    return letter.pk


def presented(office: Office, incoming: int) -> None:
    page = office.person(CLERK)
    page.goto(f"{office.site}/van-ban-den/{incoming}/trinh/")
    office.look(page, "letter of the clerk")
    choose(page, "to_post_id", DIRECTOR)
    send(page, "Trình lãnh đạo")
    assert Incoming.objects.get(pk=incoming).state == "presented"


def choose(page: Page, name: str, username: str) -> None:
    """Take the post of a person, from a list or from buttons."""
    post = str(Appointment.objects.get(user__username=username).post_id)
    field = page.locator(f"[name={name}]").first
    if field.evaluate("one => one.tagName") == "SELECT":
        field.select_option(value=post)
    else:
        page.locator(f"[name={name}][value='{post}']").check()


def send(page: Page, name: str) -> None:
    """Press the button of the open form, agree when asked, and wait for what follows."""
    button = page.locator("#viec").get_by_role("button", name=name, exact=True)
    with page.expect_navigation():
        asks = button.get_attribute("data-confirm")
        button.click()
        if asks:
            page.locator("#xac-nhan").get_by_role("button", name="Đồng ý").click()


def posted(answer: Response) -> bool:
    """The answer to a form, not to a look-up beside it."""
    return answer.request.method == "POST" and answer.request.is_navigation_request()


def directed_by_keyboard(office: Office, incoming: int) -> None:
    page = office.person(DIRECTOR)
    page.goto(f"{office.site}/van-ban-den/{incoming}/but-phe/")
    office.look(page, "letter of the director")
    page.set_viewport_size({"width": 1366, "height": 768})
    page.locator("h1").click()
    page.keyboard.press("c")
    expect(page.locator("#id_instruction")).to_be_focused()
    page.keyboard.type("Giao phòng tham mưu trả lời trước hạn.")
    lead = page.locator("tr", has_text="Phòng Công nghệ thông tin").locator("[name=lead]").first
    lead.focus()
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.locator("main")).to_contain_text("Giao phòng tham mưu trả lời trước hạn.")
    assert Incoming.objects.get(pk=incoming).state == "directed"


def assigned(office: Office, incoming: int) -> None:
    page = office.person(HEAD)
    page.goto(f"{office.site}/")
    office.look(page, "desk of the head")
    page.goto(f"{office.site}/van-ban-den/{incoming}/phan-cong/")
    officer = Appointment.objects.get(user__username=OFFICER)
    page.locator(
        f"[name=lead][value='p{officer.post_id}'], [name=lead][value='post:{officer.post_id}']"
    ).first.check()
    page.locator("#id_instruction").fill("Soạn văn bản trả lời.")
    send(page, "Phân công")
    assert Incoming.objects.get(pk=incoming).state == "processing"


def answered(office: Office, incoming: int) -> int:
    page = office.person(OFFICER)
    page.goto(f"{office.site}/van-ban-den/{incoming}/")
    expect(page.locator("main")).to_contain_text("Soạn văn bản trả lời.")
    office.look(page, "letter of the officer")
    page.goto(f"{office.site}/van-ban-di/du-thao/moi/?tra-loi={incoming}")
    office.look(page, "form of a draft")
    page.locator("#id_subject").fill("trả lời về tình hình ứng dụng công nghệ thông tin")
    page.locator("#id_addressees").fill("UBND huyện Hiệp Hòa")
    page.locator("#id_body").fill("Sở Thông tin và Truyền thông trả lời như sau.\n\nTrân trọng./.")
    choose(page, "signer_post_id", DEPUTY)
    page.locator("label", has_text="Hiệp Hòa").locator("[name=agencies]").first.check()
    page.get_by_role("button", name="Lưu dự thảo").click()
    page.wait_for_url(re.compile(r"/van-ban-di/\d+/"))
    return Outgoing.objects.get().pk


def step(office: Office, username: str, outgoing: int, button: str) -> None:
    page = office.person(username)
    page.goto(f"{office.site}/van-ban-di/{outgoing}/")
    office.look(page, f"outgoing letter: {button}")
    page.set_viewport_size({"width": 1366, "height": 768})
    send(page, button)
    expect(page.locator("main .notice.error, main .error-text")).to_have_count(0)


def received(office: Office, code: str) -> None:
    deliver_here(at=now())  # what the worker does
    page = office.person(NEIGHBOUR)
    page.goto(f"{office.site}/van-ban-den/?tt=cho-vao-so")
    expect(page.locator("main")).to_contain_text(code)
    office.look(page, "letters that wait to be registered")
    waiting = Incoming.objects.get(code=code)
    page.goto(f"{office.site}/van-ban-den/{waiting.pk}/vao-so/")
    office.look(page, "registering what arrived")
    with page.expect_navigation():
        page.get_by_role("button", name="Vào sổ", exact=True).click()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.number) == ("registered", 1)


def test_the_deputy_acts_for_the_director_and_the_chain_says_so(
    office: Office, tmp_path: Path
) -> None:
    incoming = arrives(office, tmp_path)
    presented(office, incoming)
    giver, receiver = (Appointment.objects.get(user__username=name) for name in (DIRECTOR, DEPUTY))
    delegation(
        giver, receiver, scopes=["documents."], starts_at=now() - timedelta(hours=1),
        ends_at=now() + timedelta(days=1),
    )  # fmt: skip
    page = office.person(DEPUTY)
    page.goto(f"{office.site}/vai-tro")
    office.look(page, "choice of posts")
    name = User.objects.get(username=DIRECTOR).full_name
    with page.expect_navigation():
        page.locator("main form, main li, main tr", has_text=name).get_by_role(
            "button"
        ).first.click()
    page.goto(f"{office.site}/van-ban-den/{incoming}/but-phe/")
    page.locator("tr", has_text="Phòng Công nghệ thông tin").locator("[name=lead]").first.check()
    page.locator("#id_instruction").fill("Giao phòng trả lời.")
    send(page, "Ký bút phê")
    page.goto(f"{office.site}/van-ban-den/{incoming}/")
    page.locator("details", has_text="Diễn biến từng bước").locator("summary").click()
    expect(page.locator(".steplist")).to_contain_text(f"thay {name}")
    page.goto(f"{office.site}/van-ban-den/{incoming}/in/")
    expect(page.locator("main")).to_contain_text(name)


def test_of_two_tabs_the_second_is_told_and_keeps_its_words(office: Office, tmp_path: Path) -> None:
    incoming = arrives(office, tmp_path)
    presented(office, incoming)
    first = office.person(DIRECTOR)
    second = first.context.new_page()
    for tab, words in ((first, "Giao phòng trả lời."), (second, "Giao phòng khác nghiên cứu.")):
        tab.goto(f"{office.site}/van-ban-den/{incoming}/but-phe/")
        tab.locator("tr", has_text="Phòng Công nghệ thông tin").locator("[name=lead]").first.check()
        tab.locator("#id_instruction").fill(words)
    send(first, "Ký bút phê")
    office.expected_refusals = 1
    with second.expect_response(posted) as answered:
        second.locator("#viec").get_by_role("button", name="Ký bút phê").click()
    assert answered.value.status == 409
    expect(second.locator("[role=alert]").first).to_contain_text("người khác thay đổi")
    expect(second.locator("#id_instruction")).to_have_value("Giao phòng khác nghiên cứu.")
