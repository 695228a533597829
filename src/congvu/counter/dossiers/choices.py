"""Fixed choices of dossiers and their state table."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices

from congvu.core.kernel.states import StateTable

DOSSIER_KIND = "dossiers.dossier"
"""Subject kind of a dossier (hồ sơ)."""
PAPER_KIND = "dossiers.paper"
"""Subject kind of one paper of a dossier; its files hang on it."""
GAP_KIND = "dossiers.gap"
"""Subject kind of a point of a supplement request; the pictures that show it hang on it."""
RESULT_KIND = "dossiers.result"
"""Subject kind of a dossier's result; its files hang on it."""

MESSAGE_KIND = "dossiers.joint_message"
"""Subject kind of one message between the two ends of joint work in two installations."""
LINK_KIND = "dossiers.joint_link"
"""Subject kind of this end of joint work that has no dossier here."""
JOINT_ENVELOPE = "dossiers.joint"
"""The kind of envelope in which such messages travel."""


class State(TextChoices):
    """States as the national portal counts them; :data:`OFFICIAL` has their numbers."""

    NEW = "new", "Mới đăng ký"
    ACCEPTED = "accepted", "Được tiếp nhận"
    REFUSED = "refused", "Không được tiếp nhận"
    PROCESSING = "processing", "Đang xử lý"
    SUPPLEMENT = "supplement", "Yêu cầu bổ sung giấy tờ"
    PAYMENT = "payment", "Yêu cầu thực hiện nghĩa vụ tài chính"
    WITHDRAWN = "withdrawn", "Công dân yêu cầu rút hồ sơ"
    STOPPED = "stopped", "Dừng xử lý"
    FINISHED = "finished", "Đã xử lý xong"
    RETURNED = "returned", "Đã trả kết quả"


OFFICIAL = {state: number for number, state in enumerate(State, start=1)}
"""Status codes 1-10 of the national portal."""

FINAL = (State.REFUSED, State.WITHDRAWN, State.STOPPED, State.RETURNED)
WAITING = (State.SUPPLEMENT, State.PAYMENT)
OPEN = (State.NEW, State.ACCEPTED, State.PROCESSING, State.SUPPLEMENT, State.PAYMENT)
"""Somebody still owes the dossier an act before its result stands."""
RUNNING = (State.ACCEPTED, State.PROCESSING, State.SUPPLEMENT, State.PAYMENT)
"""Received and not yet settled: has a due date that can be missed."""

DOSSIER = StateTable(
    "Hồ sơ",
    dict(State.choices),
    [
        ("accept", State.NEW, State.ACCEPTED),
        ("accept", State.SUPPLEMENT, State.ACCEPTED),
        ("refuse", State.NEW, State.REFUSED),
        ("ask_supplement", State.NEW, State.SUPPLEMENT),
        ("ask_supplement", State.PROCESSING, State.SUPPLEMENT),
        ("supply_early", State.SUPPLEMENT, State.SUPPLEMENT),
        ("supply", State.SUPPLEMENT, State.PROCESSING),
        ("start", State.ACCEPTED, State.PROCESSING),
        ("hand_over", State.ACCEPTED, State.ACCEPTED),
        ("hand_over", State.PROCESSING, State.PROCESSING),
        ("step", State.PROCESSING, State.PROCESSING),
        ("send_back", State.PROCESSING, State.PROCESSING),
        ("assign", State.ACCEPTED, State.ACCEPTED),
        ("assign", State.PROCESSING, State.PROCESSING),
        ("consult", State.PROCESSING, State.PROCESSING),
        ("extend", State.PROCESSING, State.PROCESSING),
        *(("redate", state, state) for state in RUNNING),
        ("ask_payment", State.PROCESSING, State.PAYMENT),
        ("confirm_payment", State.PAYMENT, State.PROCESSING),
        ("propose", State.PROCESSING, State.PROCESSING),
        ("finish", State.PROCESSING, State.FINISHED),
        ("stop", State.PROCESSING, State.STOPPED),
        ("stop", State.SUPPLEMENT, State.STOPPED),
        ("stop", State.PAYMENT, State.STOPPED),
        ("withdraw", State.NEW, State.WITHDRAWN),
        ("withdraw", State.PROCESSING, State.WITHDRAWN),
        ("withdraw", State.SUPPLEMENT, State.WITHDRAWN),
        ("return", State.FINISHED, State.RETURNED),
    ],
)
"""Steps that the national portal allows (standards inferred from its codes)."""


class ApplicantKind(IntegerChoices):
    """Who asks (loại đối tượng), with the numbers of the national payload."""

    PERSON = 1, "Công dân"
    ORGANISATION = 2, "Doanh nghiệp, tổ chức"


class Channel(IntegerChoices):
    """How a dossier came (kênh thực hiện), with the numbers of the national payload."""

    DIRECT = 1, "Trực tiếp"
    ONLINE = 2, "Trực tuyến"
    POST = 3, "Bưu chính"


class Way(TextChoices):
    """How the result is to be given."""

    COUNTER = "counter", "Tại Bộ phận Một cửa"
    ONLINE = "online", "Trực tuyến"
    POST = "post", "Qua bưu chính"


class Outcome(TextChoices):
    GRANTED = "granted", "Đồng ý giải quyết"
    DECLINED = "declined", "Không đủ điều kiện giải quyết"


class Making(TextChoices):
    """How a result becomes valid: signed by hand, or by keys upon a PDF."""

    PAPER = "paper", "Ký giấy, đóng dấu"
    TEMPLATE = "template", "Ký số bản lập từ mẫu"
    FILE = "file", "Ký số tệp PDF đính kèm"


class GapKind(TextChoices):
    """What of a dossier is missing or wrong."""

    FIELD = "field", "Nội dung khai"
    PAPER = "paper", "Giấy tờ đã nộp"
    MISSING = "missing", "Giấy tờ còn thiếu"


class WaitKind(TextChoices):
    """Why a dossier waits; the values are those of ``clock.Why``."""

    SUPPLEMENT = "supplement", "Chờ bổ sung hồ sơ"
    PAYMENT = "payment", "Chờ nộp phí, lệ phí"
    DOWNTIME = "downtime", "Hệ thống tạm ngừng"


class Counted(TextChoices):
    """What a day's figures count; every received dossier ends in one of the last four."""

    RECEIVED = "received", "Tiếp nhận"
    EARLY = "early", "Giải quyết trước hạn"
    ON_TIME = "on_time", "Giải quyết đúng hạn"
    LATE = "late", "Giải quyết quá hạn"
    ENDED = "ended", "Dừng, rút"


class Decision(TextChoices):
    """What became of a date that the calendar of today puts elsewhere."""

    KEEP = "keep", "Giữ hạn đã hẹn"
    MOVE = "move", "Đổi sang hạn tính lại"
    CLOSED = "closed", "Hồ sơ đã xong, hạn đã khác"


class JointState(TextChoices):
    """How far a piece of joint work has come."""

    WAITING = "waiting", "Chờ chuyển"
    SENT = "sent", "Đã chuyển"
    FAILED = "failed", "Chưa chuyển được"
    RETURNED = "returned", "Đã có kết quả"
    DROPPED = "dropped", "Đã thôi"


JOINT = StateTable(
    "Liên thông",
    dict(JointState.choices),
    [
        ("send", JointState.WAITING, JointState.SENT),
        ("send", JointState.FAILED, JointState.SENT),
        ("fail", JointState.WAITING, JointState.FAILED),
        ("fail", JointState.FAILED, JointState.FAILED),
        ("fail", JointState.SENT, JointState.FAILED),
        ("retry", JointState.FAILED, JointState.FAILED),
        ("return", JointState.SENT, JointState.RETURNED),
        ("return", JointState.FAILED, JointState.RETURNED),
        ("drop", JointState.WAITING, JointState.DROPPED),
        ("drop", JointState.FAILED, JointState.DROPPED),
        ("drop", JointState.SENT, JointState.DROPPED),
    ],
)


class LinkSide(TextChoices):
    """Which end of joint work between two installations this one is."""

    ASKING = "asking", "Chuyển đi"
    ASKED = "asked", "Nhận về"


VERBS = {
    "file": "Nộp hồ sơ",
    "receive": "Tiếp nhận tại quầy",
    "accept": "Tiếp nhận",
    "refuse": "Từ chối tiếp nhận",
    "ask_supplement": "Yêu cầu bổ sung",
    "supply_early": "Đã bổ sung",
    "supply": "Đã bổ sung",
    "start": "Bắt đầu xử lý",
    "hand_over": "Chuyển người xử lý",
    "step": "Chuyển bước",
    "send_back": "Trả lại bước trước",
    "assign": "Giao người thực hiện bước",
    "consult": "Xin ý kiến",
    "answer": "Cho ý kiến",
    "silent": "Quá hạn cho ý kiến",
    "joint": "Chuyển liên thông",
    "joint_failed": "Chưa chuyển được liên thông",
    "joint_moved": "Tin từ cơ quan liên thông",
    "joint_gaps": "Cơ quan liên thông yêu cầu bổ sung",
    "joint_dropped": "Thôi liên thông",
    "joint_returned": "Có kết quả liên thông",
    "extend": "Gia hạn, xin lỗi",
    "redate": "Xem lại hạn theo lịch mới",
    "ask_payment": "Yêu cầu nộp phí, lệ phí",
    "confirm_payment": "Đã nộp phí, lệ phí",
    "propose": "Trình kết quả",
    "finish": "Phê duyệt kết quả",
    "stop": "Dừng xử lý",
    "withdraw": "Rút hồ sơ",
    "return": "Trả kết quả",
    "sign": "Ký số kết quả",
    "seal_result": "Cấp số, đóng dấu số",
    "revoke": "Thu hồi kết quả",
    "reissue": "Lập lại kết quả",
}
"""Names of the verbs in a dossier's history."""
