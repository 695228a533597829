"""nginx, web server and worker in production mode, from the very files of `ops/`."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ops.server import HOST, TOKEN, Server, until

NGINX = os.environ.get("CONGVU_NGINX") or shutil.which(
    "nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"
)
pytestmark = [
    pytest.mark.ops,
    pytest.mark.skipif(not NGINX, reason="nginx is not installed"),
]


@pytest.fixture
def server(tmp_path: Path, database_url: str) -> Iterator[Server]:
    server = Server(tmp_path / "server", database_url, NGINX or "")
    server.install()
    try:
        server.start()
        yield server
    finally:
        server.stop()


def events(server: Server) -> list[dict[str, object]]:
    text = (server.folder / "log" / "web.log").read_text()
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def test_the_front_door_of_production(server: Server):
    redirect = server.plain("/van-ban-den?x=1")
    assert (redirect.status_code, redirect.headers["Location"]) == (
        301,
        f"https://{HOST}/van-ban-den?x=1",
    )

    health = server.get("/healthz")
    assert health.status_code == 200
    assert "max-age=31536000" in health.headers["Strict-Transport-Security"]
    assert "default-src 'none'" in health.headers["Content-Security-Policy"]
    assert health.headers["Server"] == "nginx"
    assert server.get("/readyz").json() == {"database": "ok", "store": "ok", "worker": "ok"}

    assert server.get("/healthz", Host="evil.example").status_code == 400
    assert server.get("/_files/ab/cd/x").status_code == 404
    assert server.get("/metrics").status_code == 401
    figures = server.get("/metrics", Authorization=f"Bearer {TOKEN}").text
    assert 'view="healthz"' in figures
    assert "congvu_workers_alive 1.0" in figures

    assert server.announce(300 << 20) == 413

    server.get("/khong-co", **{"X-Real-IP": "203.0.113.9", "X-Forwarded-For": "203.0.113.9"})
    until(lambda: any(e.get("path") == "/khong-co" for e in events(server)), "no event")
    event = next(e for e in events(server) if e.get("path") == "/khong-co")
    assert event["ip"] == "127.0.0.1", "nginx says who came, not the visitor"
    noted = server.folder / "log" / "congvu.log"
    until(lambda: event["request_id"] in noted.read_text(), "nginx noted no such request")


def test_static_files_are_sent_by_nginx_for_ever_and_compressed(server: Server):
    manifest = json.loads((server.folder / "data/static/staticfiles.json").read_text())["paths"]
    name = next(to for _, to in sorted(manifest.items()) if to.endswith(".css"))
    answer = server.get(f"/static/{name}", **{"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers.get("Content-Encoding") == "gzip"
    assert "X-Request-ID" not in answer.headers, "it never reached the program"


def test_the_nightly_backup_and_a_stopped_worker(server: Server):
    unit = server.unit("congvu-backup.service")
    command = [part.replace("\\%", "%") for part in unit.command]
    done = subprocess.run(command, env=unit.env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (folder,) = (server.folder / "backups").iterdir()
    assert (folder / "manifest.json").is_file()

    pids = _children_named("worker")
    assert len(pids) == 1
    os.kill(pids[0], signal.SIGTERM)
    until(lambda: server.get("/readyz").status_code == 503, "a stopped worker is not noticed")
    assert server.get("/readyz").json()["worker"] == "no worker is alive"
    assert server.get("/healthz").status_code == 200


def _children_named(last: str) -> list[int]:
    """Processes that this test started and whose last argument is ``last``."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if parent == os.getpid() and last.encode() in words:
            found.append(int(folder.name))
    return found


def test_a_misspelt_setting_stops_the_start(tmp_path: Path, database_url: str):
    server = Server(tmp_path / "server", database_url, NGINX or "")
    server.install()
    unit = server.unit("congvu-worker.service")
    done = subprocess.run(
        unit.command, env={**unit.env, "CONGVU_ALOWED_HOSTS": "x"}, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "did you mean CONGVU_ALLOWED_HOSTS" in done.stderr
