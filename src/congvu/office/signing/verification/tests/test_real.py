"""Real signed letters: the verification says what an independent validator said of them."""

from __future__ import annotations

import csv
import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from congvu.office.signing.verification import LABELS, Report, Verdict, read_folder, verify
from congvu.office.signing.verification.text import lines

SHARED = Path(__file__).resolve().parents[7] / "shared" / "data"
FOLDER = SHARED / "signed-pdf"
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="shared data absent: signed-pdf")

FILES = sorted(FOLDER.glob("*.pdf")) if FOLDER.is_dir() else []
ROWS = (
    list(csv.DictReader((FOLDER / "expected_pyhanko.csv").open(encoding="utf-8")))
    if FOLDER.is_dir()
    else []
)
SEED = 20261123


def read(pdf: bytes | Path) -> Report:
    anchors = read_folder(SHARED / "certificates", LABELS["official"])
    return verify(pdf, at=AT, anchors=anchors)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['file']}-{row['field']}")
def test_every_signature_agrees_with_the_expected_row(row):
    report = read(FOLDER / row["file"])
    line = next(s for s in report.as_line()["signatures"] if s["field"] == row["field"])
    found = next(s for s in report.signatures if s.field == row["field"])
    assert line["integrity"] == row["integrity"]
    assert line["coverage"] == row["coverage"]
    assert line["later_changes"] == row["later_modification"]
    assert (line["timestamp"] or "") == row["timestamp"]
    assert str(line["trusted_now"]) == row["trusted_today"]
    assert str(line["trusted_at_signing"]) == row["trusted_at_signing_time"]
    assert found.subfilter == row["subfilter"]
    assert found.digest == row["digest"]
    assert found.signer.not_after.date().isoformat() == row["cert_not_after"]
    if row["signer"] != "(individual)":
        assert line["signer"] == row["signer"]


def test_every_file_has_exactly_the_expected_signatures():
    for path in FILES:
        expected = [row["field"] for row in ROWS if row["file"] == path.name]
        assert [facts.field for facts in read(path).signatures] == expected


def test_number_day_month_and_seal_as_later_signatures_are_explained():
    report = read(FOLDER / "vb04.pdf")
    first = report.signatures[0]
    assert first.later_changes == "OTHER"
    assert first.verdict is Verdict.VALID
    assert [step.allowed for step in first.later] == [True] * 5
    assert [step.text.count("ô chữ ký") for step in first.later] == [1] * 5
    assert report.verdict is Verdict.VALID


def test_a_weak_digest_leaves_too_little_to_say_who_signed():
    report = read(FOLDER / "vb02.pdf")
    assert report.verdict is Verdict.UNKNOWN
    assert "SHA-1" in report.signatures[0].reason


def test_letters_without_a_readable_signature_get_a_report():
    assert read(SHARED / "documents" / "vb07.pdf").signatures == ()
    page = read(SHARED / "documents" / "vb11.pdf")
    assert page.refusal.startswith("Tệp không phải là PDF")
    assert page.verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_flipped_byte_of_the_signed_part_is_never_valid(path):
    data = path.read_bytes()
    chance = random.Random(f"{SEED}-{path.name}")
    whole = read(data)
    last = whole.signatures[-1]
    for _ in range(6):
        spoilt = bytearray(data)
        place = chance.randrange(len(data))
        if _is_padding(data, place):
            continue
        spoilt[place] ^= 1 << chance.randrange(8)
        report = read(bytes(spoilt))
        assert report.verdict is not Verdict.VALID, place
        json.dumps(report.as_json())
        found = next((s for s in report.signatures if s.field == last.field), None)
        assert found is None or found.integrity == "broken", place


def _is_padding(data: bytes, place: int) -> bool:
    """Inside the hexadecimal room of some signature, which is not signed by that signature."""
    start = data.rfind(b"<3082", 0, place + 1)
    return start >= 0 and data.find(b">", start) >= place


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_truncated_file_is_reported_and_never_valid(path):
    data = path.read_bytes()
    chance = random.Random(f"{SEED}-cut-{path.name}")
    for _ in range(4):
        report = read(data[: chance.randrange(len(data) - 2000)])
        whole = [facts for facts in report.signatures if facts.coverage == "ENTIRE_FILE"]
        assert report.verdict is not Verdict.VALID or whole
        assert list(lines(report))
