"""``bin/congvu edxml``: everything in JSON, three ends, never a traceback."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from congvu.office.exchange.edxml.factories import built, letter, signer, status
from congvu.office.exchange.edxml.tests.test_round_trip import SAMPLES, SOUND, sample


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "message.edxml"


def run(verb: str, path: Path, *options: str) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("edxml", verb, str(path), *options, stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    except CommandError as error:
        return error.returncode, f"{out.getvalue()}{error}"
    return 0, out.getvalue()


def shown(path: Path) -> dict[str, Any]:
    code, text = run("show", path, "--json")
    told = json.loads(text)
    assert isinstance(told, dict)
    assert (code == 0) == (told["outcome"] == "read")
    return told


def test_a_letter_is_shown_whole_and_the_same_each_time(file: Path):
    file.write_bytes(built(letter(), signer()))
    told = shown(file)
    assert told == shown(file)
    assert (told["kind"], told["business_name"], told["number"]) == ("letter", "new", "647")
    assert told["promulgated_on"] == "2016-07-29"
    assert told["traces"][0]["at"] == "2016-07-29T15:20:07+07:00"
    data = b"%PDF-1.4 thu"
    assert told["attachments"] == [{
        "name": "647-STTTT-CNTT.pdf", "size": len(data), "sha256": hashlib.sha256(data).hexdigest(),
        "type": "application/pdf", "description": "Văn bản chính", "content_id": "cid:7d0f6a52-1",
    }]  # fmt: skip
    assert told["signature"]["soundness"] == "valid"


def test_a_status_is_shown_with_its_name(file: Path):
    file.write_bytes(built(status("15")))
    told = shown(file)
    assert (told["kind"], told["code"]) == ("status", "15")
    assert told["status_label"].startswith("Đồng ý")
    assert told["signature"]["soundness"] == "absent"
    assert "Đã tiếp nhận" in run("show", file)[1]


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (built(letter()), 0, "đúng quy chuẩn"),
        (built(letter(subject="")), 1, "Subject [missing]"),
        (built(letter(priority=9)), 1, "[code]"),
        (built(letter(), signer()).replace(b"V/v", b"V.v"), 1, "[signature_broken]"),
        (b"<edXML", 2, "Cách ly [truncated]"),
        (b"\x00\xff" * 99, 2, "Cách ly [xml]"),
        (b"<!DOCTYPE edXML []><edXML/>", 2, "Không nhận [doctype]"),
    ],
)
def test_check_ends_with_what_it_found(file: Path, data: bytes, code: int, words: str):
    file.write_bytes(data)
    ended, text = run("check", file)
    assert (ended, words in text) == (code, True)
    assert run("check", file, "--json")[0] == code


def test_a_file_that_is_not_there_is_told(tmp_path: Path):
    assert run("show", tmp_path / "none.edxml")[0] == 2
    assert run("check", tmp_path)[0] == 2


def test_every_real_message_is_read_but_the_two_malformed():
    sample("status")
    outcomes = {path.stem: shown(path)["outcome"] for path in sorted(SAMPLES.glob("*.edxml"))}
    assert {name for name, told in outcomes.items() if told == "quarantine"} == {"edoc", "edoc_new"}
    assert {name for name, told in outcomes.items() if told == "read"} == set(SOUND)
