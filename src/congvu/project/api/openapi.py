"""What every operation may answer besides its own result, told once in the OpenAPI document."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from congvu.core.kernel.api import Problem
from congvu.project.api.keys import HEADER, KEY
from congvu.project.api.problems import SENTENCES

COMMON = (400, 401, 403, 404, 413, 415, 422, 429, 503)
WRITING = (409,)
_KEY_PARAMETER = {
    "name": HEADER,
    "in": "header",
    "required": True,
    "schema": {"type": "string", "pattern": f"^{KEY.pattern}$"},
    "description": "Khóa riêng của việc này; gửi lại cùng khóa thì nhận lại trả lời cũ.",
}
_CONTENT = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def describe(api: NinjaAPI) -> None:
    """Make the document of ``api`` tell refusals and keys for every operation.

    It is made once for each address: anybody may ask for it, and making it takes a second.
    """
    plain = api.get_openapi_schema
    made: dict[str, OpenAPISchema] = {}

    def full(**kwargs: Any) -> OpenAPISchema:
        return made.get(repr(kwargs)) or made.setdefault(repr(kwargs), whole(**kwargs))

    def whole(**kwargs: Any) -> OpenAPISchema:
        schema = plain(**kwargs)
        schema.setdefault("components", {}).setdefault("schemas", {})["Problem"] = (
            Problem.model_json_schema()
        )
        for path in schema["paths"].values():
            for method, operation in path.items():
                _describe(method, operation)
        return schema

    api.get_openapi_schema = full  # type: ignore[method-assign]


def _describe(method: str, operation: dict[str, Any]) -> None:
    statuses = COMMON + (WRITING if method != "get" else ())
    for status in statuses:
        operation["responses"].setdefault(
            status, {"description": SENTENCES[status][1], "content": _CONTENT}
        )
    if method == "post":
        operation.setdefault("parameters", []).append(_KEY_PARAMETER)
