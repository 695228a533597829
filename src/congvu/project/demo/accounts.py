"""The twelve accounts that the demo prints, one for each role."""

from __future__ import annotations

from congvu.core.accounts.choices import Kind
from congvu.core.accounts.models import User
from congvu.core.kernel.collation import name_sort_key
from congvu.core.kernel.text import fold

PASSWORD = "CongVu@2026"  # noqa: S105 - printed on purpose; production refuses the demo

LABELS = {
    "quantri": "Quản trị hệ thống",
    "vanthu.stttt": "Văn thư Sở Thông tin và Truyền thông",
    "giamdoc.stttt": "Giám đốc Sở Thông tin và Truyền thông",
    "phogiamdoc.stttt": "Phó Giám đốc Sở Thông tin và Truyền thông",
    "truongphong.cntt": "Trưởng phòng Công nghệ thông tin",
    "chuyenvien.cntt": "Chuyên viên Phòng Công nghệ thông tin",
    "motcua.stttt": "Phụ trách Bộ phận Một cửa Sở Thông tin và Truyền thông",
    "vanthu.hiephoa": "Văn thư UBND huyện Hiệp Hòa",
    "motcua.hiephoa": "Phụ trách Bộ phận Một cửa UBND huyện Hiệp Hòa",
    "chutich.hiephoa": "Chủ tịch UBND huyện Hiệp Hòa",
    "vanthu.xa": "Công chức văn phòng UBND xã Đức Thắng",
    "congdan": "Công dân (không có quyền nghiệp vụ)",
}


def here() -> dict[str, str]:
    """The printed accounts that work in this installation."""
    known = set(User.objects.filter(username__in=LABELS).values_list("username", flat=True))
    return {username: label for username, label in LABELS.items() if username in known}


def load(*, password: str) -> None:
    """Make the two accounts that sit nowhere: the administrator and the citizen."""
    for username, name, kind, is_admin in (
        ("quantri", "Phạm Quản Trị", Kind.PERSON, True),
        ("congdan", "Lê Thị Công Dân", Kind.CITIZEN, False),
    ):
        User.objects.create(
            username=username, full_name=name, kind=kind, password=password,
            sort_key=name_sort_key(name), search_key=fold(name), is_superuser=is_admin,
            is_staff=is_admin, email=f"{username}@bacgiang.example.vn",
        )  # fmt: skip
