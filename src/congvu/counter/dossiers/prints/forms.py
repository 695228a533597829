"""What each form says, by its number in TT 03/2025/TT-VPCP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.dates import format_date
from congvu.core.kernel.phone import format_phone
from congvu.counter.dossiers.choices import VERBS, Outcome, State, Way
from congvu.counter.dossiers.models import Dossier, Extension, Result
from congvu.counter.dossiers.prints.sheet import Content, Fact

Filled = tuple[Content, datetime | None]
_HINT = "(Ký và ghi rõ họ tên)"


@dataclass(frozen=True, slots=True)
class Form:
    """``exists``: whether the dossier has come so far; ``fill``: its content and day."""

    exists: Callable[[Dossier], bool]
    fill: Callable[[Dossier], Filled]


def _who(dossier: Dossier) -> list[Fact]:
    who = dossier.applicant
    filer = " ".join(filter(None, (dossier.filer_name, dossier.filer_identifier)))
    return [
        ("Ông/bà, tổ chức", who.name),
        ("Số định danh, mã số thuế", who.identifier),
        ("Địa chỉ", who.address),
        ("Số điện thoại", format_phone(who.phone)),
        ("Email", who.email),
        ("Người nộp thay (theo ủy quyền)", filer),
    ]


def _moment(at: datetime | None) -> str:
    """``09 giờ 05 phút, ngày 16/11/2026``."""
    if at is None:
        return ""
    local = at.astimezone(VIETNAM)
    return f"{local:%H} giờ {local:%M} phút, ngày {format_date(local.date())}"


def _receipt(dossier: Dossier) -> Filled:
    papers = [
        f"{one.name}{_copies(one.originals, one.copies)}"
        for one in dossier.papers.filter(provided=True)
    ]
    content = Content(
        facts=[
            ("Mã hồ sơ", dossier.code),
            ("Cơ quan tiếp nhận", dossier.agency.name),
            *_who(dossier),
            ("Nội dung yêu cầu giải quyết", dossier.title),
            ("Thủ tục", f"{dossier.procedure.name} ({dossier.procedure.procedure.code})"),
            ("Số lượng hồ sơ", f"{dossier.sets:02} bộ"),
            ("Thời gian giải quyết theo quy định", str(dossier.term or "")),
            ("Thời gian nhận hồ sơ", _moment(dossier.received_at)),
            ("Thời gian trả kết quả", _moment(dossier.first_due_at)),
            ("Đăng ký nhận kết quả", _way(dossier)),
        ],
        items_label="Thành phần hồ sơ, yêu cầu và số lượng mỗi loại giấy tờ gồm:" if papers else "",
        items=papers,
        notes=["Cách tính ngày trả kết quả:", *(f"- {line}" for line in dossier.due_account)]
        if dossier.due_at == dossier.first_due_at
        else [],
        left="NGƯỜI NỘP HỒ SƠ", left_hint=_HINT,
        left_name=dossier.filer_name or dossier.applicant.name,
        right="NGƯỜI TIẾP NHẬN HỒ SƠ", right_hint=_HINT, right_name=dossier.receiver_name,
        with_qr=True,
    )  # fmt: skip
    return content, dossier.received_at


def _copies(originals: int, copies: int) -> str:
    counts = [f"{originals} bản chính"] * bool(originals) + [f"{copies} bản sao"] * bool(copies)
    return f" ({', '.join(counts)})" if counts else ""


def _way(dossier: Dossier) -> str:
    return ", ".join(filter(None, (str(Way(dossier.result_way).label), dossier.result_address)))


def _supplement(dossier: Dossier) -> Filled:
    asked = dossier.supplements.order_by("-round").first()
    assert asked is not None
    content = Content(
        facts=[
            ("Mã hồ sơ", dossier.code),
            ("Hồ sơ của", dossier.applicant.name),
            ("Nội dung yêu cầu giải quyết", dossier.title),
            ("Địa chỉ", dossier.applicant.address),
            ("Số điện thoại", format_phone(dossier.applicant.phone)),
            ("Email", dossier.applicant.email),
        ],
        items_label="Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:",
        items=list(asked.gaps.values_list("text", flat=True)),
        paragraphs=[],
        notes=[
            f"Lý do: {asked.reason}",
            *([f"Lý do yêu cầu lần {asked.round}: {asked.leader_reason}"] * bool(asked.leader_reason)),
            "Trong quá trình hoàn thiện hồ sơ nếu có vướng mắc, ông (bà) liên hệ "
            f"{asked.contact or asked.asked_by} để được hướng dẫn.",
        ],
        right="NGƯỜI HƯỚNG DẪN", right_hint=_HINT, right_name=asked.asked_by,
    )  # fmt: skip
    return content, asked.asked_at


def _refusal(dossier: Dossier) -> Filled:
    declined = Result.objects.filter(dossier=dossier, outcome=Outcome.DECLINED).first()
    event = dossier.events.filter(verb="refuse").first()
    reason = declined.reason if declined else (event.text if event else "")
    at = declined.approved_at if declined else dossier.closed_at
    name = declined.approved_by if declined else (event.actor_name if event else "")
    title = declined.approver_title if declined else ""
    content = Content(
        facts=[
            ("Mã hồ sơ", dossier.code),
            *_who(dossier),
            ("Nội dung yêu cầu giải quyết", dossier.title),
        ],
        paragraphs=[
            "Qua xem xét, hồ sơ không đủ điều kiện giải quyết với lý do như sau:", reason,
            "Xin thông báo để ông (bà) được biết và thực hiện.",
        ],
        left="NGƯỜI NỘP HỒ SƠ", left_hint=_HINT, left_name=dossier.applicant.name,
        right=title.upper() or "NGƯỜI TIẾP NHẬN HỒ SƠ", right_hint=_HINT, right_name=name,
    )  # fmt: skip
    return content, at


def _apology(dossier: Dossier) -> Filled:
    granted = dossier.extension
    content = Content(
        facts=[("Mã hồ sơ", dossier.code)],
        paragraphs=[
            f"Kính gửi: {dossier.applicant.name}",
            f"Ngày {_day(dossier.received_at)}, {dossier.agency.name} tiếp nhận giải quyết hồ sơ "
            f"của ông (bà), tổ chức về thủ tục {dossier.procedure.name}; mã số {dossier.code}. "
            f"Thời gian hẹn trả kết quả: {_moment(granted.before)}.",
            "Tuy nhiên đến nay hồ sơ chưa giải quyết xong, lý do:", granted.reason,
            f"{dossier.agency.name} xin lỗi ông (bà), tổ chức vì việc chậm trễ này và hẹn trả kết "
            f"quả vào: {_moment(granted.after)}.",
            "Mong nhận được sự thông cảm của ông (bà), tổ chức.",
        ],
        right=granted.signer_title.upper() or "THỦ TRƯỞNG CƠ QUAN",
        right_hint="(Ký, ghi rõ họ tên và đóng dấu)", right_name=granted.signer_name,
    )  # fmt: skip
    return content, granted.at


def _stopped(dossier: Dossier) -> Filled:
    event = dossier.events.filter(verb="stop").last()
    assert event is not None
    content = Content(
        facts=[
            ("Mã hồ sơ", dossier.code),
            *_who(dossier),
            ("Nội dung yêu cầu giải quyết", dossier.title),
        ],
        paragraphs=[
            f"{dossier.agency.name} thông báo dừng giải quyết hồ sơ nêu trên với lý do:",
            event.text, "Xin thông báo để ông (bà), tổ chức được biết.",
        ],
        right=event.actor_label.upper() or "THỦ TRƯỞNG CƠ QUAN",
        right_hint="(Ký, ghi rõ họ tên và đóng dấu)", right_name=event.actor_name,
    )  # fmt: skip
    return content, event.at


def _control(dossier: Dossier) -> Filled:
    rows = [
        [
            event.actor_name, event.to_name, _moment(event.at),
            VERBS.get(event.verb, event.verb), event.text[:200],
        ]
        for event in dossier.events.all()
    ]  # fmt: skip
    content = Content(
        facts=[
            ("Mã hồ sơ", dossier.code),
            ("Cơ quan giải quyết", dossier.agency.name),
            ("Cơ quan phối hợp", ""),
            ("Thời gian nhận hồ sơ", _moment(dossier.received_at)),
            ("Thời gian hẹn trả", _moment(dossier.due_at)),
            ("Kết quả", _kept(dossier)),
        ],
        columns=[("Người giao", 2), ("Người nhận", 2), ("Giờ, ngày", 2), ("Việc", 2),
                 ("Ghi chú", 3)],
        rows=rows,
    )  # fmt: skip
    return content, None


def _kept(dossier: Dossier) -> str:
    """Trước hạn, đúng hạn (on the day) or quá hạn, once it is settled."""
    done, due = dossier.settled_at, dossier.due_at
    if done is None or due is None:
        return ""
    if done > due:
        return "Quá hạn"
    same = done.astimezone(VIETNAM).date() == due.astimezone(VIETNAM).date()
    return "Đúng hạn" if same else "Trước hạn"


def _day(at: datetime | None) -> str:
    return format_date(at.astimezone(VIETNAM).date()) if at else ""


def _declined(dossier: Dossier) -> bool:
    rows = Result.objects.filter(
        dossier=dossier, outcome=Outcome.DECLINED, approved_at__isnull=False
    )
    return dossier.state == State.REFUSED or rows.exists()


FORMS = {
    1: Form(lambda d: d.received_at is not None, _receipt),
    2: Form(lambda d: d.supplements.exists(), _supplement),
    3: Form(_declined, _refusal),
    4: Form(lambda d: Extension.objects.filter(dossier=d).exists(), _apology),
    5: Form(lambda d: d.state == State.STOPPED, _stopped),
    6: Form(lambda d: d.received_at is not None, _control),
}
