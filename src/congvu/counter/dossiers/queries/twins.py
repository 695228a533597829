"""The same paper filed twice: an earlier dossier of the same applicant under the same procedure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from congvu.core.files.queries import files_of
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.dates import format_date
from congvu.core.kernel.subject import Subject
from congvu.counter.dossiers.choices import PAPER_KIND, State
from congvu.counter.dossiers.models import Dossier, Paper

SINCE = timedelta(days=90)
GONE = (State.REFUSED, State.WITHDRAWN, State.STOPPED)


@dataclass(frozen=True, slots=True)
class Twin:
    """``same_files``: every scan of the younger one is among the scans of the earlier one."""

    pk: int
    code: str
    filed_on: date
    same_files: bool

    def __str__(self) -> str:
        files = ", cùng các tệp đã quét" if self.same_files else ""
        return (
            f"Chủ hồ sơ đã nộp hồ sơ {self.code} cho cùng thủ tục ngày {format_date(self.filed_on)}"
            f"{files}. Hãy kiểm tra; nếu nộp trùng, đề nghị người nộp rút một hồ sơ."
        )


def twin_of(dossier: Dossier) -> Twin | None:
    """The newest earlier dossier at the same agency within ninety days; what was refused, stopped
    or withdrawn does not count. The caller has authorised the dossier, whose desk it concerns."""
    who = dossier.applicant
    same = Q()
    if who.identifier:
        same |= Q(applicant__identifier=who.identifier)
    if who.phone:
        same |= Q(applicant__phone=who.phone, applicant__name=who.name)
    if not same:
        return None
    rows = Dossier.objects.filter(
        same, agency=dossier.agency_id, procedure__procedure=dossier.procedure.procedure_id,
        filed_at__gte=dossier.filed_at - SINCE, pk__lt=dossier.pk,
    )  # fmt: skip
    found = rows.exclude(state__in=GONE).order_by("-pk").first()
    if found is None:
        return None
    mine, theirs = _contents(dossier), _contents(found)
    return Twin(found.pk, found.code, local_date(found.filed_at), bool(mine) and mine <= theirs)


def _contents(dossier: Dossier) -> set[str]:
    ids = Paper.objects.filter(dossier=dossier).values_list("pk", flat=True)
    found = files_of([Subject(PAPER_KIND, pk) for pk in ids])
    return {file.blob.sha256 for files in found.values() for file in files}
