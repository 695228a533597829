"""Thể thức: what the checker finds before a draft goes on its way (NĐ 30/2020/NĐ-CP, Phụ lục I).

A finding that ``blocks`` must be put right before submitting; the others are advice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from congvu.core.files import queries as files
from congvu.core.files.choices import Use
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.documentkinds import DocumentKind, kind_by_code
from congvu.core.kernel.subject import Subject
from congvu.office.documents.choices import OUTGOING_KIND, Relation
from congvu.office.documents.letterhead.layout import layout_of
from congvu.office.documents.models import Outgoing, Recipient

_ASKS = re.compile(r"(?:báo cáo|gửi|trả lời)[^.]{0,80}trước ngày\s+\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: a sentence that says what to do, and the field it is about."""

    code: str
    field: str
    message: str
    blocks: bool = False

    def as_data(self) -> dict[str, object]:
        return {
            "code": self.code, "field": self.field, "message": self.message, "blocks": self.blocks,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """What the rules look at."""

    letter: Outgoing
    kind: DocumentKind | None
    places: list[Recipient]
    has_file: bool
    answers: int

    @property
    def written_here(self) -> bool:
        return bool(self.letter.body)

    @property
    def layout(self) -> str:
        return layout_of(self.kind) if self.kind else "letter"


def check_letter(letter: Outgoing) -> list[Finding]:
    """Everything found in a draft, what blocks first."""
    subject = Subject(OUTGOING_KIND, letter.pk)
    draft = Draft(
        letter=letter,
        kind=kind_by_code(letter.kind, local_date(letter.created_at)),
        places=list(letter.recipients.all()),
        has_file=any(f.use == Use.DRAFT for f in files.files_of([subject])[subject]),
        answers=letter.answers.count(),
    )
    return check(draft)


def check(draft: Draft) -> list[Finding]:
    """Run every rule over a draft."""
    found = [finding for rule in RULES for finding in rule(draft)]
    return sorted(found, key=lambda finding: not finding.blocks)


def _content(draft: Draft) -> Iterator[Finding]:
    if not draft.written_here and not draft.has_file:
        yield Finding(
            "no_content", "body",
            "Dự thảo chưa có nội dung. Hãy soạn nội dung hoặc tải tệp dự thảo lên.", True,
        )  # fmt: skip


def _places(draft: Draft) -> Iterator[Finding]:
    if not draft.places:
        yield Finding(
            "no_places", "places",
            "Chưa có nơi nhận. Hãy chọn ít nhất một cơ quan, đơn vị hoặc ghi nơi nhận ngoài.", True,
        )  # fmt: skip
    if draft.letter.kept_at and not re.match(r"VT\b", draft.letter.kept_at):
        yield Finding(
            "kept_at", "kept_at",
            "Dòng lưu phải bắt đầu bằng VT, ví dụ “Lưu: VT, CNTT”. Hãy sửa nơi lưu.",
        )  # fmt: skip


def _unit_mark(draft: Draft) -> Iterator[Finding]:
    if draft.kind and not draft.kind.is_named and not draft.letter.unit.notation:
        yield Finding(
            "unit_mark", "unit",
            "Đơn vị soạn thảo chưa có ký hiệu nên số công văn sẽ thiếu phần đơn vị. Hãy đề nghị "
            "quản trị bổ sung ký hiệu đơn vị.",
        )  # fmt: skip


def _addressees(draft: Draft) -> Iterator[Finding]:
    if not draft.written_here:
        return
    wants = draft.layout == "letter" or draft.letter.kind == "to_trinh"
    if wants and not draft.letter.addressees:
        yield Finding(
            "no_addressee", "addressees",
            "Chưa ghi “Kính gửi”. Hãy ghi nơi nhận chính của văn bản, mỗi nơi một dòng.", True,
        )  # fmt: skip
    if draft.layout == "decision" and draft.letter.addressees:
        yield Finding(
            "decision_addressee", "addressees",
            "Quyết định không có “Kính gửi”. Hãy chuyển các nơi này xuống Nơi nhận.",
        )  # fmt: skip


def _subject(draft: Draft) -> Iterator[Finding]:
    subject = draft.letter.subject
    starts = subject.lower().startswith(("v/v", "về việc"))
    if draft.kind and draft.kind.is_named and subject.lower().startswith("v/v"):
        yield Finding(
            "subject_vv", "subject",
            "“V/v” chỉ dùng cho công văn. Hãy bỏ “V/v” hoặc viết “Về việc …”.",
        )  # fmt: skip
    if subject.isupper() and len(subject) > 20:
        yield Finding(
            "subject_caps", "subject",
            "Trích yếu không viết toàn chữ hoa. Hãy viết chữ thường.",
        )  # fmt: skip
    if subject.endswith((".", ";", ",")):
        yield Finding(
            "subject_mark", "subject",
            "Trích yếu không kết thúc bằng dấu câu. Hãy bỏ dấu ở cuối.",
        )  # fmt: skip
    if not draft.letter.is_qppl and len(subject) > 300:
        yield Finding(
            "subject_long", "subject",
            f"Trích yếu dài {len(subject)} ký tự. Hãy rút gọn trong khoảng 80 chữ."
            + (" Có thể bỏ “Về việc”." if starts else ""),
        )  # fmt: skip


def _bases(draft: Draft) -> Iterator[Finding]:
    lines = [line.strip() for line in draft.letter.bases.splitlines() if line.strip()]
    if draft.layout == "decision" and draft.written_here and not lines:
        yield Finding(
            "no_bases", "bases",
            "Quyết định phải nêu căn cứ ban hành. Hãy ghi mỗi căn cứ một dòng.", True,
        )  # fmt: skip
    wrong = [line for line in lines[:-1] if not line.endswith(";")]
    if wrong or (lines and not lines[-1].endswith(".")):
        yield Finding(
            "base_marks", "bases",
            "Mỗi căn cứ kết thúc bằng dấu chấm phẩy, căn cứ cuối bằng dấu chấm. Bản in sẽ tự sửa.",
        )  # fmt: skip
    if any(
        not line.lower().startswith(("căn cứ", "theo ", "xét ", "thực hiện ")) for line in lines
    ):
        yield Finding(
            "base_words", "bases",
            "Căn cứ thường bắt đầu bằng “Căn cứ”, “Theo” hoặc “Xét”. Hãy xem lại các dòng căn cứ.",
        )  # fmt: skip


def _articles(draft: Draft) -> Iterator[Finding]:
    if draft.layout != "decision" or not draft.written_here:
        return
    numbers = [int(n) for n in re.findall(r"^\s*Điều\s+(\d+)\.", draft.letter.body, re.MULTILINE)]
    if not numbers:
        yield Finding(
            "no_articles", "body",
            "Quyết định được trình bày theo Điều. Hãy viết “Điều 1. …” ở đầu mỗi điều.", True,
        )  # fmt: skip
    elif numbers != list(range(1, len(numbers) + 1)):
        yield Finding(
            "article_order", "body",
            "Số thứ tự các Điều không liên tục. Hãy đánh lại từ Điều 1.",
        )  # fmt: skip


def _invitation(draft: Draft) -> Iterator[Finding]:
    if draft.layout != "invitation" or not draft.written_here:
        return
    for key, label in (("time", "thời gian"), ("place", "địa điểm")):
        if not draft.letter.details.get(key):
            yield Finding(
                f"invitation_{key}", f"details.{key}",
                f"Giấy mời chưa có {label}. Hãy bổ sung {label}.", True,
            )  # fmt: skip


def _signer(draft: Draft) -> Iterator[Finding]:
    if draft.letter.signer_post_id is None:
        yield Finding(
            "no_signer", "signer_post_id",
            "Chưa chọn người ký nên chưa xác định được thể thức đề ký. Hãy chọn người ký nếu đã rõ.",
        )  # fmt: skip


def _replies(draft: Draft) -> Iterator[Finding]:
    first = draft.letter.body.strip()[:300].lower()
    promises = first.startswith(("phúc đáp", "trả lời", "đáp ứng"))
    if promises and not draft.answers:
        yield Finding(
            "reply_unlinked", "reply_to",
            "Văn bản trả lời chưa gắn với văn bản đến. Hãy chọn văn bản đến để tự kết thúc xử lý.",
        )  # fmt: skip
    asks = _ASKS.search(draft.letter.body)
    if asks and draft.letter.due_on is None:
        yield Finding(
            "due_unset", "due_on",
            "Nội dung yêu cầu trả lời trước một ngày. Hãy ghi hạn trả lời để nơi nhận được nhắc.",
        )  # fmt: skip


def _relation(draft: Draft) -> Iterator[Finding]:
    corrects = draft.letter.relation == Relation.CORRECTS
    if corrects and draft.kind and draft.kind.is_named:
        yield Finding(
            "correction_kind", "kind",
            "Đính chính văn bản được làm bằng công văn. Hãy chọn loại Công văn.",
        )  # fmt: skip
    earlier = draft.letter.related_to
    if draft.letter.relation == Relation.AMENDS and earlier and earlier.kind != draft.letter.kind:
        yield Finding(
            "amendment_kind", "kind",
            "Văn bản sửa đổi, bổ sung phải cùng loại với văn bản được sửa. Hãy chọn lại loại.",
        )  # fmt: skip


Rule = Callable[[Draft], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    _content, _places, _addressees, _bases, _articles, _invitation, _subject, _signer, _unit_mark,
    _replies, _relation,
)  # fmt: skip
