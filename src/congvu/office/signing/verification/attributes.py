"""Attributes of a CMS signature, read one by one so that a malformed one spoils no other."""

from __future__ import annotations

from typing import Any

from asn1crypto import cms, core

from congvu.office.signing.verification.reading import attempt


def values_of(info: cms.SignerInfo, where: str, kind: str) -> list[Any]:
    """Every readable value of the attributes ``kind`` in ``signed_attrs`` or ``unsigned_attrs``."""
    found: list[Any] = []
    for index in range(max(0, _total(info, where))):
        found += attempt(_values, info, where, index, kind, otherwise=[])
    return found


def malformed(info: cms.SignerInfo, where: str) -> bool:
    """Whether the attributes, or one of them, cannot be parsed to the end."""
    total = _total(info, where)
    return total < 0 or not all(
        attempt(_parses, info, where, index, otherwise=False) for index in range(total)
    )


def _total(info: cms.SignerInfo, where: str) -> int:
    """How many attributes there are, -1 when not even that can be told."""
    return attempt(
        lambda: 0 if info[where] is core.VOID else len(info[where]),
        otherwise=-1,
    )


def _values(info: cms.SignerInfo, where: str, index: int, kind: str) -> list[Any]:
    attribute = info[where][index]
    return list(attribute["values"]) if attribute["type"].native == kind else []


def _parses(info: cms.SignerInfo, where: str, index: int) -> bool:
    return info[where][index].native is not None
