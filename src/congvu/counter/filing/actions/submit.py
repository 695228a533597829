"""Filing a draft: everything is looked at once more, then it becomes a dossier in one step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from congvu.core.accounts.queries import proof_of
from congvu.core.audit.actions import action, note
from congvu.core.files import actions as files
from congvu.core.files.actions import Placing, Stored
from congvu.core.files.choices import Use
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.prepared import Prepared
from congvu.core.kernel.schema.filling import Result, check
from congvu.core.kernel.schema.form import Form
from congvu.core.kernel.schema.types import FileFact
from congvu.core.kernel.storing import insert, update
from congvu.core.kernel.subject import Subject
from congvu.counter.dossiers.actions import Filing, Scan, Who, check_who, file_dossier
from congvu.counter.dossiers.choices import DOSSIER_KIND, ApplicantKind, Channel, Way
from congvu.counter.filing.actions.drafts import owner_name, subject_of, take, terms_of_today
from congvu.counter.filing.actions.people import facts_of
from congvu.counter.filing.choices import DRAFT, FactName
from congvu.counter.filing.errors import DraftElsewhere, FormChanged, NotComplete
from congvu.counter.filing.models import Draft, DraftFile, Submission
from congvu.counter.filing.sources import FormSources
from congvu.counter.procedures.queries import asked_papers, schema_of

if TYPE_CHECKING:
    from congvu.counter.procedures.models import Paper as AskedPaper

REFERENCE = "t-"


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft as it would be filed: ``problems`` by the path of the box or slot."""

    form: Form | None
    result: Result | None
    problems: Mapping[str, list[str]]
    papers: Sequence[AskedPaper] = ()

    @property
    def data(self) -> dict[str, Any]:
        return dict(self.result.data) if self.result else {}


@action("filing.draft.file")
def file_draft(
    *, actor: Actor, at: datetime, draft_id: int, version: int | None = None
) -> Submission:
    """Nộp hồ sơ trực tuyến: answers and files go to the dossier, the draft is closed.

    :raises NotComplete: gaps, with their places in ``data["paths"]``
    :raises NoLongerOffered: nothing is lost, the draft stays
    :raises FormChanged: ``renew`` the draft and look at it again
    :raises DraftElsewhere: saved from another device since it was looked at
    """
    draft = take(actor, draft_id, "draft.file")
    DRAFT.target("file", draft.state)
    if version is not None and version != draft.version:
        raise DraftElsewhere(version=draft.version)
    procedure, form = terms_of_today(draft, at)
    if procedure.pk != draft.procedure_id or (form.pk if form else None) != draft.form_id:
        raise FormChanged
    rows = files_of(draft)
    seen = checked(draft, rows, at)
    if seen.problems:
        raise NotComplete(paths={path: list(said) for path, said in seen.problems.items()})
    on_behalf = actor.user_id is not None and actor.user_id != draft.owner_id
    dossier = file_dossier(
        actor=actor, at=at, agency_id=draft.agency_id, channel=Channel.ONLINE,
        filing=_filing(draft, rows, seen, actor if on_behalf else None),
    )  # fmt: skip
    subject = Subject(DOSSIER_KIND, dossier.pk)
    of_form = [
        Placing(row.file.blob, row.file.name, subject, Use.ATTACHMENT, draft.agency_id)
        for row in rows
        if row.slot.startswith("field:")
    ]
    if of_form:
        files.attach_many(placings=of_form, actor=actor, at=at)
    proof = proof_of(actor.user_id)
    done = Submission(
        dossier=dossier, owner_id=draft.owner_id, filer_id=actor.user_id if on_behalf else None,
        form_id=draft.form_id, at=at, findings=_findings(rows),
        proved_by=proof.provider if proof else "", proof_level=proof.level if proof else "",
    )  # fmt: skip
    insert(done)
    draft.state, draft.dossier, draft.filed_at = DRAFT.target("file", draft.state), dossier, at
    draft.version += 1
    update([draft], ["state", "dossier", "filed_at", "version"])
    note(
        subject_of(draft), label=dossier.code, agency_id=draft.agency_id,
        changes={"dossier": dossier.pk, "for": owner_name(draft) if on_behalf else ""},
    )  # fmt: skip
    return done


def files_of(draft: Draft) -> list[DraftFile]:
    return _FILES(draft_id=draft.pk)


_FILES = Prepared(
    lambda draft_id: DraftFile.objects.filter(draft=draft_id).select_related("file__blob"),
    draft_id=int,
)


def sources_of(rows: list[DraftFile]) -> FormSources:
    facts = {
        f"{REFERENCE}{row.pk}": FileFact(row.file.name, row.file.blob.size, row.file.blob.kind)
        for row in rows
    }
    return FormSources(files=facts)


def with_files(draft: Draft, rows: list[DraftFile]) -> dict[str, Any]:
    """The answers with references to the files of the form's fields."""
    found: dict[str, Any] = dict(draft.answers)
    for key in {row.slot[6:] for row in rows if row.slot.startswith("field:")}:
        found[key] = [f"{REFERENCE}{row.pk}" for row in rows if row.slot == f"field:{key}"]
    return found


def checked(draft: Draft, rows: list[DraftFile], at: datetime) -> Checked:
    """Everything that stands in the way of filing, at once."""
    problems: dict[str, list[str]] = {}
    form = schema_of(draft.form) if draft.form else None
    result = None
    if form is not None:
        result = check(
            form, with_files(draft, rows), on=local_date(at), sources=sources_of(rows), typed=True
        )
        problems |= result.by_path
    held = {row.slot for row in rows}
    papers = asked_papers(draft.procedure_id)
    for place, paper in enumerate(papers, start=1):
        by_form = form is not None and paper.form_name
        if paper.required and not paper.case and not by_form and f"paper:{place}" not in held:
            problems[f"paper:{place}"] = [f"Chưa có tệp của “{paper.name[:120]}”. Hãy tải lên."]
    try:
        check_who(who_of(draft))
    except Invalid as refusal:
        fields = refusal.data.get("fields") or {"name": [refusal.message]}
        problems |= {f"who.{box}": list(said) for box, said in fields.items()}
    if draft.who.get("result_way") == Way.POST and not draft.who.get("result_address", "").strip():
        problems["who.result_address"] = ["Hãy nhập địa chỉ nhận kết quả qua bưu chính."]
    return Checked(form, result, problems, papers)


def who_of(draft: Draft) -> Who:
    box = draft.who
    kind = int(box.get("kind") or ApplicantKind.PERSON)
    return Who(
        box.get("name", ""), kind, box.get("identifier", ""), box.get("address", ""),
        box.get("phone", ""), box.get("email", ""),
    )  # fmt: skip


def _filing(draft: Draft, rows: list[DraftFile], seen: Checked, filer: Actor | None) -> Filing:
    by_form = {
        place for place, paper in enumerate(seen.papers, start=1) if draft.form and paper.form_name
    }
    scans = [
        Scan(int(row.slot[6:]), Stored(row.file.blob, row.file.name))
        for row in rows
        if row.slot.startswith("paper:")
    ]
    number = (
        facts_of(filer.user_id).get(FactName.PERSONAL_ID, "") if filer and filer.user_id else ""
    )
    way = draft.who.get("result_way") or Way.ONLINE
    return Filing(
        draft.procedure.procedure.code, who_of(draft), title=draft.who.get("title", ""),
        filer_name=filer.name if filer else "", filer_identifier=number, answers=seen.data,
        result_way=way, result_address=draft.who.get("result_address", ""),
        provided=frozenset(by_form | {scan.position for scan in scans}), scans=scans,
    )  # fmt: skip


def _findings(rows: list[DraftFile]) -> list[dict[str, Any]]:
    return [{"name": row.file.name, **found} for row in rows for found in row.findings]
