"""A birth registered anew at a commune, with a department's part in between, up to the parent's
own look at it without an account."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from congvu.core.jobs.testing import run_all
from congvu.core.kernel.clock import now
from congvu.core.organisation.choices import Role
from congvu.core.organisation.models import Appointment
from congvu.core.organisation.queries import actor_for
from congvu.counter.dossiers.choices import JointState, State
from congvu.counter.dossiers.models import Dossier, Joint
from congvu.office.signing import factories as signing
from congvu.office.signing.factories import PIN
from congvu.project.demo import procedures, processes
from congvu.project.demo.load import organise
from tests.browser.people import CHROMIUM, Office, chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
]
CODE, COMMUNE, DEPARTMENT = "BG-7010", "hiephoa-ducthang", "snv"
MISSING = "Bản chụp sổ hộ khẩu cũ"


@pytest.fixture
def office() -> Iterator[Office]:
    organise(small=True, say=lambda _: None)
    procedures.load(at=now())
    processes.load(at=now())
    for slug in (COMMUNE, DEPARTMENT):
        chief = who(slug, Role.LEADER)
        signing.enrol(actor_for(user=chief.user, at=now()), now())
        signing.enrol_seal(chief.agency.pk, chief.agency.name, now())
    server = LiveServer("127.0.0.1")
    with chromium() as browser:
        made = Office(browser, server.url)
        yield made
        made.close()
    server.stop()
    assert not made.complaints, "\n".join(made.complaints)


def test_a_birth_is_registered_with_a_departments_part(office: Office) -> None:
    dossier = received(office)
    child = joined(office, dossier)
    supplemented(office, dossier, child)
    settled(office, child)
    signed(office, dossier)
    tracked(office, dossier)


def who(agency: str, role: Role) -> Appointment:
    rows = Appointment.objects.filter(agency__slug=agency, post__role=role)
    found: Appointment = rows.select_related("user", "agency").order_by("pk")[0]
    return found


def received(office: Office) -> Dossier:
    """At the counter, with as many keys as the mother has words: name, telephone, the papers."""
    page = office.person(who(COMMUNE, Role.CLERK).user.username)
    page.goto(f"{office.site}/mot-cua/tiep-nhan/?thu_tuc={CODE}")
    office.look(page, "intake of a birth")
    page.locator("[name='name']").fill("Nguyễn Thị Hòa")
    page.locator("[name='phone']").fill("0912 345 601")
    page.get_by_role("button", name="Tiếp nhận", exact=True).click()
    expect(page.locator("body")).to_contain_text("Đã tiếp nhận hồ sơ")
    run_all()
    dossier = Dossier.objects.get()
    assert dossier.state == State.ACCEPTED
    return dossier


def step(office: Office, person: Appointment, dossier: Dossier, move: str) -> Page:
    """Take a move of the open step, on the dossier's page."""
    page = office.person(person.user.username)
    page.goto(f"{office.site}/mot-cua/ho-so/{dossier.pk}/chuyen-buoc/")
    expect(page.locator("form.verb")).to_be_visible()
    page.locator(f"[name='move'][value='{move}']").check()
    return page


def done(page: Page, button: str, said: str) -> None:
    page.locator("form.verb").get_by_role("button", name=button, exact=True).click()
    expect(page.locator("body")).to_contain_text(said)
    run_all()


def verb(office: Office, person: Appointment, dossier: Dossier, slug: str) -> Page:
    page = office.person(person.user.username)
    page.goto(f"{office.site}/mot-cua/ho-so/{dossier.pk}/{slug}/")
    expect(page.locator("form.verb")).to_be_visible()
    office.look(page, f"joint dossier, {slug}")
    return page


def joined(office: Office, dossier: Dossier) -> Dossier:
    """The officer asks the archives; a child lies at the department's desk by itself."""
    officer = who(COMMUNE, Role.OFFICER)
    desk = step(office, who(COMMUNE, Role.CLERK), dossier, "tiep_nhan:chuyen")
    desk.locator("[name='to_xac_minh']").select_option(value=f"p{officer.post_id}")
    done(desk, "Chuyển bước", "Đã chuyển bước.")
    done(step(office, officer, dossier, "xac_minh:xin"), "Chuyển bước", "Đã chuyển bước.")
    joint = Joint.objects.select_related("child").get()
    assert joint.state == JointState.SENT
    assert joint.child is not None
    desk.goto(f"{office.site}/mot-cua/lien-thong/")
    expect(desk.locator("main")).to_contain_text("Sở Nội vụ")
    expect(desk.locator("main")).to_contain_text(joint.child.code)
    office.look(desk, "joint work under way")
    return joint.child


def supplemented(office: Office, dossier: Dossier, child: Dossier) -> None:
    """What the department misses is asked of the mother once, by the commune."""
    desk, officer = who(DEPARTMENT, Role.CLERK), who(COMMUNE, Role.OFFICER)
    page = verb(office, desk, child, "bo-sung")
    page.get_by_label("Các điểm khác").fill(MISSING)
    page.locator("[name='reason']").fill("Chưa đủ căn cứ tra cứu")
    done(page, "Yêu cầu bổ sung", "Đã yêu cầu bổ sung.")
    page = verb(office, officer, dossier, "bo-sung")
    expect(page.get_by_label("Các điểm khác")).to_have_value(f"Sở Nội vụ: {MISSING}")
    page.locator("[name='reason']").fill("Sở Nội vụ cần thêm")
    done(page, "Yêu cầu bổ sung", "Đã yêu cầu bổ sung.")
    page = verb(office, who(COMMUNE, Role.CLERK), dossier, "da-bo-sung")
    page.locator("[name='remark']").fill("Đã nộp bản chụp")
    done(page, "Ghi nhận bổ sung", "Đã ghi nhận bổ sung.")
    assert child.supplements.get().supplied_note == "Đã nộp bản chụp"


def settled(office: Office, child: Dossier) -> None:
    """The department receives, works, decides and signs on a dossier of its own."""
    desk, leader = who(DEPARTMENT, Role.CLERK), who(DEPARTMENT, Role.LEADER)
    officer = who(DEPARTMENT, Role.OFFICER)
    done(verb(office, desk, child, "tiep-nhan"), "Tiếp nhận", "Đã tiếp nhận.")
    page = verb(office, desk, child, "chuyen-xu-ly")
    page.locator(f"[name='to'][value='p{officer.post_id}']").check()
    done(page, "Chuyển xử lý", "Đã chuyển xử lý.")
    proposed(office, officer, child, "Bản sao sổ đăng ký khai sinh", "BS")
    page = verb(office, leader, child, "phe-duyet")
    page.get_by_label("Mã PIN").fill(PIN)
    done(page, "Phê duyệt kết quả", "Đã phê duyệt kết quả.")
    assert Joint.objects.get().state == JointState.SENT, "nothing goes out without its seal"
    keyed(office, desk, child, "dong-dau", "Cấp số, đóng dấu số", "Đã cấp số, đóng dấu số kết quả.")


def proposed(office: Office, person: Appointment, dossier: Dossier, name: str, mark: str) -> None:
    page = verb(office, person, dossier, "trinh")
    page.get_by_label("Tên kết quả").fill(name)
    page.get_by_label("Tên loại in trên kết quả").fill(name)
    page.get_by_label("Ký hiệu sau số").fill(mark)
    done(page, "Trình kết quả", "Đã trình kết quả.")


def keyed(
    office: Office, person: Appointment, dossier: Dossier, slug: str, button: str, said: str
) -> None:
    page = verb(office, person, dossier, slug)
    page.get_by_label("Mã PIN").fill(PIN)
    done(page, button, said)


def signed(office: Office, dossier: Dossier) -> None:
    """The department's result lies in the commune's dossier; the chairman signs the commune's own,
    the commune seals it and gives it out."""
    assert Joint.objects.get().state == JointState.RETURNED
    officer, desk = who(COMMUNE, Role.OFFICER), who(COMMUNE, Role.CLERK)
    chairman = who(COMMUNE, Role.LEADER)
    page = office.person(officer.user.username)
    page.goto(f"{office.site}/mot-cua/ho-so/{dossier.pk}/")
    expect(page.locator("main")).to_contain_text("Kết quả liên thông: 01/BS-SNV")
    expect(page.locator("main")).to_contain_text("Kết quả: Bản sao sổ đăng ký khai sinh")
    office.look(page, "dossier with a result of joint work")
    proposed(office, officer, dossier, "Giấy khai sinh", "KS")
    done(step(office, officer, dossier, "du_thao:trinh"), "Chuyển bước", "Đã chuyển bước.")
    keyed(office, chairman, dossier, "ky-so", "Ký số kết quả", "Đã ký số kết quả.")
    done(step(office, chairman, dossier, "ky_duyet:ky"), "Chuyển bước", "Đã chuyển bước.")
    keyed(
        office, desk, dossier, "dong-dau", "Cấp số, đóng dấu số", "Đã cấp số, đóng dấu số kết quả."
    )
    done(step(office, desk, dossier, "tra_ket_qua:tra"), "Chuyển bước", "Đã chuyển bước.")
    dossier.refresh_from_db()
    assert dossier.state == State.RETURNED
    assert dossier.result.entries.get().sealed_at is not None


def tracked(office: Office, dossier: Dossier) -> None:
    """Code and four digits are enough; what the agencies said to each other is not shown."""
    page = office.visitor()
    page.goto(f"{office.site}/tra-cuu-ho-so/")
    page.get_by_label("Mã hồ sơ").fill(dossier.code)
    page.get_by_label("Bốn số cuối").fill("5601")
    page.get_by_role("button", name="Tra cứu").click()
    expect(page.locator("main")).to_contain_text("Đã trả kết quả")
    expect(page.locator("main")).not_to_contain_text("BS-SNV")
    office.look(page, "dossier that was looked up")
