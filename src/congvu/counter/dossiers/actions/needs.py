"""What a move needs before it may be taken: one check for each name of the procedures room."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from congvu.core.kernel.clock import local_date
from congvu.core.kernel.schema.filling import check
from congvu.core.kernel.subject import Subject
from congvu.counter.dossiers.choices import DOSSIER_KIND, JointState, Making, State
from congvu.counter.dossiers.errors import NotYet
from congvu.counter.dossiers.models import Consultation, Dossier, Joint, Result
from congvu.counter.dossiers.queries.results import is_signed, kinds_on
from congvu.counter.fees.queries import nothing_due
from congvu.counter.procedures.choices import PRECONDITIONS
from congvu.counter.procedures.queries import forms_of, schema_of
from congvu.office.signing.choices import FieldKind

Check = Callable[[Dossier, datetime], str]
"""An empty text when it holds, else a sentence that says what is missing."""


def _papers(dossier: Dossier, at: datetime) -> str:
    rows = dossier.papers.filter(required=True, provided=False)
    names = list(rows.order_by("position").values_list("name", flat=True)[:5])
    return f"Hồ sơ còn thiếu: {'; '.join(names)}. Hãy yêu cầu bổ sung." if names else ""


def _form(dossier: Dossier, at: datetime) -> str:
    """Against the forms that were in force when it was filed; without a form there is nothing."""
    for version in forms_of(dossier.procedure.procedure_id, local_date(dossier.filed_at)):
        result = check(schema_of(version), dossier.answers, on=local_date(dossier.filed_at))
        if result.problems:
            return f"Tờ khai chưa hợp lệ: {result.problems[0].sentence} Hãy yêu cầu bổ sung."
    return ""


def _fee(dossier: Dossier, at: datetime) -> str:
    owed = dossier.state == State.PAYMENT or not nothing_due(Subject(DOSSIER_KIND, dossier.pk))
    return "Hồ sơ chưa nộp đủ phí, lệ phí. Hãy ghi nhận khoản đã nộp trước." if owed else ""


def _answered(dossier: Dossier, at: datetime) -> str:
    """Silence after the deadline does not hold the dossier (Điều 19.5)."""
    rows = Consultation.objects.filter(
        dossier=dossier, answered_at__isnull=True, due_at__gte=at
    ).select_related("agency")
    names = [row.agency.name for row in rows[:5]]
    if not names:
        return ""
    return f"Đang chờ ý kiến của {'; '.join(names)}. Hãy chờ trả lời hoặc hết hạn xin ý kiến."


def _joined(dossier: Dossier, at: datetime) -> str:
    ended = [JointState.RETURNED, JointState.DROPPED]
    rows = Joint.objects.filter(dossier=dossier).exclude(state__in=ended).select_related("agency")
    names = [row.agency.name for row in rows[:5]]
    return f"Đang chờ kết quả liên thông của {'; '.join(names)}. Hãy đôn đốc." if names else ""


def _proposed(dossier: Dossier, at: datetime) -> str:
    if Result.objects.filter(dossier=dossier).exists():
        return ""
    return "Hồ sơ chưa có kết quả trình duyệt. Hãy dùng việc “Trình kết quả” trước."


def _signed(dossier: Dossier, at: datetime) -> str:
    """By keys: the person, the number, then the agency, upon the bytes that stand."""
    result = Result.objects.filter(dossier=dossier).first()
    if result is None or result.approved_at is None:
        return "Kết quả chưa được ký duyệt. Hãy trình lãnh đạo ký trước."
    if is_signed(result):
        return ""
    if unsigned := _unsigned(result):
        return unsigned
    return "Kết quả chưa được cấp số, đóng dấu số. Hãy đề nghị Bộ phận Một cửa đóng dấu số trước."


def _unsigned(result: Result | None) -> str:
    if result is None or result.making == Making.PAPER or FieldKind.PERSON in kinds_on(result):
        return ""
    return "Lãnh đạo chưa ký số kết quả. Hãy dùng việc “Ký số kết quả” trước."


def demand_person_signed(dossier: Dossier) -> None:
    """Leaving the step of signing: what is signed by keys carries the person's signature.

    :raises NotYet: it does not
    """
    if unsigned := _unsigned(Result.objects.filter(dossier=dossier).first()):
        raise NotYet(unsigned, needs=["result_signed"], labels=[PRECONDITIONS["result_signed"]])


CHECKS: dict[str, Check] = {
    "papers_complete": _papers,
    "form_complete": _form,
    "fee_paid": _fee,
    "consultation_answered": _answered,
    "links_returned": _joined,
    "result_proposed": _proposed,
    "result_signed": _signed,
}


def lacking(dossier: Dossier, names: Iterable[str], at: datetime) -> list[str]:
    """Sentences, one for each condition that does not hold."""
    return [said for name in dict.fromkeys(names) if (said := CHECKS[name](dossier, at))]


def demand_needs(dossier: Dossier, names: Iterable[str], at: datetime) -> None:
    """:raises NotYet: a condition does not hold; the sentence says which"""
    found = lacking(dossier, names, at)
    if found:
        raise NotYet(
            " ".join(found),
            needs=[name for name in dict.fromkeys(names) if CHECKS[name](dossier, at)],
            labels=[PRECONDITIONS[name] for name in dict.fromkeys(names)],
        )
