"""What differs between two versions of a form, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from congvu.core.kernel.schema.expressions import in_words
from congvu.core.kernel.schema.form import Field, Form, walk

_PARTS = (
    ("label", "nhãn"), ("help", "hướng dẫn"), ("required", "bắt buộc"), ("default", "mặc định"),
    ("prefill", "nguồn điền sẵn"), ("settings", "thiết lập"), ("show_when", "điều kiện hiện"),
    ("require_when", "điều kiện bắt buộc"), ("compute", "công thức"), ("checks", "kiểm tra"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    what: str
    before: str
    after: str


def differences(before: Form, after: Form) -> list[Difference]:
    """Fields that came, went or changed, in the order of the later form."""
    old, new = dict(walk(before)), dict(walk(after))
    found = []
    for path, one in new.items():
        if path not in old:
            found.append(Difference(f"Trường “{one.label}”", "", f"thêm ({one.type.title})"))
        else:
            found += _field(before, after, old[path], one)
    for path, one in old.items():
        if path not in new:
            found.append(Difference(f"Trường “{one.label}”", f"có ({one.type.title})", "bỏ"))
    if not found and before.to_json() != after.to_json():
        found.append(Difference("Tên, lời dẫn, các phần hoặc thứ tự", "bản trước", "đã đổi"))
    return found


def _field(before: Form, after: Form, old: Field, new: Field) -> list[Difference]:
    found = []
    if old.type is not new.type:
        found.append(Difference(f"“{new.label}”: loại", old.type.title, new.type.title))
    for name, title in _PARTS:
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            found.append(
                Difference(
                    f"“{new.label}”: {title}", _said(before, name, was), _said(after, name, now)
                )
            )
    return found


def _said(form: Form, name: str, value: Any) -> str:
    if value in (None, "", (), {}):
        return "không"
    if name in ("show_when", "require_when", "compute"):
        return in_words(value, form.labels)
    if name == "checks":
        return "; ".join(one.message for one in value)
    if isinstance(value, bool):
        return "có" if value else "không"
    if name == "settings":
        return "; ".join(f"{key}: {_setting(one)}" for key, one in value.items())
    return str(value)


def _setting(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(one["label"]) if isinstance(one, dict) else str(one) for one in value)
    return str(value)
