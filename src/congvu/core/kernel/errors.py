"""Refusals: one base, one shape (code, Vietnamese sentence, data, HTTP status)."""

from __future__ import annotations

from typing import Any, ClassVar


class DomainError(Exception):
    """A refusal that a person can act on.

    ``message`` is a complete Vietnamese sentence that says what to do next; ``data`` is JSON.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400
    default: ClassVar[str] = "Yêu cầu không thực hiện được. Hãy kiểm tra lại rồi thử lại."

    def __init__(self, message: str = "", **data: Any) -> None:
        self.message = message or self.default
        self.data = data
        super().__init__(self.message)


class Invalid(DomainError):
    """Input that cannot be accepted; ``data["fields"]`` maps a field to its sentences."""

    code = "invalid"
    status = 422
    default = "Dữ liệu chưa hợp lệ. Hãy sửa các ô được đánh dấu rồi gửi lại."


class NotAllowed(DomainError):
    """A member of the agency without the right: 403."""

    code = "not_allowed"
    status = 403
    default = (
        "Ông/bà không có quyền thực hiện việc này. Hãy liên hệ văn thư hoặc quản trị của cơ quan."
    )


class NotFound(DomainError):
    """Absent, or not for this actor: a stranger learns nothing, 404."""

    code = "not_found"
    status = 404
    default = "Không tìm thấy nội dung này. Hãy kiểm tra lại đường dẫn hoặc quay về trang trước."


class WrongState(DomainError):
    """The verb does not apply in this state: 409."""

    code = "wrong_state"
    status = 409
    default = "Việc này không thực hiện được ở trạng thái hiện tại. Hãy tải lại trang để xem trạng thái mới."


class Stale(DomainError):
    """Somebody else changed the subject first: 409, nothing typed is lost."""

    code = "stale"
    status = 409
    default = "Người khác vừa thay đổi nội dung này. Nội dung ông/bà nhập vẫn được giữ; hãy xem bản mới rồi gửi lại."


class Conflict(DomainError):
    """A uniqueness or idempotency rule is broken: 409."""

    code = "conflict"
    status = 409
    default = "Nội dung này đã có. Hãy mở bản đã có để đối chiếu."


class TooLarge(DomainError):
    code = "too_large"
    status = 413
    default = "Tệp vượt quá dung lượng cho phép. Hãy giảm dung lượng rồi tải lên lại."


class Unavailable(DomainError):
    """A component is away (disk full, scanner, database): 503, try again."""

    code = "unavailable"
    status = 503
    default = "Hệ thống tạm thời chưa phục vụ được việc này. Hãy thử lại sau ít phút."
