"""2,000 messages, made up and damaged: each is a message or a typed refusal, within its limits."""

from __future__ import annotations

import io
import random
import re
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from congvu.core.kernel.clock import VIETNAM
from congvu.office.exchange.edxml.errors import Malformed, Refused
from congvu.office.exchange.edxml.factories import attachment, built, shapes, signer
from congvu.office.exchange.edxml.limits import Limits
from congvu.office.exchange.edxml.message import (
    Letter,
    Message,
    Organ,
    Receiver,
    Reference,
    Replacement,
    Staff,
    Status,
    Trace,
)
from congvu.office.exchange.edxml.parsing import parse
from congvu.office.exchange.edxml.showing import as_json
from congvu.office.exchange.edxml.signature import verify
from congvu.office.exchange.edxml.spool import Spool
from congvu.office.exchange.edxml.tests.test_round_trip import bare
from congvu.office.exchange.edxml.validation import validate

SAMPLES = Path(__file__).resolve().parents[7] / "shared" / "data" / "edxml"
MADE_UP, DAMAGED = 500, 1500
LIMITS = Limits(file=2_000_000, message=2_000_000, text=500_000, token=100_000, elements=3_000)
QUIET = settings(
    max_examples=MADE_UP, deadline=None, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip

words = st.text(
    st.one_of(st.sampled_from("aăâđêôơưỹẠỘ &<>\"'/-.,\n"), st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))),
    max_size=30,
).map(lambda text: re.sub("[\ufffe\uffff]", "", text).strip())  # fmt: skip
keys = words.map(lambda text: "".join(text.split()) or "K")
days = st.none() | st.dates(date(1945, 9, 2), date(2100, 1, 1))
moments = st.none() | st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)).map(
    lambda at: at.replace(microsecond=0, tzinfo=VIETNAM, fold=0)
)
small = st.integers(0, 9999)
organs = st.builds(Organ, keys, words, words, words, words, words, words, words)
staff = st.builds(Staff, words, words, words, words, words, words)
references = st.builds(Reference, keys, words, keys, days)


def several(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(strategy, max_size=3).map(tuple)


spoken = words.filter(bool)
letters = st.builds(
    Letter, document_id=keys, sender=organs, recipients=st.lists(organs, min_size=1, max_size=3).map(tuple),
    number=words, notation=words, promulgated_on=days, place=words, kind_type=st.none() | small,
    kind_detail=st.none() | small, kind_name=words, subject=words, summary=words, competence=words,
    signer_position=words, signer_name=words, due_on=days, to_places=several(spoken),
    priority=st.integers(0, 9), sphere=words, typist=words, copies=st.none() | small,
    pages=st.none() | small, direction=st.none() | st.booleans(), appendixes=several(spoken),
    response_for=several(references), steering=st.none() | st.integers(0, 5),
    traces=several(st.builds(Trace, keys, moments)), business=st.integers(0, 3), business_reason=words,
    business_document_id=words, paper=st.booleans(), content_changed=st.none() | st.booleans(),
    receivers_changed=st.none() | st.booleans(), receivers=several(st.builds(Receiver, keys, st.integers(0, 1))),
    replacements=several(st.builds(Replacement, keys, several(keys))), staff=staff,
    attachments=several(st.binary(min_size=1, max_size=200)).map(
        lambda files: tuple(attachment(b"%PDF-" + f, f"tep-{n}.pdf", content_id=f"cid:{n}") for n, f in enumerate(files))  # type: ignore[operator]
    ),
)  # fmt: skip
statuses = st.builds(Status, organs, references, keys, words, moments, staff)


@seed(20261123)
@QUIET
@given(letters | statuses)
def test_every_message_that_we_can_write_comes_back(message: Message):
    """Reading normalises the words; what it gives then comes back the same."""
    with Spool() as spool:
        first = parse(io.BytesIO(built(message)), spool)
        assert bare(parse(io.BytesIO(built(first)), spool)) == bare(first)
    assert type(first) is type(message)
    if isinstance(message, Letter) and isinstance(first, Letter):
        assert [f.content.sha256 for f in first.attachments] == [
            f.content.sha256 for f in message.attachments
        ]
        assert (first.document_id, first.promulgated_on, len(first.recipients)) == (
            message.document_id, message.promulgated_on, len(message.recipients),
        )  # fmt: skip


def messages() -> list[bytes]:
    own = [built(message) for message in shapes().values()]
    own.append(built(shapes()["new"], signer()))
    real = [path.read_bytes() for path in sorted(SAMPLES.glob("*.edxml"))]
    return own + [data for data in real if len(data) < 30_000]


def damage(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 5))):
        data = chance.choice(DAMAGES)(data, chance)
    return data


def _flip(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 3, 40))):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[start + chance.randrange(200) :]


def _repeat(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    piece = data[start : start + chance.randrange(300)]
    return data[:start] + piece * chance.choice((2, 3, 50)) + data[start:]


_ELEMENT = re.compile(
    rb"<(?:edXML:)?([A-Za-z]+)>[^<]*</(?:edXML:)?\1>|<(?:edXML:)?([A-Z][A-Za-z]+)>.*?</(?:edXML:)?\2>",
    re.DOTALL,
)


def _element(data: bytes, chance: random.Random) -> tuple[int, int]:
    found = list(_ELEMENT.finditer(data))
    return chance.choice(found).span() if found else (0, 0)


def _drop(data: bytes, chance: random.Random) -> bytes:
    start, end = _element(data, chance)
    return data[:start] + data[end:]


def _double(data: bytes, chance: random.Random) -> bytes:
    start, end = _element(data, chance)
    return data[:end] + data[start:end] + data[end:]


def _move(data: bytes, chance: random.Random) -> bytes:
    start, end = _element(data, chance)
    rest = data[:start] + data[end:]
    place = _element(rest, chance)[0]
    return rest[:place] + data[start:end] + rest[place:]


_SPACES = (b"http://www.mic.gov.vn/TBT/QCVN_102_2016", b"http://www.go.vn/eDoc",
           b"http://www.w3.org/2000/09/xmldsig#", b"", b"urn:x")  # fmt: skip


def _namespace(data: bytes, chance: random.Random) -> bytes:
    return data.replace(chance.choice(_SPACES[:3]), chance.choice(_SPACES), chance.choice((1, -1)))


_VALUES = (b"", b"0", b"-1", b"99999999999999999999", b"2026/02/30", b"0000/00/00", b"\xff", b"&amp;", b"&x;",
           b"<![CDATA[x]]>", b"<!-- x -->", b"<?x y?>", b"UEsDBBQ=", b"UEsDBA==", b"<a><b/></a>", "ộ".encode() * 99,
           b"9" * 5000, b"2026/01/01 99:99:99", b"9999/12/31 23:59:59 +14:00", b"0001/01/01 00:00:00-12:00")  # fmt: skip


def _value(data: bytes, chance: random.Random) -> bytes:
    found = list(re.finditer(rb">([^<>]*)</", data))
    if not found:
        return data
    start, end = chance.choice(found).span(1)
    return data[:start] + chance.choice(_VALUES) + data[end:]


DAMAGES = (_flip, _cut, _repeat, _drop, _double, _move, _namespace, _value, _value, _double, _drop)


@pytest.mark.parametrize("part", range(3))
def test_every_damaged_message_ends_in_words(part: int, tmp_path: Path):
    """Read to the last step, or refused with a reason; no other error, no file left, no part of a letter."""
    chance = random.Random(20261123 + part)
    sources = messages()
    outcomes = {"read": 0, "refused": 0}
    for _ in range(DAMAGED // 3):
        data = damage(chance.choice(sources), chance)
        with Spool(tmp_path) as spool:
            try:
                message = parse(io.BytesIO(data), spool, LIMITS)
            except (Malformed, Refused) as error:
                outcomes["refused"] += 1
                assert error.message.endswith(".")
            else:
                outcomes["read"] += 1
                _use(message, data, spool)
        assert not list(tmp_path.iterdir())
    assert min(outcomes.values()) > 50


def _use(message: Message, data: bytes, spool: Spool) -> None:
    """What is read can be judged, shown, and written and read again."""
    validate(message)
    as_json(message, verify(io.BytesIO(data), LIMITS))
    if isinstance(message, Letter):
        assert message.document_id
        assert message.recipients
        assert all(file.content.size for file in message.attachments)
    again = parse(io.BytesIO(built(message)), spool, LIMITS)
    assert type(again) is type(message)
    assert again.unknown == message.unknown
