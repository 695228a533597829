"""Signed headers of the first generation."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime, timedelta

import pytest

from congvu.core.kernel.clock import VIETNAM
from congvu.office.exchange.hub import moments, signature
from congvu.office.exchange.hub.codes import HubRefused, Reason

AT = datetime(2026, 11, 23, 9, 15, 30, 123_000, tzinfo=VIETNAM)
SECRET = "khoá-bí-mật+/="


class Headers(dict[str, str]):
    """As a request shows them: any case, one Latin-1 character a byte."""

    def __init__(self, given: dict[str, str]) -> None:
        super().__init__(
            {name.lower(): value.encode().decode("latin-1") for name, value in given.items()}
        )

    def get(self, name: str, default: str = "") -> str:  # type: ignore[override]
        return super().get(name.lower(), default)


def called(**more: str) -> dict[str, str]:
    parameters = {"systemid": "vnpt.01", "timestamp": moments.stamp(AT), "from": "H02.15", **more}
    return signature.sign(parameters, secret=SECRET)


def by_hand(pairs: list[tuple[str, str]], **changed: str) -> dict[str, str]:
    """Signed as another vendor's software would: other order, other spacing of the JSON."""
    signed = "{" + ", ".join(f'"XroadVnpt-{k}": {json.dumps(v)}' for k, v in pairs) + "}"
    digest = hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).hexdigest()
    return {
        **{f"XroadVnpt-{k}": v for k, v in pairs},
        "XroadVnpt-sign-header-key": ";".join(k for k, _ in pairs),
        "XroadVnpt-sign-header": signed,
        "XroadVnpt-hash-header": digest,
        **changed,
    }


def refusal(headers: dict[str, str]) -> HubRefused:
    with pytest.raises(HubRefused) as refused:
        signature.verify(Headers(headers), secret=SECRET)
    return refused.value


def test_the_timestamp_is_day_first_with_four_digits_of_milliseconds():
    assert moments.stamp(AT) == "23112026T091530+0123"
    assert moments.read_stamp("23112026T091530+0123") == AT.replace(microsecond=0)
    assert moments.read_stamp("2026-11-23T09:15:30+07:00") == AT.replace(microsecond=0)


@pytest.mark.parametrize(
    "text", ["", "hôm nay", "31022026T091530+0123", "23112026T251530", "9" * 40]
)
def test_an_unreadable_timestamp_is_refused(text: str):
    with pytest.raises(HubRefused) as refused:
        moments.read_stamp(text)
    assert refused.value.reason is Reason.STALE


def test_another_secret_is_refused():
    headers = called()
    with pytest.raises(HubRefused) as refused:
        signature.verify(Headers(headers), secret="khác")
    assert refused.value.reason is Reason.CREDENTIALS


@pytest.mark.parametrize(
    "changed",
    [
        {"XroadVnpt-from": "H02.16"},
        {"XroadVnpt-hash-header": "0" * 64},
        {"XroadVnpt-hash-header": ""},
        {"XroadVnpt-hash-header": "é" * 64},
        {"XroadVnpt-sign-header": ""},
        {"XroadVnpt-sign-header": "x" * 20_000},
        {"XroadVnpt-sign-header-key": "systemid;timestamp"},
        {"XroadVnpt-sign-header-key": "systemid;timestamp;from;to"},
    ],
)
def test_whatever_differs_from_what_was_signed_is_refused(changed: dict[str, str]):
    assert refusal(called() | changed).reason is Reason.CREDENTIALS


@pytest.mark.parametrize(
    "signed", ["[]", "{", '{"a": 1}', '{"a": "1", "a": "2"}', "[[1, 2]]", "[" * 9000]
)
def test_signed_nonsense_is_refused_not_stumbled_over(signed: str):
    digest = hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).hexdigest()
    headers = {
        "XroadVnpt-sign-header": signed,
        "XroadVnpt-hash-header": digest,
        "XroadVnpt-sign-header-key": "a",
    }
    assert refusal(headers).reason is Reason.CREDENTIALS


def test_an_unsigned_parameter_is_not_a_parameter():
    headers = called() | {"XroadVnpt-to": "H02.99", "XroadVnpt-version": "3.0.201608"}
    read = signature.verify(Headers(headers), secret=SECRET)
    assert read.get("from") == "H02.15"
    assert read.get("to") == ""


def test_another_vendors_spelling_of_the_json_counts_as_it_was_signed():
    pairs = [("timestamp", moments.stamp(AT)), ("Content-Type", "application/json"),
             ("systemid", "vnpt.01"), ("to", '["000.00.31.H02","000.00.32.H02"]')]  # fmt: skip
    read = signature.verify(Headers(by_hand(pairs)), secret=SECRET)
    assert read.system_id == "vnpt.01"
    assert read.get("TO") == '["000.00.31.H02","000.00.32.H02"]'


def test_names_in_vietnamese_survive_the_wire():
    headers = called(name="Sở Nội vụ")
    assert signature.verify(Headers(headers), secret=SECRET).get("name") == "Sở Nội vụ"


def test_a_call_is_fresh_once_and_within_the_window():
    read = signature.verify(Headers(called()), secret=SECRET)
    used: set[str] = set()

    def first_time(digest: str) -> bool:
        fresh = digest not in used
        used.add(digest)
        return fresh

    window = timedelta(minutes=10)
    signature.demand_fresh(read, at=AT, window=window, first_time=first_time)
    with pytest.raises(HubRefused) as replayed:
        signature.demand_fresh(read, at=AT, window=window, first_time=first_time)
    assert replayed.value.reason is Reason.REPLAY
    for off in (timedelta(minutes=11), -timedelta(minutes=11)):
        with pytest.raises(HubRefused) as stale:
            signature.demand_fresh(read, at=AT + off, window=window, first_time=None)
        assert stale.value.reason is Reason.STALE
    signature.demand_fresh(read, at=AT + timedelta(days=3), window=timedelta(0), first_time=None)


def test_the_file_hash_is_known_in_both_spellings():
    digest = bytes([0x0A, 0xFF, 0x00, *range(29)])
    assert digest.hex() in signature.file_hashes(digest)
    assert "aff00123456789abcdef101112131415161718191a1b1c" in signature.file_hashes(digest)
