"""A licence that somebody asks for at home: filed, supplemented, paid, granted and rated."""

from __future__ import annotations

import hashlib
import re
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from congvu.core.accounts.models import User
from congvu.core.files import factories as files
from congvu.core.jobs.testing import run_all
from congvu.core.kernel.clock import now
from congvu.core.organisation.choices import Role
from congvu.core.organisation.models import Agency, Appointment
from congvu.core.organisation.queries import actor_for
from congvu.counter.dossiers.choices import ApplicantKind, State
from congvu.counter.dossiers.models import Dossier
from congvu.counter.fees import factories as fees
from congvu.counter.fees.models import Charge, Payment
from congvu.counter.filing.factories import scan
from congvu.office.signing import factories as signing
from congvu.office.signing.factories import PIN
from congvu.office.signing.verification import verify
from congvu.office.signing.verification.anchors import Anchors
from congvu.project.demo import procedures
from congvu.project.demo.load import organise
from tests.browser.people import CHROMIUM, Office, chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
]
CODE = "1.003868"
NAME = "Cấp giấy phép xuất bản tài liệu không kinh doanh của địa phương"
CITIZEN, CLERK, LEADER = "congdan", "vanthu.stttt", "giamdoc.stttt"
BLURRED = "Trang bìa của bản thảo bị mờ, chụp lại cho rõ"
TYPED = {
    "who-name": "Hội Văn học nghệ thuật tỉnh",
    "who-identifier": "0100109106",
    "who-phone": "0912 345 678",
    "who-address": "Số 12, đường Lê Lợi",
    "f.ten": "Hội Văn học nghệ thuật tỉnh",
    "f.ma_so": "0100109106",
    "f.dia_chi.line": "Số 12, đường Lê Lợi",
    "f.nguoi_lien_he": "Lê Thị Mai",
    "f.dien_thoai": "0204 3854 123",
    "f.thu_dien_tu": "vanphong@vidu.vn",
    "f.tai_lieu.0.ten": "Kỷ yếu 30 năm",
    "f.tai_lieu.0.tac_gia": "Ban biên soạn",
}
LATER = {
    "f.tai_lieu.0.so_trang": "240",
    "f.tai_lieu.0.so_ban": "300",
    "f.tom_tat": "Ghi lại chặng đường ba mươi năm của Hội, kèm ảnh tư liệu và danh sách hội viên.",
    "f.muc_dich": "Phát cho hội viên nhân ngày kỷ niệm.",
    "f.co_so_in": "Công ty in tỉnh",
}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    organise(small=True, say=lambda _: None)
    procedures.load(at=now())
    fees.rule(procedure_code=CODE, name="Lệ phí cấp giấy phép")
    agency = Agency.objects.get(slug="stttt")
    fees.account(agency.pk, code="kho-bac")
    leader = User.objects.get(username=LEADER)
    signing.enrol(actor_for(user=leader, at=now()), now())
    signing.enrol_seal(agency.pk, agency.name, now())
    server = LiveServer("127.0.0.1")
    with chromium() as browser:
        made = Office(browser, server.url)
        yield made
        made.close()
    server.stop()
    assert not made.complaints, "\n".join(made.complaints)


def test_a_licence_is_asked_for_paid_granted_and_rated(office: Office, tmp_path: Path) -> None:
    dossier = filed(office, tmp_path)
    supplemented(office, dossier, tmp_path)
    accepted(office, dossier)
    paid(office, dossier)
    granted(office, dossier)
    rated(office, dossier)


def filed(office: Office, tmp_path: Path) -> Dossier:
    manuscript = paper(tmp_path, "ban-thao")
    page = office.person(CITIZEN)
    page.goto(f"{office.site}/nop-ho-so/")
    office.look(page, "filing online")
    page.goto(f"{office.site}/nop-ho-so/thu-tuc/{CODE}/")
    office.look(page, "choice of the agency")
    page.get_by_role("button", name="Bắt đầu khai").click()
    expect(page.locator("[data-schema-form][data-live]")).to_be_visible()
    office.look(page, "draft")
    typed(page)
    for place in (1, 2):
        box = page.locator(f"#giay-to-{place}")
        box.locator("input[type=file]").set_input_files(manuscript)
        expect(box.locator(".attachments")).to_contain_text("ban-thao.pdf")
    page.locator("[name='f.ban_thao.new']").set_input_files(manuscript)
    page.get_by_role("button", name="Xem lại và nộp").click()
    expect(page.get_by_role("heading", name="Xem lại trước khi nộp")).to_be_visible()
    expect(page.locator("main")).to_contain_text("72.000")
    office.look(page, "draft before filing")
    page.get_by_role("button", name="Nộp hồ sơ").click()
    expect(page.get_by_role("heading", name="Đã nộp hồ sơ")).to_be_visible()
    office.look(page, "dossier filed")
    run_all()
    dossier = Dossier.objects.get()
    assert (dossier.state, dossier.answers["tong_trang_in"]) == (State.NEW, 72_000)
    page.get_by_role("link", name="Xem hồ sơ").click()
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    office.look(page, "dossier of one's own")
    page.goto(f"{office.site}/ho-so-cua-toi/{dossier.pk}/to-khai/")
    expect(page.locator("main")).to_contain_text("Kỷ yếu 30 năm")
    office.look(page, "form as it was filed")
    page.goto(f"{office.site}/ho-so-cua-toi/")
    expect(page.locator("main")).to_contain_text(dossier.code)
    office.look(page, "dossiers of one's own")
    return dossier


def typed(page: Page) -> None:
    """The form draws what the answers ask for: printing comes with a printed document."""
    day = timezone.localdate()
    printing = page.get_by_role("heading", name="In và phát hành")
    expect(printing).to_be_hidden()
    fill(page, TYPED)
    page.locator("[name='who-kind']").select_option(value=str(ApplicantKind.ORGANISATION.value))
    page.locator("[name='f.loai']").select_option(value="doan_the")
    page.locator("[name='f.dia_chi.territory']").select_option(value="07210")
    pick(page, "f.tai_lieu.0.hinh_thuc", "giay")
    expect(page.locator("[name='f.tai_lieu.0.dung_luong']")).to_be_hidden()
    pick(page, "f.ngon_ngu", "vi")
    pick(page, "f.pham_vi", "noi_bo")
    fill(page, LATER | {
        "f.bat_dau": f"{day + timedelta(days=7):%d/%m/%Y}",
        "f.ket_thuc": f"{day + timedelta(days=30):%d/%m/%Y}",
    })  # fmt: skip
    expect(printing).to_be_visible()
    pick(page, "f.kinh_doanh", "co")
    pick(page, "f.chu_ky", "account")
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu lúc")


def fill(page: Page, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        page.locator(f"[name='{name}']").fill(text)


def pick(page: Page, name: str, value: str) -> None:
    page.locator(f"[name='{name}'][value='{value}']").check()


def paper(folder: Path, name: str) -> Path:
    file = folder / f"{name}.pdf"
    file.write_bytes(files.pdf(name))
    return file


def supplemented(office: Office, dossier: Dossier, tmp_path: Path) -> None:
    """The desk asks, and whoever holds the link answers with a picture, without an account."""
    clerk = verb(office, CLERK, dossier, "bo-sung")
    clerk.get_by_role("checkbox", name="Bản thảo tài liệu có dấu").check()
    clerk.get_by_label("Các điểm khác").fill(BLURRED)
    clerk.get_by_label("Lý do", exact=False).first.fill("Bản thảo chưa đọc được")
    done(clerk, "Yêu cầu bổ sung", "Đã yêu cầu bổ sung.")
    run_all()
    clerk.goto(f"{office.site}/mot-cua/trao-doi/{dossier.pk}/")
    expect(clerk.locator("main")).to_contain_text("Kỷ yếu 30 năm")
    office.look(clerk, "applicant as the desk sees them")
    clerk.get_by_role("button", name="Cấp đường dẫn mới").click()
    expect(clerk.locator("main code")).to_have_count(1)
    address = clerk.locator("main code").inner_text()

    helper = office.visitor()
    helper.goto(address)
    expect(helper.locator("main")).to_contain_text(BLURRED)
    office.look(helper, "supplement without an account")
    cover = tmp_path / "trang-bia.png"
    cover.write_bytes(scan(lines=6, size=(620, 877)))
    helper.get_by_label("Bản thảo tài liệu có dấu").set_input_files(cover)
    helper.get_by_label("Nội dung khai lại").fill("Đã chụp lại trang bìa")
    helper.get_by_role("button", name="Nộp bổ sung").click()
    expect(helper.locator("main")).to_contain_text("không có yêu cầu bổ sung nào đang chờ")
    office.look(helper, "supplement that was sent")
    run_all()
    dossier.refresh_from_db()
    assert dossier.supplements.get().supplied_at


def verb(office: Office, username: str, dossier: Dossier, slug: str) -> Page:
    """The form of one verb on the dossier's page."""
    page = office.person(username)
    page.goto(f"{office.site}/mot-cua/ho-so/{dossier.pk}/{slug}/")
    expect(page.locator("form.verb")).to_be_visible()
    office.look(page, f"dossier, {slug}")
    return page


def done(page: Page, button: str, said: str) -> None:
    page.locator("form.verb").get_by_role("button", name=button, exact=True).click()
    expect(page.locator("body")).to_contain_text(said)


def accepted(office: Office, dossier: Dossier) -> None:
    clerk = verb(office, CLERK, dossier, "tiep-nhan")
    expect(clerk.locator("main")).to_contain_text("trang-bia.png")
    done(clerk, "Tiếp nhận", "Đã tiếp nhận.")
    run_all()
    clerk = verb(office, CLERK, dossier, "chuyen-xu-ly")
    pick(clerk, "to", f"p{officer().post_id}")
    done(clerk, "Chuyển xử lý", "Đã chuyển xử lý.")
    run_all()
    dossier.refresh_from_db()
    assert dossier.due_at is not None
    assert dossier.state == State.PROCESSING


def officer() -> Appointment:
    """An officer of the division of press and publishing."""
    seats = Appointment.objects.filter(agency__slug="stttt", unit__notation="BCXB")
    return seats.filter(post__role=Role.OFFICER).order_by("pk")[0]


def paid(office: Office, dossier: Dossier) -> None:
    """The clock stands while the fee is due; the bank's own message pays, not the browser."""
    worker = verb(office, officer().user.username, dossier, "nop-phi")
    worker.get_by_label("Khoản phải nộp").fill("Lệ phí cấp giấy phép")
    done(worker, "Yêu cầu nộp phí", "Đã yêu cầu nộp phí")
    charge = Charge.objects.get()
    clerk = office.person(CLERK)
    clerk.goto(f"{office.site}/thu-phi/{charge.pk}/")
    expect(clerk.locator("main")).to_contain_text("150.000")
    office.look(clerk, "charge")

    payer = office.visitor()
    payer.goto(f"{office.site}/nop-phi/{charge.key}/")
    office.look(payer, "fee to pay")
    payer.get_by_role("button", name=re.compile("VietQR")).click()
    expect(payer.locator("main")).to_contain_text("Đang chờ ngân hàng báo")
    office.look(payer, "fee that waits for the bank")
    bank_tells(office, Payment.objects.get(charge=charge))
    expect(payer.get_by_role("link", name=re.compile("Tải biên lai"))).to_be_visible(timeout=15_000)
    office.look(payer, "fee that is paid")
    run_all()
    dossier.refresh_from_db()
    assert dossier.state == State.PROCESSING


def bank_tells(office: Office, payment: Payment) -> None:
    said = fees.message(payment, at=now())
    request = urllib.request.Request(
        f"{office.site}/cong-thanh-toan/kho-bac/", said["body"],
        {"Content-Type": "application/json", **said["headers"]},
    )  # fmt: skip
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.status == 200


def granted(office: Office, dossier: Dossier) -> None:
    worker = verb(office, officer().user.username, dossier, "trinh")
    worker.get_by_label("Tên kết quả").fill("Giấy phép xuất bản tài liệu không kinh doanh")
    worker.get_by_label("Tên loại in trên kết quả").fill("Giấy phép xuất bản")
    worker.get_by_label("Ký hiệu sau số").fill("GP")
    expect(worker.get_by_label("Nội dung kết quả")).to_have_value(re.compile(dossier.code))
    done(worker, "Trình kết quả", "Đã trình kết quả.")
    run_all()
    leader = verb(office, LEADER, dossier, "phe-duyet")
    leader.get_by_label("Mã PIN").fill(PIN)
    done(leader, "Phê duyệt kết quả", "Đã phê duyệt kết quả.")
    run_all()
    sealed(office, dossier)
    clerk = verb(office, CLERK, dossier, "tra-ket-qua")
    done(clerk, "Trả kết quả", "Đã trả kết quả.")
    run_all()
    office.look(clerk, "dossier that is done")
    dossier.refresh_from_db()
    assert dossier.state == State.RETURNED


def sealed(office: Office, dossier: Dossier) -> None:
    """The desk numbers and seals; whoever scans the QR sees whose signatures hold."""
    clerk = verb(office, CLERK, dossier, "dong-dau")
    clerk.get_by_label("Mã PIN").fill(PIN)
    done(clerk, "Cấp số, đóng dấu số", "Đã cấp số, đóng dấu số kết quả.")
    run_all()
    clerk.goto(f"{office.site}/mot-cua/so-ket-qua/")
    expect(clerk.locator("main")).to_contain_text("01/GP-STTTT")
    office.look(clerk, "register of results")
    reader = office.visitor()
    reader.goto(f"{office.site}/ket-qua/{dossier.result.entries.get().key}/")
    expect(reader.locator("main")).to_contain_text("Đang có hiệu lực")
    expect(reader.get_by_role("heading", name=re.compile("Chữ ký 3"))).to_be_visible()
    expect(reader.locator("main")).not_to_contain_text("Hội Văn học nghệ thuật tỉnh")
    office.look(reader, "verified result")


def rated(office: Office, dossier: Dossier) -> None:
    """The result is downloaded, the service is found bad, and the leader hears of it."""
    page = office.person(CITIZEN)
    page.goto(f"{office.site}/ho-so-cua-toi/{dossier.pk}/")
    expect(page.locator("main")).to_contain_text("01/GP-STTTT")
    office.look(page, "own dossier with its result")
    with page.expect_download() as coming:
        page.get_by_role("link", name=f"ket-qua-{dossier.code}.pdf").click()
    content = coming.value.path().read_bytes()
    assert hashlib.sha256(content).hexdigest() == dossier.result.entries.get().sha256
    report = verify(content, at=now(), anchors=Anchors())
    assert [one.integrity for one in report.signatures] == ["intact"] * 3
    page.get_by_role("link", name="Đánh giá").click()
    expect(page.get_by_role("heading", name="Đánh giá việc giải quyết hồ sơ")).to_be_visible()
    office.look(page, "rating")
    for name in ("contacts", "agencies", "attitude"):
        pick(page, name, "0")
    page.get_by_label("Ý kiến thêm").fill("Phải đi lại ba lần")
    page.get_by_role("button", name="Gửi đánh giá").click()
    expect(page.locator("body")).to_contain_text("Cảm ơn ông/bà đã đánh giá.")
    run_all()

    leader = office.person(LEADER)
    leader.goto(f"{office.site}/mot-cua/danh-gia/")
    expect(leader.locator("main")).to_contain_text("Phải đi lại ba lần")
    office.look(leader, "ratings")
    leader.get_by_label("Đã làm gì").fill("Đã xin lỗi và nhắc cán bộ")
    leader.get_by_role("button", name="Ghi là xong").click()
    expect(leader.locator("body")).to_contain_text("Đã ghi việc đã làm.")
    page.goto(f"{office.site}/ho-so-cua-toi/{dossier.pk}/danh-gia/")
    expect(page.locator("main")).to_contain_text("Đã xin lỗi và nhắc cán bộ")
    office.look(page, "rating that was answered")
