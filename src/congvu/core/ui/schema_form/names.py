"""Names of boxes: ``f.ho_ten``, ``f.con.0.ten``, ``f.dia_chi.line``; ids with dashes."""

from __future__ import annotations

PREFIX = "f."
COMMAND = "_dong"
"""Name of the buttons that add and remove rows: ``con+``, ``con-2``."""
SPARE = "__i__"
"""Stands for the number of a row that a script has not added yet."""


def box_name(path: str) -> str:
    return PREFIX + path


def box_id(path: str) -> str:
    return "f-" + path.replace(".", "-")
