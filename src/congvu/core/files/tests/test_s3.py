"""The store on a real S3 engine: the same promises as on the disk."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import boto3
import environ
import pytest
from botocore.exceptions import BotoCoreError, ClientError
from django.db import transaction

from congvu.core.files import factories, pages, queries, store, sweep
from congvu.core.files.errors import ContentMissing, StoreFull
from congvu.core.files.models import Blob
from congvu.core.files.s3 import s3_storage
from congvu.core.jobs.testing import run_all
from congvu.core.kernel.clock import now

ENGINE = os.environ.get("CONGVU_S3_ENGINE", "")
BUCKET, ACCESS, SECRET = "congvu-test", "khoa-truy-cap", "khoa-bi-mat-cua-kiem-thu"
PATIENCE = 90

pytestmark = [
    pytest.mark.s3,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not ENGINE, reason="no S3 engine (CONGVU_S3_ENGINE)"),
]


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


@pytest.fixture(scope="module")
def engine(tmp_path_factory) -> Iterator[str]:
    """A private S3 server with one identity; yields its endpoint."""
    folder: Path = tmp_path_factory.mktemp("s3")
    keys = folder / "keys.json"
    identity = {
        "name": "congvu", "actions": ["Admin", "Read", "Write", "List"],
        "credentials": [{"accessKey": ACCESS, "secretKey": SECRET}],
    }  # fmt: skip
    keys.write_text(json.dumps({"identities": [identity]}))
    roles = ["master", "volume", "filer", "s3"]
    ports = free_ports(8)
    options = [
        option
        for role, plain, grpc in zip(roles, ports[:4], ports[4:], strict=True)
        for option in (f"-{role}.port={plain}", f"-{role}.port.grpc={grpc}")
    ]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [
                ENGINE, "server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1",
                "-filer", "-s3", f"-s3.config={keys}", "-master.volumeSizeLimitMB=64",
                "-volume.max=20", "-master.telemetry=false", *options,
            ],
            stdout=log, stderr=log, cwd=folder,
        )  # fmt: skip
    endpoint = f"http://127.0.0.1:{ports[3]}"
    try:
        wait_until_it_stores(endpoint, process, folder / "log")
        yield endpoint
    finally:
        process.kill()
        process.wait(30)


def wait_until_it_stores(endpoint: str, process: subprocess.Popen, log: Path) -> None:
    client = boto3.client(
        "s3", endpoint_url=endpoint, aws_access_key_id=ACCESS, aws_secret_access_key=SECRET,
        region_name="us-east-1",
    )  # fmt: skip
    end = time.monotonic() + PATIENCE
    while True:
        assert process.poll() is None, log.read_text()[-2000:]
        try:
            client.create_bucket(Bucket=BUCKET)
            client.put_object(Bucket=BUCKET, Key="x", Body=b"x")
            client.delete_object(Bucket=BUCKET, Key="x")
            return
        except (BotoCoreError, ClientError):
            assert time.monotonic() < end, log.read_text()[-2000:]


@pytest.fixture
def bucket(engine, settings, monkeypatch) -> str:
    values = {
        "BUCKET": BUCKET, "ENDPOINT": engine, "ACCESS_KEY": ACCESS, "SECRET_KEY": SECRET,
    }  # fmt: skip
    for name, value in values.items():
        monkeypatch.setenv(f"CONGVU_S3_{name}", value)
    settings.STORAGES = settings.STORAGES | {"default": s3_storage(environ.Env())}
    place = store.current()
    assert isinstance(place, store.ObjectStore)
    for item in list(place.walk()):
        place.delete(item.key)
    return engine


def keys() -> list[str]:
    return [item.key for item in store.current().walk()]


def test_without_the_engine_nothing_is_half_stored(bucket, settings, monkeypatch, files_folder):
    monkeypatch.setenv("CONGVU_S3_ENDPOINT", f"http://127.0.0.1:{free_ports(1)[0]}")
    settings.STORAGES = settings.STORAGES | {"default": s3_storage(environ.Env())}
    with pytest.raises(StoreFull):
        factories.stored()
    assert Blob.objects.count() == 0
    assert list((files_folder / ".tmp").iterdir()) == []


def test_nothing_is_public(bucket):
    stored = factories.stored()
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{bucket}/{BUCKET}/{store.key_of(stored.sha256)}")
    assert refused.value.code == 403


def test_a_letter_goes_in_is_read_and_comes_out(bucket):
    content = factories.pdf("So 647/STTTT", pages=2, padding=9_000_000)
    file = factories.attached(content, name="Quyết định số 1.pdf")
    run_all()
    with queries.open_file(file) as stream:
        assert stream.read() == content
    assert "647/STTTT" in queries.text_of(file)
    with pages.image(file.blob, 2) as stream:
        assert stream.read(4) == b"\x89PNG"
    with queries.local_path(file) as path:
        assert path.read_bytes() == content
    assert sweep.check(deep=True).sound


def test_the_same_content_twice_is_kept_once(bucket):
    first, second = factories.stored(factories.pdf()), factories.stored(factories.pdf())
    assert first.blob == second.blob
    assert keys() == [store.key_of(first.sha256)]


def test_orphans_go_and_named_contents_stay(bucket):
    file = factories.attached()
    factories.stored()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        factories.stored()
        raise ZeroDivisionError
    assert len(keys()) == 3
    swept = sweep.sweep(at=now() + timedelta(hours=25))
    assert (swept.claims, swept.contents) == (1, 1)
    assert keys() == [store.key_of(file.blob.sha256)]
    assert sweep.check(deep=True).sound


def test_a_lost_object_is_reported(bucket):
    file = factories.attached()
    store.current().delete(store.key_of(file.blob.sha256))
    assert sweep.check().missing == [file.blob.sha256]
    with pytest.raises(ContentMissing):
        queries.open_file(file).read()
