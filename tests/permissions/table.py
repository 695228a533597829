"""Reads ``table.txt``: method, address, and the status that each kind of person gets."""

from __future__ import annotations

from pathlib import Path

from tests.permissions.world import ROLES

COLUMNS = ("anonymous", "citizen", *ROLES, "admin", "stranger")
FILE = Path(__file__).with_name("table.txt")
Row = tuple[str, ...]
Key = tuple[str, str]


def read() -> dict[Key, Row]:
    """:raises ValueError: a row with too few or too many cells, or the same address twice"""
    found: dict[Key, Row] = {}
    for line in FILE.read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        *cells, route = line.split(maxsplit=len(COLUMNS) + 1)
        method, *statuses = cells
        key = (method, "" if route == "(root)" else route)
        if len(statuses) != len(COLUMNS) or key in found:
            raise ValueError(line)
        found[key] = tuple(statuses)
    return found


def line(key: Key, row: Row) -> str:
    method, route = key
    return " ".join([f"{method:6}", *(f"{cell:>3}" for cell in row), " " + (route or "(root)")])
