"""The demo's national portal: takes what it is told, hands out two filings, forgets a little.

Mounted in the demo only, and marked as a test. Messages come over HTTP from the worker, so that
everything before it is the real thing; its books are what was acknowledged, and every fiftieth
dossier is missing in them, for reconciliation to find.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import orjson
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import Invalid
from congvu.core.organisation.models import Agency
from congvu.counter.national import actions
from congvu.counter.national.actions.portals import PortalFields
from congvu.counter.national.adapter import tags
from congvu.counter.national.adapter.wire import moment
from congvu.counter.national.models import Message, PortalFiling
from congvu.counter.procedures.models import Offering

PLACE = "cong-quoc-gia-thu/"
USER, PASSWORD = "tinh-mau", "mat-khau-thu-nghiem-cua-tinh-mau"
"""Printed on purpose; production refuses the demo."""
UNIT = "H02"
FORGETS = 50
SESSION = "congvu.demo.portal"
MOST = 5000


def load(*, at: datetime) -> bool:
    """Connect the demo to its portal; False where the demo is served elsewhere, or with a
    certificate that nobody vouches for (the federation)."""
    if not settings.BASE_URL.startswith("http://"):
        return False
    fields = PortalFields(
        "Cổng quốc gia THỬ NGHIỆM", f"{settings.BASE_URL}/{PLACE}", USER, UNIT, PASSWORD
    )
    try:
        actions.save_portal(actor=system_actor("demo"), at=at, fields=fields)
    except Invalid:
        return False
    return True


@csrf_exempt
@require_POST
def login(request: HttpRequest) -> HttpResponse:
    """``/cong-quoc-gia-thu/login``."""
    if _body(request) != {"username": USER, "password": PASSWORD}:
        return _said({"error_code": "401", "message": "Sai tài khoản."}, 401)
    return _said({"session": signing.dumps(USER, salt=SESSION), "expires_in": 3600})


@csrf_exempt
@require_POST
def call(request: HttpRequest) -> HttpResponse:
    """``/cong-quoc-gia-thu/g``: one address for every service."""
    body = _body(request)
    try:
        signing.loads(str(body.get("session")), salt=SESSION, max_age=3600)
    except signing.BadSignature:
        return _said({"error_code": "401", "message": "Phiên đã hết hạn."}, 401)
    serve = SERVICES.get(str(body.get("service")))
    if serve is None:
        return _said({"error_code": "-1", "message": "Không có dịch vụ này."})
    return _said({"error_code": "0", "message": "Thành công (thử nghiệm)", "result": serve(body)})


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        found = orjson.loads(request.body)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _said(answer: dict[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(orjson.dumps(answer), content_type="application/json", status=status)


def _taken(body: dict[str, Any]) -> None:
    """What it is told stands in the books of who told it."""


def _filings(body: dict[str, Any]) -> list[dict[str, Any]]:
    """One for the department's desk, one for an agency that nobody knows."""
    agency = Agency.objects.filter(slug="stttt").first()
    offered = Offering.objects.filter(agency=agency, valid_to=None).select_related("procedure")
    first = offered.order_by("procedure__code").first()
    if agency is None or first is None:
        return []
    code = agency.codes.filter(valid_to=None).values_list("code", flat=True).first() or ""
    at = now() - timedelta(hours=2)
    common = {
        "NgayNop": moment(at), "MaTTHC": first.procedure.code, "LoaiDoiTuong": 1,
        "ChuHoSo": "Nguyễn Thị Thử Nghiệm", "SoDienThoai": "0912000001",
        "TaiKhoanDuocXacThucVoiVNeID": 1, "TrichYeuHoSo": "Hồ sơ thử nộp tại cổng quốc gia",
    }  # fmt: skip
    rows = [
        common | {"MaHoSo": "G22.99-20261101-0000001", "MaDonVi": code},
        common | {"MaHoSo": "G22.99-20261101-0000002", "MaDonVi": "H02.999"},
    ]
    known = set(PortalFiling.objects.exclude(confirmed_at=None).values_list("code", flat=True))
    return [row for row in rows if row["MaHoSo"] not in known]


def _day(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The last picture of each dossier of the agency and day that was acknowledged."""
    agency = Agency.objects.filter(codes__code=str(body.get("MaDonVi"))).first()
    if agency is None:
        return []
    day = date.fromisoformat(str(body.get("Ngay")))
    rows = Message.objects.filter(
        service=1, sent_at__isnull=False, dossier__agency=agency, dossier__filed_at__date=day,
    ).order_by("event_id")  # fmt: skip
    told = {row.dossier_id: row.payload for row in rows[:MOST] if row.payload}
    return [picture for pk, picture in told.items() if pk % FORGETS]


def _catalogue(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "MATTHC": "1.999001", "TENTTHC": "Thủ tục thử nghiệm của cổng quốc gia",
            "LINHVUCTHUCHIEN": "Thử nghiệm", "TRINHTUTHUCHIEN": "Nộp hồ sơ; trả kết quả.",
            "CACHTHUCTHUCHIEN": [{"KENH": "2", "THOIGIAN": "5", "DONVITINH": "Ngày làm việc"}],
            "THANHPHANHOSO": [{"GIAYTO": "Đơn đề nghị"}],
            "KETQUATHUCHIEN": [{"TENKETQUA": "Văn bản trả lời"}],
        }
    ]  # fmt: skip


SERVICES: dict[str, Callable[[dict[str, Any]], Any]] = {
    tags.SYNC: _taken, tags.PROGRESS: _taken, tags.CONFIRM_FILING: _taken,
    tags.NEW_FILINGS: _filings, tags.DAY_LIST: _day, tags.CATALOGUE: _catalogue,
}  # fmt: skip
