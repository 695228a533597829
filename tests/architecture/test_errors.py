"""A machine that calls the API tells refusals apart by their code: one code, one meaning."""

from __future__ import annotations

import ast
from collections import defaultdict

from tests.architecture.house import module_of, sources, tree


def bearers() -> dict[str, list[str]]:
    """Code of a refusal to the classes that bear it in their own body."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sources():
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.ClassDef):
                continue
            for line in node.body:
                if (
                    isinstance(line, ast.Assign | ast.AnnAssign)
                    and isinstance(line.value, ast.Constant)
                    and isinstance(line.value.value, str)
                    and line.value.value
                    and "code" in _names(line)
                ):
                    found[line.value.value].append(f"{module_of(path)}.{node.name}")
    return found


def _names(line: ast.Assign | ast.AnnAssign) -> set[str]:
    targets = line.targets if isinstance(line, ast.Assign) else [line.target]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def test_every_code_of_a_refusal_has_one_meaning() -> None:
    found = bearers()
    assert len(found) > 50, "the refusals were not found"
    assert {code: classes for code, classes in found.items() if len(classes) > 1} == {}
