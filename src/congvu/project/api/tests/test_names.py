"""Names of the shapes in the OpenAPI document."""

from __future__ import annotations

from typing import Any

from congvu.project.api.root import api


def test_two_shapes_never_share_a_name():
    """The description keeps shapes by name alone: of two with one name it would tell only one."""
    told: dict[str, dict[str, Any]] = {}
    clashes = set()
    for _, router in api._routers:
        for view in router.path_operations.values():
            for operation in view.operations:
                answers = [
                    one for one in operation.response_models.values() if isinstance(one, type)
                ]
                for model in [*operation.models, *answers]:
                    for name, shape in model.model_json_schema().get("$defs", {}).items():
                        if told.setdefault(name, shape) != shape:
                            clashes.add(name)
    assert clashes == set()
