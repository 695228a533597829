"""Large uploads: spooled beside the store, bounded in memory, refused without a 500."""

from __future__ import annotations

import errno
import os
import subprocess
import sys

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.test import RequestFactory

from congvu.core.files import actions, factories, upload
from congvu.core.files.choices import Use
from congvu.core.files.errors import FileTooLarge, StoreFull
from congvu.core.kernel.actor import system_actor

pytestmark = pytest.mark.django_db
LARGE = factories.pdf(padding=3_000_000)

CLIMB = """
import io, os, resource, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "congvu.project.test_settings"
import django
django.setup()
from django.core.handlers.wsgi import WSGIRequest
from congvu.core.files import factories, intake, spool
from congvu.core.files.choices import Use

head, tail = factories.pdf(padding=10)[:20], factories.pdf()
size = 200 * 1024 * 1024 - 100_000
before = b'--B\\r\\nContent-Disposition: form-data; name="file"; filename="a.pdf"\\r\\n\\r\\n'
pieces = [before, factories.pdf()[:15] + b"\\n"]

class Body(io.RawIOBase):
    '''A request body that is made while it is read.'''
    def __init__(self):
        self.left, self.parts = size, [before + b"%PDF-1.4\\n"]
        self.end = b"\\n" + tail + b"\\r\\n--B--\\r\\n"
    def read(self, wanted=-1):
        if self.parts:
            return self.parts.pop()
        if self.left > 0:
            n = min(self.left, 65536 if wanted < 0 else wanted)
            self.left -= n
            return b"%" * n
        end, self.end = self.end, b""
        return end

length = len(before) + 9 + size + 1 + len(tail) + 9
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
start = peak()
request = WSGIRequest({"REQUEST_METHOD": "POST", "CONTENT_TYPE": "multipart/form-data; boundary=B",
    "CONTENT_LENGTH": str(length), "wsgi.input": Body()})
file = request.FILES["file"]
with spool.receive(file, limit=200 * 1024 * 1024) as spooled:
    facts = intake.judge(spooled, name="a.pdf", use=Use.MAIN)
print(spooled.size > size, facts.kind, facts.pages, peak() - start)
"""


def upload_request(content: bytes):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return RequestFactory().post("/", {"file": SimpleUploadedFile("a.pdf", content)})


def take(file):
    return actions.store(
        stream=file, name=file.name, use=Use.MAIN, actor=system_actor(), at=factories.AT
    )


def test_beyond_the_ceiling_the_rest_is_drained_and_the_door_refuses(monkeypatch, bytes_in_store):
    monkeypatch.setattr(upload, "CEILING", 2_700_000)
    file = upload_request(LARGE).FILES["file"]
    with pytest.raises(FileTooLarge):
        take(file)
    assert bytes_in_store() == ([], 0)


def test_a_disk_that_fills_up_while_the_request_is_parsed(monkeypatch, bytes_in_store):
    def full(self, data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(TemporaryUploadedFile, "write", full, raising=False)
    file = upload_request(LARGE).FILES["file"]
    with pytest.raises(StoreFull):
        take(file)
    assert bytes_in_store() == ([], 0)


def test_a_large_upload_waits_beside_the_store(files_folder):
    request = upload_request(LARGE)
    file = request.FILES["file"]
    assert file.temporary_file_path().startswith(str(files_folder))
    assert take(file).size == len(LARGE)
    request.close()


def test_200_mb_stay_under_64_mb_of_memory(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", CLIMB],
        env=os.environ | {"CONGVU_MODE": "test", "CONGVU_DATA": str(tmp_path), "PYTHONPATH": "src"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    whole, kind, pages, climb = done.stdout.split()
    assert (whole, kind, pages) == ("True", "pdf", "1")
    assert int(climb) < 64, f"{climb} MB"
