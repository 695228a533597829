"""What a dossier costs: rules and exemptions of the day, added up line by line. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from congvu.core.kernel.money import format_dong


@dataclass(frozen=True, slots=True)
class Priced:
    """A rule as the sum needs it; sums in đồng."""

    rule_id: int | None
    name: str
    kind: str
    amount: int
    online_amount: int | None = None
    per: str = "hồ sơ"
    legal_basis: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """``quantity × unit_amount − reduced = amount``, and why in words."""

    rule_id: int | None
    name: str
    kind: str
    quantity: int
    unit_amount: int
    reduced: int
    amount: int
    account: str


@dataclass(frozen=True, slots=True)
class Quote:
    lines: tuple[Line, ...]
    reason: str = ""
    """Who pays less and by what law; empty for the full sum."""

    @property
    def amount(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def reduced(self) -> int:
        return sum(line.reduced for line in self.lines)


def quote(
    rules: Sequence[Priced], *, online: bool = False, quantities: dict[int, int] | None = None,
    percent: int = 0, reason: str = "",
) -> Quote:  # fmt: skip
    """Add up the rules.

    :param online: filed online, where a rule may ask for less
    :param quantities: units by rule id; one where nothing is said
    :param percent: what an exemption takes off every line, rounded down to whole đồng in the
        payer's favour
    """
    lines = []
    for rule in rules:
        quantity = (quantities or {}).get(rule.rule_id or 0, 1)
        cheaper = online and rule.online_amount is not None
        unit = rule.online_amount if cheaper and rule.online_amount is not None else rule.amount
        whole = quantity * unit
        amount = whole * (100 - percent) // 100
        words = f"{quantity} {rule.per} × {format_dong(unit)}"
        words += " (mức nộp trực tuyến)" if cheaper else ""
        words += f", giảm {percent} %" if percent else ""
        words += f" = {format_dong(amount)}"
        words += f" ({rule.legal_basis})" if rule.legal_basis else ""
        lines.append(
            Line(rule.rule_id, rule.name, rule.kind, quantity, unit, whole - amount, amount, words)
        )
    return Quote(tuple(lines), reason if percent else "")
