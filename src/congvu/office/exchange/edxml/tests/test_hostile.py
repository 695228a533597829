"""Bad input is refused or quarantined with its reason; nothing of it is read as a letter."""

from __future__ import annotations

import base64
import io
import os
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from congvu.office.exchange.edxml.errors import MALFORMED, REFUSED, Malformed, Refused, Unacceptable
from congvu.office.exchange.edxml.factories import attachment, built, letter, status
from congvu.office.exchange.edxml.limits import MB, Limits
from congvu.office.exchange.edxml.message import Letter, Message, Status
from congvu.office.exchange.edxml.parsing import parse
from congvu.office.exchange.edxml.spool import Spool

LETTER = built(letter())
STATUS = built(status())
ROOT = b'<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016">'


def refusal(data: bytes, limits: Limits | None = None) -> Unacceptable:
    with Spool() as spool, pytest.raises(Unacceptable) as refused:
        parse(io.BytesIO(data), spool, limits or Limits())
    assert refused.value.message.rstrip().endswith(".")
    return refused.value


def doctype(inner: str) -> bytes:
    return LETTER.replace(ROOT, f"<!DOCTYPE edXML {inner}>".encode() + ROOT)


BOMB = "[" + '<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
) + "]"  # fmt: skip


@pytest.mark.parametrize(
    "inner",
    ["", '[<!ENTITY x "y">]', BOMB, '[<!ENTITY x SYSTEM "file:///etc/passwd">]',
     'SYSTEM "http://example.vn/a.dtd"', '[<!ENTITY % p SYSTEM "http://example.vn/p"> %p;]'],
    ids=["bare", "entity", "laughs", "file", "external", "parameter"],
)  # fmt: skip
def test_a_doctype_is_refused_whatever_it_says(inner: str):
    error = refusal(doctype(inner).replace(b"<edXML:Subject>", b"<edXML:Subject>&j;&x;"))
    assert isinstance(error, Refused)
    assert error.reason == "doctype"
    assert not error.seen


SHORT = Limits(file=1000, message=40_000, text=9_000, token=2_000, depth=12, elements=200, files=2)


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        ("file_size", lambda d: built(letter(attachments=(attachment(b"x" * 1001),)))),
        ("message_size", lambda d: d + b" " * 40_000),
        ("text_size", lambda d: d.replace(b"V/v", b"V" * 9_001)),
        ("token", lambda d: d.replace(b"<edXML:Subject>", b'<edXML:Subject a="' + b"x" * 300_000)),
        ("token", lambda d: d.replace(b"<edXML:Subject>", b"<!--" + b"x" * 300_000)),
        ("depth", lambda d: d.replace(b"V/v", b"<a>" * 12)),
        ("count", lambda d: d.replace(b"V/v", b"<a></a>" * 200)),
        ("files", lambda d: built(letter(attachments=(attachment(),) * 3))),
    ],
)
def test_what_is_beyond_a_limit_is_refused(reason: str, change: Callable[[bytes], bytes]):
    limits = SHORT if reason != "token" else Limits(token=2_000)
    assert refusal(change(LETTER), limits).reason == reason


def test_the_limit_of_a_file_is_fifty_megabytes():
    """The gateway's; a file of 51 MB goes no further, and its bytes are gone."""

    class Endless(io.RawIOBase):
        def __init__(self) -> None:
            head, _, self.tail = LETTER.partition(b"JVBE")
            self.left = [head, *[base64.b64encode(bytes(3_000_000))] * 17, self.tail]

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            return self.left.pop(0) if self.left else b""

    with Spool() as spool:
        tracemalloc.start()
        with pytest.raises(Refused) as refused:
            parse(Endless(), spool)  # type: ignore[arg-type]
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert refused.value.reason == "file_size"
    assert "50 MB" in refused.value.message
    assert peak < 120 * MB


def test_memory_does_not_grow_with_the_file():
    data = built(letter(attachments=(attachment(os.urandom(12 * MB)),)))
    with Spool() as spool:
        tracemalloc.start()
        parse(io.BytesIO(data), spool)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < len(data)


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        ("empty", lambda d: b""),
        ("truncated", lambda d: d[:-20]),
        ("leading", lambda d: b"1212" + d),
        ("xml", lambda d: d.replace(b"</edXML:Subject>", b"</edXML:Suject>")),
        ("xml", lambda d: d.replace(b"V/v", b"V\x00v")),
        ("xml", lambda d: d.replace(b"V/v", b"\xff\xfe")),
        ("xml", lambda d: d.replace(b"V/v", b"&nbsp;")),
        ("encoding", lambda d: d.replace(b"UTF-8", b"TCVN-5712")),
        ("encoding", lambda d: d.replace(b"UTF-8", b"GB18030")),
        ("prefix", lambda d: d.replace(b"<edXML:Reference>", b'<edXML:Reference xlink:href="">')),
        ("root", lambda d: ROOT.replace(b"edXML ", b"Message ") + b"</Message>"),
        ("namespace", lambda d: d.replace(b"QCVN_102_2016", b"QCVN_102_2030")),
        ("namespace", lambda d: d.replace(ROOT, b"<edXML>", 1)),
        ("missing", lambda d: d.replace(b"MessageHeader", b"MessageHead")),
        ("missing", lambda d: d.replace(b"DocumentId", b"DocumentKey")),
        ("missing", lambda d: d.replace(b"edXML:To>", b"edXML:Towards>")),
        ("missing", lambda d: d.replace(b"<edXML:OrganId>000.00.31.H02</edXML:OrganId>", b"", 1)),
        ("repeated", lambda d: d.replace(b"<edXML:DocumentId>", b"<edXML:DocumentId>x</edXML:DocumentId><edXML:DocumentId>", 1)),
        ("repeated", lambda d: d.replace(b"</edXML:From>", b"</edXML:From><edXML:From/>", 1)),
        ("value", lambda d: d.replace(b"DocType>0<", b"DocType>7<")),
        ("base64", lambda d: d.replace(b"JVBE", b"JV=E")),
        ("base64", lambda d: d.replace(b"JVBE", b"JVB")),
        ("base64", lambda d: d.replace(b"JVBE", b"JV_-")),
        ("base64", lambda d: d.replace(b"JVBE", "JVBÉ".encode())),
        ("attachment_missing", lambda d: d.replace(b"<ContentId>", b"<ContentId>cid:other-")),
        ("attachment_empty", lambda d: built(letter(attachments=(attachment(b""),)))),
        ("size", lambda d: d.replace(b"<ContentTransferEncoded>", b"<Size>99</Size><ContentTransferEncoded>")),
    ],
)  # fmt: skip
def test_what_is_not_a_message_goes_to_quarantine(reason: str, change: Callable[[bytes], bytes]):
    changed = change(LETTER)
    assert changed != LETTER
    error = refusal(changed)
    assert isinstance(error, Malformed)
    assert error.reason == reason


@pytest.mark.parametrize("tag", ["OrganId", "StatusCode", "DocumentId"])
def test_a_status_needs_its_keys(tag: str):
    error = refusal(STATUS.replace(f"<edXML:{tag}>".encode(), b"<edXML:X>").replace(
        f"</edXML:{tag}>".encode(), b"</edXML:X>"))  # fmt: skip
    assert (error.reason, error.facts.get("where")) in {
        ("missing", "OrganId"), ("missing", "DocumentId"), ("missing", "To"),
    }  # fmt: skip


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


def with_file(data: bytes, name: str = "van-ban.pdf", kind: str = "application/zip") -> bytes:
    return built(letter(attachments=(attachment(data, name, content_type=kind),)))


DOCX = zipped(("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>"))


def lying() -> bytes:
    """The index says five bytes less than there are."""
    data = zipped(("a.pdf", b"%PDF-" + bytes(2000)))
    return data.replace((2005).to_bytes(4, "little"), (2000).to_bytes(4, "little"))


@pytest.mark.parametrize(
    ("reason", "data", "name"),
    [
        ("zip_nested", zipped(("a.zip", zipped(("b.pdf", b"%PDF-")))), "a.pdf"),
        ("zip_nested", zipped(("a.pdf", zipped(("b.pdf", b"%PDF-")))), "a.zip"),
        ("zip_nested", zipped(("a.rar", b"Rar!\x1a\x07xx"), ("b", b"x")), "a.zip"),
        ("zip_bomb", zipped(("a.pdf", bytes(5_000_000))), "a.pdf"),
        ("zip_bomb", zipped(("a.pdf", bytes(3_000_000)), ("b", bytes(3_000_000))), "a.zip"),
        ("zip", zipped(("a.pdf", b"%PDF-" * 999))[:-30], "a.pdf"),
        ("zip", b"PK\x03\x04 and no more", "a.pdf"),
        ("zip", lying(), "a.pdf"),
    ],
)
def test_zips_that_are_not_what_they_seem(reason: str, data: bytes, name: str):
    assert refusal(with_file(data, name)).reason == reason


def test_a_file_that_unfolds_beyond_the_limit_is_refused():
    data = zipped(("a.pdf", os.urandom(5000)), method=zipfile.ZIP_STORED)
    assert refusal(with_file(data), Limits(file=4000)).reason == "file_size"
    folded = zipped(("a.pdf", b"ab" * 3000))
    assert refusal(with_file(folded), Limits(file=4000)).reason == "file_size"


@pytest.mark.parametrize(
    ("data", "name", "kind", "inside"),
    [
        (zipped(("x-1.pdf", b"%PDF-1.7 x")), "a.pdf", "application/pdf", b"%PDF-1.7 x"),
        (zipped(("x-1.docx", DOCX)), "a.docx", "application/vnd.openxmlformats-officedocument."
         "wordprocessingml.document", DOCX),
        (DOCX, "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", DOCX),
        (zipped(("a.pdf", b"%PDF-"), ("b.pdf", b"%PDF-")), "a.pdf", "application/zip", None),
        (zipped(("a.pdf", b"%PDF-")), "goc.zip", "application/zip", None),
    ],
)  # fmt: skip
def test_the_bytes_decide_what_a_file_is(data: bytes, name: str, kind: str, inside: bytes | None):
    with Spool() as spool:
        message = parse(io.BytesIO(with_file(data, name)), spool)
        assert isinstance(message, Letter)
        file = message.attachments[0]
        assert file.content_type == kind
        with file.content.open() as stream:
            assert stream.read() == (inside or data)


def test_nothing_is_left_behind(tmp_path):
    data = with_file(zipped(("x.pdf", b"%PDF-" + os.urandom(99))))
    with Spool(tmp_path) as spool:
        parse(io.BytesIO(data), spool)
        assert len(list(tmp_path.iterdir())) == 2
    assert not list(tmp_path.iterdir())
    with Spool(tmp_path) as spool, pytest.raises(Malformed):
        parse(io.BytesIO(data.replace(b"</ContentTr", b"A</ContentTr")), spool)
    assert not list(tmp_path.iterdir())


def test_every_reason_is_a_whole_sentence():
    for sentence in [*MALFORMED.values(), *REFUSED.values()]:
        assert sentence[0].isupper()
        assert sentence.endswith((".", ")."))


def read(data: bytes) -> Message:
    with Spool() as spool:
        return parse(io.BytesIO(data), spool)


def test_what_is_tolerated_is_told():
    old = read(LETTER.replace(b"http://www.mic.gov.vn/TBT/QCVN_102_2016", b"http://www.go.vn/eDoc"))
    assert isinstance(old, Letter)
    assert old.number == "647"
    assert ["eDoc" in doubt.message for doubt in old.doubts] == [True]
    unprefixed = LETTER.replace(b"edXML:", b"").replace(b'xmlns:edXML="', b'xmlns="')
    bare = read(unprefixed)
    assert isinstance(bare, Letter)
    assert (bare.subject, bare.doubts) == (letter().subject, ())


@pytest.mark.parametrize(
    ("spelling", "day", "doubts"),
    [
        ("2016/07/29", "2016-07-29", 0), ("2016-07-29", "2016-07-29", 1),
        ("29/07/2016", "2016-07-29", 1), ("2016/07/29 10:00:00", "2016-07-29", 1),
        ("2016/7/9", "2016-07-09", 1), ("2016/02/30", "None", 1), ("hôm qua", "None", 1),
    ],
)  # fmt: skip
def test_days_as_people_spell_them(spelling: str, day: str, doubts: int):
    message = read(LETTER.replace(b"Date>2016/07/29<", f"Date>{spelling}<".encode()))
    assert isinstance(message, Letter)
    assert (str(message.promulgated_on), len(message.doubts)) == (day, doubts)
    assert len(message.unknown) == (day == "None")


def test_an_unknown_status_is_kept():
    message = read(STATUS.replace(b"StatusCode>03<", b"StatusCode>09<"))
    assert isinstance(message, Status)
    assert message.code == "09"


def test_content_id_with_and_without_its_prefix():
    data = LETTER.replace(b"<ContentId>cid:", b"<ContentId>")
    assert isinstance(message := read(data), Letter)
    assert len(message.attachments) == 1
