"""The report as lines of text, for the command line and for printing."""

from __future__ import annotations

from collections.abc import Iterator

from congvu.office.signing.verification.names import moment
from congvu.office.signing.verification.report import (
    INTACT,
    Chain,
    Coverage,
    Report,
    SignatureFacts,
    Signer,
    Timestamp,
)

COVERAGE = {
    Coverage.ENTIRE_FILE: "toàn bộ tệp",
    Coverage.ENTIRE_REVISION: "toàn bộ phiên bản được ký",
    Coverage.CONTIGUOUS_BLOCK_FROM_START: "chỉ một phần của tệp",
    Coverage.UNCLEAR: "không xác định",
}


def lines(report: Report) -> Iterator[str]:
    """What a person reads: each signature with its facts, the verdict last."""
    for number, facts in enumerate(report.signatures, start=1):
        yield f"Chữ ký {number} (ô “{facts.field}”): {str(facts.verdict).upper()}"
        for label, words in rows(facts):
            yield f"  {label}: {words}"
        yield ""
    yield f"Kết luận: {str(report.verdict).upper()}. {report.reason}"


def rows(facts: SignatureFacts) -> list[tuple[str, str]]:
    """The facts as label and words, in the order of TT 15/2025."""
    found = [
        ("Tính toàn vẹn", integrity(facts)),
        ("Phạm vi ký", COVERAGE[facts.coverage]),
        *[("Thay đổi sau khi ký", step.text) for step in facts.later],
        ("Người ký", signer(facts.signer)),
        *certificate(facts.signer),
        ("Thời điểm ký", time(facts)),
        ("Chuỗi tin cậy tại thời điểm ký", chain(facts.at_signing)),
        ("Chuỗi tin cậy hiện nay", chain(facts.now)),
        ("Thu hồi", facts.revocation.reason),
        ("Dấu thời gian", stamp(facts.timestamp)),
        ("Lý do", facts.reason),
        *[("Lưu ý", note) for note in facts.notes],
    ]
    return [(label, words) for label, words in found if words]


def integrity(facts: SignatureFacts) -> str:
    digest = f" ({facts.digest.upper()})" if facts.digest else ""
    return f"còn nguyên vẹn{digest}" if facts.integrity == INTACT else f"đã bị thay đổi{digest}"


def signer(who: Signer | None) -> str:
    if who is None:
        return "không đọc được"
    return ", ".join(part for part in (who.name, who.unit, who.organisation) if part)


def certificate(who: Signer | None) -> list[tuple[str, str]]:
    if who is None:
        return []
    return [
        ("Tổ chức cấp chứng thư", who.issuer),
        ("Số hiệu chứng thư", who.serial),
        ("Hiệu lực chứng thư", f"từ {moment(who.not_before)} đến {moment(who.not_after)}"),
        ("Mục đích khóa", ", ".join(who.key_usage)),
    ]


def time(facts: SignatureFacts) -> str:
    if facts.timestamp is not None and facts.timestamp.trusted:
        return f"{moment(facts.timestamp.time)} (theo dấu thời gian)"
    if facts.claimed_time is None:
        return "không rõ"
    return f"{moment(facts.claimed_time)} (do người ký khai)"


def chain(found: Chain) -> str:
    if not found.trusted:
        return f"chưa tin cậy. {found.reason}"
    return f"tin cậy ({found.label}): {' ← '.join(found.names)}"


def stamp(found: Timestamp | None) -> str:
    if found is None:
        return "không có"
    trust = f"tin cậy ({found.label})" if found.trusted else "chưa tin cậy"
    return f"{moment(found.time)}, nơi cấp “{found.authority}”, {trust}. {found.reason}".strip()
