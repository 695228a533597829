"""People at work through the API: every POST is sent with its key until it is acknowledged."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

import httpx2

from congvu.core.files import factories

PATIENCE = 200
"""Attempts of one request before the test gives up."""
TRY_AGAIN = frozenset({500, 502, 503, 504})


@dataclass(frozen=True)
class Sent:
    """One acknowledged action: what was asked, under which key, and what was answered."""

    seat: str
    path: str
    key: str
    body: dict[str, Any]
    upload: bytes | None
    answer: dict[str, Any]
    status: int
    content: bytes
    verb: str

    @property
    def letter(self) -> int:
        return int(self.answer["id"])


@dataclass
class Ledger:
    """What all clients share: the acknowledged actions, and how many were sent again."""

    wanted: int
    sent: list[Sent] = field(default_factory=list)
    attempts: int = 0
    again: int = 0
    change: threading.Condition = field(default_factory=threading.Condition)
    failures: list[BaseException] = field(default_factory=list)

    def begin(self) -> None:
        with self.change:
            self.attempts += 1
            self.change.notify_all()

    def lost(self) -> None:
        with self.change:
            self.again += 1

    def acknowledge(self, one: Sent) -> None:
        with self.change:
            self.sent.append(one)
            self.change.notify_all()

    def fail(self, error: BaseException) -> None:
        with self.change:
            self.failures.append(error)
            self.change.notify_all()

    @property
    def over(self) -> bool:
        return bool(self.failures) or len(self.sent) >= self.wanted


class Clients:
    """Sends requests of the province's people, from one thread each."""

    def __init__(self, address: str, province: dict[str, Any], ledger: Ledger) -> None:
        self.base, self.province, self.ledger = f"{address}/api/v1", province, ledger

    def work(self, number: int) -> None:
        """Tell stories of letters, one after the other, until enough was acknowledged."""
        chance = Random(7_000 + number)
        try:
            with httpx2.Client(trust_env=False, timeout=60) as http:
                desk = Desk(self, http, f"k{number}")
                while not self.ledger.over:
                    Story(desk, chance).tell()
        except BaseException as error:
            self.ledger.fail(error)

    def headers(self, seat: str) -> dict[str, str]:
        person = self.province["seats"][seat]
        return {
            "Authorization": f"Bearer {person['token']}",
            "X-Appointment": str(person["appointment_id"]),
        }


class Desk:
    """One client's connection, its keys, and the words "again until acknowledged"."""

    def __init__(self, clients: Clients, http: httpx2.Client, name: str) -> None:
        self.clients, self.http, self.name = clients, http, name
        self.serial = 0

    def post(
        self, seat: str, path: str, verb: str, body: dict[str, Any], upload: bytes | None = None
    ) -> dict[str, Any]:
        self.serial += 1
        key = f"{self.name}-{self.serial:05}"
        answer = self._until_answered(seat, path, key, body, upload)
        assert answer.status_code in {200, 201}, f"{seat} {path} {body}: {answer.text}"
        one = Sent(
            seat, path, key, body, upload, answer.json(), answer.status_code, answer.content, verb
        )
        self.clients.ledger.acknowledge(one)
        return one.answer

    def repeat(self, one: Sent) -> httpx2.Response:
        return self._send(one.seat, one.path, one.key, one.body, one.upload)

    def get(self, seat: str, path: str, **params: Any) -> Any:
        for _ in range(PATIENCE):
            try:
                answer = self.http.get(
                    self.clients.base + path, params=params, headers=self.clients.headers(seat)
                )
            except httpx2.TransportError:
                self._pause()
                continue
            if answer.status_code == 200:
                return answer.json()
            assert answer.status_code in TRY_AGAIN, answer.text
            self._pause()
        raise AssertionError(f"no answer to GET {path}")

    def _until_answered(
        self, seat: str, path: str, key: str, body: dict[str, Any], upload: bytes | None
    ) -> httpx2.Response:
        for _ in range(PATIENCE):
            self.clients.ledger.begin()
            try:
                answer = self._send(seat, path, key, body, upload)
                if answer.status_code not in TRY_AGAIN:
                    return answer
            except httpx2.TransportError:
                pass
            self.clients.ledger.lost()
            self._pause()
        raise AssertionError(f"never acknowledged: {path}")

    def _send(
        self, seat: str, path: str, key: str, body: dict[str, Any], upload: bytes | None
    ) -> httpx2.Response:
        headers = self.clients.headers(seat) | {"Idempotency-Key": key}
        url = self.clients.base + path
        if upload is None:
            return self.http.post(url, json=body, headers=headers)
        paper = {"main": ("van-ban.pdf", upload, "application/pdf")}
        return self.http.post(url, data=body, files=paper, headers=headers)

    def _pause(self) -> None:
        """A client waits a moment before it tries again."""
        with self.clients.ledger.change:
            self.clients.ledger.change.wait_for(lambda: bool(self.clients.ledger.failures), 0.2)


class Story:
    """One letter's life; how far it goes is chance, so that the load is mixed."""

    def __init__(self, desk: Desk, chance: Random) -> None:
        self.desk, self.chance = desk, chance
        self.province = desk.clients.province
        self.unit = chance.choice(sorted(self.province["units"]))

    def tell(self) -> None:
        steps = self._life()
        far = self.chance.choice((2, 5, 8, 12, 99, 99, 99))
        for _, _ in zip(range(far), steps, strict=False):
            if self.desk.clients.ledger.over:
                return

    def _life(self) -> Iterator[None]:
        incoming = self._arrive()
        yield
        yield from self._route(incoming)
        yield from self._answer(incoming)

    def _arrive(self) -> dict[str, Any]:
        serial = f"{self.desk.name}{self.desk.serial:05}"
        pdf = factories.pdf(f"letter {serial}", padding=self.chance.randrange(120_000))
        body = {
            "issuer_name": "Cục Tin học hóa",
            "issued_on": date.today().isoformat(),
            "code": f"{self.chance.randrange(1, 9999)}/THH-{serial.upper()}",
            "subject": f"V/v báo cáo tình hình ứng dụng, số gửi {serial}",
            "kind": "cong_van",
        }
        return self.desk.post(
            "clerk", "/documents/incoming/register-with-files", "documents.incoming.register",
            body, pdf,
        )  # fmt: skip

    def _route(self, letter: dict[str, Any]) -> Iterator[None]:
        seats, units = self.province["seats"], self.province["units"]
        officer = seats[f"officer:{self.unit}"]["post_id"]
        steps = (
            ("clerk", "present", {"to_post_id": seats["leader"]["post_id"]}),
            ("leader", "direct", {"lead": {"unit_id": units[self.unit]}, "instruction": "Giao đơn vị tham mưu."}),
            (f"head:{self.unit}", "assign", {"lead": {"post_id": officer}, "instruction": "Soạn trả lời."}),
        )  # fmt: skip
        for seat, verb, body in steps:
            letter.update(self._verb(seat, "incoming", verb, letter, body))
            yield

    def _answer(self, incoming: dict[str, Any]) -> Iterator[None]:
        officer, head = f"officer:{self.unit}", f"head:{self.unit}"
        letter = self._draft(officer, incoming["id"])
        yield
        for seat, verb in (
            (officer, "submit"),
            (head, "review"),
            ("office_head", "check"),
            ("leader", "approve"),
            ("clerk", "number"),
        ):
            letter = self._verb(seat, "outgoing", verb, letter, {})
            yield
        if letter["state"] == "approved":
            return  # killed between number and paper: the worker finishes it, as the API promises
        letter = self._verb("clerk", "outgoing", "issue", letter, {})
        yield
        self._receive(letter)
        yield

    def _draft(self, officer: str, incoming_id: int) -> dict[str, Any]:
        fields = {
            "kind": "cong_van",
            "subject": f"trả lời về tình hình ứng dụng, thư {incoming_id}",
            "addressees": "UBND huyện Hiệp Hòa",
            "body": "Sở Thông tin và Truyền thông trả lời như sau.\n\nTrân trọng./.",
            "signer_post_id": self.province["seats"]["leader"]["post_id"],
            "places": [{"kind": "agency", "agency_id": self.province["neighbour_id"]}],
        }
        return self.desk.post(
            officer, "/documents/outgoing", "documents.outgoing.draft",
            {"fields": fields, "reply_to": [incoming_id]},
        )  # fmt: skip

    def _verb(
        self, seat: str, noun: str, verb: str, letter: dict[str, Any], body: dict[str, Any]
    ) -> dict[str, Any]:
        return self.desk.post(
            seat, f"/documents/{noun}/{letter['id']}/{verb}", f"documents.{noun}.{verb}",
            {"version": letter["version"], **body},
        )  # fmt: skip

    def _arrived(self, code: str) -> dict[str, Any] | None:
        found = self.desk.get(
            "neighbour", "/documents/incoming", state="arrived", code=code, limit=200
        )
        return next((one for one in found["items"] if one["code"] == code), None)

    def _receive(self, sent: dict[str, Any]) -> None:
        """The neighbour's clerk finds the letter among those that wait, and registers it."""
        end = time.monotonic() + PATIENCE
        while not (waiting := self._arrived(sent["code"])):
            assert time.monotonic() < end, f"{sent['code']} did not arrive"
            time.sleep(0.1)
        row = self.desk.get("neighbour", f"/documents/incoming/{waiting['id']}")
        fields = {
            name: row[name]
            for name in ("issuer_name", "issuer_id", "issued_on", "subject", "code", "kind")
        }
        self.desk.post(
            "neighbour", f"/documents/incoming/{row['id']}/register",
            "documents.incoming.register", {"fields": fields, "version": row["version"]},
        )  # fmt: skip
