"""Fixed choices of filing and their state tables."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices

from congvu.core.kernel.states import StateTable

DRAFT_KIND = "filing.draft"
"""Subject kind of a draft (bản khai); its files hang on it until it is filed."""
PERSON_KIND = "filing.person"
"""Subject kind of a citizen's record, by the id of the account."""


TOLD = frozenset(
    {"refuse", "ask_supplement", "supply", "supply_early", "extend", "stop", "withdraw"}
)
"""Verbs on a dossier whose words are meant for the applicant; remarks between officers are not."""


class DraftState(TextChoices):
    OPEN = "open", "Đang khai"
    FILED = "filed", "Đã nộp"
    DROPPED = "dropped", "Đã bỏ"


DRAFT = StateTable(
    "Bản khai",
    dict(DraftState.choices),
    [
        ("save", DraftState.OPEN, DraftState.OPEN),
        ("file", DraftState.OPEN, DraftState.FILED),
        ("drop", DraftState.OPEN, DraftState.DROPPED),
    ],
)


class FactName(TextChoices):
    """What is known of a person; the names of form sources begin with ``applicant.``."""

    FULL_NAME = "full_name", "Họ và tên"
    PERSONAL_ID = "personal_id", "Số định danh"
    ADDRESS = "address", "Địa chỉ"
    PHONE = "phone", "Điện thoại"
    EMAIL = "email", "Thư điện tử"
    ORGANISATION = "organisation", "Tổ chức, doanh nghiệp"
    TAX_CODE = "tax_code", "Mã số thuế"


class Purpose(TextChoices):
    """What a link without an account opens."""

    SUPPLEMENT = "supplement", "Tải bổ sung"
    FOLLOW = "follow", "Theo dõi hồ sơ"
    RATING = "rating", "Đánh giá"


class LetterState(TextChoices):
    WAITING = "waiting", "Chờ gửi"
    SENDING = "sending", "Đang gửi"
    SENT = "sent", "Đã gửi"
    DEAD = "dead", "Không gửi được"


LETTER = StateTable(
    "Tin báo hồ sơ",
    dict(LetterState.choices),
    [
        ("claim", LetterState.WAITING, LetterState.SENDING),
        ("sent", LetterState.SENDING, LetterState.SENT),
        ("later", LetterState.SENDING, LetterState.WAITING),
        ("give_up", LetterState.SENDING, LetterState.DEAD),
        ("give_up", LetterState.WAITING, LetterState.DEAD),
    ],
)


class Points(IntegerChoices):
    """Points of one index of a ballot (TT 01/2018 Điều 13)."""

    NONE = 0, "0 điểm"
    ONE = 1, "1 điểm"
    TWO = 2, "2 điểm"


CONTACTS = ((2, "Không phải liên hệ thêm lần nào"), (1, "Một lần"), (0, "Nhiều hơn một lần"))
AGENCIES = (
    (2, "Không phải đến cơ quan nào khác"),
    (1, "Chỉ Bộ phận Một cửa"),
    (0, "Nhiều hơn một cơ quan"),
)
ATTITUDE = (
    (2, "Hài lòng, đúng mực"),
    (1, "Bình thường"),
    (0, "Không hài lòng, có phản ánh"),
)
