"""A private PostgreSQL cluster in a temporary folder, for one run of the tests."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from lib import processes

UNPRIVILEGED = ("postgres", "nobody")
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "shared_buffers": "256MB",
}
"""Nothing of these clusters outlives a power cut, so nothing needs to reach the disk."""


def binaries() -> Path | None:
    """The folder of ``initdb`` and ``pg_ctl``, the newest version first."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    versions = sorted(folders, key=lambda path: int(path.parts[-3]))
    return versions[-1].parent if versions else None


class Broken(RuntimeError):
    """The cluster could not be made or started; the text is the server's own."""


@contextmanager
def cluster() -> Iterator[str]:
    """Start a cluster and yield its ``postgresql://…`` address; it is gone afterwards.

    PostgreSQL refuses to run as root, so then it runs as an unprivileged user of the system.
    """
    folder = Path(tempfile.mkdtemp(prefix="congvu-pg-"))
    bin_folder = binaries()
    if bin_folder is None:
        raise Broken("no PostgreSQL")
    user = _user()
    port = processes.free_port()
    password = os.urandom(16).hex()
    (folder / "password").write_text(password)
    if user:
        for path in (folder, folder / "password"):
            shutil.chown(path, user)
    data = folder / "data"
    control = [str(bin_folder / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log")]
    try:
        _run(
            [
                str(bin_folder / "initdb"), "-D", str(data), "-U", "congvu", "--no-sync",
                "--auth=scram-sha-256", f"--pwfile={folder / 'password'}", "--encoding=UTF8",
                "--locale=C.UTF-8",
            ],
            user, folder,
        )  # fmt: skip
        settings = {**FAST, "port": str(port), "unix_socket_directories": str(folder)}
        with (data / "postgresql.conf").open("a") as config:
            config.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        _run([*control, "start"], user, folder)
        try:
            yield f"postgresql://congvu:{password}@127.0.0.1:{port}/postgres"
        finally:
            _run([*control, "-m", "immediate", "stop"], user, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in UNPRIVILEGED if name in known), None)


def _run(command: Sequence[str], user: str | None, folder: Path) -> None:
    identity: dict[str, object] = {}
    if user:
        entry = pwd.getpwnam(user)
        identity = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    log = folder / "start.log"
    with log.open("ab") as output:
        done = subprocess.run(
            command, cwd=folder, env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "HOME": str(folder)},
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, **identity,
        )  # fmt: skip
    if done.returncode:
        text = log.read_text(errors="replace")
        server = folder / "log"
        text += server.read_text(errors="replace") if server.exists() else ""
        raise Broken(f"{command[0]} failed:\n{text}")
