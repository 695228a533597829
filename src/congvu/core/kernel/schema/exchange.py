"""Forms for other systems: a JSON Schema (2020-12) of the data, and a layout beside it.

The schema says what data is valid where nothing is conditional (a conditional field is optional in
it); the layout holds what a schema cannot say: sections, conditions, formulas, sources. Read back
together they give the same form; a schema of somebody else is read as far as it can be.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.schema.form import FORMAT, Field, Form, read_form
from congvu.core.kernel.schema.values import Json
from congvu.core.kernel.text import fold

DIALECT = "https://json-schema.org/draft/2020-12/schema"
LAYOUT = "congvu-form-layout/1"


def to_json_schema(form: Form) -> dict[str, Json]:
    """The data of a form as a JSON Schema object."""
    fields = [one for one in form.fields.values() if one.type.holds]
    return {
        "$schema": DIALECT,
        "$id": f"urn:congvu:form:{form.key}",
        "title": form.title,
        **({"description": form.intro} if form.intro else {}),
        "type": "object",
        "properties": {one.key: _property(one) for one in fields},
        "required": _always(form),
        "additionalProperties": False,
    }


def _property(one: Field) -> dict[str, Json]:
    found = {"title": one.label, **({"description": one.help} if one.help else {})}
    if one.type.name != "table":
        return {**found, **one.type.describe(one)}
    columns = [column for column in one.columns if column.type.holds]
    item = {
        "type": "object",
        "properties": {column.key: _property(column) for column in columns},
        "required": [c.key for c in columns if c.required and c.show_when is None],
        "additionalProperties": False,
    }
    least = max(int(one.setting("least")), int(one.required))
    return {
        **found,
        "type": "array",
        "items": item,
        "minItems": least,
        "maxItems": one.setting("most"),
    }


def _always(form: Form) -> list[str]:
    """Required whatever else is filled in."""
    return [
        one.key
        for part in form.sections
        if part.show_when is None
        for one in part.fields
        if one.required and one.show_when is None and one.type.holds and one.type.name != "computed"
    ]


def to_layout(form: Form) -> dict[str, Json]:
    """What the schema does not say."""
    document = form.to_json()
    for part in document["sections"]:
        for one in part["fields"]:
            for field in (one, *one.get("columns", ())):
                if field["type"] not in ("heading", "notice"):
                    field.pop("label")
                    field.pop("help", None)
    document.pop("title")
    document.pop("intro", None)
    return {**document, "format": LAYOUT}


def from_json_schema(schema: Json, layout: Json = None) -> Form:
    """The form of a schema with its layout, or of a schema alone as well as it can be read.

    :raises Invalid: they do not belong together, or the schema has what no form can ask
    """
    if not isinstance(schema, dict) or not isinstance(schema.get("properties"), dict):
        raise Invalid("Lược đồ JSON không mô tả một bản ghi có các trường. Hãy kiểm tra lại tệp.")
    if layout is None:
        return read_form(_guessed(schema))
    form = read_form(_joined(schema, layout))
    if to_json_schema(form) != schema:
        raise Invalid("Lược đồ và bố cục của biểu mẫu không khớp nhau. Hãy xuất lại cả hai tệp.")
    return form


def _joined(schema: Mapping[str, Json], layout: Json) -> Json:
    if not isinstance(layout, dict) or layout.get("format") != LAYOUT:
        raise Invalid(f"Bố cục phải có định dạng “{LAYOUT}”. Hãy xuất lại tệp từ hệ thống.")
    parts = layout.get("sections")
    document = {**layout, "format": FORMAT, "title": schema.get("title", "")}
    if "description" in schema:
        document["intro"] = schema["description"]
    if isinstance(parts, list):
        document["sections"] = [_joined_part(part, schema["properties"]) for part in parts]
    return document


def _joined_part(part: Json, properties: Mapping[str, Json]) -> Json:
    if not isinstance(part, dict) or not isinstance(part.get("fields"), list):
        return part
    return {**part, "fields": [_joined_field(one, properties) for one in part["fields"]]}


def _joined_field(one: Json, properties: Mapping[str, Json]) -> Json:
    if not isinstance(one, dict) or one.get("type") in ("heading", "notice"):
        return one
    key = one.get("key")
    said = properties.get(key) if isinstance(key, str) else None
    if not isinstance(said, dict):
        return one
    found = {**one, "label": said.get("title", "")}
    if "description" in said:
        found["help"] = said["description"]
    items = said.get("items")
    if isinstance(one.get("columns"), list) and isinstance(items, dict):
        inner = items.get("properties")
        if isinstance(inner, dict):
            found["columns"] = [_joined_field(column, inner) for column in one["columns"]]
    return found


def _guessed(schema: Mapping[str, Json]) -> Json:
    required = schema.get("required", [])
    fields = [
        _guessed_field(key, said, key in required if isinstance(required, list) else False)
        for key, said in schema["properties"].items()
    ]
    return {
        "format": FORMAT,
        "key": _key(str(schema.get("title", "")), "bieu_mau"),
        "title": schema.get("title") or "Biểu mẫu nhập từ lược đồ",
        "intro": schema.get("description", ""),
        "sections": [{"key": "noi_dung", "title": "Nội dung", "fields": fields}],
    }


def _key(text: str, otherwise: str) -> str:
    found = re.sub(r"[^a-z0-9]+", "_", fold(text)).strip("_")[:40]
    return found if re.match(r"[a-z]", found) else otherwise


def _guessed_field(name: Json, said: Json, required: bool) -> dict[str, Json]:
    if not isinstance(said, dict):
        raise Invalid(f"Trường “{name}” của lược đồ không có mô tả. Hãy kiểm tra lại tệp.")
    found: dict[str, Json] = {
        "key": _key(str(name), "truong"), "label": said.get("title") or str(name),
        "help": said.get("description", ""), "required": required,
    }  # fmt: skip
    options = said.get("enum")
    if isinstance(options, list) and all(isinstance(one, str) for one in options):
        pairs = [{"code": one, "label": one} for one in options]
        return {**found, "type": "choice", "settings": {"options": pairs}}
    items = said.get("items")
    if said.get("type") == "array" and isinstance(items, dict):
        return {**found, **_guessed_list(items, str(name))}
    kind = _FORMATS.get(str(said.get("format"))) or _TYPES.get(str(said.get("type")))
    if kind is None:
        raise Invalid(
            f"Trường “{name}” có kiểu mà biểu mẫu không hỏi được. Hãy sửa kiểu của trường trong lược đồ."
        )
    return {**found, "type": kind}


def _guessed_list(items: Mapping[str, Json], name: str) -> dict[str, Json]:
    options = items.get("enum")
    if isinstance(options, list) and all(isinstance(one, str) for one in options):
        pairs = [{"code": one, "label": one} for one in options]
        return {"type": "choices", "settings": {"options": pairs}}
    inner = items.get("properties")
    if isinstance(inner, dict):
        needed = items.get("required", [])
        needed = needed if isinstance(needed, list) else []
        columns = [_guessed_field(key, said, key in needed) for key, said in inner.items()]
        return {"type": "table", "columns": columns}
    raise Invalid(f"Danh sách “{name}” của lược đồ không có cột. Hãy kiểm tra lại tệp.")


_FORMATS = {"date": "date", "email": "email", "uri": "web", "time": "time"}
_TYPES = {"string": "short_text", "integer": "whole", "number": "decimal", "boolean": "yes_no"}
