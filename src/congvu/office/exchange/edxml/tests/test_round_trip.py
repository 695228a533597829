"""T3: what came in goes out again, and what we write is what we read."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from congvu.core.kernel.text import nfc
from congvu.office.exchange.edxml.errors import Malformed, Unsendable
from congvu.office.exchange.edxml.factories import (
    attachment,
    built,
    letter,
    replacement,
    shapes,
    status,
)
from congvu.office.exchange.edxml.message import Content, Letter, Message, Unknown
from congvu.office.exchange.edxml.node import QCVN
from congvu.office.exchange.edxml.parsing import parse
from congvu.office.exchange.edxml.spool import Spool

SAMPLES = Path(__file__).resolve().parents[7] / "shared" / "data" / "edxml"
SOUND = (
    "edoc_new_original", "edoc_update", "status", "status_change-acceptance_15",
    "status_finish_06", "status_inbox__01", "status_processing_05",
    "uploads_1da394ba-2117-4354-a23f-6ec3e47ba81b", "uploads_b6e1f29d-cdc9-4fa7-8391-442e8566f14e",
    "uploads_bb5d2f68-bbce-49da-aa9a-2197cabec3bf", "xml_2025_10_874e0f18-90dc-45fb-989a-65401470ba84",
)  # fmt: skip
DEFAULTS = {"Priority": "0", "BussinessDocType": "0", "Paper": "0"}


def sample(name: str) -> bytes:
    path = SAMPLES / f"{name}.edxml"
    if not path.is_file():
        pytest.skip("shared data absent")
    return path.read_bytes()


def read(data: bytes, spool: Spool) -> Message:
    return parse(io.BytesIO(data), spool)


def bare(message: Message) -> Message:
    """Without what differs by nature: where a file lies, and what was odd about the first spelling."""
    message = replace(message, doubts=())
    if isinstance(message, Letter):
        files = tuple(
            replace(f, content=Content(f.content.size, f.content.sha256, open=bare))  # type: ignore[arg-type]
            for f in message.attachments
        )
        return replace(message, attachments=files)
    return message


@pytest.mark.parametrize("name", shapes())
def test_what_we_write_is_what_we_read(name: str):
    message = shapes()[name]
    with Spool() as spool:
        again = read(built(message), spool)
        assert bare(again) == bare(message)
        assert not again.doubts
        if isinstance(again, Letter):
            for sent, came in zip(message.attachments, again.attachments, strict=True):
                with sent.content.open() as a, came.content.open() as b:
                    assert a.read() == b.read()


@pytest.mark.parametrize("name", shapes())
def test_the_same_message_gives_the_same_bytes(name: str):
    assert built(shapes()[name]) == built(shapes()[name])


def leaves(data: bytes) -> Counter[tuple[str, str]]:
    """Every element that says something, with the path of local names; files and signature aside."""
    found: Counter[tuple[str, str]] = Counter()
    for element in etree.fromstring(data).iter(etree.Element):
        names = [etree.QName(e).localname for e in (element, *element.iterancestors())]
        if "Signature" in names or names[0] in ("ContentTransferEncoded", "ContentType"):
            continue
        if (text := " ".join((element.text or "").split())) and not len(element):
            found[("/".join(reversed(names)), nfc(text))] += 1
    return found


@pytest.mark.parametrize("name", SOUND)
def test_real_messages_pass_through_without_loss(name: str):
    original = sample(name)
    with Spool() as spool:
        first = read(original, spool)
        data = built(first)
        assert bare(read(data, spool)) == bare(first)
    lost = leaves(original) - leaves(data)
    gained = leaves(data) - leaves(original)
    assert not lost
    assert {path.rpartition("/")[2]: text for path, text in gained}.items() <= DEFAULTS.items()


def test_unknown_elements_pass_through():
    data = built(letter()).replace(
        b"</edXML:OtherInfo>",
        '<edXML:Mới x="1">a &amp; b<edXML:Rỗng/></edXML:Mới></edXML:OtherInfo>'
        "<edXML:ResponseForTask/>".encode(),
    )
    data = data.replace(b"</edXML:To>", b'</edXML:To><edXML:To><edXML:OrganId>H02.32</edXML:OrganId>'
                        b'<v:Vung xmlns:v="urn:v" v:ma="9">024</v:Vung></edXML:To>')  # fmt: skip
    with Spool() as spool:
        first = read(data, spool)
        out = built(first)
        again = read(out, spool)
    assert [u.parent.rpartition("edXMLHeader/")[2] for u in first.unknown] == [
        "MessageHeader/To[2]", "MessageHeader/OtherInfo", "MessageHeader",
    ]  # fmt: skip
    assert again.unknown == first.unknown
    assert b"ResponseForTask" in out


def test_an_unknown_element_brings_back_the_parent_it_stood_in():
    lone = Unknown("edXMLEnvelope/edXMLHeader/MessageHeader/SignerInfo",
                   f'<e:Ma xmlns:e="{QCVN}">7</e:Ma>'.encode())  # fmt: skip
    bald = letter(competence="", signer_position="", signer_name="", unknown=(lone,))
    with Spool() as spool:
        assert read(built(bald), spool).unknown == (lone,)


def test_elements_stand_in_the_order_of_the_standard():
    header = etree.fromstring(built(replacement())).find(f".//{{{QCVN}}}MessageHeader")
    assert header is not None
    assert [etree.QName(e).localname for e in header] == [
        "From", "To", "DocumentId", "Code", "PromulgationInfo", "DocumentType", "Subject",
        "Content", "SignerInfo", "DueDate", "ToPlaces", "OtherInfo", "ResponseFor", "SteeringType",
    ]  # fmt: skip


def test_long_and_vietnamese_names_become_plain_ones_each_once():
    long = "Báo cáo kết quả triển khai chữ ký số đến cấp xã năm 2016.pdf"
    files = tuple(attachment(name=long, description="", content_id=f"cid:{n}") for n in (1, 2))
    with Spool() as spool:
        again = read(built(letter(attachments=files)), spool)
    assert isinstance(again, Letter)
    assert [f.name for f in again.attachments] == [
        "Bao-cao-ket-qua-trien-khai-chu-ky-so-den-cap-x.pdf",
        "Bao-cao-ket-qua-trien-khai-chu-ky-so-den-cap-2.pdf",
    ]
    assert {len(f.name) <= 50 and f.description == long for f in again.attachments} == {True}


@pytest.mark.parametrize(
    "message",
    [letter(document_id=" "), letter(recipients=()), status(code=""), letter(sender=replace(letter().sender, code=""))],
    ids=["key", "recipients", "status", "sender"],
)  # fmt: skip
def test_a_message_without_its_keys_is_not_built(message: Message):
    with pytest.raises(Unsendable) as refused:
        built(message)
    assert refused.value.reason == "incomplete"


def test_content_that_changed_since_is_not_sent():
    file = attachment()
    short = replace(file, content=replace(file.content, size=file.content.size + 1))
    with pytest.raises(Unsendable) as refused:
        built(letter(attachments=(short,)))
    assert refused.value.reason == "content_changed"


@pytest.mark.parametrize(("name", "reason"), [("edoc", "prefix"), ("edoc_new", "leading")])
def test_the_malformed_samples_go_to_quarantine_with_a_reason(name: str, reason: str):
    with Spool() as spool, pytest.raises(Malformed) as refused:
        read(sample(name), spool)
    assert refused.value.reason == reason
    assert refused.value.seen["sender"] == "002.00.20.H13"
    assert refused.value.seen["document_id"]
