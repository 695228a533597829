"""`bin/demo`: prepare once, then serve until Ctrl-C."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from lib import processes, venv
from lib.house import PYTHON, ROOT, VENV, data_dir, environment, refuse, say

HOST = "127.0.0.1"


def parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/demo",
        description="Chạy Công Vụ với tỉnh mẫu trên máy này (start Công Vụ with the demo province).",
    )
    parser.add_argument("--port", type=int, default=8000, help="port to serve on (default 8000)")
    parser.add_argument("--reset", action="store_true", help="throw the demo data away first")
    parser.add_argument("--no-serve", action="store_true", help="prepare everything, do not serve")
    parser.add_argument("--database-url", default="", help="postgresql://… instead of SQLite")
    parser.add_argument(
        "--small", action="store_true", help="a small province, for trying and tests"
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str]) -> int:
    options = parse(argv)
    if not options.no_serve and not processes.port_is_free(options.port):
        refuse(
            f"Port {options.port} is in use by another program. "
            f"Stop it, or choose another port: bin/demo --port {options.port + 1}"
        )
    venv.ensure("base")
    env = _environment(options)
    stamp = data_dir() / "demo.json"
    if options.reset:
        _reset(stamp, env)
    wanted = _fingerprint(options)
    if _stamped(stamp) != wanted or not _database_is_there(options):
        _prepare(stamp, wanted, options, env)
    if options.no_serve:
        say(_accounts(stamp))
        return 0
    return _serve(options.port, stamp, env)


def _environment(options: argparse.Namespace) -> dict[str, str]:
    more = {"CONGVU_MODE": "demo", "CONGVU_BASE_URL": f"http://{HOST}:{options.port}"}
    if options.database_url:
        more["CONGVU_DATABASE_URL"] = options.database_url
    return environment(**more)


def _fingerprint(options: argparse.Namespace) -> str:
    """What the prepared data depends on: migrations, the demo's own files, and the options."""
    source = ROOT / "src" / "congvu"
    files = [*source.rglob("migrations/*.py"), *(source / "project" / "demo").rglob("*")]
    digest = hashlib.sha256(repr((options.small, options.database_url)).encode())
    for path in sorted(p for p in files if p.is_file() and "__pycache__" not in p.parts):
        digest.update(path.relative_to(source).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def _stamped(stamp: Path) -> str:
    try:
        return str(json.loads(stamp.read_text())["fingerprint"])
    except (OSError, ValueError, KeyError):
        return ""


def _database_is_there(options: argparse.Namespace) -> bool:
    """An embedded database can be seen; of a server we know only by asking, so we ask."""
    return not options.database_url and (data_dir() / "congvu.sqlite3").is_file()


def _reset(stamp: Path, env: dict[str, str]) -> None:
    folder = data_dir()
    foreign = folder != ROOT / "var" and folder.exists() and any(folder.iterdir())
    if foreign and not stamp.is_file():
        refuse(f"{folder} holds no demo data; empty it yourself if that is what you want.")
    if env.get("CONGVU_DATABASE_URL", "").startswith("postgres"):
        _manage(env, "prepare", "--empty-database")
    say(f"Throwing away the demo data in {folder} …")
    shutil.rmtree(folder, ignore_errors=True)


def _prepare(stamp: Path, wanted: str, options: argparse.Namespace, env: dict[str, str]) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    report = stamp.with_suffix(".accounts.txt")
    _manage(env, "prepare", "--accounts", str(report), *(["--small"] if options.small else []))
    stamp.write_text(
        json.dumps({"fingerprint": wanted, "accounts": report.read_text("utf-8")}), "utf-8"
    )
    report.unlink()
    say(f"Demo province ready ({time.monotonic() - began:.0f} s).")


def _manage(env: dict[str, str], *arguments: str) -> None:
    if subprocess.run([str(PYTHON), "-m", "congvu.project.cli", *arguments], env=env).returncode:
        refuse("The demo could not be prepared; the lines above say why.")


def _accounts(stamp: Path) -> str:
    return str(json.loads(stamp.read_text("utf-8"))["accounts"])


def _serve(port: int, stamp: Path, env: dict[str, str]) -> int:
    web = [
        str(VENV / "bin" / "granian"), "--interface", "wsgi", "--host", HOST,
        "--port", str(port), "--workers", "1", "--blocking-threads", "2",
        "--no-ws", "--log-level", "warning", "congvu.project.wsgi:application",
    ]  # fmt: skip
    worker = [str(PYTHON), "-m", "congvu.project.cli", "worker"]
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    children = []
    try:
        children = [processes.start(command, env=env, cwd=ROOT) for command in (web, worker)]
        return _watch(children, port, stamp)
    except Interrupted:
        say("\nStopping …")
        return 0
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        processes.stop(children)


class Interrupted(Exception):
    """Ctrl-C, or a request to end."""


def _interrupt(*_: object) -> NoReturn:
    raise Interrupted


def _watch(children: list[subprocess.Popen[bytes]], port: int, stamp: Path) -> int:
    """Announce the address when it answers, then wait; a child that ends ends everything."""
    address = f"http://{HOST}:{port}/"
    ended = lambda: any(child.poll() is not None for child in children)  # noqa: E731
    processes.wait_until(lambda: ended() or processes.answers(f"{address}healthz"), seconds=60)
    if not ended():
        say(f"\nCông Vụ: {address}   (Ctrl-C để dừng, Ctrl-C to stop)\n{_accounts(stamp)}")
    while not ended():
        time.sleep(0.5)
    names = ("the web server", "the worker")
    gone = [name for name, child in zip(names, children, strict=True) if child.poll() is not None]
    say(f"{' and '.join(gone)} ended; the lines above say why.")
    return 1
