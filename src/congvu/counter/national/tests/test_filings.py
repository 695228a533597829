"""Dossiers filed at the national portal: at the right desk, once; the catalogue, looked at first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from congvu.core.audit.models import Entry
from congvu.core.files import factories as files
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.errors import Invalid, NotAllowed
from congvu.core.organisation import factories as organisation
from congvu.counter.dossiers import actions as dossiers
from congvu.counter.dossiers.choices import Channel, State
from congvu.counter.dossiers.factories import AT, Desk
from congvu.counter.dossiers.models import Dossier
from congvu.counter.national import actions
from congvu.counter.national.errors import NoPortal, PortalAway
from congvu.counter.national.models import Portal, PortalFiling
from congvu.counter.national.tests.portal import Double
from congvu.counter.procedures.choices import ImportState
from congvu.counter.procedures.models import Procedure

pytestmark = pytest.mark.django_db
CODE = "G09.20-20261115-0092637"


def filing(place: Desk, agency_code: str, **parts: Any) -> dict[str, Any]:
    return {
        "MaHoSo": CODE, "NgayNop": "20261115203000", "MaDonVi": agency_code, "MaTTHC": place.code,
        "ChuHoSo": "Trần Văn Nộp", "LoaiDoiTuong": 1, "MaDoiTuong": "024185000123",
        "SoDienThoai": "0912345678", "Email": "", "TrichYeuHoSo": "Xin cấp giấy phép",
        "ThongTinKhac": "Thôn Mẫu", "TaiKhoanDuocXacThucVoiVNeID": 1, "TaiLieuNop": [],
    } | parts  # fmt: skip


def test_a_filing_becomes_a_new_dossier_at_its_desk_once(
    place: Desk, joined: Portal, double: Double, agency_code: str
) -> None:
    double.filings = [filing(place, agency_code)]
    for _ in range(3):
        double.confirmed.clear()  # the portal forgot that it was told
        actions.fetch_filings(at=AT)
    dossier = Dossier.objects.get()
    assert dossier.state == State.NEW and dossier.agency_id == place.agency.pk
    assert dossier.channel == Channel.ONLINE and dossier.applicant.name == "Trần Văn Nộp"
    row = PortalFiling.objects.get()
    assert row.dossier_id == dossier.pk and row.verified
    assert double.confirmed == {} or double.confirmed[CODE] == dossier.code


def test_it_is_confirmed_and_known_by_the_portals_code_ever_after(
    place: Desk, joined: Portal, double: Double, agency_code: str
) -> None:
    double.filings = [filing(place, agency_code)]
    actions.fetch_filings(at=AT)
    dossier = Dossier.objects.get()
    assert double.confirmed == {CODE: dossier.code}
    dossiers.refuse(
        actor=place.clerk, at=AT + timedelta(hours=1), dossier_id=dossier.pk, reason="Sai nơi"
    )
    actions.send_waiting(at=AT + timedelta(days=1))
    assert double.history == {CODE: [1, 3]}
    told = double.dossiers[CODE]
    assert told["GhiChu"] == f"Mã hồ sơ tại địa phương: {dossier.code}"
    assert told["TaiKhoanDuocXacThucVoiVNeID"] == 1


def test_its_files_come_along_from_the_portal_only(
    place: Desk, joined: Portal, double: Double, agency_code: str
) -> None:
    double.files["/tep/1"] = files.pdf("Bản thảo")
    attached = {"TenTepDinhKem": "ban-thao.pdf", "MaThanhPhanHoSo": "TP-02"}
    double.filings = [
        filing(place, agency_code, TaiLieuNop=[attached | {"DuongDanTaiTepTin": f"{double.url}/tep/1"}]),
        filing(place, agency_code, MaHoSo="G09.20-20261115-0000002",
               TaiLieuNop=[attached | {"DuongDanTaiTepTin": "http://127.0.0.1:1/tep/1"}]),
        filing(place, agency_code, MaHoSo="G09.20-20261115-0000003",
               TaiLieuNop=[attached | {"DuongDanTaiTepTin": f"{double.url}/khong-co"}]),
    ]  # fmt: skip
    done = actions.fetch_filings(at=AT)
    assert (done.taken, done.held) == (1, 2)
    provided = Dossier.objects.get().papers.filter(provided=True)
    assert [paper.code for paper in provided] == ["TP-02"]
    causes = (
        PortalFiling.objects.filter(state="held").order_by("code").values_list("cause", flat=True)
    )
    assert "không nằm ở cổng" in causes[0] and "HTTP 404" in causes[1]


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"MaDonVi": "H99.99"}, "H99.99"),
        ({"MaDonVi": ""}, "Mã cơ quan"),
        ({"MaTTHC": "9.999999"}, ""),
        ({"MaTTHC": "???"}, ""),
        ({"ChuHoSo": ""}, "họ tên"),
        ({"MaDoiTuong": "123"}, ""),
        ({"LoaiDoiTuong": "mot"}, "không phải số"),
        ({"TaiLieuNop": "khong phai danh sach", "Email": "sai"}, "thư điện tử"),
    ],
)
def test_what_cannot_be_a_dossier_is_held_in_words_and_tried_again_by_hand(
    place: Desk, joined: Portal, double: Double, agency_code: str, parts: dict[str, Any], words: str
) -> None:
    double.filings = [filing(place, agency_code, **parts)]
    actions.fetch_filings(at=AT)
    row = PortalFiling.objects.get()
    assert row.state == "held" and row.cause and words in row.cause and Dossier.objects.count() == 0
    assert double.confirmed == {}
    with pytest.raises(Invalid):
        actions.retry_filing(actor=organisation.admin(), at=AT, filing_id=row.pk)
    with pytest.raises(NotAllowed):
        actions.retry_filing(actor=place.clerk, at=AT, filing_id=row.pk)
    PortalFiling.objects.update(body=filing(place, agency_code))
    actions.retry_filing(actor=organisation.admin(), at=AT, filing_id=row.pk)
    assert Dossier.objects.count() == 1 and set(double.confirmed) == {CODE}


@pytest.mark.parametrize("row", [{}, {"MaHoSo": ""}, {"MaHoSo": "x" * 61}, {"MaHoSo": "A\x00"},
                                 {"MaHoSo": "A", "NgayNop": "hôm qua"}])  # fmt: skip
def test_lines_that_cannot_be_read_stop_nothing(
    place: Desk, joined: Portal, double: Double, agency_code: str, row: dict[str, Any]
) -> None:
    double.filings = [row, filing(place, agency_code)]
    done = actions.fetch_filings(at=AT)
    assert (done.unread, done.taken) == (1, 1)


@pytest.mark.parametrize("told", ["drop", "500", "html", "list", "busy"])
def test_a_portal_that_is_away_is_asked_again_later(
    place: Desk, joined: Portal, double: Double, agency_code: str, told: str
) -> None:
    double.filings = [filing(place, agency_code)]
    double.behave = lambda service, body: told
    assert actions.fetch_filings(at=AT).away
    double.behave = lambda service, body: "ok"
    assert actions.fetch_filings(at=AT + timedelta(hours=1)).taken == 1


def test_the_catalogue_is_tried_before_anybody_brings_it_in(
    place: Desk, joined: Portal, double: Double
) -> None:
    double.catalogue = [
        {
            "MATTHC": "1.004567.000.00.00.H02", "TENTTHC": "Cấp giấy phép họp báo",
            "LINHVUCTHUCHIEN": [{"MALINHVUC": "BC", "TENLINHVUC": "Báo chí"}],
            "COQUANTHUCHIEN": [{"TENDONVI": "Sở Thông tin và Truyền thông"}],
            "TRINHTUTHUCHIEN": "Nộp hồ sơ; trả kết quả.",
            "CACHTHUCTHUCHIEN": [{"KENH": "2", "THOIGIAN": "5", "DONVITINH": "Ngày làm việc",
                                  "PHILEPHI": "", "MOTA": "Nộp qua cổng"}],
            "THANHPHANHOSO": [{"GIAYTO": "Đơn đề nghị", "MAGIAYTO": "1", "TENMAUDON": ""}],
            "KETQUATHUCHIEN": [{"MAKETQUA": "KQ1", "TENKETQUA": "Giấy phép"}],
            "CANCUPHAPLY": [{"SOVANBAN": "103/2016/QH13", "TENVANBAN": "Luật Báo chí"}],
        },
        {"TENTTHC": "Không có mã"}, "không phải một mục",
    ]  # fmt: skip
    before = Procedure.objects.count()
    run = actions.fetch_catalogue(actor=organisation.admin(), at=AT)
    assert run.state == ImportState.STAGED and Procedure.objects.count() == before
    assert (run.report["rows"], run.report["added"], run.report["refused"]) == (2, 1, 1)
    assert Entry.objects.filter(verb="national.catalogue.fetch").exists()
    with pytest.raises(NotAllowed):
        actions.fetch_catalogue(actor=place.clerk, at=AT)


def test_a_catalogue_that_does_not_come_is_said(
    place: Desk, joined: Portal, double: Double
) -> None:
    with pytest.raises(Invalid):
        actions.fetch_catalogue(actor=system_actor(), at=AT)
    double.behave = lambda service, body: "html"
    with pytest.raises(PortalAway):
        actions.fetch_catalogue(actor=system_actor(), at=AT)
    Portal.objects.update(paused=True)
    with pytest.raises(NoPortal):
        actions.fetch_catalogue(actor=system_actor(), at=AT)
