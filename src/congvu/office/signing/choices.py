"""Fixed choices of the signing room, and the two lives: of a key, of a letter in a batch."""

from __future__ import annotations

from django.db.models import TextChoices

from congvu.core.kernel.states import StateTable

LIKENESS_KIND = "signing.likeness"
RECORD_KIND = "signing.record"
KEY_KIND = "signing.key"
REQUEST_KIND = "signing.request"
ANCHOR_KIND = "signing.anchor"
VALIDATION_KIND = "signing.validation"

WRONG_PINS = 5
"""Wrong PINs in a row that lock a key."""


class KeyKind(TextChoices):
    """Where the private key lies."""

    SOFT = "soft", "Tệp khóa (PKCS#12) giữ mã hóa trong hệ thống"
    PKCS11 = "pkcs11", "Thiết bị ký (PKCS#11)"
    REMOTE = "remote", "Ký số từ xa"


class Purpose(TextChoices):
    """What a key is for."""

    PERSON = "person", "Chữ ký số cá nhân"
    SEAL = "seal", "Chữ ký số cơ quan"
    ENVELOPE = "envelope", "Ký gói tin liên thông"


class KeyState(TextChoices):
    ACTIVE = "active", "Đang dùng"
    LOCKED = "locked", "Bị khóa do sai mã PIN"
    DISABLED = "disabled", "Đã ngừng dùng"


class Level(TextChoices):
    """PAdES baseline levels (ETSI EN 319 142-1)."""

    B_B = "B-B", "PAdES B-B (không có dấu thời gian)"
    B_T = "B-T", "PAdES B-T (có dấu thời gian)"
    B_LT = "B-LT", "PAdES B-LT (có dấu thời gian và dữ liệu kiểm tra lâu dài)"


class FieldKind(TextChoices):
    """What a signature is on the paper (NĐ 30/2020/NĐ-CP, Phụ lục I)."""

    PERSON = "person", "Chữ ký của người có thẩm quyền"
    INITIAL = "initial", "Ký nháy"
    NUMBER_DATE = "number_date", "Số và ngày, tháng ban hành"
    AGENCY = "agency", "Chữ ký số của cơ quan"
    ANNEX = "annex", "Phụ lục ở tệp riêng"
    COPY = "copy", "Bản sao điện tử"
    INVISIBLE = "invisible", "Không hiển thị"


class CopyForm(TextChoices):
    """Forms of copies (NĐ 30/2020/NĐ-CP, Điều 25)."""

    SAO_Y = "SAO Y", "Sao y"
    SAO_LUC = "SAO LỤC", "Sao lục"
    TRICH_SAO = "TRÍCH SAO", "Trích sao"


class LikenessKind(TextChoices):
    SIGNATURE = "signature", "Ảnh chữ ký"
    SEAL = "seal", "Ảnh con dấu"


class RequestState(TextChoices):
    WAITING = "waiting", "Chờ xác nhận"
    RUNNING = "running", "Đang ký"
    DONE = "done", "Đã xong"
    CANCELLED = "cancelled", "Đã hủy"


class ItemState(TextChoices):
    WAITING = "waiting", "Chờ ký"
    SIGNED = "signed", "Đã ký"
    FAILED = "failed", "Ký lỗi, còn thử lại được"
    REFUSED = "refused", "Không ký được"


class Notice(TextChoices):
    """Kinds of notices of this room."""

    WAITING = "signing.request.waiting", "Có văn bản chờ ký số"
    FINISHED = "signing.request.finished", "Lô ký số đã xong"
    EXPIRING = "signing.certificate.expiring", "Chứng thư số sắp hết hạn"
    REVOKED = "signing.certificate.revoked", "Chứng thư số bị thu hồi"


class AnchorLabel(TextChoices):
    """Which kind of trusted root a chain leads to, shown beside it (NĐ 68/2024, NĐ 23/2025)."""

    OFFICIAL = "official", "gốc chuyên dùng công vụ"
    PUBLIC = "public", "CA công cộng"
    TEST = "test", "thử nghiệm"


class Finding(TextChoices):
    """The verdict of a verification."""

    VALID = "valid", "Hợp lệ"
    INVALID = "invalid", "Không hợp lệ"
    UNKNOWN = "unknown", "Không đủ thông tin"


class EvidenceKind(TextChoices):
    """What says whether a certificate is revoked."""

    CRL = "CRL", "Danh sách thu hồi (CRL)"
    OCSP = "OCSP", "Trả lời OCSP"


FINDING_OF = {finding.label.lower(): finding for finding in Finding}
"""From the words of a report to the choice that is kept."""

PERSONAL = frozenset({Purpose.PERSON})
OF_AGENCY = frozenset({Purpose.SEAL, Purpose.ENVELOPE})

KEY = StateTable(
    "Khóa ký",
    dict(KeyState.choices),
    (
        ("lock", KeyState.ACTIVE, KeyState.LOCKED),
        ("unlock", KeyState.LOCKED, KeyState.ACTIVE),
        ("disable", KeyState.ACTIVE, KeyState.DISABLED),
        ("disable", KeyState.LOCKED, KeyState.DISABLED),
    ),
)
REQUEST = StateTable(
    "Lô ký số",
    dict(RequestState.choices),
    (
        ("confirm", RequestState.WAITING, RequestState.RUNNING),
        ("confirm", RequestState.RUNNING, RequestState.RUNNING),
        ("finish", RequestState.RUNNING, RequestState.DONE),
        ("pause", RequestState.RUNNING, RequestState.WAITING),
        ("cancel", RequestState.WAITING, RequestState.CANCELLED),
    ),
)
ITEM = StateTable(
    "Văn bản chờ ký",
    dict(ItemState.choices),
    (
        ("sign", ItemState.WAITING, ItemState.SIGNED),
        ("sign", ItemState.FAILED, ItemState.SIGNED),
        ("fail", ItemState.WAITING, ItemState.FAILED),
        ("fail", ItemState.FAILED, ItemState.FAILED),
        ("refuse", ItemState.WAITING, ItemState.REFUSED),
        ("refuse", ItemState.FAILED, ItemState.REFUSED),
    ),
)
