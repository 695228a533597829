"""Refusals of the catalogue beyond the kernel's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from congvu.core.kernel.errors import Conflict, Invalid, NotFound, WrongState

if TYPE_CHECKING:
    from congvu.counter.procedures.actions.imports import ImportReport


class NoProcedure(NotFound):
    code = "no_procedure"
    default = "Không có thủ tục này trong danh mục. Hãy kiểm tra mã hoặc tìm theo tên thủ tục."


class NotInForce(NotFound):
    """The procedure is known, but nothing of it holds on the day asked for."""

    code = "procedure_not_in_force"
    default = (
        "Thủ tục này không có hiệu lực vào ngày đó. Hãy xem ngày hiệu lực của các phiên bản, hoặc "
        "chọn thủ tục thay thế."
    )


class NotOffered(NotFound):
    """The agency does not serve the procedure on the day asked for."""

    code = "procedure_not_offered"
    default = (
        "Cơ quan này không tiếp nhận thủ tục vào ngày đó. Hãy chọn cơ quan khác trong danh sách "
        "nơi tiếp nhận của thủ tục."
    )


class Overlap(Conflict):
    """Two versions, or two sets of terms, would hold on one day."""

    code = "validity_overlap"
    default = (
        "Thời gian hiệu lực chồng lên phiên bản đã công bố. Hãy chọn ngày hiệu lực sau ngày của "
        "phiên bản đó."
    )


class Unchanged(WrongState):
    """A new version must differ from the one before."""

    code = "version_unchanged"
    default = "Nội dung không khác phiên bản đang có, nên không cần phiên bản mới."


class Incomplete(Invalid):
    """A mandatory part of ND 63/2010/NĐ-CP Art. 8 is missing."""

    code = "procedure_incomplete"
    default = "Thủ tục còn thiếu nội dung bắt buộc. Hãy bổ sung rồi công bố."


class ImportRefused(Invalid):
    """Rows of a file cannot be brought in, and nothing was."""

    code = "import_refused"

    def __init__(self, number: int, report: ImportReport) -> None:
        super().__init__(
            f"Có {number} dòng không nạp được nên chưa nạp gì. Hãy sửa các dòng đó, hoặc chọn bỏ "
            "qua chúng."
        )
        self.report = report


class NoForm(NotFound):
    code = "no_form"
    default = "Không có biểu mẫu này. Hãy kiểm tra mã hoặc mở danh sách biểu mẫu."


class FormFlawed(Invalid):
    """A form cannot be published; ``data["flaws"]`` lists why."""

    code = "form_flawed"
    default = "Biểu mẫu còn chỗ phải sửa nên chưa công bố được. Hãy sửa các chỗ được nêu."


class BadPackage(Invalid):
    """A package of a form cannot be read, or its samples do not give what they should."""

    code = "bad_form_package"
    default = "Gói biểu mẫu không đọc được. Hãy xuất lại gói từ hệ thống gửi."


class UntrustedPackage(Conflict):
    """Unsigned, changed after signing, or signed by nobody known; an administrator may still take it."""

    code = "untrusted_form_package"
    default = (
        "Gói biểu mẫu không có chữ ký số tin cậy. Hãy xin gói đã ký, hoặc xác nhận nhập thành dự "
        "thảo chưa tin cậy."
    )


class NoProcess(NotFound):
    code = "no_process"
    default = "Không có quy trình nội bộ này. Hãy mở danh sách quy trình của thủ tục."


class FieldInUse(Conflict):
    code = "field_in_use"

    def __init__(self, count: int) -> None:
        super().__init__(
            f"Còn {count} thủ tục có hiệu lực sau ngày đó thuộc lĩnh vực này. Hãy chuyển các thủ tục "
            "sang lĩnh vực khác, hoặc chọn ngày muộn hơn."
        )


class ProcessFlawed(Invalid):
    """A process cannot be published; ``data["flaws"]`` lists why."""

    code = "process_flawed"
    default = "Quy trình còn chỗ phải sửa nên chưa công bố được. Hãy sửa các chỗ được nêu."
