"""`bin/demo`: prepare once, then serve until Ctrl-C: one installation, or two that exchange."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from lib import pairing, processes, venv
from lib.house import PYTHON, ROOT, VENV, data_dir, environment, refuse, say

HOST = "127.0.0.1"
AUTHORITY = 100
"""How far above the web server's port the demo's authority listens."""
NAMES = {
    "whole": ("tinh-bac-giang", "tỉnh Bắc Giang"),
    "province": ("tinh-bac-giang", "tỉnh Bắc Giang"),
    "district": ("huyen-hiep-hoa", "huyện Hiệp Hòa"),
}
"""Code and name of each part, as its peers know it."""
TRAVELS = """
Thử liên thông: vào tỉnh bằng vanthu.stttt, phát hành một văn bản gửi UBND xã Đức Thắng; vào huyện
bằng vanthu.xa, văn bản nằm ở "Chờ vào sổ"; vào sổ, rồi xem trạng thái 01, 03 ở văn bản đi của Sở.
Quản trị hệ thống xem kết nối ở "Liên thông", "Hệ thống kết nối".
"""


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
    parser.add_argument(
        "--federation", action="store_true",
        help="two installations, the province and one district with its communes, which exchange "
        "letters over HTTPS; the second takes the next port. A database address must then hold "
        "{part}, which becomes province and district",
    )  # fmt: skip
    return parser.parse_args(argv)


@dataclass(frozen=True)
class Installation:
    """One installation of the demo: its data, its port, and which agencies work in it."""

    part: str
    folder: Path
    port: int
    database_url: str
    small: bool
    tls: Path | None = None

    @property
    def code(self) -> str:
        """The name by which peers know it."""
        return NAMES[self.part][0]

    @property
    def name(self) -> str:
        return NAMES[self.part][1]

    @property
    def address(self) -> str:
        return f"{'https' if self.tls else 'http'}://{HOST}:{self.port}/"

    @property
    def stamp(self) -> Path:
        return self.folder / "demo.json"

    @property
    def authority_port(self) -> int:
        """Where the demo's authority answers: the certificates it issued name it for ever."""
        try:
            return int((self.folder / "authority" / "url.txt").read_text().rpartition(":")[2])
        except (OSError, ValueError):
            return self.port + AUTHORITY

    @property
    def env(self) -> dict[str, str]:
        more = {
            "CONGVU_MODE": "demo",
            "CONGVU_BASE_URL": self.address.rstrip("/"),
            "CONGVU_DATA": str(self.folder),
            "CONGVU_TSA_URL": f"http://{HOST}:{self.authority_port}/tsa",
            "CONGVU_EXCHANGE_CODE": self.code,
            "CONGVU_CRL_HOSTS": f"{HOST}:{self.authority_port}",
        }
        if self.database_url:
            more["CONGVU_DATABASE_URL"] = self.database_url
        return environment(**more)

    @property
    def accounts(self) -> str:
        return str(json.loads(self.stamp.read_text("utf-8"))["accounts"])


def installations(options: argparse.Namespace) -> list[Installation]:
    url, small = options.database_url, options.small
    if not options.federation:
        return [Installation("whole", data_dir(), options.port, url, small)]
    if url and "{part}" not in url:
        refuse("Two installations need two databases: write {part} in the database's name.")
    folder = data_dir() / "federation"
    return [
        Installation(
            part, folder / part, options.port + place, url.replace("{part}", part), small,
            folder / part / "tls",
        )
        for place, part in enumerate(("province", "district"))
    ]  # fmt: skip


def main(argv: Sequence[str]) -> int:
    options = parse(argv)
    houses = installations(options)
    for house in houses:
        if not options.no_serve and not processes.port_is_free(house.port):
            refuse(
                f"Port {house.port} is in use by another program. "
                f"Stop it, or choose another port: bin/demo --port {options.port + len(houses)}"
            )
    venv.ensure("base")
    for house in houses:
        if options.reset:
            _reset(house)
        wanted = _fingerprint(house)
        if _stamped(house.stamp) != wanted or not _database_is_there(house):
            _prepare(house, wanted)
            _pairing_stamp(house).unlink(missing_ok=True)
    if options.federation:
        pairing.pair(houses, _pairing_stamp(houses[0]))
    if options.no_serve:
        say("\n".join(house.accounts for house in houses))
        return 0
    return _serve(houses)


def _pairing_stamp(house: Installation) -> Path:
    return house.folder.parent / "paired.sha256"


def _fingerprint(house: Installation) -> str:
    """What the prepared data depends on: migrations, the demo's own files, and the options."""
    source = ROOT / "src" / "congvu"
    files = [*source.rglob("migrations/*.py"), *(source / "project" / "demo").rglob("*")]
    digest = hashlib.sha256(repr((house.part, house.small, house.database_url)).encode())
    for path in sorted(p for p in files if p.is_file() and "__pycache__" not in p.parts):
        digest.update(path.relative_to(source).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def _stamped(stamp: Path) -> str:
    try:
        return str(json.loads(stamp.read_text())["fingerprint"])
    except (OSError, ValueError, KeyError):
        return ""


def _database_is_there(house: Installation) -> bool:
    """An embedded database can be seen; of a server we know only by asking, so we ask."""
    return not house.database_url and (house.folder / "congvu.sqlite3").is_file()


def _reset(house: Installation) -> None:
    folder = house.folder
    foreign = folder != ROOT / "var" and folder.exists() and any(folder.iterdir())
    if foreign and not house.stamp.is_file():
        refuse(f"{folder} holds no demo data; empty it yourself if that is what you want.")
    if house.database_url.startswith("postgres"):
        _manage(house, "prepare", "--empty-database")
    say(f"Throwing away the demo data in {folder} …")
    shutil.rmtree(folder, ignore_errors=True)


def _prepare(house: Installation, wanted: str) -> None:
    house.folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    report = house.stamp.with_suffix(".accounts.txt")
    small = ["--small"] if house.small else []
    _manage(house, "prepare", "--accounts", str(report), "--part", house.part, *small)
    if house.tls:
        _manage(house, "demo", "tls", str(house.tls))
    house.stamp.write_text(
        json.dumps({"fingerprint": wanted, "accounts": report.read_text("utf-8")}), "utf-8"
    )
    report.unlink()
    say(f"Demo data ready ({house.part}, {time.monotonic() - began:.0f} s).")


def _manage(house: Installation, *arguments: str) -> None:
    command = [str(PYTHON), "-m", "congvu.project.cli", *arguments]
    if subprocess.run(command, env=house.env).returncode:
        refuse("The demo could not be prepared; the lines above say why.")


def _commands(house: Installation) -> dict[str, list[str]]:
    """The processes of one installation, by what people call them."""
    tls = house.tls
    secure = ["--ssl-certificate", f"{tls}/server.pem", "--ssl-keyfile", f"{tls}/server.key"]
    return {
        "the web server": [
            str(VENV / "bin" / "granian"), "--interface", "wsgi", "--host", HOST,
            "--port", str(house.port), "--workers", "1", "--blocking-threads", "2",
            "--no-ws", "--log-level", "warning", *(secure if tls else []),
            "congvu.project.wsgi:application",
        ],
        "the worker": [str(PYTHON), "-m", "congvu.project.cli", "worker"],
        "the test authority": [
            str(PYTHON), "-m", "congvu.project.cli", "demo", "authority",
            "--port", str(house.authority_port),
        ],
    }  # fmt: skip


def _serve(houses: Sequence[Installation]) -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for house in houses:
            for name, command in _commands(house).items():
                label = name if len(houses) == 1 else f"{name} of the {house.part}"
                children[label] = processes.start(command, env=house.env, cwd=ROOT)
        return _watch(children, houses)
    except Interrupted:
        say("\nStopping …")
        return 0
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        processes.stop(list(children.values()))


class Interrupted(Exception):
    """Ctrl-C, or a request to end."""


def _interrupt(*_: object) -> NoReturn:
    raise Interrupted


def _watch(children: dict[str, subprocess.Popen[bytes]], houses: Sequence[Installation]) -> int:
    """Announce the addresses when they answer, then wait; a child that ends ends everything."""

    def ended() -> bool:
        return any(child.poll() is not None for child in children.values())

    for house in houses:
        _await(house.address, ended)
    if not ended():
        for house in houses:
            say(f"\nCông Vụ: {house.address}   (Ctrl-C để dừng, Ctrl-C to stop)\n{house.accounts}")
        if len(houses) > 1:
            say(TRAVELS)
    while not ended():
        time.sleep(0.5)
    gone = [name for name, child in children.items() if child.poll() is not None]
    say(f"{' and '.join(gone)} ended; the lines above say why.")
    return 1


def _await(address: str, ended: Callable[[], bool]) -> None:
    processes.wait_until(lambda: ended() or processes.answers(f"{address}healthz"), seconds=60)
