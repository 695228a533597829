"""Yes or no, one of a list, several of a list, one of a published code list."""

from __future__ import annotations

from datetime import date

from congvu.core.kernel.schema.types.base import (
    Context,
    FieldLike,
    FieldType,
    Refused,
    Setting,
    Sources,
    must_be_text,
    quoted,
)
from congvu.core.kernel.schema.values import Json

_YES = {"co": True, "true": True, "1": True, "khong": False, "false": False, "0": False}
OPTIONS = Setting("options", "Các lựa chọn", "options", ())


def options_of(one: FieldLike) -> dict[str, str]:
    return {option["code"]: option["label"] for option in one.setting("options")}


def _yes_no(one: FieldLike, raw: Json, context: Context) -> Json:
    found = raw if isinstance(raw, bool) else _YES.get(raw) if isinstance(raw, str) else None
    if found is None:
        raise Refused(f"{quoted(one)} chỉ nhận Có hoặc Không. Hãy chọn lại.")
    return found


def _show_yes(one: FieldLike, value: Json, sources: Sources, on: date) -> str:
    return "Có" if value is True else "Không"


def _choice(one: FieldLike, raw: Json, context: Context) -> Json:
    code = must_be_text(one, raw)
    if code not in options_of(one):
        raise Refused(f"{quoted(one)} phải là một mục trong danh sách. Hãy chọn lại.")
    return code


def _show_choice(one: FieldLike, value: Json, sources: Sources, on: date) -> str:
    return options_of(one).get(value, value) if isinstance(value, str) else str(value)


def _choices(one: FieldLike, raw: Json, context: Context) -> Json:
    known = options_of(one)
    chosen = [raw] if isinstance(raw, str) else raw
    if not isinstance(chosen, list) or not all(isinstance(c, str) and c in known for c in chosen):
        raise Refused(f"{quoted(one)} có mục không thuộc danh sách. Hãy chọn lại.")
    least, most = int(one.setting("least")), int(one.setting("most"))
    kept = [code for code in known if code in chosen]
    if len(kept) < least:
        raise Refused(f"{quoted(one)} cần chọn ít nhất {least} mục. Hãy chọn thêm.")
    if len(kept) > most:
        raise Refused(f"{quoted(one)} chỉ được chọn nhiều nhất {most} mục. Hãy bỏ bớt.")
    return kept


def _show_choices(one: FieldLike, value: Json, sources: Sources, on: date) -> str:
    return "; ".join(_show_choice(one, code, sources, on) for code in value)


def _code(one: FieldLike, raw: Json, context: Context) -> Json:
    code = must_be_text(one, raw).strip()
    known = context.sources.codes(str(one.setting("code_list")), context.on)
    if (
        not 0 < len(code) <= 60
        or not code.isprintable()
        or (known is not None and code not in known)
    ):
        raise Refused(f"{quoted(one)} phải là một mã đang dùng của danh mục. Hãy chọn lại.")
    return code


def _show_code(one: FieldLike, value: Json, sources: Sources, on: date) -> str:
    known = sources.codes(str(one.setting("code_list")), on) or {}
    return known.get(value, value) if isinstance(value, str) else str(value)


def _describe_choices(one: FieldLike) -> dict[str, Json]:
    item = {"type": "string", "enum": list(options_of(one))}
    limits = {"minItems": one.setting("least"), "maxItems": one.setting("most")}
    return {"type": "array", "uniqueItems": True, "items": item, **limits}


CHOICES = (
    FieldType(
        "yes_no", "Có hoặc không", "Lựa chọn", "bool", "yes_no", _yes_no, _show_yes,
        lambda one: {"type": "boolean"}, example=True,
    ),
    FieldType(
        "choice", "Chọn một", "Lựa chọn", "text", "choice", _choice, _show_choice,
        lambda one: {"type": "string", "enum": list(options_of(one))},
        (
            OPTIONS,
            Setting(
                "shape", "Hiển thị", "pick", "auto",
                (("auto", "Tự chọn"), ("radio", "Nút chọn"), ("select", "Danh sách thả")),
            ),
        ),
    ),
    FieldType(
        "choices", "Chọn nhiều", "Lựa chọn", "list", "checks", _choices, _show_choices,
        _describe_choices,
        (
            OPTIONS,
            Setting("least", "Số mục ít nhất", "count", 1, least=1, most=200),
            Setting("most", "Số mục nhiều nhất", "count", 200, least=1, most=200),
        ),
    ),
    FieldType(
        "code_choice", "Chọn theo danh mục mã", "Lựa chọn", "text", "code", _code, _show_code,
        lambda one: {"type": "string", "minLength": 1, "maxLength": 60},
        (Setting("code_list", "Danh mục mã", "line", ""),), example="01",
    ),
)  # fmt: skip
