"""Joint work between the two sides: programs that prepare it and do the people's part of it.

The district's desk settles a dossier whose step asks the province's department; the department
works on the child as on any other. Everything between the two is left to their workers.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from congvu.core.files import actions as files
from congvu.core.files.choices import Use
from congvu.core.files.factories import pdf
from congvu.core.files.queries import files_of
from congvu.core.kernel.clock import now
from congvu.core.kernel.subject import Subject
from congvu.core.organisation.choices import Role
from congvu.core.organisation.models import Agency
from congvu.counter.dossiers import actions
from congvu.counter.dossiers.actions import Filing, Scan, Who
from congvu.counter.dossiers.choices import PAPER_KIND
from congvu.counter.dossiers.models import Dossier, Joint
from congvu.counter.procedures import factories
from congvu.counter.procedures.process import Move, Process, Step
from congvu.project.demo.seats import house

DISTRICT, DEPARTMENT = "hiephoa", "stttt"
THEIRS = "2.009999"
"""The department's procedure; the district's catalogue does not hold it."""


def offer() -> dict[str, Any]:
    """The department serves the procedure that the district will ask for."""
    version = factories.published(THEIRS)
    factories.offering(version, Agency.objects.get(slug=DEPARTMENT))
    return {"procedure": THEIRS}


def begin(code: str) -> dict[str, Any]:
    """A dossier at the district's desk whose first step asks the department for ``code``."""
    far = Agency.objects.get(slug=DEPARTMENT)
    version = factories.published("1." + code[-6:])
    factories.offering(version, Agency.objects.get(slug=DISTRICT))
    steps = (
        Step("tiep_nhan", "Tiếp nhận", "work", "desk", 4,
             moves=(Move("chuyen", "Chuyển liên thông", "lien_thong"),)),
        Step("lien_thong", "Xác minh tại Sở", "link", "desk", 40, agency_id=far.pk,
             procedure_code=code, moves=(Move("tiep", "Tiếp tục", "ky"),)),
        Step("ky", "Ký duyệt", "sign", "leader", 16, moves=(Move("duyet", "Ký", "tra"),)),
        Step("tra", "Trả kết quả", "return", "desk", 8, moves=(Move("xong", "Trả", ""),)),
    )  # fmt: skip
    factories.internal_process(version, Process(steps))
    clerk, at = house(DISTRICT, at=now()).one(Role.CLERK).actor, now()
    paper = files.store(
        stream=io.BytesIO(pdf(f"Giay chung sinh {code}")), name="chung-sinh.pdf",
        use=Use.ATTACHMENT, actor=clerk, at=at,
    )  # fmt: skip
    dossier = actions.receive(
        actor=clerk, at=at,
        filing=Filing(
            version.procedure.code, Who("Trần Văn Mẫu", phone="0912000111"),
            scans=[Scan(1, paper)],
        ),
    )  # fmt: skip
    actions.take_step(actor=clerk, at=at, dossier_id=dossier.pk, step="tiep_nhan", move="chuyen")
    return {"dossier": dossier.pk, "code": dossier.code, "paper": paper.sha256}


def child(origin: str) -> dict[str, Any]:
    """The dossier at the department's desk that the other side asked for, if it has come."""
    row = Dossier.objects.filter(origin_code=origin).first()
    if row is None:
        return {}
    subjects = [Subject(PAPER_KIND, pk) for pk in row.papers.values_list("pk", flat=True)]
    held = files_of(subjects)
    digests = [file.blob.sha256 for several in held.values() for file in several]
    return {"dossier": row.pk, "code": row.code, "state": row.state, "files": digests}


def settle(dossier_id: str) -> dict[str, Any]:
    """The department receives, works, decides and approves."""
    office, at, pk = house(DEPARTMENT, at=now()), now(), int(dossier_id)
    clerk, leader = office.one(Role.CLERK).actor, office.one(Role.LEADER).actor
    unit = next(mark for mark in office.units if office.officers_of(mark))
    officer = office.officers_of(unit)[0]
    actions.accept(actor=clerk, at=at, dossier_id=pk)
    actions.start(actor=clerk, at=at, dossier_id=pk, post_id=officer.post_id)
    paper = files.store(
        stream=io.BytesIO(pdf(f"Ket qua {pk}")), name="ket-qua.pdf", use=Use.RESULT,
        actor=officer.actor, at=at,
    )  # fmt: skip
    actions.propose(actor=officer.actor, at=at, dossier_id=pk, name="Văn bản xác nhận",
                    code="12/XN", papers=[paper])  # fmt: skip
    actions.finish(actor=leader, at=at, dossier_id=pk)
    return {"file": paper.sha256}


def joint(dossier_id: str) -> dict[str, Any]:
    """How the work stands at the parent, with the files that came back."""
    row = Joint.objects.select_related("link", "dossier").get(dossier=int(dossier_id))
    papers = row.dossier.papers.filter(name__startswith="Kết quả liên thông")
    held = files_of([Subject(PAPER_KIND, pk) for pk in papers.values_list("pk", flat=True)])
    open_steps = row.dossier.steps.filter(closed_at__isnull=True)
    return {
        "state": row.state, "error": row.error, "outcome": row.outcome,
        "far_code": row.link.far_code if row.away and hasattr(row, "link") else "",
        "files": [file.blob.sha256 for several in held.values() for file in several],
        "steps": list(open_steps.values_list("code", flat=True)),
    }  # fmt: skip


PROGRAMS: dict[str, Callable[..., dict[str, Any]]] = {
    "joint-offer": offer, "joint-begin": begin, "joint-child": child, "joint-settle": settle,
    "joint-state": joint,
}  # fmt: skip
