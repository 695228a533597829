"""What was added to a file after a signature, and whether it left the content alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, SuspiciousModification
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from congvu.office.signing.verification.content import Content, read
from congvu.office.signing.verification.reading import attempt
from congvu.office.signing.verification.report import Changes, Coverage, Later

LARGE = 0.25
"""A later signature's picture over this share of the page could hide what stands under it."""


@dataclass(frozen=True)
class Step:
    """One difference between two revisions, in words."""

    text: str
    allowed: bool


@dataclass
class History:
    """The revisions of one file, each compared with the one before at most once."""

    reader: PdfFileReader
    signed_by: Mapping[int, Sequence[str]]
    contents: dict[int, Content] = field(default_factory=dict)
    steps: dict[int, list[Step]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return attempt(lambda: int(self.reader.xrefs.total_revisions), otherwise=0)

    def content(self, revision: int) -> Content:
        if revision not in self.contents:
            self.contents[revision] = read(self.reader.get_historical_resolver(revision))
        return self.contents[revision]

    def compare(self, revision: int) -> list[Step]:
        """What ``revision`` changed of what the one before it showed."""
        if revision not in self.steps:
            unknown = [Step("nội dung của bản này không so sánh được", False)]
            self.steps[revision] = attempt(
                lambda: list(differences(self.content(revision - 1), self.content(revision))),
                otherwise=unknown,
            )
        return self.steps[revision]


def coverage_of(embedded: EmbeddedPdfSignature) -> Coverage:
    found = attempt(embedded.evaluate_signature_coverage, otherwise=None)
    return Coverage.UNCLEAR if found is None else Coverage(found.name)


def changes_of(embedded: EmbeddedPdfSignature) -> tuple[Changes, frozenset[str]]:
    """The level by the PDF standard, and the form fields that were changed.

    Asks for the coverage first: without a whole signed revision there is nothing to compare.
    """
    attempt(embedded.compute_integrity_info, otherwise=None)
    result = embedded.diff_result
    if isinstance(result, DiffResult):
        return Changes(result.modification_level.name), frozenset(result.changed_form_fields)
    whole = embedded.coverage is not None and embedded.coverage.name == Coverage.ENTIRE_FILE
    if result is None and whole:
        return Changes.NONE, frozenset()
    assert result is None or isinstance(result, SuspiciousModification)
    return Changes.OTHER, frozenset()


def forbids_all(embedded: EmbeddedPdfSignature) -> bool:
    """Whether the signer forbade every later change (DocMDP level 1)."""
    return attempt(lambda: embedded.docmdp_level == MDPPerm.NO_CHANGES, otherwise=False)


def steps_after(embedded: EmbeddedPdfSignature, history: History) -> tuple[Later, ...]:
    """Every revision after the signed one, in words."""
    return tuple(
        _step(revision, history) for revision in range(embedded.signed_revision + 1, history.total)
    )


def _step(revision: int, history: History) -> Later:
    steps = history.compare(revision)
    signers = history.signed_by.get(revision, ())
    who = f"ký bởi {', '.join(signers)}" if signers else "không có chữ ký mới"
    what = "; ".join(step.text for step in steps) or "nội dung hiển thị không đổi"
    return Later(
        revision, f"Bản cập nhật {revision} ({who}): {what}.", all(s.allowed for s in steps)
    )


def differences(old: Content, new: Content) -> Iterator[Step]:
    """What shows in one revision and not in the other; nothing when both look the same."""
    if len(old.pages) != len(new.pages):
        yield Step(f"số trang đổi từ {len(old.pages)} thành {len(new.pages)}", False)
    for number, (before, after) in enumerate(zip(old.pages, new.pages, strict=False), start=1):
        if before != after:
            yield Step(f"nội dung trang {number} bị thay đổi", False)
    yield from _notes(old, new)
    yield from _seals(old, new)
    for name in _changed(old.values, new.values):
        yield Step(f"ô “{name}” của biểu mẫu bị thay đổi", False)
    for key in _changed(old.catalogue, new.catalogue):
        yield Step(f"mục {key} của tài liệu bị thay đổi", False)


def _notes(old: Content, new: Content) -> Iterator[Step]:
    for key in _changed(old.notes, new.notes):
        page, _, kind = key.partition("|")
        yield Step(f"chú thích hoặc ô {kind.removeprefix('/')} ở trang {page} bị thay đổi", False)


def _seals(old: Content, new: Content) -> Iterator[Step]:
    for name in sorted(old.seals.keys() - new.seals.keys()):
        yield Step(f"ô chữ ký “{name}” bị xóa", not old.seals[name].signed)
    for name, seal in sorted(new.seals.items()):
        before = old.seals.get(name)
        if before == seal:
            continue
        if before is not None and before.signed:
            yield Step(f"ô chữ ký “{name}” đã ký bị thay đổi", False)
        elif seal.share > LARGE:
            yield Step(f"hình của chữ ký “{name}” che {seal.share:.0%} trang", False)
        elif seal.signed:
            yield Step(f"ô chữ ký “{name}” được ký, chỉ thêm hình của chính ô này", True)
        elif seal.drawn:
            yield Step(f"ô chữ ký “{name}” có hình nhưng chưa được ký", False)
        else:
            yield Step(f"ô chữ ký “{name}” trống được thêm", True)


def _changed(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[str]:
    return sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
