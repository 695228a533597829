"""Our letters before an independent judge of PDF/A.

Preflight knows PDF/A-1b only, and letters are PDF/A-2b, because seals are pictures with a clear
ground, which part 1 forbids. So two things are shown. The same letter, asked for as PDF/A-1b, is
valid without any objection: fonts, colours, structure and metadata are in order. And the very
bytes that are issued raise two objections only, both to what part 2 allows in place of part 1: its
number in the metadata, and the newer version of the colour profile. No free judge of part 2
itself was found in the distribution.
"""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from congvu.core.files.factories import pdf as plain_pdf
from congvu.core.kernel.documentkinds import kinds_on
from congvu.office.documents.letterhead import engine
from congvu.office.documents.letterhead.stamp import stamp_number
from congvu.office.documents.tests.letter_samples import DAY, LETTER, letter_pdf
from tests.judges.preflight import CLASSPATH, Verdict, judge

pytestmark = [
    pytest.mark.judges,
    pytest.mark.skipif(not CLASSPATH, reason="no Preflight (Debian: libpdfbox2-java)"),
]
PART_TWO_ALLOWS = {
    ("7.11.2", "Error on MetaData, part must be 1"),
    ("2.1.6", "Invalid graphics object, Invalid version of the ICCProfile"),
}


def every_kind(folder: Path) -> dict[str, Verdict]:
    """A letter of each kind that may be issued today, judged."""
    kinds = kinds_on(DAY)
    assert len(kinds) > 30
    for kind in kinds:
        paper = letter_pdf(text=replace(LETTER, kind=kind))
        (folder / f"{kind.code}.pdf").write_bytes(paper)
    verdicts = judge(folder)
    assert set(verdicts) == {kind.code for kind in kinds}
    return verdicts


def test_the_judge_refuses_what_is_no_archive_copy(tmp_path: Path) -> None:
    (tmp_path / "plain.pdf").write_bytes(plain_pdf("Noi dung"))
    [verdict] = judge(tmp_path).values()
    assert not verdict.valid
    assert not verdict.objections <= PART_TWO_ALLOWS


def test_every_kind_asked_for_as_part_one_is_valid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "STANDARD", "a-1b")
    refused = {name: one.objections for name, one in every_kind(tmp_path).items() if not one.valid}
    assert refused == {}


def test_every_kind_as_issued_differs_from_part_one_only_where_part_two_allows(
    tmp_path: Path,
) -> None:
    found = {name: one.objections for name, one in every_kind(tmp_path).items()}
    assert {name: marks for name, marks in found.items() if marks != PART_TWO_ALLOWS} == {}


def test_a_stamped_paper_stays_sound(tmp_path: Path) -> None:
    """Number and date over somebody's own PDF: its syntax is whole, its pages are all there."""
    for pages in (1, 3):
        stamped = stamp_number(plain_pdf("Noi dung", pages=pages), code="12/STTTT-CNTT", day=DAY)
        with pikepdf.open(io.BytesIO(stamped)) as document:
            assert document.check_pdf_syntax() == []
            assert len(document.pages) == pages


def test_a_stamped_letter_of_ours_stays_an_archive_copy(tmp_path: Path) -> None:
    """The stamp is PDF/A itself, so it takes nothing from a paper that is."""
    stamped = stamp_number(letter_pdf(), code="12/STTTT-CNTT", day=DAY)
    (tmp_path / "stamped.pdf").write_bytes(stamped)
    assert judge(tmp_path)["stamped"].objections == PART_TWO_ALLOWS
