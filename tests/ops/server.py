"""A server stood up from the files of `ops/`, with every path and port moved into a test's folder."""

from __future__ import annotations

import os
import re
import shlex
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ROOT = Path(__file__).resolve().parents[2]
OPS = ROOT / "ops"
HOST = "congvu.example.vn"
TOKEN = "metrics-token-of-the-test"


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def until(condition: Callable[[], bool], what: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def certificate(folder: Path) -> None:
    """A self-signed certificate for the host of the configuration."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    start = datetime.now(UTC) - timedelta(hours=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder.mkdir()
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


@dataclass
class Unit:
    """What systemd would run: one command with its environment."""

    command: list[str]
    env: dict[str, str]


class Server:
    """Installs into ``folder`` as `docs/how-to/production.md` says, then starts the units."""

    def __init__(self, folder: Path, database_url: str, nginx: str) -> None:
        self.folder, self.nginx = folder, nginx
        self.web_port, self.http, self.https = free_ports(3)
        self.moved = {
            "/opt/congvu/.venv": sys.prefix,
            "/opt/congvu": str(ROOT),
            "/var/lib/congvu": str(folder / "data"),
            "/var/backups/congvu": str(folder / "backups"),
            "/run/congvu-web": str(folder / "run"),
            "/etc/congvu": str(folder / "etc"),
            "/var/log/nginx": str(folder / "log"),
            "127.0.0.1:8001": f"127.0.0.1:{self.web_port}",
            "--port 8001": f"--port {self.web_port}",
            "listen 80;": f"listen 127.0.0.1:{self.http};",
            "listen 443 ssl": f"listen 127.0.0.1:{self.https} ssl",
            "postgresql://congvu:DATABASE-PASSWORD@127.0.0.1:5432/congvu": database_url,
            "SECRET-KEY": os.urandom(40).hex(),
            "AUDIT-KEY": os.urandom(40).hex(),
            "METRICS-TOKEN": TOKEN,
        }
        self._stack = ExitStack()

    def read(self, name: str) -> str:
        text = (OPS / name).read_text("utf-8")
        for old, new in self.moved.items():
            text = text.replace(old, new)
        return text

    def install(self) -> None:
        for name in ("data", "run", "etc", "log", "backups"):
            (self.folder / name).mkdir(parents=True)
        certificate(self.folder / "etc" / "tls")
        etc = self.folder / "etc"
        (etc / "congvu.env").write_text(self.read("congvu.env.example"))
        (etc / "proxy.conf").write_text(self.read("nginx/proxy.conf"))
        (etc / "site.conf").write_text(self.read("nginx/congvu.conf"))
        (etc / "nginx.conf").write_text(self._nginx_frame())
        self.congvu("migrate", "--verbosity", "0")
        self.congvu("collectstatic", "--noinput", "--verbosity", "0")

    def _nginx_frame(self) -> str:
        """What Debian's own nginx.conf does around the site, as the user who runs the test."""
        places = "".join(
            f"{kind}_temp_path {self.folder}/log/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root;" if os.geteuid() == 0 else ""
        return (
            f"{user}\ndaemon off;\npid {self.folder}/log/pid;\n"
            f"error_log {self.folder}/log/error.log warn;\nevents {{ worker_connections 64; }}\n"
            f"http {{\n{places}default_type application/octet-stream;\n"
            "types { text/css css; text/javascript js; image/svg+xml svg; }\n"
            f"include {self.folder}/etc/site.conf;\n}}\n"
        )

    def unit(self, name: str) -> Unit:
        text = self.read(f"systemd/{name}")
        env = self.environment()
        for line in re.findall(r"^Environment=(.*)$", text, re.MULTILINE):
            env |= dict(pair.split("=", 1) for pair in shlex.split(line))
        (command,) = re.findall(r"^ExecStart=(.*)$", text, re.MULTILINE)
        return Unit(shlex.split(command.replace("%%", "%")), env)

    def environment(self) -> dict[str, str]:
        """As systemd gives it: the file, and nothing of the test's own settings."""
        text = (self.folder / "etc" / "congvu.env").read_text()
        pairs = [line.split("=", 1) for line in text.splitlines() if line and line[0] != "#"]
        return {"PATH": os.environ["PATH"], **dict(pairs)}

    def congvu(self, *arguments: str) -> str:
        unit = self.unit("congvu-worker.service")
        command = [*unit.command[:-1], *arguments]
        done = subprocess.run(command, env=unit.env, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self) -> None:
        self._spawn("web", self.unit("congvu-web.service"))
        self._spawn("worker", self.unit("congvu-worker.service"))
        nginx = [self.nginx, "-p", str(self.folder), "-c", str(self.folder / "etc/nginx.conf")]
        self._spawn("nginx", Unit(nginx, dict(os.environ)))
        until(lambda: self._status("/healthz") == 200, f"no answer:\n{self.logs()}")
        until(lambda: self._status("/readyz") == 200, f"not ready:\n{self.logs()}")

    def _spawn(self, name: str, unit: Unit) -> None:
        log = self._stack.enter_context((self.folder / "log" / f"{name}.log").open("wb"))
        process = subprocess.Popen(unit.command, env=unit.env, cwd=ROOT, stdout=log, stderr=log)
        self._stack.callback(self._end, name, process)

    def _end(self, name: str, process: subprocess.Popen[bytes]) -> None:
        process.terminate()
        try:
            status = process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        assert status in {0, -15}, f"{name} ended with {status}\n{self.logs()}"

    def stop(self) -> None:
        self._stack.close()

    def logs(self) -> str:
        return "\n".join(
            f"--- {path.name}\n{path.read_text(errors='replace')[-3000:]}"
            for path in sorted((self.folder / "log").glob("*.log"))
        )

    def client(self) -> httpx2.Client:
        context = ssl.create_default_context(cafile=str(self.folder / "etc/tls/fullchain.pem"))
        return httpx2.Client(
            base_url=f"https://127.0.0.1:{self.https}", verify=context, timeout=30, trust_env=False
        )

    def get(self, path: str, **headers: str) -> httpx2.Response:
        with self.client() as client:
            given = {"Host": HOST, **headers}
            return client.get(path, headers=given, extensions={"sni_hostname": HOST})

    def announce(self, size: int) -> int:
        """The status given to somebody who announces ``size`` bytes, before sending any."""
        context = ssl.create_default_context(cafile=str(self.folder / "etc/tls/fullchain.pem"))
        head = f"POST /healthz HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {size}\r\n\r\n"
        with (
            socket.create_connection(("127.0.0.1", self.https), timeout=30) as plain,
            context.wrap_socket(plain, server_hostname=HOST) as wire,
        ):
            wire.sendall(head.encode())
            return int(wire.recv(64).split()[1])

    def plain(self, path: str) -> httpx2.Response:
        """Over http, as somebody who types the bare name."""
        with httpx2.Client(trust_env=False) as client:
            return client.get(f"http://127.0.0.1:{self.http}{path}", headers={"Host": HOST})

    def _status(self, path: str) -> int:
        try:
            return self.get(path).status_code
        except httpx2.TransportError:
            return 0
