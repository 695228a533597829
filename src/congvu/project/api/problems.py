"""Every refusal of the API in one shape: ``{"code", "message", "data", "status"}``."""

from __future__ import annotations

from typing import Any

import orjson
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from congvu.core.kernel.errors import DomainError, TooLarge

SENTENCES = {
    400: ("bad_request", "Nội dung gửi lên không đọc được. Hãy gửi JSON đúng cú pháp, mã UTF-8."),
    401: (
        "not_signed_in",
        "Chưa xác thực. Hãy gửi mã truy cập còn hạn trong tiêu đề Authorization: Bearer.",
    ),
    403: ("not_allowed", "Ông/bà không có quyền thực hiện việc này. Hãy liên hệ quản trị."),
    404: ("not_found", "Không có địa chỉ hoặc nội dung này. Hãy xem tài liệu API ở /api/v1/docs."),
    405: ("method_not_allowed", "Địa chỉ này không nhận phương thức đã gọi. Hãy xem tài liệu API."),
    409: ("conflict", "Nội dung vừa thay đổi. Hãy đọc lại rồi gửi lại."),
    413: (TooLarge.code, TooLarge.default),
    415: (
        "unsupported_media_type",
        "Kiểu nội dung không nhận. Hãy gửi application/json hoặc multipart/form-data.",
    ),
    422: ("invalid", "Dữ liệu chưa hợp lệ. Hãy sửa các trường nêu trong data.fields rồi gửi lại."),
    429: ("too_many_requests", "Gọi quá nhanh. Hãy đợi theo tiêu đề Retry-After rồi gọi lại."),
    500: ("error", "Hệ thống gặp lỗi và đã ghi lại. Hãy thử lại; nếu vẫn lỗi, hãy báo mã yêu cầu."),
    503: ("unavailable", "Hệ thống tạm thời chưa phục vụ được. Hãy thử lại sau ít phút."),
}
MAX_REPORTED = 50


def problem(
    status: int, *, code: str = "", message: str = "", data: dict[str, Any] | None = None
) -> JsonResponse:
    """A refusal in the one shape."""
    usual = SENTENCES.get(status, SENTENCES[400 if status < 500 else 500])
    body = {
        "code": code or usual[0],
        "message": message or usual[1],
        "data": _plain(data or {}),
        "status": status,
    }
    response = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "no-store"
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def _plain(data: dict[str, Any]) -> Any:
    return orjson.loads(orjson.dumps(data, default=str, option=orjson.OPT_NON_STR_KEYS))


def install(api: NinjaAPI) -> None:
    """Teach the API root every kind of refusal."""
    for kind, answer in (
        (DomainError, _domain),
        (ValidationError, _validation),
        (HttpError, _http),
        (Http404, lambda request, exc: problem(404)),
        (RequestDataTooBig, lambda request, exc: problem(413)),
    ):
        api.add_exception_handler(kind, answer)


def _http(request: HttpRequest, exc: Any) -> HttpResponse:
    return problem(exc.status_code)


def _domain(request: HttpRequest, refusal: Any) -> HttpResponse:
    return problem(refusal.status, code=refusal.code, message=refusal.message, data=refusal.data)


_MESSAGES = {
    "missing": "Thiếu trường này.",
    "string_type": "Phải là chuỗi ký tự.",
    "string_too_long": "Dài quá mức cho phép.",
    "string_too_short": "Chưa đủ độ dài.",
    "int_type": "Phải là số nguyên.",
    "int_parsing": "Phải là số nguyên.",
    "bool_type": "Phải là true hoặc false.",
    "bool_parsing": "Phải là true hoặc false.",
    "date_type": "Phải là ngày dạng yyyy-mm-dd.",
    "date_parsing": "Phải là ngày dạng yyyy-mm-dd.",
    "date_from_datetime_parsing": "Phải là ngày dạng yyyy-mm-dd.",
    "datetime_parsing": "Phải là thời điểm dạng ISO 8601 có múi giờ.",
    "timezone_aware": "Phải là thời điểm có múi giờ.",
    "literal_error": "Giá trị không có trong danh sách.",
    "enum": "Giá trị không có trong danh sách.",
    "list_type": "Phải là một danh sách.",
    "dict_type": "Phải là một đối tượng.",
    "model_attributes_type": "Phải là một đối tượng.",
    "extra_forbidden": "Không có trường này.",
    "greater_than": "Nhỏ quá mức cho phép.",
    "greater_than_equal": "Nhỏ quá mức cho phép.",
    "less_than": "Lớn quá mức cho phép.",
    "less_than_equal": "Lớn quá mức cho phép.",
    "json_invalid": "JSON sai cú pháp.",
}


def _validation(request: HttpRequest, exc: Any) -> HttpResponse:
    fields: dict[str, list[str]] = {}
    for error in exc.errors[:MAX_REPORTED]:
        place = [str(part) for part in error.get("loc", ()) if part not in _OUTER]
        sentence = _MESSAGES.get(str(error.get("type")), "Giá trị chưa hợp lệ.")
        fields.setdefault(".".join(place) or "body", []).append(sentence)
    return problem(422, data={"fields": fields})


_OUTER = frozenset({"body", "query", "path", "form", "file", "header", "payload", "details"})
