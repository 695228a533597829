"""Every operation keeps to its OpenAPI document, whatever it is asked."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from ninja.operation import Operation

from congvu.core.files.factories import pdf
from congvu.core.kernel.permissions import permissions
from congvu.office.work.factories import cast
from congvu.project.api.root import api
from congvu.project.api.testing import Caller

pytestmark = pytest.mark.django_db
DOCUMENT = api.get_openapi_schema(path_prefix="/api/v1/")
SCHEMAS = DOCUMENT["components"]["schemas"]
OPERATIONS = [(path, method) for path, methods in DOCUMENT["paths"].items() for method in methods]
TEXTS = st.sampled_from(
    ["", "Chữ ký số", "a\x00b", "x" * 300_000, "647/UBND-VP", "'; --", "\u202e", "cong_van", "main"]
)
NUMBERS = st.sampled_from([1, 2, 0, -1, 2**31, 2**63 - 1, 2**63, 10**30])


def models() -> dict[tuple[str, str], Any]:
    """What every operation says that it answers, by path and method."""
    found: dict[tuple[str, str], Any] = {}
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            full = re.sub(r"\{\w+:", "{", f"/api/v1{prefix}{path}")
            for operation in view.operations:
                for method in operation.methods:
                    found[full, method.lower()] = operation
    return found


MODELS = models()


def values(schema: dict[str, Any], depth: int = 0) -> st.SearchStrategy[Any]:
    """Values of a schema, and now and then something else."""
    if "$ref" in schema:
        return values(SCHEMAS[schema["$ref"].rsplit("/", 1)[1]], depth)
    if "enum" in schema:
        return st.sampled_from([*schema["enum"], "khác"])
    if "anyOf" in schema:
        return st.one_of([values(one, depth) for one in schema["anyOf"]])
    kind = schema.get("type")
    if kind == "object":
        return _objects(schema, depth)
    if kind == "array":
        return st.lists(values(schema["items"], depth + 1), max_size=2)
    if schema.get("format") == "date":
        return st.sampled_from(["2026-01-05", "9999-12-31", "0001-01-01", "31/12/2020"])
    simple = {"string": TEXTS, "integer": NUMBERS, "boolean": st.booleans(), "null": st.none()}
    return simple.get(str(kind), TEXTS)


def _objects(schema: dict[str, Any], depth: int) -> st.SearchStrategy[Any]:
    properties = schema.get("properties", {})
    needed = set(schema.get("required", ()))
    fixed = {name: values(one, depth + 1) for name, one in properties.items() if name in needed}
    free = {name: values(one, depth + 1) for name, one in properties.items() if name not in needed}
    return st.fixed_dictionaries(fixed, optional=free if depth < 3 else {})


@pytest.fixture
def caller() -> Caller:
    people = cast()
    clerk = Caller(people.actor("clerk"))
    body = {"fields": {"issuer_name": "UBND tỉnh", "issued_on": "2026-01-02", "subject": "Việc"}}
    assert clerk.post("/documents/incoming", body).status_code == 201
    fields = {"kind": "cong_van", "subject": "Việc", "body": "Nội dung./."}
    assert clerk.post("/documents/outgoing", {"fields": fields}).status_code == 201
    assert clerk.post("/work/tasks", {"title": "Việc"}).status_code == 201
    return clerk


@pytest.mark.parametrize(("path", "method"), OPERATIONS, ids=lambda part: str(part))
def test_every_answer_is_documented(caller: Caller, path: str, method: str) -> None:
    operation = DOCUMENT["paths"][path][method]

    @seed(2026)
    @settings(max_examples=4, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def ask(data: st.DataObject) -> None:
        answer = _call(caller, path, method, operation, data)
        documented = {str(status) for status in operation["responses"]}
        assert str(answer.status_code) in documented, (path, answer.content[:500])
        _demand_shape(MODELS[path, method], answer)

    ask()


def _call(
    caller: Caller, path: str, method: str, operation: dict[str, Any], data: st.DataObject
) -> Any:
    query: dict[str, Any] = {}
    for parameter in operation.get("parameters", []):
        drawn = data.draw(values(parameter["schema"]), label=parameter["name"])
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", _in_address(parameter, drawn))
        elif parameter["in"] == "query" and drawn is not None and data.draw(st.booleans()):
            query[parameter["name"]] = drawn
    path = path.removeprefix("/api/v1")
    if method == "get":
        return caller.get(path, query)
    content = operation.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in content:
        form = data.draw(values(content["multipart/form-data"]["schema"]))
        return caller.post(path, form=_parts(form))
    body = content.get("application/json", {}).get("schema")
    return caller.post(path, data.draw(values(body)) if body else None)


def _in_address(parameter: dict[str, Any], drawn: Any) -> str:
    if parameter["schema"].get("type") == "integer":
        return str(abs(drawn))
    return re.sub(r"[^\w-]", "", str(drawn))[:50] or "a"


def _parts(form: dict[str, Any]) -> dict[str, Any]:
    def part(name: str, value: Any) -> Any:
        if name in ("file", "main", "attachments"):
            return SimpleUploadedFile("tep.pdf", pdf())
        return "" if value is None else value

    return {name: part(name, value) for name, value in form.items()}


def _demand_shape(operation: Operation, answer: Any) -> None:
    if answer.status_code >= 400:
        body = answer.json()
        assert set(body) == {"code", "message", "data", "status"} and body["message"][-1] in ".”"
        return
    if not answer["Content-Type"].startswith("application/json"):
        return
    model = operation.response_models[answer.status_code]
    assert set(model.model_fields) == {"response"}
    model.model_validate({"response": answer.json()})


def test_every_verb_of_letters_and_work_is_reachable() -> None:
    """What has a row in the permission table has an operation, or is a step of one."""
    text = str(DOCUMENT)
    steps = {
        "documents.incoming.read", "documents.incoming.arrive", "documents.incoming.freeze",
        "documents.incoming.answered", "documents.outgoing.seal", "documents.register.read",
        "documents.record.read", "work.matter.open", "work.matter.readdress",
        "work.matter.pause", "work.matter.resume", "documents.outgoing.lay_before_signer",
    }  # fmt: skip
    rows = {row.verb for row in permissions if row.room in ("documents", "work")}
    missing = {verb for verb in rows - steps if f"`{verb}`" not in text}
    assert not missing


def test_nobody_calls_without_a_token() -> None:
    client = Client(raise_request_exception=False)
    for path, method in OPERATIONS:
        address = re.sub(r"\{\w+\}", "1", path)
        answer = getattr(client, method)(address)
        assert answer.status_code in (401, 422, 404), (path, answer.content)
        assert answer.status_code == 401 or "{letter}" in path or "{code}" in path, path
