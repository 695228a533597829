"""Refusals of the dossiers room."""

from __future__ import annotations

from congvu.core.kernel.errors import WrongState


class NoAgencyCode(WrongState):
    """A dossier's code begins with the agency's official code, and it has none."""

    code = "no_agency_code"
    default = (
        "Cơ quan chưa có mã định danh nên chưa cấp được mã hồ sơ. Hãy đề nghị quản trị cấp mã định "
        "danh cho cơ quan rồi tiếp nhận lại."
    )
