"""Taking files in: what is refused, and that a refusal leaves nothing behind."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import struct
import zipfile
from pathlib import Path

import pikepdf
import pytest

from congvu.core.audit.models import Entry
from congvu.core.files import actions, factories, spool
from congvu.core.files.checks import archive, image
from congvu.core.files.choices import Use
from congvu.core.files.errors import FileRefused, FileTooLarge, StoreFull
from congvu.core.files.models import Blob
from congvu.core.files.queries import open_content
from congvu.core.files.rules import MB, RULES, Rule
from congvu.core.kernel.actor import system_actor

pytestmark = pytest.mark.django_db


def take(content: bytes, *, name: str = "a.pdf", use: Use = Use.ATTACHMENT, **more):
    return actions.store(
        stream=io.BytesIO(content), name=name, use=use, actor=system_actor(), at=factories.AT,
        **more,
    )  # fmt: skip


def locked_pdf() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(factories.pdf())) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="chu", user="mat-khau"))
    return out.getvalue()


def encrypted_zip() -> bytes:
    data = bytearray(factories.docx())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as box:
        count = len(box.infolist())
    start = data.find(b"PK\x01\x02")
    for _ in range(count):
        data[start + 8] |= 1
        start = data.find(b"PK\x01\x02", start + 4)
    return bytes(data)


def ole(*names: str) -> bytes:
    """The smallest compound file: header, one table sector, one directory sector."""
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\x00"))
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<I", header, 48, 1)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<2I", 0xFFFFFFFD, 0xFFFFFFFE).ljust(512, b"\xff")
    entries = b""
    for name in ("Root Entry", *names):
        coded = (name + "\x00").encode("utf-16-le")
        entries += coded.ljust(64, b"\x00") + struct.pack("<H", len(coded)) + bytes(62)
    return bytes(header) + table + entries.ljust(512, b"\x00")


BILLION = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    '<w:document xmlns:w="x">&b;</w:document>'
)
HIDDEN_DOCTYPE = "<?xml version='1.0'?><!-- <w> --><!DOCTYPE w [<!ENTITY a 'b'>]><w/>"
LARGE_XML = "<w>" + " " * (64 * MB) + "</w>"

REFUSED = {
    "empty file": (b"", "rỗng.pdf", "empty"),
    "renamed executable": (b"MZ\x90\x00\x03" + bytes(300), "quyet-dinh.pdf", "kind"),
    "renamed linux program": (b"\x7fELF\x02\x01" + bytes(90), "anh.png", "kind"),
    "shell script as text": (b"#!/bin/sh\nrm -rf /\n", "ghi-chu.txt", "kind"),
    "web page named pdf": (b"<!DOCTYPE html><html><body>x</body></html>", "cv.pdf", "kind"),
    "web page after blanks": (b"\xef\xbb\xbf \r\n<HTML><script>1</script>", "cv.txt", "kind"),
    "web page with xml declaration": (
        b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>', "a.xml", "kind",
    ),
    "svg picture": (b'<svg xmlns="http://www.w3.org/2000/svg"><rect/></svg>', "a.xml", "kind"),
    "unknown bytes": (bytes(range(256)) * 4, "a.bin", "kind"),
    "rar archive": (b"Rar!\x1a\x07\x00" + bytes(50), "a.zip", "kind"),
    "pdf cut in the middle": (factories.pdf(pages=3)[:700], "cv.pdf", "broken"),
    "pdf head only": (b"%PDF-1.7\n%%EOF\n", "cv.pdf", "broken"),
    "pdf with password": (locked_pdf(), "cv.pdf", "password"),
    "docx cut": (factories.docx()[:-40], "a.docx", "broken"),
    "docx with entities": (factories.docx(word__styles_dot_xml=BILLION), "a.docx", "doctype"),
    "docx with entities in a part of another name": (
        factories.docx(word__styles_dot_dat=BILLION), "a.docx", "doctype",
    ),
    "docx with doctype behind a comment": (
        factories.docx(word__styles_dot_xml=HIDDEN_DOCTYPE), "a.docx", "doctype",
    ),
    "docx with doctype in utf-16": (
        factories.docx(word__styles_dot_xml=BILLION.encode("utf-16")), "a.docx", "doctype",
    ),
    "docx with doctype in a strange encoding": (
        factories.docx(word__a_dot_xml='<?xml version="1.0" encoding="utf-7"?><w/>'), "a.docx",
        "doctype",
    ),
    "zip bomb in docx": (factories.docx(word__settings_dot_xml=LARGE_XML), "a.docx", "bomb"),
    "zip inside docx": (
        factories.docx(word__embeddings__a_dot_bin=factories.zipped({"x": "y"})), "a.docx",
        "nested",
    ),
    "program inside docx": (
        factories.docx(word__embeddings__a_dot_bin=b"\x7fELF" + bytes(60)), "a.docx", "nested",
    ),
    "docx inside docx inside docx": (
        factories.docx(
            word__embeddings__a_dot_docx=factories.docx(
                word__embeddings__b_dot_docx=factories.docx()
            )
        ),
        "a.docx",
        "nested",
    ),
    "zip inside zip": (factories.zipped({"b.zip": factories.zipped({"c": "d"})}), "a.zip", "nested"),
    "zip that leaves its folder": (factories.zipped({"../../etc/cron": "x"}), "a.zip", "nested"),
    "docx with macro": (factories.docx(word__vbaProject_dot_bin=b"x"), "a.docx", "macro"),
    "docx with password": (encrypted_zip(), "a.docx", "password"),
    "word 97 with macro": (ole("WordDocument", "Macros"), "a.doc", "macro"),
    "office file locked by password": (ole("EncryptedPackage"), "a.docx", "password"),
    "other compound file": (ole("Something"), "a.doc", "kind"),
    "cut compound file": (ole("WordDocument")[:600], "a.doc", "broken"),
    "picture cut": (factories.picture(size=(400, 300))[:200], "a.png", "broken"),
    "text in an old code page": ("Công văn".encode("utf-16-le")[:-1] + b"\xff", "a.txt", "kind"),
    "text that is not utf-8": (b"C\xf4ng v\xe0n", "a.txt", "encoding"),
    "text with control characters": (b"abc\x01\x02", "a.csv", "encoding"),
    "rtf with an object": (b"{\\rtf1{\\object\\objdata 0105}}", "a.rtf", "nested"),
    "rtf not closed": (b"{\\rtf1 abc", "a.rtf", "broken"),
    "xml not well formed": (b"<letter><b></letter>", "a.xml", "broken"),
    "xml with entities": (BILLION.encode(), "a.xml", "doctype"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_a_vietnamese_sentence_and_nothing_half_stored(case, bytes_in_store):
    content, name, reason = REFUSED[case]
    with pytest.raises(FileRefused) as refused:
        take(content, name=name)
    assert refused.value.data["reason"] == reason
    assert name in refused.value.message
    assert "Hãy" in refused.value.message or "hãy" in refused.value.message
    assert refused.value.data["fields"] == {"file": [refused.value.message]}
    assert Blob.objects.count() == 0
    assert bytes_in_store() == ([], 0)


ACCEPTED = {
    "pdf": (factories.pdf(pages=3), "cv.pdf", 3),
    "docx": (factories.docx(), "a.docx", None),
    "docx with an embedded sheet": (
        factories.docx(word__embeddings__a_dot_xlsx=factories.xlsx()), "a.docx", None,
    ),
    "odt": (factories.odt(), "a.odt", None),
    "xlsx": (factories.xlsx(), "a.xlsx", None),
    "doc": (ole("1Table", "WordDocument"), "a.doc", None),
    "xls": (ole("Workbook"), "a.xls", None),
    "ppt": (ole("PowerPoint Document"), "a.ppt", None),
    "png": (factories.picture(), "a.png", 1),
    "jpg": (factories.picture("JPEG"), "a.jpg", 1),
    "tiff": (factories.picture("TIFF", frames=3), "a.tif", 3),
    "rtf": (b"{\\rtf1\\ansi Kinh gui}", "a.rtf", None),
    "txt": ("Kính gửi".encode(), "a.txt", None),
    "csv": ("Số,Trích yếu\n1,Họp".encode(), "a.csv", None),
    "xml": ('<?xml version="1.0" encoding="utf-16"?><a>Họp</a>'.encode("utf-16"), "a.xml", None),
    "zip": (factories.zipped({"a.txt": "x"}), "a.zip", None),
}  # fmt: skip


@pytest.mark.parametrize("case", ACCEPTED)
def test_the_type_is_decided_from_the_bytes(case, bytes_in_store):
    content, name, pages = ACCEPTED[case]
    taken = take(content, name=name)
    assert (taken.kind, taken.pages, taken.size, taken.name) == (
        case.split()[0], pages, len(content), name,
    )  # fmt: skip
    assert bytes_in_store() == ([f"{taken.sha256[:2]}/{taken.sha256[2:4]}/{taken.sha256}"], 0)


def test_the_group_may_read_what_is_stored(files_folder):
    """nginx does, as a member of it; others may not."""
    taken = take(factories.pdf())
    place = files_folder / taken.sha256[:2] / taken.sha256[2:4] / taken.sha256
    assert place.stat().st_mode & 0o777 == 0o640


def test_a_true_pdf_under_a_false_name_gets_a_true_ending():
    assert take(factories.pdf(), name="Quyết định.doc").name == "Quyết định.pdf"


@pytest.mark.parametrize("use", [Use.MAIN, Use.RESULT, Use.PICTURE])
def test_each_use_has_its_own_types(use):
    with pytest.raises(FileRefused) as refused:
        take("Số,Tên".encode(), name="a.csv", use=use)
    assert refused.value.data["reason"] == "kind"
    assert use.label.lower() in refused.value.message


def test_larger_than_the_use_allows(monkeypatch, bytes_in_store):
    monkeypatch.setitem(RULES, Use.MAIN, Rule(MB, RULES[Use.MAIN].kinds))
    at_limit = factories.pdf(padding=MB - 4000).ljust(MB, b"\n")
    assert take(at_limit, use=Use.MAIN).size == MB
    with pytest.raises(FileTooLarge) as refused:
        take(factories.pdf(padding=MB), use=Use.MAIN)
    assert "1 MB" in refused.value.message
    with pytest.raises(FileTooLarge):
        take(factories.pdf(), use=Use.MAIN, max_bytes=100)
    assert len(bytes_in_store()[0]) == 1
    assert bytes_in_store()[1] == 0


def test_the_limits_of_archives(monkeypatch):
    monkeypatch.setattr(archive, "MOST_ENTRIES", 3)
    many = factories.zipped({f"{n}.txt": "x" for n in range(4)})
    with pytest.raises(FileRefused) as refused:
        take(many, name="a.zip")
    assert refused.value.data["reason"] == "bomb"
    monkeypatch.setattr(archive, "MOST_BYTES", 1000)
    with pytest.raises(FileRefused) as refused:
        take(factories.zipped({"a.txt": os.urandom(1001)}), name="a.zip")
    assert refused.value.data["reason"] == "bomb"


def test_overlapping_entries_are_a_bomb():
    content = bytearray(factories.zipped({"a.txt": os.urandom(5000), "b.txt": b"x"}))
    second = content.rfind(b"PK\x01\x02")
    struct.pack_into("<II", content, second + 20, 5000, 5000)
    with pytest.raises(FileRefused) as refused:
        take(bytes(content), name="a.zip")
    assert refused.value.data["reason"] == "bomb"


def test_a_picture_of_too_many_pixels(monkeypatch):
    monkeypatch.setattr(image, "MOST_PIXELS", 1000)
    with pytest.raises(FileRefused) as refused:
        take(factories.picture(), name="a.png")
    assert refused.value.data["reason"] == "pixels"


class FullDisk:
    """A file whose disk fills up after some bytes."""

    def __init__(self, room: int) -> None:
        self.room = room

    def __call__(self, target, chunk: bytes) -> None:
        self.room -= len(chunk)
        if self.room < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        target.write(chunk)


def test_a_full_disk_while_the_upload_streams_in(monkeypatch, bytes_in_store):
    monkeypatch.setattr(spool, "_write", FullDisk(room=300_000))
    with pytest.raises(StoreFull) as refused:
        take(factories.pdf(padding=2 * MB))
    assert refused.value.status == 503
    assert Blob.objects.count() == 0
    assert bytes_in_store() == ([], 0)


def test_a_full_disk_while_the_file_moves_into_the_store(monkeypatch, bytes_in_store):
    def full(self, target):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(StoreFull):
        take(factories.pdf())
    assert Blob.objects.count() == 0
    assert bytes_in_store() == ([], 0)


def test_the_same_content_twice_is_kept_once(bytes_in_store):
    first, second = take(factories.pdf()), take(factories.pdf(), name="b.pdf")
    assert first.blob == second.blob
    assert (first.name, second.name) == ("a.pdf", "b.pdf")
    assert len(bytes_in_store()[0]) == 1


def test_lost_bytes_come_back_with_the_next_upload(files_folder, bytes_in_store):
    taken = take(factories.pdf())
    (files_folder / taken.sha256[:2] / taken.sha256[2:4] / taken.sha256).unlink()
    assert take(factories.pdf()).blob == taken.blob
    assert len(bytes_in_store()[0]) == 1


def test_storing_alone_writes_no_entry():
    take(factories.pdf())
    assert not Entry.objects.exists()


def spooled(content: bytes) -> spool.Spooled:
    path = spool.folder() / "phan.part"
    path.write_bytes(content)
    return spool.Spooled(path, hashlib.sha256(content).hexdigest(), len(content))


def adopted(source: spool.Spooled, **more):
    return actions.store(
        stream=source, name="a.pdf", use=Use.ATTACHMENT, actor=system_actor(), at=factories.AT,
        **more,
    )  # fmt: skip


def test_a_file_written_here_is_refused_like_any_other():
    with pytest.raises(FileRefused):
        adopted(spooled(b"khong phai pdf nao \x00\x01"))
    with pytest.raises(FileTooLarge):
        adopted(spooled(factories.pdf()), max_bytes=10)
    assert not Blob.objects.exists()


def test_a_file_written_here_is_moved_in_not_copied():
    source = spooled(factories.pdf("Mot"))
    inode = source.path.stat().st_ino
    kept = adopted(source)
    assert not source.path.exists()
    with open_content(kept.blob) as stored:
        assert os.fstat(stored.fileno()).st_ino == inode
        assert stored.read() == factories.pdf("Mot")


def test_a_file_written_here_that_is_known_stays_where_it_is():
    first = adopted(spooled(factories.pdf("Mot")))
    again = spooled(factories.pdf("Mot"))
    assert adopted(again).blob.pk == first.blob.pk
    assert again.path.exists()
