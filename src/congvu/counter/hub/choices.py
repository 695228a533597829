"""Fixed choices of the hub and the state table of an import."""

from __future__ import annotations

from django.db.models import TextChoices

from congvu.core.kernel.states import StateTable


class Source(TextChoices):
    """Where a figure comes from."""

    EVENTS = "events", "Tính từ diễn biến hồ sơ"
    API = "api", "Hệ thống khác gửi qua API"
    FILE = "file", "Nạp từ tệp"


class Kind(TextChoices):
    """What a figure speaks of; :data:`hub.shapes.SHAPES` has its counters."""

    MONTH = "month", "Một tháng, từng lĩnh vực"
    STANDING = "standing", "Lũy kế đến một ngày"
    SURVEY = "survey", "Khảo sát hài lòng"


class FactCode(TextChoices):
    """Facts that indices need and no event of ours tells; each is so many of so many."""

    POSTED = "posted", "Thủ tục đã niêm yết tại trụ sở, trên số phải niêm yết"
    TIMELY = "timely", "Thủ tục công bố, công khai đúng hạn, trên số phải công bố"
    SYNCED = "synced", "Hồ sơ đồng bộ lên Cổng DVC quốc gia, trên số tiếp nhận"


class BatchState(TextChoices):
    """A file waits, and then is brought in or put away."""

    STAGED = "staged", "Chờ xác nhận"
    DONE = "done", "Đã nạp"
    DISCARDED = "discarded", "Đã bỏ"


BATCH = StateTable(
    "Đợt nhận số liệu",
    dict(BatchState.choices),
    [
        ("confirm", BatchState.STAGED, BatchState.DONE),
        ("discard", BatchState.STAGED, BatchState.DISCARDED),
    ],
)
