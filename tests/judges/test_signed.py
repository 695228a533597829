"""Signed letters before the independent judge of PDF/A.

As with unsigned ones, two things are shown (see ``test_archive.py``). A letter made and signed as
PDF/A-1b, with pictures on a white ground because part 1 knows no other, is valid without any
objection: the added revisions, their annotations, forms, fonts and metadata are in order. And the
very bytes that are issued raise no objection beyond what part 2 allows: its number, the newer
colour profile, and the clear ground of the pictures. That every rule of part 2
holds is not shown: no free judge of part 2 was found.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from congvu.core.files.factories import pdf as plain_pdf
from congvu.core.kernel.actor import Actor
from congvu.office.signing import actions, appearance
from congvu.office.signing.choices import FieldKind
from congvu.office.signing.factories import PIN, enrol, enrol_seal, letter
from congvu.office.signing.models import SigningKey
from congvu.office.work.factories import AT, Cast, cast
from tests.judges.preflight import CLASSPATH, Verdict, judge
from tests.judges.test_archive import PART_TWO_ALLOWS

pytestmark = [
    pytest.mark.judges,
    pytest.mark.django_db,
    pytest.mark.skipif(not CLASSPATH, reason="no Preflight (Debian: libpdfbox2-java)"),
]
CLEAR_GROUND = "2.2.2"
"""Preflight's code of a picture with a soft mask."""

NAMED = actions.Named("Nguyễn Văn Bình", "GIÁM ĐỐC")


@dataclass(frozen=True)
class Hands:
    """Who signs, and with what."""

    people: Cast
    person: SigningKey
    seal: SigningKey

    def sign(self, who: str, pdf: bytes, field: FieldKind, **more: Any) -> bytes:
        key = self.person if who == "leader" else self.seal
        return actions.sign(
            actor=self._actor(who), at=AT, pdf=pdf, key_id=key.pk, pin=PIN, field=field, **more
        ).pdf

    def _actor(self, who: str) -> Actor:
        return self.people.actor(who)

    def issue(self, pdf: bytes) -> list[bytes]:
        """After the person, after number and date, after the agency."""
        one = self.sign("leader", pdf, FieldKind.PERSON, place=NAMED)
        numbered = actions.NumberDate("647", date(2026, 2, 5))
        two = self.sign("clerk", one, FieldKind.NUMBER_DATE, content=numbered)
        return [one, two, self.sign("clerk", two, FieldKind.AGENCY)]


@pytest.fixture
def hands(settings: Any, tmp_path: Path) -> Hands:
    folder = str(tmp_path / "files")
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder},
        }
    }
    people = cast()
    person = enrol(people.actor("leader"), AT)
    return Hands(people, person, enrol_seal(people.agency.pk, people.agency.name, AT))


@pytest.fixture
def part_one(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Stamps asked for as PDF/A-1b, their pictures on white."""
    drawn = appearance._svg
    monkeypatch.setattr(appearance, "STANDARD", "a-1b")
    monkeypatch.setattr(appearance, "_svg", lambda png: drawn(on_white(png)))
    appearance._drawn.cache_clear()
    yield
    appearance._drawn.cache_clear()


def on_white(png: bytes) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        clear = picture.convert("RGBA")
        ground = Image.new("RGBA", clear.size, "white")
        Image.alpha_composite(ground, clear).convert("RGB").save(out, "PNG")
    return out.getvalue()


def judged(folder: Path, papers: list[bytes]) -> list[Verdict]:
    shelf = folder / "papers"
    shelf.mkdir()
    for number, paper in enumerate(papers):
        (shelf / f"{number}.pdf").write_bytes(paper)
    found = judge(shelf)
    return [found[str(number)] for number in range(len(papers))]


def test_signing_makes_no_archive_copy_of_what_is_none(hands: Hands, tmp_path: Path) -> None:
    signed = hands.sign("leader", plain_pdf("Noi dung"), FieldKind.INVISIBLE)
    [verdict] = judged(tmp_path, [signed])
    assert not verdict.valid
    assert not verdict.objections <= PART_TWO_ALLOWS


@pytest.mark.usefixtures("part_one")
def test_signed_as_part_one_it_is_valid_after_every_signature(hands: Hands, tmp_path: Path) -> None:
    papers = hands.issue(letter(standard="a-1b"))
    assert [one.objections for one in judged(tmp_path, papers)] == [frozenset()] * 3


def test_as_issued_it_differs_only_where_part_two_allows(hands: Hands, tmp_path: Path) -> None:
    papers = [letter(), *hands.issue(letter())]
    before, *after = judged(tmp_path, papers)
    assert before.objections == PART_TWO_ALLOWS
    allowed = {code for code, _ in PART_TWO_ALLOWS} | {CLEAR_GROUND}
    assert [{code for code, _ in one.objections} for one in after] == [allowed] * 3
