"""The style guide: sample material for every component, shown to builders only."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest

from congvu.core.kernel.actor import Actor
from congvu.core.ui.chain import ChainNode
from congvu.core.ui.forms import (
    FilteredChecks,
    ManyFilesField,
    MoneyField,
    MultilineField,
    SafeCharField,
    VietDateField,
    VietDateTimeField,
)
from congvu.core.ui.guide_rows import sample_page, symbols

TODAY = date(2026, 11, 23)
MORNING = datetime(2026, 11, 23, 1, 12, tzinfo=UTC)
UNITS = [
    "Văn phòng",
    "Thanh tra",
    "Phòng Công nghệ thông tin",
    "Phòng Bưu chính – Viễn thông",
    "Phòng Thông tin – Báo chí – Xuất bản",
    "Phòng Kế hoạch – Tài chính",
    "Trung tâm Công nghệ thông tin và Truyền thông",
    "Ban Giám đốc",
    "Bộ phận Một cửa",
    "Công đoàn cơ sở",
]


def allowed(request: HttpRequest) -> bool:
    """Builders with DEBUG on, and system administrators."""
    actor: Actor | None = getattr(request, "actor", None)
    return bool(settings.DEBUG or (actor and actor.is_admin))


class SampleForm(forms.Form):
    notation = SafeCharField(label="Số, ký hiệu", help_text="Ví dụ 647/STTTT-CNTT.")
    issued = VietDateField(label="Ngày ban hành")
    meeting = VietDateTimeField(label="Thời gian họp", required=False)
    urgency = forms.ChoiceField(
        label="Độ khẩn",
        choices=[("", "Thường"), ("k", "Khẩn"), ("tk", "Thượng khẩn"), ("ht", "Hỏa tốc")],
    )
    abstract = MultilineField(label="Trích yếu nội dung")
    fee = MoneyField(label="Lệ phí", required=False)
    attached = ManyFilesField(label="Tệp đính kèm", required=False, accept=".pdf,.docx")
    units = forms.MultipleChoiceField(
        label="Đơn vị phối hợp",
        required=False,
        choices=[(str(place), name) for place, name in enumerate(UNITS)],
        widget=FilteredChecks,
    )
    paper = forms.BooleanField(label="Có bản giấy kèm theo", required=False)


def sample_chain() -> list[ChainNode]:
    hour = timedelta(hours=1)
    specialist = ChainNode(
        "Nguyễn Thị Ngọc Ánh", "Chuyên viên", "Chủ trì", "Giao việc", MORNING + 5 * hour,
        due=date(2026, 11, 28), seen_at=MORNING + 6 * hour, state="Đang xử lý", tone="info",
        remark="Đồng chí rà soát danh mục, dự thảo văn bản trả lời.", current=True,
    )  # fmt: skip
    division = ChainNode(
        "Phòng Công nghệ thông tin", "Trưởng phòng Đỗ Văn Quyết", "Chủ trì", "Phân công",
        MORNING + 3 * hour, due=date(2026, 11, 30), state="Đã giao", tone="ok", children=[specialist],
    )  # fmt: skip
    helper = ChainNode(
        "Thanh tra", "Chánh Thanh tra Giáp Văn Ơn", "Phối hợp", "Phân công", MORNING + 3 * hour,
        due=date(2026, 11, 21), state="Quá hạn 2 ngày", tone="bad",
    )  # fmt: skip
    informed = ChainNode(
        "Văn phòng", "", "Để biết", "Phân công", MORNING + 3 * hour, state="Chưa xem", tone="warn"
    )
    director = ChainNode(
        "Trần Minh Chiêu", "Phó Giám đốc", "Chỉ đạo", "Trình lãnh đạo", MORNING + hour,
        seen_at=MORNING + 2 * hour, done_at=MORNING + 3 * hour, state="Đã chỉ đạo", tone="ok",
        on_behalf="Giám đốc Trần Văn Hải (từ 20/11/2026 đến 27/11/2026)",
        remark="Giao Phòng CNTT chủ trì, phối hợp Thanh tra tham mưu trả lời trước 30/11.",
        children=[division, helper, informed],
    )  # fmt: skip
    clerk = ChainNode(
        "Văn thư",
        "Lưu Thị Hường",
        "",
        "Vào sổ",
        MORNING,
        done_at=MORNING,
        state="Đã vào sổ",
        tone="ok",
        children=[director],
    )
    return [clerk]


def context(request: HttpRequest) -> dict[str, Any]:
    bound = SampleForm({"issued": "31/02/2026", "notation": "647/STTTT-CNTT"})
    return {
        "today": TODAY,
        "page": sample_page(request),
        "symbols": symbols(),
        "form": SampleForm(),
        "bound": bound,
        "chain": sample_chain(),
        "crumbs": [("Trang chủ", "/"), ("Văn bản đến", "/van-ban-den/"), ("Sổ văn bản đến", "")],
        "steps": [
            {"title": "Nộp hồ sơ trực tuyến", "state": "done", "meta": "18/11/2026 08:12 – Công ty CP Khuyến nông Bắc Giang"},
            {"title": "Thẩm định nội dung", "state": "now", "badge": "Đang thực hiện", "meta": "Phòng Thông tin – Báo chí – Xuất bản"},
            {"title": "Trả kết quả", "state": "", "meta": "Bản điện tử ký số gửi qua Cổng"},
        ],
        "facts": [("Số, ký hiệu", "3315/UBND-KGVX"), ("Cơ quan ban hành", "UBND thành phố Bắc Giang"), ("Hạn xử lý", "28/11/2026")],
        "files": [
            {"name": "3315_UBND-KGVX.pdf", "url": "#", "size": 482_113, "note": "Đã ký số", "preview_url": "#"},
            {"name": "Phụ lục danh mục.docx", "url": "#", "size": 1_482_113},
        ],
        "points": [("Văn phòng", 41), ("Phòng CNTT", 38), ("Phòng BCVT", 17), ("Thanh tra", 9)],
        "months": [(f"Tháng {month}", count) for month, count in enumerate((120, 98, 143, 160, 151, 170, 166, 190, 201, 188, 143), 1)],
        "verbs": [{"label": "Phân công", "url": "#", "icon": "branch"}, {"label": "Chuyển lãnh đạo", "url": "#", "icon": "forward"}, {"label": "Kết thúc", "url": "#", "icon": "check", "confirm": "Kết thúc xử lý các văn bản đã chọn?"}],
    }  # fmt: skip
