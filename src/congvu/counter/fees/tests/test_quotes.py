"""Sums are arithmetic and law: rules of the day, exemptions, and the bank's own format."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.errors import Invalid, NotAllowed
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.counter.fees import actions, errors, queries, vietqr
from congvu.counter.fees import factories as make
from congvu.counter.fees.quote import Priced, quote

SYSTEM = system_actor()


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.integers(0, 10**9), st.integers(1, 50)), min_size=1, max_size=5),
    st.integers(0, 100),
)
def test_lines_add_up_and_never_ask_for_more(rows: list[tuple[int, int]], percent: int) -> None:
    rules = [Priced(n, f"Khoản {n}", "fee", amount) for n, (amount, _) in enumerate(rows, 1)]
    counts = {n: units for n, (_, units) in enumerate(rows, 1)}
    asked = quote(rules, quantities=counts, percent=percent, reason="Luật")
    full = sum(amount * units for amount, units in rows)
    assert asked.amount + asked.reduced == full
    assert 0 <= asked.amount <= full
    for line in asked.lines:
        assert line.quantity * line.unit_amount - line.reduced == line.amount
        assert line.reduced * 100 >= line.quantity * line.unit_amount * percent, "in his favour"


def test_the_account_says_what_was_reckoned() -> None:
    rule = Priced(7, "Phí", "fee", 100_000, 50_000, "bản", "TT 85/2019/TT-BTC")
    asked = quote([rule], online=True, quantities={7: 3}, percent=50, reason="Hộ nghèo")
    assert asked.lines[0].account == (
        "3 bản × 50.000 đồng (mức nộp trực tuyến), giảm 50 % = 75.000 đồng (TT 85/2019/TT-BTC)"
    )


def test_the_crc_is_that_of_the_published_example() -> None:
    """NAPAS' own example of a transfer code ends with the checksum it must have."""
    text = (
        "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA5303704"
        "54061800005802VN62340107NPS68690819thanh toan don hang6304"
    )
    assert f"{vietqr.crc(text):04X}" == "2E2E"
    assert vietqr.crc("123456789") == 0x29B1, "the check value of CRC-16/CCITT-FALSE"


def test_a_code_is_read_back_field_by_field() -> None:
    text = vietqr.payload(
        bank_bin="970403", account="0011012345678", amount=180_000, purpose="PN ABC 123"
    )
    assert text[:-4].endswith("6304")
    assert text.startswith(
        "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA"
    )
    fields = _fields(text)
    assert fields["53"] == "704" and fields["54"] == "180000" and fields["58"] == "VN"
    assert _fields(fields["62"]) == {"08": "PN ABC 123"}
    assert int(fields["63"], 16) == vietqr.crc(text[:-4])


def _fields(text: str) -> dict[str, str]:
    found, at = {}, 0
    while at < len(text):
        size = int(text[at + 2 : at + 4])
        found[text[at : at + 2]] = text[at + 4 : at + 4 + size]
        at += 4 + size
    return found


@pytest.mark.parametrize(
    "wrong",
    [
        {"bank_bin": "97040"}, {"account": ""}, {"account": "1" * 20}, {"amount": 0},
        {"amount": 10**13}, {"purpose": ""}, {"purpose": "x" * 26}, {"bank_bin": "97040٣"},
    ],
)  # fmt: skip
def test_what_no_bank_would_take_is_refused(wrong: dict[str, object]) -> None:
    whole = {"bank_bin": "970403", "account": "123", "amount": 1, "purpose": "PN1"} | wrong
    with pytest.raises(ValueError):
        vietqr.payload(**whole)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_only_administrators_set_rules_and_an_agency_only_its_own() -> None:
    keeper = organisation.seat(Role.AGENCY_ADMIN)
    with pytest.raises(NotAllowed):
        actions.set_rule(actor=make.desk(), at=make.AT, **RULE)
    with pytest.raises(NotAllowed):
        actions.set_rule(actor=keeper, at=make.AT, **RULE)
    own = actions.set_rule(actor=keeper, at=make.AT, agency_id=keeper.agency_id, **RULE)
    assert own.agency_id == keeper.agency_id


RULE = {
    "procedure_code": make.CODE, "name": "Phí thẩm định", "kind": "fee", "amount": 1_000,
    "legal_basis": "TT 1/2026/TT-BTC", "valid_from": date(2026, 1, 1),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": -1}, {"amount": 10**13}, {"name": " "}, {"legal_basis": ""}, {"kind": "x"},
        {"procedure_code": "12"}, {"online_amount": -5}, {"name": "a\x00b"},
    ],
)  # fmt: skip
def test_rules_without_sense_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        actions.set_rule(actor=SYSTEM, at=make.AT, **(RULE | wrong))  # type: ignore[arg-type]


@pytest.mark.django_db
def test_a_new_sum_ends_the_old_one_the_day_before_and_moves_no_charge() -> None:
    officer = make.desk()
    make.rule(100_000)
    before = make.charge(officer)
    later = date(2026, 12, 1)
    make.rule(120_000, valid_from=later)
    price = lambda day: [  # noqa: E731
        rule.amount for rule in queries.prices_on(make.CODE, agency_id=1, day=day)
    ]
    assert price(later - timedelta(days=1)) == [100_000] and price(later) == [120_000]
    before.refresh_from_db()
    assert before.amount == 100_000
    with pytest.raises(errors.Overlaps):
        make.rule(130_000, valid_from=date(2026, 11, 1))


@pytest.mark.django_db
def test_an_agencys_own_sum_goes_before_that_of_all() -> None:
    agency = organisation.agency()
    make.rule(100_000)
    make.rule(80_000, agency_id=agency.pk)
    day = make.AT.date()
    assert [p.amount for p in queries.prices_on(make.CODE, agency_id=agency.pk, day=day)] == [
        80_000
    ]
    assert [p.amount for p in queries.prices_on(make.CODE, agency_id=0, day=day)] == [100_000]


@pytest.mark.django_db
def test_who_is_spared_everything_owes_nothing() -> None:
    officer = make.desk()
    actions.set_exemption(
        actor=SYSTEM, at=make.AT, code="ho-ngheo", name="Hộ nghèo", percent=100,
        legal_basis="Nghị quyết 02/2020/NQ-HĐND",
    )  # fmt: skip
    charge = make.charge(officer, exemption="ho-ngheo")
    assert charge.state == "waived" and charge.amount == 0 and charge.reduced == 150_000
    assert "Hộ nghèo" in charge.exemption_reason
    with pytest.raises(Invalid):
        make.charge(officer, exemption="khong-co")
    with pytest.raises(errors.NoRule):
        make.charge(officer, procedure_code="2.000001")
