"""The plan of the house, read from the import contracts: which room stands on which."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
PACKAGE = SRC / "congvu"


@cache
def plan() -> dict[str, int]:
    """Room (``core.audit``) to its height; a higher room may know a lower one, never the reverse.

    The rooms of the roof (``project``) stand side by side above all others. A layer in brackets
    is a room that is planned.
    """
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    layers = {contract["id"]: contract["layers"] for contract in tool["contracts"]}
    heights: dict[str, int] = {}
    for storey in reversed(layers.pop("storeys")):
        name = storey.removeprefix("congvu.")
        for layer in reversed(layers.get(name, [])):
            level = len(heights)
            heights |= {f"{name}.{room.strip(' ()')}": level for room in layer.split("|")}
    return heights


ROOF = 10_000


def room_of(dotted: str) -> str:
    """``congvu.core.audit.models`` → ``core.audit``."""
    return ".".join(dotted.removeprefix("congvu.").split(".")[:2])


def height(room: str) -> int:
    return ROOF if room.split(".")[0] == "project" else plan()[room]


def is_upward(source: str, target: str) -> bool:
    """Whether room ``source`` would know a room above it."""
    return source != target and height(target) > height(source)


def sources(*, tests: bool = False) -> Iterator[Path]:
    """Our Python files, tests left out unless asked for."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if tests or not {"tests", "factories.py", "testing.py"} & set(path.parts):
            yield path


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(SRC).with_suffix("").parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def where(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the last name of what is called."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            func = node.func
            name = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
            yield name, node


def first_text(call: ast.Call) -> str:
    """The first argument when it is a plain text, else empty."""
    first = call.args[0] if call.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
