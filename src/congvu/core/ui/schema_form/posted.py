"""A posted form, back as raw values for ``schema.filling.check(…, typed=True)``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from congvu.core.kernel.schema.form import ROWS, Field, Form
from congvu.core.kernel.schema.values import Json
from congvu.core.ui.schema_form.names import COMMAND, box_name

_COMMAND = re.compile(r"([a-z][a-z0-9_]{0,39})(\+|-([0-9]{1,3}))")
_MANY = ("checks", "file")


@dataclass(slots=True)
class Posted:
    """``raw`` as typed; ``uploads`` by field, for the room to store and add as references.

    ``command`` is a wish to add (``("con", None)``) or remove (``("con", 2)``) a row; the page is
    then drawn again from ``raw``, in which it is already done, and nothing is checked.
    """

    raw: dict[str, Json] = field(default_factory=dict)
    uploads: dict[str, list[UploadedFile[Any]]] = field(default_factory=dict)
    command: tuple[str, int | None] | None = None


def read_posted(
    form: Form, post: QueryDict, files: MultiValueDict[str, UploadedFile[Any]] | None = None
) -> Posted:
    """Everything a page of ``draw_form`` posts; what the form does not ask is not read."""
    found = Posted()
    for key, one in form.fields.items():
        if one.type.name == "table":
            found.raw[key] = _rows(one, post)
        elif one.type.holds and one.type.name != "computed":
            found.raw[key] = _value(one, key, post)
        if one.type.widget == "file" and files is not None:
            uploads = files.getlist(box_name(key) + ".new")
            if uploads:
                found.uploads[key] = uploads
    _obey(form, found, post.get(COMMAND, ""))
    return found


def _value(one: Field, path: str, post: QueryDict) -> Json:
    name = box_name(path)
    if one.type.widget in _MANY:
        return [text for text in post.getlist(name) if text]
    if one.type.widget == "address":
        parts = {part: post.get(f"{name}.{part}", "") for part in ("territory", "line")}
        return {part: text for part, text in parts.items() if text}
    return post.get(name, "")


def _rows(one: Field, post: QueryDict) -> list[Mapping[str, Json]]:
    """Rows in the order of the page; each names its number in a box of its own."""
    numbers = [text for text in post.getlist(box_name(one.key)) if text.isdecimal()]
    return [
        {
            column.key: _value(column, f"{one.key}.{number}.{column.key}", post)
            for column in one.columns
            if column.type.holds and column.type.name != "computed"
        }
        for number in numbers[: ROWS + 1]
    ]


def _obey(form: Form, found: Posted, text: str) -> None:
    wish = _COMMAND.fullmatch(text)
    one = form.fields.get(wish[1]) if wish else None
    if wish is None or one is None or one.type.name != "table":
        return
    rows = found.raw[wish[1]]
    number = int(wish[3]) if wish[3] else None
    if number is None and len(rows) < int(one.setting("most")):
        rows.append({})
    elif number is not None and number < len(rows):
        del rows[number]
    found.command = (wish[1], number)
