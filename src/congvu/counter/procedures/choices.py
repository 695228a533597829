"""Fixed choices of the catalogue: levels of authority, service levels of two eras, units."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices

from congvu.core.kernel.states import StateTable
from congvu.core.organisation.choices import Level

PROCEDURE_KIND = "procedures.procedure"
"""Subject kind of a procedure (thủ tục hành chính)."""
FORM_KIND = "procedures.form"
"""Subject kind of a form (biểu mẫu điện tử)."""
PROCESS_KIND = "procedures.process"
"""Subject kind of an internal process (quy trình nội bộ)."""


class Authority(TextChoices):
    """Level at which a procedure is settled (cấp thực hiện); districts until 30/6/2025."""

    MINISTRY = "ministry", "Cấp bộ"
    PROVINCE = "province", "Cấp tỉnh"
    DISTRICT = "district", "Cấp huyện"
    COMMUNE = "commune", "Cấp xã"
    OTHER = "other", "Cơ quan khác"


AUTHORITY_OF = {
    Level.CENTRAL: Authority.MINISTRY,
    Level.PROVINCE: Authority.PROVINCE,
    Level.DEPARTMENT: Authority.PROVINCE,
    Level.DISTRICT: Authority.DISTRICT,
    Level.COMMUNE: Authority.COMMUNE,
    Level.OTHER: Authority.OTHER,
}
"""The level at which an agency settles procedures, by its level in the machinery of state."""


class ServiceLevel(TextChoices):
    """How far a service is online; 1-4 until ND 42/2022/NĐ-CP, the three classes since."""

    LEVEL_1 = "1", "Mức độ 1"
    LEVEL_2 = "2", "Mức độ 2"
    LEVEL_3 = "3", "Mức độ 3"
    LEVEL_4 = "4", "Mức độ 4"
    INFORMATION = "information", "Cung cấp thông tin trực tuyến"
    PARTIAL = "partial", "Một phần"
    FULL = "full", "Toàn trình"


NUMBERED = (
    ServiceLevel.LEVEL_1, ServiceLevel.LEVEL_2, ServiceLevel.LEVEL_3, ServiceLevel.LEVEL_4,
)  # fmt: skip
"""Levels of ND 43/2011/NĐ-CP."""

CLASSES = (ServiceLevel.INFORMATION, ServiceLevel.PARTIAL, ServiceLevel.FULL)
"""Classes of ND 42/2022/NĐ-CP and ND 224/2026/NĐ-CP."""

CLASS_OF = {
    ServiceLevel.LEVEL_1: ServiceLevel.INFORMATION,
    ServiceLevel.LEVEL_2: ServiceLevel.INFORMATION,
    ServiceLevel.LEVEL_3: ServiceLevel.PARTIAL,
    ServiceLevel.LEVEL_4: ServiceLevel.FULL,
} | {one: one for one in CLASSES}
"""The class that a level of the first era counts as in later reports."""

ONLINE = (
    ServiceLevel.LEVEL_3, ServiceLevel.LEVEL_4, ServiceLevel.PARTIAL, ServiceLevel.FULL,
)  # fmt: skip
"""Levels at which people may file online."""


class Channel(IntegerChoices):
    """How a dossier is filed (kênh thực hiện), with the numbers of the national payload."""

    DIRECT = 1, "Trực tiếp"
    ONLINE = 2, "Trực tuyến"
    POST = 3, "Dịch vụ bưu chính"


class LimitState(TextChoices):
    """What is known of a time limit; the first and the last are never guessed into a number."""

    NONE = "none", "Không quy định"
    READ = "read", "Đã đọc"
    UNREADABLE = "unreadable", "Không đọc được"


class LimitUnit(TextChoices):
    """Units in which the law states time limits (đơn vị tính)."""

    WORKING_HOUR = "working_hour", "giờ làm việc"
    HOUR = "hour", "giờ"
    WORKING_DAY = "working_day", "ngày làm việc"
    DAY = "day", "ngày"
    MONTH = "month", "tháng"
    YEAR = "year", "năm"


class VersionState(TextChoices):
    """A version is written once: after publication it is never changed."""

    DRAFT = "draft", "Dự thảo"
    PUBLISHED = "published", "Đã công bố"
    DISCARDED = "discarded", "Đã bỏ"


VERSION = StateTable(
    "Phiên bản thủ tục",
    dict(VersionState.choices),
    [
        ("edit", VersionState.DRAFT, VersionState.DRAFT),
        ("publish", VersionState.DRAFT, VersionState.PUBLISHED),
        ("discard", VersionState.DRAFT, VersionState.DISCARDED),
        ("withdraw", VersionState.PUBLISHED, VersionState.PUBLISHED),
    ],
)


class ImportState(TextChoices):
    """An uploaded catalogue waits, and then is brought in or put away."""

    COLUMNS = "columns", "Chờ chọn cột"
    STAGED = "staged", "Chờ xác nhận"
    RUNNING = "running", "Đang nạp"
    DONE = "done", "Đã nạp"
    DISCARDED = "discarded", "Đã bỏ"


IMPORT = StateTable(
    "Đợt nạp danh mục",
    dict(ImportState.choices),
    [
        ("choose_columns", ImportState.COLUMNS, ImportState.STAGED),
        ("choose_columns", ImportState.STAGED, ImportState.STAGED),
        ("start", ImportState.STAGED, ImportState.RUNNING),
        ("fail", ImportState.RUNNING, ImportState.STAGED),
        ("confirm", ImportState.STAGED, ImportState.DONE),
        ("confirm", ImportState.RUNNING, ImportState.DONE),
        ("discard", ImportState.STAGED, ImportState.DISCARDED),
        ("discard", ImportState.COLUMNS, ImportState.DISCARDED),
    ],
)


class FormState(TextChoices):
    """A version of a form is written once: after publication it is never changed."""

    DRAFT = "draft", "Dự thảo"
    PUBLISHED = "published", "Đã công bố"
    WITHDRAWN = "withdrawn", "Đã rút"
    DISCARDED = "discarded", "Đã bỏ"


FORM = StateTable(
    "Phiên bản biểu mẫu",
    dict(FormState.choices),
    [
        ("edit", FormState.DRAFT, FormState.DRAFT),
        ("publish", FormState.DRAFT, FormState.PUBLISHED),
        ("discard", FormState.DRAFT, FormState.DISCARDED),
        ("withdraw", FormState.PUBLISHED, FormState.WITHDRAWN),
    ],
)


class ProcessState(TextChoices):
    """A version of a process is written once: after publication it is never changed."""

    DRAFT = "draft", "Dự thảo"
    PUBLISHED = "published", "Đã công bố"
    WITHDRAWN = "withdrawn", "Đã rút"
    DISCARDED = "discarded", "Đã bỏ"


PROCESS = StateTable(
    "Quy trình nội bộ",
    dict(ProcessState.choices),
    [
        ("edit", ProcessState.DRAFT, ProcessState.DRAFT),
        ("publish", ProcessState.DRAFT, ProcessState.PUBLISHED),
        ("discard", ProcessState.DRAFT, ProcessState.DISCARDED),
        ("withdraw", ProcessState.PUBLISHED, ProcessState.WITHDRAWN),
    ],
)


class StepKind(TextChoices):
    """What a step of an internal process is for (loại bước)."""

    WORK = "work", "Xử lý"
    CONSULT = "consult", "Xin ý kiến cơ quan khác"
    LINK = "link", "Liên thông cơ quan khác"
    PAY = "pay", "Thu phí, lệ phí"
    SIGN = "sign", "Ký duyệt kết quả"
    RETURN = "return", "Trả kết quả"


class StepHolder(TextChoices):
    """Who does a step (người thực hiện)."""

    DESK = "desk", "Bộ phận Một cửa"
    UNIT = "unit", "Đơn vị chuyên môn"
    HEAD = "head", "Lãnh đạo đơn vị thụ lý"
    OFFICER = "officer", "Người thụ lý"
    LEADER = "leader", "Lãnh đạo cơ quan"
    NAMED_UNIT = "named_unit", "Đơn vị chỉ định"
    NAMED_POST = "named_post", "Vị trí chỉ định"


class MoveBy(TextChoices):
    """Who of a step may take a move."""

    HOLDER = "", "Người thực hiện bước"
    HEAD = "head", "Chỉ lãnh đạo đơn vị"
    LEADER = "leader", "Chỉ lãnh đạo cơ quan"
    DESK = "desk", "Chỉ Bộ phận Một cửa"


PRECONDITIONS = {
    "papers_complete": "Đủ giấy tờ bắt buộc",
    "form_complete": "Tờ khai điện tử hợp lệ",
    "fee_paid": "Đã nộp đủ phí, lệ phí",
    "consultation_answered": "Đã có ý kiến, hoặc đã hết hạn xin ý kiến",
    "links_returned": "Đã có kết quả liên thông",
    "result_proposed": "Đã trình kết quả",
    "result_signed": "Kết quả đã được ký duyệt",
}
"""What a move may need, by the name that processes write; ``counter.dossiers`` checks them."""
