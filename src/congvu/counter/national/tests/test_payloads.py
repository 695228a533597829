"""What is told of a dossier: whole, under the official tags, as it stood at each event."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from congvu.core.files import factories as files
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.errors import Invalid
from congvu.counter.dossiers import actions as dossiers
from congvu.counter.dossiers import queries as dossier_rows
from congvu.counter.dossiers.actions import Point
from congvu.counter.dossiers.choices import DOSSIER, OFFICIAL, GapKind, Making, State
from congvu.counter.dossiers.factories import AT, Desk
from congvu.counter.fees import factories as fees
from congvu.counter.filing.factories import online
from congvu.counter.filing.models import Submission
from congvu.counter.national.adapter.wire import encode, moment, moment_from, untold
from congvu.counter.national.pictures import picture_of, step_of
from congvu.counter.national.statuses import rules_on
from congvu.counter.national.tests import portal

DAY = date(2026, 11, 16)
LATER = AT + timedelta(days=2)
HOUR = timedelta(hours=1)
quick = settings(
    derandomize=True, max_examples=60, deadline=None, suppress_health_check=list(HealthCheck)
)


@quick
@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2200, 1, 1)))
def test_a_moment_comes_back_from_the_wire(naive: datetime) -> None:
    at = naive.replace(microsecond=0, tzinfo=UTC)
    assert moment_from(moment(at)) == at
    assert moment(moment_from(moment(at))) == moment(at)


@quick
@given(st.text(max_size=20))
def test_a_text_that_is_no_moment_is_refused_or_read_exactly(text: str) -> None:
    try:
        read = moment_from(text)
    except Invalid:
        return
    assert read is None or moment(read) == text.strip()


@quick
@given(st.sampled_from(list(State)))
def test_a_state_comes_back_from_its_code(state: State) -> None:
    rules = rules_on(DAY)
    assert rules.state(rules.code(state)) == state


@quick
@given(st.integers())
def test_a_code_that_there_is_not_is_refused(code: int) -> None:
    rules = rules_on(DAY)
    if code in portal.STEPS:
        assert rules.code(rules.state(code)) == code
    else:
        with pytest.raises(Invalid):
            rules.state(code)


def test_the_table_is_the_standard_and_every_step_of_ours_is_in_it() -> None:
    rules = rules_on(DAY)
    assert {code: set(after) for code, after in rules.allowed.items()} == portal.STEPS
    assert dict(rules.codes) == {str(state): code for state, code in OFFICIAL.items()}
    for row in DOSSIER.rows:
        assert rules.may_follow(rules.code(row.source), rules.code(row.target)), row


def test_every_fact_has_a_tag_and_tags_are_those_of_the_standard() -> None:
    assert not any(untold().values())


def told(dossier: Any, verb: str = "", at: datetime = AT) -> dict[str, Any]:
    whole = dossier_rows.whole([dossier.pk])[dossier.pk]
    events = [one for one in whole.events.all() if not verb or one.verb == verb]
    return encode(picture_of(whole, events[-1], at=at))


@pytest.mark.django_db
def test_a_dossier_just_received(place: Desk) -> None:
    dossier = place.received(title="Cấp giấy phép số 1")
    who, version = dossier.applicant, dossier.procedure
    assert told(dossier) == {
        "MaHoSo": dossier.code,
        "MaTTHC": place.code,
        "TenTTHC": version.name,
        "MaLinhVuc": "G09-LV01",
        "TenLinhVuc": "Xuất bản, in và phát hành",
        "ChuHoSo": "Nguyễn Thị Mẫu",
        "LoaiDoiTuong": 1,
        "MaDoiTuong": "024185000123",
        "ThongTinKhac": "Thôn Mẫu, xã Thử Nghiệm",
        "Email": "",
        "Fax": "",
        "SoDienThoai": who.phone,
        "TrichYeuHoSo": "Cấp giấy phép số 1",
        "NgayTiepNhan": "20261116090000",
        "NgayHenTra": f"{dossier.due_at.astimezone(VIETNAM):%Y%m%d%H%M%S}",
        "TrangThaiHoSo": 2,
        "NgayTra": "",
        "ThongTinTra": "",
        "HinhThuc": 0,
        "NgayKetThucXuLy": "",
        "DonViXuLy": place.agency.name,
        "GhiChu": "",
        "KenhThucHien": 1,
        "DuocThanhToanTrucTuyen": 0,
        "HoSoCoThanhPhanSoHoa": 0,
        "TaiKhoanDuocXacThucVoiVNeID": 0,
        "TaiLieuNop": [],
        "DanhSachLePhi": [],
        "DanhSachHoSoBoSung": [],
        "DanhSachGiayToKetQua": [],
    }
    filed = told(dossier, "file")
    assert (filed["TrangThaiHoSo"], filed["NgayTiepNhan"], filed["NgayHenTra"]) == (1, "", "")


@pytest.mark.django_db
def test_a_life_with_papers_fee_supplement_and_result(place: Desk) -> None:
    fees.rule(150_000, procedure_code=place.code)
    stored = files.stored()
    dossier = place.started(scans=[dossiers.Scan(1, stored)])
    paper = dossier.papers.get(position=2)
    dossiers.ask_supplement(
        actor=place.officer, at=AT + HOUR, dossier_id=dossier.pk, reason="Bản thảo thiếu trang",
        points=[Point("Thiếu trang 3", GapKind.PAPER, paper.pk)],
    )  # fmt: skip
    asked = told(dossier)
    assert asked["TrangThaiHoSo"] == 5
    (request,) = asked["DanhSachHoSoBoSung"]
    assert request["NgayBoSung"] == "20261116100000"
    assert request["NguoiYeuCauBoSung"] == place.officer.name
    assert (request["TrangThaiBoSung"], request["NgayTiepNhanBoSung"]) == (0, "")
    assert request["DanhSachGiayToBoSung"] == [
        {"TenGiayTo": "Thiếu trang 3", "MaThanhPhanHoSo": "TP-02"}
    ]
    dossiers.supply(actor=place.clerk, at=LATER, dossier_id=dossier.pk, remark="Đã đủ")
    dossiers.propose(
        actor=place.officer, at=LATER + HOUR, dossier_id=dossier.pk, name="Giấy phép",
        code="12/GP", papers=[stored],
    )  # fmt: skip
    before = told(dossier)
    assert before["DanhSachGiayToKetQua"] == [], "a result that nobody approved is nobody's yet"
    dossiers.finish(actor=place.leader, at=LATER + 2 * HOUR, dossier_id=dossier.pk)
    dossiers.return_result(actor=place.clerk, at=LATER + 3 * HOUR, dossier_id=dossier.pk)
    last = told(dossier)
    assert last["TrangThaiHoSo"] == 10
    assert last["NgayKetThucXuLy"] == "20261118110000"
    assert last["NgayTra"] == "20261118120000"
    assert last["ThongTinTra"] == "Tại Bộ phận Một cửa: Nguyễn Thị Mẫu"
    (request,) = last["DanhSachHoSoBoSung"]
    assert request["NgayTiepNhanBoSung"] == "20261118090000"
    assert (request["TrangThaiBoSung"], request["ThongTinTiepNhan"]) == (1, "Đã đủ")
    assert request["NguoiTiepNhanBoSung"] == place.clerk.name
    assert request["NgayHenTraTruoc"] < request["NgayHenTraMoi"]
    (fee,) = last["DanhSachLePhi"]
    assert (fee["HinhThucThu"], fee["Gia"], fee["LoaiPhiLePhi"]) == (1, 150_000, 2)
    assert last["DuocThanhToanTrucTuyen"] == 2
    (scan,) = last["TaiLieuNop"]
    assert (scan["MaThanhPhanHoSo"], scan["DuocSoHoa"], scan["IsDeleted"]) == ("TP-01", 1, 0)
    assert scan["DuongDanTaiTepTin"].startswith("http") and last["HoSoCoThanhPhanSoHoa"] == 1
    (result,) = last["DanhSachGiayToKetQua"]
    assert (result["TenGiayTo"], result["MaKetQua"]) == ("Giấy phép", "KQ.G09.000001")
    earlier = told(dossier, "ask_supplement")
    assert earlier["TrangThaiHoSo"] == 5 and earlier["NgayTra"] == "", "as it stood then"
    assert earlier["DanhSachHoSoBoSung"][0]["NgayTiepNhanBoSung"] == ""


@pytest.mark.django_db
def test_a_step_tells_who_did_what_and_keeps_inner_words_inside(place: Desk) -> None:
    dossier = place.started()
    dossiers.hand_over(
        actor=place.clerk, at=AT + HOUR, dossier_id=dossier.pk, unit_id=place.unit.pk,
        remark="Nội bộ: cần kiểm tra kỹ người này",
    )  # fmt: skip
    dossiers.stop(
        actor=system_actor(), at=AT + 2 * HOUR, dossier_id=dossier.pk, reason="Người nộp đã mất"
    )
    whole = dossier_rows.whole([dossier.pk])[dossier.pk]
    steps = {one.verb: encode(step_of(whole, one)) for one in whole.events.all()}
    assert steps["hand_over"] == {
        "MaHoSo": dossier.code, "NguoiXuLy": place.clerk.name, "ChucDanh": place.clerk.label,
        "ThoiDiemXuLy": "20261116100000", "PhongBanXuLy": whole.unit.name,
        "NoiDungXuLy": "Chuyển người xử lý", "TrangThai": 4, "NgayBatDau": "20261116100000",
        "NgayKetThucTheoQuyDinh": moment(whole.due_at),
    }  # fmt: skip
    assert steps["stop"]["NoiDungXuLy"] == "Dừng xử lý: Người nộp đã mất"
    assert steps["stop"]["TrangThai"] == 8


@pytest.mark.django_db
def test_a_result_signed_by_keys_is_told_while_its_number_is_sealed_and_stands(
    place: Desk,
) -> None:
    dossier = place.started()
    dossiers.propose(
        actor=place.officer, at=AT + HOUR, dossier_id=dossier.pk, name="Giấy phép",
        papers=[files.stored()],
    )  # fmt: skip
    dossiers.finish(actor=place.leader, at=AT + 2 * HOUR, dossier_id=dossier.pk)
    result = dossier_rows.approved_result(dossier.pk)
    assert result is not None and len(told(dossier)["DanhSachGiayToKetQua"]) == 1
    result.making = Making.FILE
    result.save(update_fields=["making"])
    assert told(dossier)["DanhSachGiayToKetQua"] == [], "not sealed yet"
    entry = result.entries.create(
        agency=place.agency, year=2026, number=1, code="01/GP", dated=DAY, name="Giấy phép",
        key="k" * 32, signer_name="Lê Lãnh Đạo", sealed_at=AT + 2 * HOUR, sha256="0" * 64,
    )  # fmt: skip
    assert len(told(dossier)["DanhSachGiayToKetQua"]) == 1
    assert dossier_rows.result_stands(result.pk)
    entry.revoked_at, entry.revoked_reason = AT + 3 * HOUR, "Sai tên"
    entry.save()
    assert told(dossier)["DanhSachGiayToKetQua"] == [], "revoked"
    assert not dossier_rows.result_stands(result.pk)


@pytest.mark.django_db
@pytest.mark.parametrize(("proved_by", "told_as"), [("", 0), ("dinh-danh", 1)])
def test_an_account_that_a_national_identity_proved_is_told(proved_by: str, told_as: int) -> None:
    submission = online().filed()
    Submission.objects.filter(pk=submission.pk).update(proved_by=proved_by)
    assert told(submission.dossier)["TaiKhoanDuocXacThucVoiVNeID"] == told_as
