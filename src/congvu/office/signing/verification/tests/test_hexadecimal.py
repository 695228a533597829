"""Hexadecimal strings read in one go are what pyHanko reads digit by digit."""

from __future__ import annotations

from io import BytesIO

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfReadError

from congvu.office.signing.verification import hexadecimal

BROKEN = [b"<12", b"<1x>", b"<" + b"00" * 200_000]
STRINGS = [
    b"<>", b"<00>", b"<0>", b"<DEADbeef>", b"<12 34\n5>", b"<feff0041>", b"<" + b"a1" * 16_384 + b">",
    b"<" + b"0 " * 300 + b">", b"<" + b"00" * 150_000 + b">",
]  # fmt: skip


@pytest.mark.parametrize("data", BROKEN, ids=range(len(BROKEN)))
def test_what_is_broken_is_refused_as_before(data: bytes) -> None:
    with pytest.raises(PdfReadError):
        hexadecimal._by_digits(BytesIO(data))
    with pytest.raises(PdfReadError):
        hexadecimal.read(BytesIO(data))


@pytest.mark.parametrize("data", STRINGS, ids=range(len(STRINGS)))
def test_the_string_and_the_place_after_it_are_the_same(data: bytes) -> None:
    ours, theirs = BytesIO(b"/Contents " + data + b" /M"), BytesIO(b"/Contents " + data + b" /M")
    ours.seek(10), theirs.seek(10)
    mine, slow = hexadecimal.read(ours), hexadecimal._by_digits(theirs)
    assert (type(mine), mine, ours.tell()) == (type(slow), slow, theirs.tell())


def test_long_strings_are_read_in_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hexadecimal, "_by_digits", None)
    assert hexadecimal.read(BytesIO(STRINGS[6])) == generic.pdf_string(b"\xa1" * 16_384)
