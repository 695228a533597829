"""Between the browser and the views: refusals as pages, unreadable input refused, 503s."""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import DomainError, NotAllowed, NotFound, Unavailable
from congvu.core.ui.display import display_of
from congvu.core.ui.speech import reading

UNREADABLE = re.compile(r"[\x00\ud800-\udfff]")
RETRY_AFTER_SECONDS = "5"
API_PREFIX = "/api/"
MESSAGE_TARGET = "#thong-diep"
SECRET_FIELD = re.compile(r"(?i)pass|mat_?khau|token|secret|otp|csrf|code")
TITLES = {
    400: "Yêu cầu không đọc được",
    403: "Ông/bà chưa có quyền xem nội dung này",
    404: "Không tìm thấy nội dung",
    405: "Cách gửi này không dùng được ở đây",
    409: "Nội dung vừa thay đổi",
    413: "Tệp quá lớn",
    422: "Dữ liệu chưa hợp lệ",
    429: "Gửi quá nhanh",
    500: "Hệ thống gặp lỗi",
    503: "Hệ thống tạm thời chưa phục vụ được",
}
SENTENCES = {
    400: "Yêu cầu có ký tự không đọc được hoặc quá dài. Hãy quay lại, kiểm tra nội dung rồi gửi lại.",
    403: "Hãy liên hệ văn thư hoặc quản trị của cơ quan để được cấp quyền.",
    404: "Đường dẫn sai, nội dung đã gỡ, hoặc ông/bà không thuộc nơi nhận. Hãy kiểm tra lại đường dẫn hoặc tìm trong hệ thống.",
    405: "Trang này chỉ nhận nội dung gửi từ biểu mẫu. Hãy quay lại biểu mẫu rồi gửi lại.",
    409: "Hãy tải lại trang để xem bản mới rồi gửi lại.",
    413: "Tổng dung lượng gửi lên vượt mức cho phép. Hãy giảm dung lượng tệp rồi gửi lại.",
    422: "Hãy sửa các ô được đánh dấu rồi gửi lại.",
    429: "Hãy chờ một phút rồi thử lại.",
    500: "Sự cố đã được ghi lại. Hãy thử lại; nếu vẫn lỗi, hãy báo quản trị kèm mã yêu cầu bên dưới.",
    503: "Hãy thử lại sau ít phút. Nội dung đã lưu trước đó không bị mất.",
}
Handler = Callable[[HttpRequest], HttpResponseBase]


def is_htmx(request: HttpRequest) -> bool:
    """A fragment is wanted: an htmx request that is neither boosted nor a history restore."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def actor_of(request: HttpRequest) -> Actor:
    """Who is signed in.

    :raises NotFound: nobody; pages behind :func:`for_staff` never meet this
    """
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise NotFound
    return actor


def for_staff(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of the office: a guest is sent to sign in, a person without a post hears why not."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor: Actor | None = getattr(request, "actor", None)
        if actor is None:
            return redirect_to_login(request.get_full_path())
        if actor.agency_id is None:
            raise NotAllowed(
                "Trang này dành cho cán bộ đang giữ vị trí công tác trong cơ quan. "
                "Hãy đề nghị quản trị của cơ quan phân công vị trí cho tài khoản này."
            )
        return view(request, *args, **kwargs)

    return guarded


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    fragment: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render the full page, or only ``fragment`` when htmx asks for it."""
    chosen = fragment if fragment and is_htmx(request) else template
    response = render(request, chosen, dict(context or {}), status=status)
    if fragment:
        response.headers["Vary"] = "HX-Request"
    return response


def error_page(
    request: HttpRequest, status: int, message: str = "", *, code: str = ""
) -> HttpResponse:
    """The error as a page, or for htmx as a message in the live region of the frame."""
    context = {
        "status": status,
        "code": code,
        "title": TITLES.get(status, TITLES[400]),
        "message": message or SENTENCES.get(status, DomainError.default),
        "request_id": getattr(request, "request_id", "")
        or request.headers.get("X-Request-Id", "")[:64],
    }
    response: HttpResponse
    if request.path_info.startswith(API_PREFIX):
        response = JsonResponse(
            {
                "code": code or "error",
                "message": context["message"],
                "data": {},
                "status": status,
            },
            status=status,
        )
    elif is_htmx(request):
        response = HttpResponse(
            render_to_string("ui/components/error_notice.html", context), status=status
        )
        response.headers["HX-Retarget"] = MESSAGE_TARGET
        response.headers["HX-Reswap"] = "innerHTML"
    else:
        response = _full_page(request, status, context)
    if status == 503:
        response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    response.headers["Cache-Control"] = "no-store"
    return response


def _full_page(request: HttpRequest, status: int, context: dict[str, Any]) -> HttpResponse:
    """Within the frame for somebody signed in, bare otherwise: a 5xx must not ask the database."""
    context["typed"] = _typed(request)
    if status < 500 and getattr(request, "actor", None) is not None:
        return render(request, "ui/error.html", context, status=status)
    return HttpResponse(render_to_string("ui/error_bare.html", context), status=status)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What a refused form held, so that nobody has to type it again; never secrets."""
    if request.method != "POST" or not hasattr(request, "_post"):
        return []
    texts = ((name, str(value)) for name, values in request.POST.lists() for value in values)
    return [(name, text) for name, text in texts if text.strip() and not SECRET_FIELD.search(name)]


class DomainErrorMiddleware:
    """Answers ``DomainError`` and a lost database from views with the right page and status."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 405 and not getattr(response, "content", b""):
            shown = error_page(request, 405, code="method")
            shown.headers["Allow"] = response.headers.get("Allow", "")
            return shown
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DomainError):
            return error_page(request, exception.status, exception.message, code=exception.code)
        if isinstance(exception, OperationalError | InterfaceError):
            return error_page(request, 503, Unavailable.default, code=Unavailable.code)
        return None


class CleanInputMiddleware:
    """Refuses NUL bytes and lone surrogates in path, parameters, form fields and file names.

    Form bodies are looked at just before the view, after the CSRF check has read them; a view
    that reads its body as a stream sets ``view.reads_stream = True`` and is left alone.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if UNREADABLE.search(request.path_info) or _unreadable(request.GET.lists()):
            return error_page(request, 400, code="unreadable")
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if request.method != "POST" or getattr(view, "reads_stream", False):
            return None
        if request.content_type not in FORM_TYPES:
            return None
        names = [
            (field, [f.name or "" for f in request.FILES.getlist(field)]) for field in request.FILES
        ]
        if _unreadable(request.POST.lists()) or _unreadable(names):
            return error_page(request, 400, code="unreadable")
        return None


FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data"}


def _unreadable(pairs: Any) -> bool:
    return any(
        UNREADABLE.search(name) or any(UNREADABLE.search(value) for value in values)
        for name, values in pairs
    )


class LanguageMiddleware:
    """Vietnamese, unless the person chose English in the display menu; browsers do not decide."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = display_of(request).language
        with reading(language):
            request.LANGUAGE_CODE = language
            return self.get_response(request)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """``handler400``."""
    return error_page(request, 400, code="bad_request")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """``handler403``."""
    return error_page(request, 403, code="not_allowed")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """``handler404``."""
    return error_page(request, 404, code="not_found")


def server_error(request: HttpRequest) -> HttpResponse:
    """``handler500``: a database lost outside a view (session, actor) answers 503."""
    lost = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    return error_page(request, 503 if lost else 500, code="unavailable" if lost else "error")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """``CSRF_FAILURE_VIEW``."""
    return error_page(
        request,
        403,
        "Phiên làm việc đã đổi từ khi mở trang này. Hãy tải lại trang rồi gửi lại; "
        "nếu vẫn gặp, hãy đăng nhập lại.",
        code="csrf",
    )
