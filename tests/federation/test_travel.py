"""A letter from the department to a commune of another installation, over HTTPS, and back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.crash.installation import until
from tests.federation.inside import COMMUNE
from tests.federation.sides import Seat, Side

pytestmark = pytest.mark.crash
REASON = "Sai thẩm quyền, đề nghị gửi lại"
ASK_EVERY = 0.2
"""Seconds: each question costs the servers a page."""


def issued(province: Side, subject: str) -> int:
    """From the draft to the issue through the API, each step by who does it."""
    people = province.people
    fields = {
        "kind": "cong_van", "subject": subject, "addressees": "UBND xã Đức Thắng",
        "body": "Sở đề nghị quý cơ quan rà soát, báo cáo./.",
        "signer_post_id": people["seats"]["leader"]["post_id"],
        "places": [{"kind": "agency", "agency_id": people["agencies"][COMMUNE]}],
    }  # fmt: skip
    with province.seat("officer") as officer:
        letter = officer.act("/documents/outgoing", fields=fields)
    steps = (("officer", "submit"), ("head", "review"), ("office_head", "check"),
             ("leader", "approve"), ("clerk", "number"), ("clerk", "issue"))  # fmt: skip
    path = f"/documents/outgoing/{letter['id']}"
    for name, verb in steps:
        with province.seat(name) as seat:
            letter = seat.act(f"{path}/{verb}", version=seat.get(path)["version"])
    assert letter["state"] == "issued"
    return int(letter["id"])


def place_of(clerk: Seat, letter_id: int) -> dict[str, Any]:
    [place] = clerk.get(f"/documents/outgoing/{letter_id}")["places"]
    return dict(place)


def wait_for_state(side: Side, clerk: Seat, letter_id: int, state: str) -> dict[str, Any]:
    until(
        lambda: place_of(clerk, letter_id)["state"] == state,
        f"never {state}\n{side.logs()}", 90, ASK_EVERY,
    )  # fmt: skip
    return place_of(clerk, letter_id)


def arrived(side: Side, commune: Seat, subject: str, state: str = "arrived") -> dict[str, Any]:
    """The letter as it lies before the commune's clerk."""

    def found() -> list[dict[str, Any]]:
        rows = commune.get("/documents/incoming", state=state)["items"]
        return [row for row in rows if row["subject"].endswith(subject)]

    until(lambda: bool(found()), f"never {state} at the commune\n{side.logs()}", 90, ASK_EVERY)
    [letter] = found()
    return letter


def test_a_letter_is_registered_over_there_and_taken_back(sides: tuple[Side, Side]) -> None:
    province, district = sides
    subject = "rà soát chữ ký số lần một"
    letter_id = issued(province, subject)
    with province.seat("clerk") as clerk, district.seat("commune") as commune:
        waiting = arrived(district, commune, subject)
        wait_for_state(province, clerk, letter_id, "arrived")
        path = f"/documents/incoming/{waiting['id']}"
        shown = commune.get(path)
        assert shown["code"] == clerk.get(f"/documents/outgoing/{letter_id}")["code"]
        paper = commune.client.get(f"{district.address}{shown['files'][0]['url']}")
        ours = clerk.get(f"/documents/outgoing/{letter_id}")["files"]
        sent = clerk.client.get(f"{province.address}{ours[0]['url']}")
        assert paper.content == sent.content and paper.content[:5] == b"%PDF-"
        fields = {name: shown[name] for name in ("issuer_name", "subject", "code", "kind")}
        registered = commune.act(
            f"{path}/register", version=shown["version"],
            fields=fields | {"issued_on": shown["issued_on"]},
        )  # fmt: skip
        assert registered["state"] == "registered" and registered["number"]
        wait_for_state(province, clerk, letter_id, "registered")
        version = clerk.get(f"/documents/outgoing/{letter_id}")["version"]
        clerk.act(
            f"/documents/outgoing/{letter_id}/recall", version=version, reason="Ghi nhầm thời hạn"
        )
        frozen = arrived(district, commune, subject, "frozen")
        assert place_of(clerk, letter_id)["state"] == "recall_asked"
        commune.act(f"{path}/agree-recall", version=frozen["version"])
        wait_for_state(province, clerk, letter_id, "recalled")


def test_a_refusal_comes_back_with_its_reason(sides: tuple[Side, Side]) -> None:
    province, district = sides
    subject = "rà soát chữ ký số lần hai"
    letter_id = issued(province, subject)
    with province.seat("clerk") as clerk, district.seat("commune") as commune:
        waiting = arrived(district, commune, subject)
        commune.act(
            f"/documents/incoming/{waiting['id']}/refuse", version=waiting["version"],
            reason=REASON,
        )  # fmt: skip
        place = wait_for_state(province, clerk, letter_id, "refused")
        assert REASON in place["state_note"]
