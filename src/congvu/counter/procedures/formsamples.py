"""Sample dossiers of a form: filled data, and what checking it must say."""

from __future__ import annotations

from datetime import date
from typing import Any

from congvu.core.kernel.schema.filling import Result, check
from congvu.core.kernel.schema.form import Form
from congvu.core.kernel.schema.values import parse_day

SAMPLES = 100


def shape_faults(samples: Any) -> list[str]:
    """What keeps a list from being samples: sentences."""
    if not isinstance(samples, list) or len(samples) > SAMPLES:
        return [f"Hồ sơ mẫu phải là danh sách không quá {SAMPLES} mục. Hãy kiểm tra lại tệp."]
    return [
        f"Hồ sơ mẫu thứ {number} không đủ tên, ngày, dữ liệu và kết quả. Hãy kiểm tra lại tệp."
        for number, one in enumerate(samples, 1)
        if not _is_sample(one)
    ]


def _is_sample(one: Any) -> bool:
    if not isinstance(one, dict) or set(one) != {"name", "on", "data", "expect"}:
        return False
    expect = one["expect"]
    whole = isinstance(one["name"], str) and 0 < len(one["name"]) <= 200
    dated = isinstance(one["on"], str) and parse_day(one["on"]) is not None
    return whole and dated and isinstance(expect, dict) and set(expect) == {"data", "problems"}


def expected(result: Result) -> dict[str, Any]:
    """What a sample records of a check: the data, and path and code of each problem."""
    return {"data": result.data, "problems": [[one.path, one.code] for one in result.problems]}


def sample(form: Form, name: str, data: Any, on: date) -> dict[str, Any]:
    """A sample that expects what the form says today."""
    result = check(form, data, on=on)
    return {"name": name, "on": on.isoformat(), "data": data, "expect": expected(result)}


def run_samples(form: Form, samples: list[Any]) -> list[str]:
    """Samples that no longer give what they should: one sentence for each."""
    faults = []
    for one in samples:
        found = expected(check(form, one["data"], on=date.fromisoformat(one["on"])))
        if found != one["expect"]:
            faults.append(
                f"Hồ sơ mẫu “{one['name']}” cho kết quả khác kết quả ghi kèm. {_what(one['expect'], found)}"
            )
    return faults


def _what(wanted: dict[str, Any], found: dict[str, Any]) -> str:
    if found["problems"] != wanted["problems"]:
        said = ", ".join(f"{path} ({code})" for path, code in found["problems"]) or "không có"
        return f"Lỗi tìm thấy: {said}."
    return "Dữ liệu sau kiểm tra khác dữ liệu ghi kèm."
