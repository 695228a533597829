"""Refusals of the hub beyond the kernel's."""

from __future__ import annotations

from congvu.core.kernel.errors import Invalid


class FiguresRefused(Invalid):
    """Rows of what was sent cannot be read; nothing was kept."""

    code = "figures_refused"
    default = (
        "Có dòng không đọc được nên chưa nhận số liệu nào. Hãy sửa các dòng đã nêu rồi gửi lại, "
        "hoặc chọn bỏ qua chúng."
    )
