"""Files in messages are decoded exactly as the standard library's strict decoder does, or refused."""

from __future__ import annotations

import binascii
import random

import pytest

from congvu.office.exchange.edxml.errors import Malformed
from congvu.office.exchange.edxml.spool import Decoder, Spool

STRANGE = b"ABCDabcd0129+/=-_*\x00"


def decoded(text: bytes) -> bytes | None:
    with Spool() as spool:
        decoder = Decoder(spool, 1)
        try:
            decoder.feed(text.decode("latin-1"))
            content = decoder.close()
        except Malformed:
            decoder.discard()
            return None
        with content.open() as stream:
            return stream.read()


def strictly(text: bytes) -> bytes | None:
    try:
        return binascii.a2b_base64(text, strict_mode=True)
    except binascii.Error:
        return None


@pytest.mark.parametrize("seed", range(4))
def test_what_is_read_and_refused_is_what_the_standard_library_says(seed: int) -> None:
    chance = random.Random(seed)
    outcomes = set()
    for _ in range(500):
        text = bytearray(binascii.b2a_base64(chance.randbytes(chance.randrange(1, 60)))[:-1])
        if chance.random() < 0.6:
            text[chance.randrange(len(text))] = chance.choice(STRANGE)
        expected = strictly(bytes(text))
        assert decoded(bytes(text)) == expected, bytes(text)
        outcomes.add(expected is None)
    assert outcomes == {True, False}
