"""Downloads that nginx sends, with the very location of `ops/nginx/congvu.conf`."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from congvu.core.audit.models import Entry
from congvu.core.files import factories

NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
CONF = Path(__file__).resolve().parents[5] / "ops" / "nginx" / "congvu.conf"
pytestmark = [
    pytest.mark.ops,
    pytest.mark.skipif(not NGINX, reason="nginx is not installed"),
    pytest.mark.django_db(transaction=True),
]

USER = "user root;" if os.geteuid() == 0 else ""
"""Started by root, nginx gives its workers away to a user who may not enter the test's folder."""

FRAME = """
{user} daemon off; pid {home}/pid; error_log {home}/error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {home}/a; proxy_temp_path {home}/b; fastcgi_temp_path {home}/c;
  uwsgi_temp_path {home}/d; scgi_temp_path {home}/e;
  server {{
    listen 127.0.0.1:{port};
    {location}
    location / {{ proxy_pass {upstream}; proxy_set_header Host $http_host; }}
  }}
}}
"""


@pytest.fixture
def front(tmp_path: Path, live_server, files_folder: Path, settings) -> Iterator[str]:
    """nginx before the test's own web server; yields its address."""
    files_folder.mkdir(parents=True, exist_ok=True)
    settings.CONGVU_ACCEL = "/_files/"
    block = re.search(r"location /_files/ \{.*?\n    \}", CONF.read_text("utf-8"), re.DOTALL)
    assert block, "the location is gone from the configuration"
    location = block[0].replace("/var/lib/congvu/files/", f"{files_folder}/")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = tmp_path / "nginx.conf"
    config.write_text(
        FRAME.format(
            home=tmp_path, port=port, location=location, upstream=live_server.url, user=USER
        )
    )
    process = subprocess.Popen([NGINX or "", "-c", str(config)], stderr=subprocess.DEVNULL)
    try:
        wait_for(port, tmp_path / "error.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def wait_for(port: int, log: Path) -> None:
    end = time.monotonic() + 20
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert time.monotonic() < end, log.read_text() if log.exists() else "nginx is silent"


def test_the_program_decides_and_nginx_sends(front, readers, client: Client):
    readers.clear()
    content = factories.pdf(padding=500_000)
    file = factories.attached(content, name="Quyết định.pdf")
    user = get_user_model().objects.create(username="an", full_name="An")
    client.force_login(user)
    cookie = {"Cookie": f"sessionid={client.cookies['sessionid'].value}"}
    address = front + reverse("files:download", args=[file.pk, "a.pdf"])

    def get(**headers: str):
        return urllib.request.urlopen(urllib.request.Request(address, headers=cookie | headers))

    with pytest.raises(urllib.error.HTTPError) as refused:
        get()
    assert refused.value.code == 404

    readers.add(user.pk)
    with get() as answer:
        assert answer.read() == content
        headers = answer.headers
    assert headers["Server"].startswith("nginx")
    assert headers["Content-Type"] == "application/pdf"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["ETag"] == f'"{file.blob.sha256}"'
    assert headers["Content-Disposition"].startswith("attachment")
    assert headers["Last-Modified"] is None

    with pytest.raises(urllib.error.HTTPError) as unchanged:
        get(**{"If-None-Match": headers["ETag"]})
    assert unchanged.value.code == 304
    assert Entry.objects.filter(verb="files.file.download").count() == 1
