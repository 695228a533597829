"""Signatures: ours are accepted elsewhere, theirs here, and nothing else passes."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from lxml import etree

from congvu.office.exchange.edxml.canonical import Canonical
from congvu.office.exchange.edxml.factories import attachment, built, letter, shapes, signer, status
from congvu.office.exchange.edxml.message import Letter
from congvu.office.exchange.edxml.node import XMLDSIG, Attribute
from congvu.office.exchange.edxml.parsing import parse
from congvu.office.exchange.edxml.reading import Events
from congvu.office.exchange.edxml.signature import Soundness, Verdict, verify
from congvu.office.exchange.edxml.spool import Spool

XMLSEC = shutil.which("xmlsec1")
needs_xmlsec = pytest.mark.skipif(XMLSEC is None, reason="xmlsec1 is not installed")
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"


def verdict(data: bytes) -> Verdict:
    return verify(io.BytesIO(data))


def xmlsec(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    assert XMLSEC
    return subprocess.run([XMLSEC, *arguments], cwd=tmp_path, capture_output=True, check=False)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    (tmp_path / "certificate.pem").write_bytes(signer().certificate.public_bytes(Encoding.PEM))
    key = signer().key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "key.pem").write_bytes(key)
    return tmp_path


@needs_xmlsec
@pytest.mark.parametrize("name", shapes())
def test_what_we_sign_is_accepted_by_xmlsec(name: str, keys: Path):
    (keys / "m.xml").write_bytes(built(shapes()[name], signer()))
    done = xmlsec(keys, "--verify", "--trusted-pem", "certificate.pem", "m.xml")
    assert done.returncode == 0, done.stderr
    (keys / "m.xml").write_bytes((keys / "m.xml").read_bytes().replace(b"Hi\xe1\xbb\x87p", b"Hi"))
    assert xmlsec(keys, "--verify", "--trusted-pem", "certificate.pem", "m.xml").returncode


TEMPLATE = """<Signature xmlns="http://www.w3.org/2000/09/xmldsig#">
 <SignedInfo><CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>
  <SignatureMethod Algorithm="{method}"/>
  <Reference URI=""><Transforms>
   <Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>{form}</Transforms>
   <DigestMethod Algorithm="{digest}"/><DigestValue/></Reference></SignedInfo>
 <SignatureValue/><KeyInfo><X509Data><X509Certificate/></X509Data></KeyInfo></Signature>"""
SHA1 = ("http://www.w3.org/2000/09/xmldsig#rsa-sha1", "http://www.w3.org/2000/09/xmldsig#sha1")
SHA256 = (
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha256",
)  # fmt: skip
SHA512 = (
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", "http://www.w3.org/2001/04/xmlenc#sha512",
)  # fmt: skip


def foreign(keys: Path, methods: tuple[str, str], form: str = "", message: bytes = b"") -> bytes:
    """A message signed by xmlsec1, spaced and commented as other senders' are."""
    form = form and f'<Transform Algorithm="{form}"/>'
    signature = TEMPLATE.format(method=methods[0], digest=methods[1], form=form)
    data = (
        (message or built(letter()))
        .replace(b"><", b">\n  <")
        .replace(b"<edXML:Code>", b"<!-- a --><edXML:Code>")
    )
    data = data.replace(b"</edXML:edXMLHeader>", signature.encode() + b"</edXML:edXMLHeader>")
    (keys / "t.xml").write_bytes(data)
    done = xmlsec(keys, "--sign", "--privkey-pem", "key.pem,certificate.pem", "t.xml")
    assert done.returncode == 0, done.stderr
    return done.stdout


@needs_xmlsec
@pytest.mark.parametrize(
    ("methods", "form", "soundness"),
    [
        (SHA256, "", Soundness.VALID),
        (SHA256, EXCLUSIVE, Soundness.VALID),
        (SHA512, "http://www.w3.org/2006/12/xml-c14n11", Soundness.VALID),
        (SHA1, "", Soundness.WEAK),
        (SHA1, EXCLUSIVE, Soundness.WEAK),
    ],
)
def test_what_others_sign_is_accepted_here(
    keys: Path, methods: tuple[str, str], form: str, soundness: Soundness
):
    data = foreign(keys, methods, form)
    found = verdict(data)
    assert found.soundness == soundness, found.reason
    assert found.certificate_pem == signer().certificate.public_bytes(Encoding.PEM).decode()
    changed = data.replace(b"STTTT-CNTT<", b"STTTT-CNTT.<")
    assert verdict(changed).soundness == Soundness.BROKEN


def test_the_malformed_name_of_exclusive_canonicalisation_is_understood():
    """As the samples write it: the digest over the exclusive form, under a name that is none."""
    root = etree.fromstring(built(letter(), signer()))
    signature = root.find(f".//{{{XMLDSIG}}}Signature")
    assert signature is not None
    transform = signature.findall(f".//{{{XMLDSIG}}}Transform")[1]
    transform.set("Algorithm", "http://www.w3.org/TR/xml-exc-c14n#")
    bare = etree.fromstring(built(letter()))
    digest = hashlib.sha256(etree.tostring(bare, method="c14n", exclusive=True)).digest()
    _put(signature, "DigestValue", digest)
    info = etree.tostring(signature[0], method="c14n")
    _put(signature, "SignatureValue", signer().sign(info))
    found = verdict(etree.tostring(root))
    assert found.soundness == Soundness.VALID, found.reason


def _put(signature: etree._Element, local: str, value: bytes) -> None:
    element = signature.find(f".//{{{XMLDSIG}}}{local}")
    assert element is not None
    element.text = base64.b64encode(value).decode()


def test_our_signature_stands_and_says_who_signed():
    found = verdict(built(letter(), signer()))
    assert found.soundness == Soundness.VALID
    assert found.method == "rsa-sha256, 2048 bit"
    assert found.digest == "sha256"
    assert found.subject == "CN=Sở Thông tin và Truyền thông"


def test_without_a_signature_the_verdict_says_so():
    assert verdict(built(status())).soundness == Soundness.ABSENT


def test_a_short_key_is_weak():
    assert verdict(built(letter(), signer(bits=1024))).soundness == Soundness.WEAK


def _moved(data: bytes, before: bytes) -> bytes:
    found = re.search(rb"<ds:Signature .*</ds:Signature>", data, re.DOTALL)
    assert found
    return data.replace(found[0], b"").replace(before, found[0] + before)


def _doubled(data: bytes) -> bytes:
    found = re.search(rb"<ds:Signature .*</ds:Signature>", data, re.DOTALL)
    assert found
    return data.replace(found[0], found[0] * 2)


def _wrapped(data: bytes) -> bytes:
    """The signed message goes inside its own signature; another one stands where it is read."""
    inner = data.partition(b"?>\n")[2].replace(b"<edXML ", b'<edXML Id="x" ', 1)
    other = built(letter(number="999"), signer())
    return other.replace(
        b"</ds:KeyInfo></ds:Signature>",
        b"</ds:KeyInfo><ds:Object>" + inner + b"</ds:Object></ds:Signature>",
    )


SIGNED = built(letter(), signer())


@pytest.mark.parametrize(
    "data",
    [
        SIGNED.replace(b"V/v", b"V/V"),
        SIGNED.replace(b"JVBE", b"JVBF"),
        SIGNED.replace(b"</edXML:To>", b"</edXML:To><edXML:To><edXML:OrganId>H02.1</edXML:OrganId></edXML:To>"),
        SIGNED.replace(b'URI=""', b'URI="#x"'),
        SIGNED.replace(b' URI=""', b""),
        SIGNED.replace(b"enveloped-signature", b"base64"),
        SIGNED.replace(b"#rsa-sha256", b"#rsa-md5"),
        SIGNED.replace(b"<ds:SignatureValue>", b"<ds:SignatureValue>AAAA"),
        SIGNED.replace(b"<ds:X509Certificate>", b"<ds:X509Certificate>A"),
        SIGNED.replace(b"ds:KeyInfo>", b"ds:Key>"),
        _moved(SIGNED, b"</edXML:edXMLEnvelope>"),
        _moved(SIGNED, b"</edXML>"),
        _moved(SIGNED, b"<edXML:MessageHeader>").replace(b"<edXML:MessageHeader>", b"<edXML:MessageHeader> "),
        _doubled(SIGNED),
        _wrapped(SIGNED),
    ],
    ids=["words", "file", "recipient", "uri", "no-uri", "transform", "method", "value", "certificate",
         "key-info", "in-envelope", "in-root", "space", "twice", "wrapped"],
)  # fmt: skip
def test_a_signature_that_does_not_cover_what_is_read_is_broken(data: bytes):
    found = verdict(data)
    assert found.soundness == Soundness.BROKEN
    assert found.reason.endswith(".")


def test_what_stands_inside_a_signature_is_never_read():
    with Spool() as spool:
        message = parse(io.BytesIO(_wrapped(SIGNED)), spool)
    assert isinstance(message, Letter)
    assert message.number == "999"
    assert not message.unknown


@needs_xmlsec
@pytest.mark.parametrize("form", ["", EXCLUSIVE])
def test_a_signature_that_lost_its_namespace_on_the_way_still_counts(keys: Path, form: str):
    """Some senders write ``Signature`` in the message's own namespace."""
    data = foreign(keys, SHA256, form)
    lost = data.replace(b' xmlns="http://www.w3.org/2000/09/xmldsig#"', b"")
    assert lost != data
    assert verdict(lost).soundness == Soundness.VALID, verdict(lost).reason
    assert verdict(lost.replace(b"JVBE", b"JVBF")).soundness == Soundness.BROKEN


def test_a_signature_called_digital_signature_is_looked_at():
    named = SIGNED.replace(b"ds:Signature ", b"ds:DigitalSignature ").replace(
        b"</ds:Signature>", b"</ds:DigitalSignature>"
    )
    assert verdict(named).soundness == Soundness.VALID
    with Spool() as spool:
        assert "DigitalSignature" in parse(io.BytesIO(named), spool).doubts[0].message


class Recanonical(Events):
    def __init__(self, exclusive: bool) -> None:
        super().__init__()
        self.pieces: list[bytes] = []
        self.out = Canonical(self.pieces.append, exclusive=exclusive)

    def start(
        self, uri: str, local: str, prefix: str, declared: dict[str, str], given: list[Attribute]
    ) -> None:
        self.out.start(prefix, local, declared, given)

    def end(self) -> None:
        self.out.end()

    def text(self, text: str) -> None:
        self.out.text(text)

    def instruction(self, target: str, data: str) -> None:
        self.out.instruction(target, data)


@pytest.mark.parametrize("exclusive", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        '<a xmlns="urn:a"><b xmlns=""><c xmlns="urn:a"/></b></a>',
        '<x:a xmlns:x="urn:1" xmlns:y="urn:2"><y:b x:q="1" y:q="2" q="3"/><x:c xmlns:x="urn:3"/></x:a>',
        '<a z="1" b="&lt;&quot;&#9;&#10;&#13;&amp;">x &lt; y &gt; z &amp; &#13;\r\n"q"<![CDATA[<k>]]></a>',
        '<a xmlns:u="urn:u"><?go  on ?><b xmlns:u="urn:u" xml:lang="vi"/><!-- no --></a>',
        '<a xmlns:p="urn:p"><b><p:c/><p:d/></b><b xmlns:p="urn:q"><p:c p:x=""/></b></a>',
        "<?before x?><a><?in y?></a><?after z?><!-- c -->",
        '<a><b xmlns="urn:b"><c xmlns=""/></b><đ ê="ư"/></a>',
    ],
)  # fmt: skip
def test_the_canonical_form_is_that_of_lxml(text: str, exclusive: bool):
    reader = Recanonical(exclusive)
    reader.read(io.BytesIO(text.encode()))
    wanted = etree.tostring(
        etree.ElementTree(etree.fromstring(text.encode())),
        method="c14n",
        exclusive=exclusive,
        with_comments=False,
    )
    assert b"".join(reader.pieces) == wanted


def test_what_we_write_is_canonical_as_it_stands():
    data = built(letter(attachments=(attachment(b"\x00\xff" * 999),)), signer())
    body = data.partition(b"\n")[2]
    assert etree.tostring(etree.fromstring(data), method="c14n") == body
