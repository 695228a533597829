"""Fact 7: the verdict on one signature and its reason, in complete sentences."""

from __future__ import annotations

from dataclasses import dataclass

from congvu.office.signing.verification.names import moment
from congvu.office.signing.verification.report import (
    BROKEN,
    Chain,
    Changes,
    Coverage,
    Later,
    Revocation,
    Revoked,
    Timestamp,
    Verdict,
)

WHOLE = (Coverage.ENTIRE_FILE, Coverage.ENTIRE_REVISION)


@dataclass(frozen=True)
class Findings:
    """Everything the verdict stands on."""

    integrity: str
    trouble: str
    coverage: Coverage
    changes: Changes
    filled: tuple[str, ...]
    may_fill: bool
    later: tuple[Later, ...]
    locked: bool
    signed_at: Chain
    now: Chain
    timestamp: Timestamp | None
    revocation: Revocation
    weak: str
    require_revocation: bool


def judge(found: Findings) -> tuple[Verdict, str]:
    """The first rule that speaks decides; without any the signature is valid."""
    for rule in _RULES:
        answer = rule(found)
        if answer is not None:
            return answer
    return Verdict.VALID, _valid(found)


def explained(found: Findings) -> bool:
    """Whether later changes only brought further signatures, and the signer did not forbid these."""
    return bool(found.later) and not found.locked and all(step.allowed for step in found.later)


def _broken(found: Findings) -> tuple[Verdict, str] | None:
    if found.integrity != BROKEN:
        return None
    return Verdict.INVALID, (
        "Nội dung được ký hoặc chính chữ ký đã bị thay đổi sau khi ký: giá trị băm hoặc giá trị "
        "chữ ký không khớp."
    )


def _partial(found: Findings) -> tuple[Verdict, str] | None:
    if found.coverage in WHOLE:
        return None
    return Verdict.INVALID, (
        "Chữ ký không bao trùm trọn một phiên bản của tệp, nên không bảo vệ được nội dung đang "
        "hiển thị."
    )


def _changed(found: Findings) -> tuple[Verdict, str] | None:
    if found.changes not in (Changes.OTHER, Changes.ANNOTATIONS) or explained(found):
        return None
    words = " ".join(step.text for step in found.later if not step.allowed)
    locked = "Người ký đã khóa tài liệu, không cho thay đổi gì thêm. " if found.locked else ""
    return Verdict.INVALID, f"Tài liệu đã bị thay đổi sau khi ký. {locked}{words}".strip()


def _filled(found: Findings) -> tuple[Verdict, str] | None:
    if not found.filled:
        return None
    names = ", ".join(f"“{name}”" for name in found.filled)
    if not found.may_fill:
        return Verdict.INVALID, f"Tài liệu đã bị thay đổi sau khi ký: ô {names} được sửa giá trị."
    return Verdict.UNKNOWN, (
        f"Sau khi ký, ô {names} của biểu mẫu được điền; người ký cho phép điền biểu mẫu, nên cần "
        "đối chiếu các ô này với nơi phát hành."
    )


def _covering(found: Findings) -> tuple[Verdict, str] | None:
    hidden = [step.text for step in found.later if not step.allowed]
    if not hidden:
        return None
    return Verdict.UNKNOWN, "Cần đối chiếu thay đổi sau khi ký: " + " ".join(hidden)


def _trouble(found: Findings) -> tuple[Verdict, str] | None:
    if not found.trouble:
        return None
    return Verdict.UNKNOWN, f"Nội dung được ký còn nguyên vẹn. {found.trouble}"


def _weak(found: Findings) -> tuple[Verdict, str] | None:
    if not found.weak:
        return None
    return Verdict.UNKNOWN, f"Nội dung được ký còn nguyên vẹn. {found.weak}"


def _revoked(found: Findings) -> tuple[Verdict, str] | None:
    revocation, stamp = found.revocation, found.timestamp
    if revocation.state is not Revoked.REVOKED or revocation.revoked_at is None:
        return None
    if stamp is None or not stamp.trusted:
        return Verdict.UNKNOWN if found.signed_at.trusted else Verdict.INVALID, (
            f"{revocation.reason} Không có dấu thời gian tin cậy để chứng minh chữ ký được tạo "
            "trước khi thu hồi."
        )
    if stamp.time >= revocation.revoked_at:
        return Verdict.INVALID, (
            f"{revocation.reason} Chữ ký được tạo sau khi thu hồi ({moment(stamp.time)})."
        )
    return None


def _untrusted(found: Findings) -> tuple[Verdict, str] | None:
    if found.signed_at.trusted:
        return None
    return Verdict.UNKNOWN, (
        f"Nội dung được ký còn nguyên vẹn, nhưng chưa xác định được người ký. {found.signed_at.reason}"
    )


def _unproven(found: Findings) -> tuple[Verdict, str] | None:
    if found.now.trusted or (found.timestamp is not None and found.timestamp.trusted):
        return None
    return Verdict.UNKNOWN, (
        f"Hiện nay chứng thư không còn tin cậy được ({found.now.reason.rstrip('.')}), và không có "
        "dấu thời gian tin cậy để chứng minh chữ ký được tạo khi chứng thư còn hiệu lực."
    )


def _unchecked(found: Findings) -> tuple[Verdict, str] | None:
    if not found.require_revocation or found.revocation.state is not Revoked.UNKNOWN:
        return None
    return Verdict.UNKNOWN, (
        f"Nội dung được ký còn nguyên vẹn, chuỗi chứng thư tin cậy. {found.revocation.reason}"
    )


_RULES = (
    _broken, _partial, _changed, _filled, _covering, _trouble, _weak, _revoked, _untrusted,
    _unproven, _unchecked,
)  # fmt: skip


def _valid(found: Findings) -> str:
    words = [
        "Nội dung được ký còn nguyên vẹn.",
        f"Chứng thư tin cậy tại thời điểm ký theo gốc “{found.signed_at.root}” "
        f"({found.signed_at.label}).",
    ]
    if found.changes is not Changes.NONE:
        words.append(_explanation(found))
    if found.timestamp is None:
        words.append("Thời điểm ký do người ký khai, không có dấu thời gian.")
    elif found.timestamp.trusted:
        words.append(
            f"Dấu thời gian {moment(found.timestamp.time)} do “{found.timestamp.authority}” cấp."
        )
    else:
        words.append(f"Dấu thời gian chưa tin cậy được: {found.timestamp.reason}")
    if found.revocation.state is not Revoked.GOOD:
        words.append(found.revocation.reason)
    return " ".join(words)


def _explanation(found: Findings) -> str:
    if found.changes is Changes.LTA_UPDATES:
        return "Sau khi ký chỉ bổ sung dữ liệu phục vụ xác thực lâu dài."
    if found.changes is Changes.OTHER:
        return (
            "Sau khi ký, tài liệu chỉ được thêm các chữ ký khác (số, ngày tháng, con dấu hoặc "
            "người ký sau), nội dung các trang không đổi; trình đọc PDF có thể cảnh báo vì người "
            "ký đầu đã giới hạn thay đổi."
        )
    return (
        "Sau khi ký, tài liệu chỉ được thêm các chữ ký khác (số, ngày tháng, con dấu hoặc người "
        "ký sau), nội dung các trang không đổi."
    )
