"""Two installations of their own, paired by the command line as two IT officers would."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx2
import psycopg

from tests.crash.installation import Installation, database

LEASE_SECONDS = 5
"""What a killed worker held comes due again; a server waits longer."""


class Side(Installation):
    """One of the two: its part of the sample province, its certificate, the people's keys."""

    scheme = "https"
    programs = "tests.federation.inside"

    def __init__(self, folder: Path, database_url: str, part: str) -> None:
        folder.mkdir()
        super().__init__(folder, database_url)
        self.part = part
        self.tls = folder / "tls"
        self.serving = (
            "--workers", "1", "--ssl-certificate", str(self.tls / "server.pem"),
            "--ssl-keyfile", str(self.tls / "server.key"),
        )  # fmt: skip
        self.env |= {
            "CONGVU_EXCHANGE_CODE": part,
            "CONGVU_EXCHANGE_LEASE_SECONDS": str(LEASE_SECONDS),
            "CONGVU_BASE_URL": self.address,
        }
        self.people: dict[str, Any] = {}

    def prepare(self) -> None:
        self.people = self.inside("prepare", self.part)
        self.congvu("demo", "tls", str(self.tls))

    def knows(self, other: Side, secret: str) -> None:
        codes = other.congvu("demo", "codes").split()
        self.congvu(
            "exchange", "peer", "add", other.part, "--url", other.address, "--secret", "-",
            "--tls", str(other.tls / "server.pem"),
            *(part for code in codes for part in ("--route", code)), typed=secret,
        )  # fmt: skip

    def start(self) -> None:
        self.start_web()
        self.start_worker()

    @contextmanager
    def seat(self, name: str) -> Iterator[Seat]:
        person = self.people["seats"][name]
        headers = {
            "Authorization": f"Bearer {person['token']}",
            "X-Appointment": str(person["appointment_id"]),
        }
        with httpx2.Client(
            base_url=f"{self.address}/api/v1", headers=headers, verify=False, trust_env=False,
            timeout=60,
        ) as client:  # fmt: skip
            yield Seat(client)


class Seat:
    """Somebody who works through the API, and fails loudly."""

    def __init__(self, client: httpx2.Client) -> None:
        self.client = client

    def get(self, path: str, **params: Any) -> Any:
        answer = self.client.get(path, params=params)
        assert answer.status_code == 200, f"{path}: {answer.text}"
        return answer.json()

    def act(self, path: str, **body: Any) -> Any:
        key = {"Idempotency-Key": secrets.token_hex(16)}
        answer = self.client.post(path, json=body, headers=key)
        assert answer.status_code in {200, 201}, f"{path} {body}: {answer.text}"
        return answer.json()


@contextmanager
def two_sides(folder: Path) -> Iterator[tuple[Side, Side]]:
    """Province and district, paired; both stopped and thrown away at the end.

    The tables are made once: the district begins as a copy of the province's empty ones.
    """
    with database(folder, "p") as first:
        province = Side(folder / "province", first, "province")
        province.congvu("migrate", "--verbosity", "0")
        with copied(first, folder) as second:
            district = Side(folder / "district", second, "district")
            try:
                for side in (province, district):
                    side.prepare()
                secret = secrets.token_urlsafe(32)
                province.knows(district, secret)
                district.knows(province, secret)
                yield province, district
            finally:
                province.end()
                district.end()


@contextmanager
def copied(url: str, folder: Path) -> Iterator[str]:
    """A database that begins as this one stands; nobody may be in it now."""
    if url.startswith("sqlite"):
        target = folder / "district.sqlite3"
        shutil.copyfile(folder / "congvu.sqlite3", target)
        yield f"sqlite:///{target}"
        return
    parts = urlsplit(url)
    ours = parts.path.lstrip("/")
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{ours}_d" TEMPLATE "{ours}"')
        yield urlunsplit(parts._replace(path=f"/{ours}_d"))
        server.execute(f'DROP DATABASE "{ours}_d" WITH (FORCE)')
