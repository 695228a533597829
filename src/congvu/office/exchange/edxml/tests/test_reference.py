"""The reference page tells every reason, code and finding."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from congvu.office.exchange import choices
from congvu.office.exchange.edxml import building, lengths, validation
from congvu.office.exchange.edxml.errors import MALFORMED, REFUSED

PAGE = Path(__file__).resolve().parents[6].joinpath("docs/reference/edxml.md").read_text("utf-8")


def test_every_reason_is_told_in_its_words():
    for key, sentence in {**MALFORMED, **REFUSED}.items():
        assert f"| `{key}` | {sentence} |" in PAGE


def test_every_code_is_told():
    for kind in (choices.Business, choices.StatusCode, choices.Priority, choices.Steering):
        for value, label in kind.choices:
            assert f"| `{value}` | {label} |" in PAGE


def test_every_tag_that_is_written_is_told():
    tags = set(re.findall(r'"((?:edXML)?[A-Z][A-Za-z]+)"', inspect.getsource(building)))
    assert len(tags) > 40
    assert not {tag for tag in tags - {"MessageHeader"} if f"{tag}" not in PAGE}


def test_every_finding_is_told():
    keys = set(re.findall(r'Finding\([^,]+, "([a-z_]+)"', inspect.getsource(validation)))
    assert len(keys) > 8
    assert not {key for key in keys if f"`{key}`" not in PAGE}


def test_every_length_is_told():
    for length in lengths.LENGTHS.values():
        assert f"| `{length.where}` | {length.most} ký tự |" in PAGE
    for length in lengths.COUNTS.values():
        assert f"| `{length.where}` | {length.most} chữ số |" in PAGE
