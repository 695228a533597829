"""Papers and results of joint work come as the same contents: bytes are kept once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Max

from congvu.core.files import actions as files
from congvu.core.files.actions import Stored
from congvu.core.files.choices import Use
from congvu.core.files.queries import contents, files_of
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.subject import Subject
from congvu.counter.dossiers.choices import PAPER_KIND
from congvu.counter.dossiers.crossing.shape import PartFile, PartPaper, PartResult
from congvu.counter.dossiers.models import Dossier, Paper

Contents = Mapping[str, Stored]
"""By SHA-256; names are those that the dossier gives them."""


def contents_here(named: Iterable[PartFile]) -> Contents:
    """Contents of this installation, for a dossier of its own."""
    blobs = contents({file.sha256 for file in named})
    return {digest: Stored(blob, "") for digest, blob in blobs.items()}


def put_papers(
    dossier: Dossier, papers: Iterable[PartPaper], held: Contents, actor: Actor, at: datetime
) -> None:
    """Each paper with files meets the dossier's paper of the same code or name, or stands behind
    its own papers. What is there already is not put there again."""
    own = list(dossier.papers.all())
    for paper in papers:
        if not paper.files:
            continue
        target = next((one for one in own if _same(one, paper)), None)
        if target is None:
            target = _behind(dossier, paper.name, paper.code)
            own.append(target)
        if not target.provided:
            target.provided = True
            target.save(update_fields=["provided"])
        _attach(paper.files, target, held, actor, at)


def put_result(
    dossier: Dossier, result: PartResult, held: Contents, actor: Actor, at: datetime
) -> None:
    """The other agency's result stands among the papers of the dossier that asked for it."""
    name = f"Kết quả liên thông: {' '.join(filter(None, (result.code, result.name)))}"[:1000]
    paper = dossier.papers.filter(name=name).order_by("-position").first()
    _attach(result.files, paper or _behind(dossier, name), held, actor, at)


def _same(one: Paper, other: PartPaper) -> bool:
    return (bool(one.code) and one.code == other.code) or one.name == other.name


def _behind(dossier: Dossier, name: str, code: str = "") -> Paper:
    last = dossier.papers.aggregate(last=Max("position"))["last"] or 0
    return Paper.objects.create(
        dossier=dossier, position=last + 1, name=name[:1000], code=code[:60], required=False,
        provided=True,
    )  # fmt: skip


def _attach(
    several: Iterable[PartFile], paper: Paper, held: Contents, actor: Actor, at: datetime
) -> None:
    subject = Subject(PAPER_KIND, paper.pk)
    there = {one.blob.sha256 for one in files_of([subject]).get(subject, [])}
    for file in several:
        if file.sha256 in there or file.sha256 not in held:
            continue
        there.add(file.sha256)
        files.attach(
            source=Stored(held[file.sha256].blob, file.name), subject=subject,
            use=Use.ATTACHMENT, actor=actor, at=at,
        )  # fmt: skip
