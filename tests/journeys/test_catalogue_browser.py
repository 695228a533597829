"""A citizen finds a procedure; the keeper brings a change in and compares it with what was."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from congvu.core.jobs.testing import run_all
from congvu.core.kernel.clock import now
from congvu.project.demo import procedures
from congvu.project.demo.load import organise
from tests.browser.people import CHROMIUM, Office, chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
]
NAME = "Cấp giấy phép xuất bản bản tin của địa phương"


@pytest.fixture
def office() -> Iterator[Office]:
    organise(small=True, say=lambda _: None)
    procedures.load(at=now())
    server = LiveServer("127.0.0.1")
    with chromium() as browser:
        made = Office(browser, server.url)
        yield made
        made.close()
    server.stop()
    assert made.complaints == []


def test_a_procedure_is_found_changed_and_compared(office: Office, tmp_path: Path) -> None:
    citizen = office.visitor()
    citizen.goto(f"{office.site}/thu-tuc/")
    office.look(citizen, "public catalogue")
    citizen.fill("input[name=q]", "ban tin xuat ban")
    citizen.get_by_role("button", name="Tìm").click()
    citizen.get_by_role("link", name=NAME, exact=True).click()
    expect(citizen.get_by_role("heading", name=NAME)).to_be_visible()
    expect(citizen.locator("main")).to_contain_text("20 ngày")
    expect(citizen.locator("main")).to_contain_text("Sở Thông tin và Truyền thông")
    office.look(citizen, "public procedure")

    keeper = office.person("quantri")
    keeper.goto(f"{office.site}/danh-muc-thu-tuc/nap/")
    office.look(keeper, "upload of a catalogue")
    keeper.set_input_files("input[type=file]", changed_list(tmp_path))
    tomorrow = timezone.localdate() + timedelta(days=1)
    keeper.fill("input[name=valid_from]", f"{tomorrow:%d/%m/%Y}")
    keeper.get_by_role("button", name="Tải lên và xem trước").click()
    expect(keeper.locator("main")).to_contain_text("Chờ xác nhận")
    office.look(keeper, "report of a trial")
    keeper.get_by_role("button", name="Xác nhận nạp").click()
    expect(keeper.locator("main")).to_contain_text("Đang nạp")
    run_all()
    keeper.reload()
    expect(keeper.locator("main")).to_contain_text("Đã nạp")

    keeper.goto(f"{office.site}/danh-muc-thu-tuc/?q=1.009374")
    office.look(keeper, "catalogue of the keepers")
    keeper.get_by_role("link", name=NAME).click()
    office.look(keeper, "procedure of the keepers")
    keeper.get_by_role("link", name="So sánh phiên bản").click()
    expect(keeper.locator("main")).to_contain_text("10 ngày làm việc")
    office.look(keeper, "comparison")
    keeper.goto(f"{office.site}/danh-muc-thu-tuc/1.009374/soan/")
    office.look(keeper, "version by hand")
    keeper.goto(f"{office.site}/danh-muc-thu-tuc/dich-vu/")
    office.look(keeper, "services in bulk")


def changed_list(folder: Path) -> Path:
    """One procedure with another limit; a second row is doubted."""
    file = folder / "thay-doi.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["Mã thủ tục", "Tên thủ tục", "Lĩnh vực", "Thời hạn giải quyết"])
        writer.writerow(["1.009374", NAME, "Báo chí", "10 ngày làm việc"])
        writer.writerow(["1.009386", "Thay đổi giấy phép bản tin", "Báo chí", "theo quy chế"])
    return file
