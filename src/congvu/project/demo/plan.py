"""Which agencies, units and posts the demo province has: tables only."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from congvu.core.organisation.choices import Role, UnitKind


class UnitPlan(NamedTuple):
    """A unit and its posts, each ``(title, role, how many)``."""

    name: str
    notation: str
    kind: UnitKind
    posts: tuple[tuple[str, Role, int], ...]


class AgencyPlan(NamedTuple):
    name: str
    notation: str
    slug: str
    number: str
    """The two digits of level 2 in the agency code (illustrative)."""


DEPARTMENTS = (
    AgencyPlan("Văn phòng UBND tỉnh", "VP", "vpubnd", "01"),
    AgencyPlan("Sở Nội vụ", "SNV", "snv", "02"),
    AgencyPlan("Sở Tư pháp", "STP", "stp", "03"),
    AgencyPlan("Sở Kế hoạch và Đầu tư", "SKHĐT", "skhdt", "04"),
    AgencyPlan("Sở Tài chính", "STC", "stc", "05"),
    AgencyPlan("Sở Công Thương", "SCT", "sct", "06"),
    AgencyPlan("Sở Nông nghiệp và Phát triển nông thôn", "SNN", "snn", "07"),
    AgencyPlan("Sở Giao thông vận tải", "SGTVT", "sgtvt", "08"),
    AgencyPlan("Sở Xây dựng", "SXD", "sxd", "09"),
    AgencyPlan("Sở Tài nguyên và Môi trường", "STNMT", "stnmt", "10"),
    AgencyPlan("Sở Lao động - Thương binh và Xã hội", "SLĐTBXH", "sldtbxh", "11"),
    AgencyPlan("Sở Văn hóa, Thể thao và Du lịch", "SVHTTDL", "svhttdl", "12"),
    AgencyPlan("Sở Khoa học và Công nghệ", "SKHCN", "skhcn", "13"),
    AgencyPlan("Sở Giáo dục và Đào tạo", "SGDĐT", "sgddt", "14"),
    AgencyPlan("Sở Thông tin và Truyền thông", "STTTT", "stttt", "15"),
    AgencyPlan("Sở Y tế", "SYT", "syt", "16"),
    AgencyPlan("Sở Ngoại vụ", "SNgV", "sngv", "17"),
    AgencyPlan("Thanh tra tỉnh", "TTr", "ttt", "18"),
    AgencyPlan("Ban Dân tộc", "BDT", "bdt", "19"),
    AgencyPlan("Ban Quản lý các khu công nghiệp", "BQL", "bqlkcn", "20"),
)

DISTRICTS = {
    "213": ("tpbacgiang", "22"),
    "215": ("yenthe", "23"),
    "216": ("tanyen", "24"),
    "217": ("langgiang", "25"),
    "218": ("lucnam", "26"),
    "219": ("lucngan", "27"),
    "220": ("sondong", "28"),
    "221": ("yendung", "29"),
    "222": ("vietyen", "30"),
    "223": ("hiephoa", "31"),
}
"""District code of the 2016 map: slug and level-2 number."""

STTTT = (
    UnitPlan("Lãnh đạo Sở", "LĐ", UnitKind.LEADERSHIP, (
        ("GIÁM ĐỐC", Role.LEADER, 1),
        ("PHÓ GIÁM ĐỐC", Role.DEPUTY_LEADER, 3),
    )),
    UnitPlan("Văn phòng Sở", "VP", UnitKind.OFFICE, (
        ("CHÁNH VĂN PHÒNG", Role.OFFICE_HEAD, 1),
        ("PHÓ CHÁNH VĂN PHÒNG", Role.UNIT_DEPUTY, 1),
        ("VĂN THƯ", Role.CLERK, 2),
        ("CHUYÊN VIÊN", Role.OFFICER, 4),
    )),
    UnitPlan("Thanh tra Sở", "TTr", UnitKind.DIVISION, (
        ("CHÁNH THANH TRA", Role.UNIT_HEAD, 1),
        ("THANH TRA VIÊN", Role.OFFICER, 3),
    )),
    UnitPlan("Phòng Kế hoạch - Tài chính", "KHTC", UnitKind.DIVISION, (
        ("TRƯỞNG PHÒNG", Role.UNIT_HEAD, 1),
        ("PHÓ TRƯỞNG PHÒNG", Role.UNIT_DEPUTY, 1),
        ("CHUYÊN VIÊN", Role.OFFICER, 3),
    )),
    UnitPlan("Phòng Công nghệ thông tin", "CNTT", UnitKind.DIVISION, (
        ("TRƯỞNG PHÒNG", Role.UNIT_HEAD, 1),
        ("PHÓ TRƯỞNG PHÒNG", Role.UNIT_DEPUTY, 1),
        ("CHUYÊN VIÊN", Role.OFFICER, 4),
    )),
    UnitPlan("Phòng Bưu chính - Viễn thông", "BCVT", UnitKind.DIVISION, (
        ("TRƯỞNG PHÒNG", Role.UNIT_HEAD, 1),
        ("PHÓ TRƯỞNG PHÒNG", Role.UNIT_DEPUTY, 1),
        ("CHUYÊN VIÊN", Role.OFFICER, 3),
    )),
    UnitPlan("Phòng Báo chí - Xuất bản", "BCXB", UnitKind.DIVISION, (
        ("TRƯỞNG PHÒNG", Role.UNIT_HEAD, 1),
        ("PHÓ TRƯỞNG PHÒNG", Role.UNIT_DEPUTY, 1),
        ("CHUYÊN VIÊN", Role.OFFICER, 3),
    )),
    UnitPlan("Trung tâm Công nghệ thông tin và Truyền thông", "TTCNTT", UnitKind.CENTRE, (
        ("GIÁM ĐỐC TRUNG TÂM", Role.UNIT_HEAD, 1),
        ("PHÓ GIÁM ĐỐC TRUNG TÂM", Role.UNIT_DEPUTY, 2),
        ("VIÊN CHỨC", Role.OFFICER, 7),
    )),
)  # fmt: skip
"""Six divisions, one centre, the leadership: 47 posts."""

DIVISION = (
    ("TRƯỞNG PHÒNG", Role.UNIT_HEAD, 1),
    ("CHUYÊN VIÊN", Role.OFFICER, 2),
)

DEPARTMENT = (
    UnitPlan("Lãnh đạo", "LĐ", UnitKind.LEADERSHIP, (
        ("GIÁM ĐỐC", Role.LEADER, 1),
        ("PHÓ GIÁM ĐỐC", Role.DEPUTY_LEADER, 2),
    )),
    UnitPlan("Văn phòng", "VP", UnitKind.OFFICE, (
        ("CHÁNH VĂN PHÒNG", Role.OFFICE_HEAD, 1),
        ("VĂN THƯ", Role.CLERK, 1),
        ("CHUYÊN VIÊN", Role.OFFICER, 1),
    )),
    UnitPlan("Thanh tra", "TTr", UnitKind.DIVISION, (
        ("CHÁNH THANH TRA", Role.UNIT_HEAD, 1),
        ("THANH TRA VIÊN", Role.OFFICER, 1),
    )),
    UnitPlan("Phòng Kế hoạch - Tổng hợp", "KHTH", UnitKind.DIVISION, DIVISION),
    UnitPlan("Phòng Nghiệp vụ", "NV", UnitKind.DIVISION, DIVISION),
)  # fmt: skip

PROVINCE = (
    UnitPlan("Lãnh đạo UBND tỉnh", "LĐ", UnitKind.LEADERSHIP, (
        ("CHỦ TỊCH", Role.LEADER, 1),
        ("PHÓ CHỦ TỊCH", Role.DEPUTY_LEADER, 3),
    )),
    UnitPlan("Khối Văn phòng", "VP", UnitKind.OFFICE, (
        ("CHÁNH VĂN PHÒNG", Role.OFFICE_HEAD, 1),
        ("VĂN THƯ", Role.CLERK, 2),
    )),
    UnitPlan("Phòng Khoa giáo - Văn xã", "KGVX", UnitKind.DIVISION, DIVISION),
    UnitPlan("Phòng Kinh tế tổng hợp", "TH", UnitKind.DIVISION, DIVISION),
)  # fmt: skip

DISTRICT = (
    UnitPlan("Lãnh đạo UBND huyện", "LĐ", UnitKind.LEADERSHIP, (
        ("CHỦ TỊCH", Role.LEADER, 1),
        ("PHÓ CHỦ TỊCH", Role.DEPUTY_LEADER, 3),
    )),
    UnitPlan("Văn phòng HĐND và UBND", "VP", UnitKind.OFFICE, (
        ("CHÁNH VĂN PHÒNG", Role.OFFICE_HEAD, 1),
        ("VĂN THƯ", Role.CLERK, 1),
        ("CHUYÊN VIÊN", Role.OFFICER, 1),
    )),
    UnitPlan("Phòng Nội vụ", "NV", UnitKind.DIVISION, DIVISION),
    UnitPlan("Phòng Tài chính - Kế hoạch", "TCKH", UnitKind.DIVISION, DIVISION),
    UnitPlan("Phòng Văn hóa và Thông tin", "VHTT", UnitKind.DIVISION, DIVISION),
    UnitPlan("Phòng Tài nguyên và Môi trường", "TNMT", UnitKind.DIVISION, DIVISION),
)  # fmt: skip

COMMUNE = (
    UnitPlan("Lãnh đạo UBND xã", "LĐ", UnitKind.LEADERSHIP, (
        ("CHỦ TỊCH", Role.LEADER, 1),
        ("PHÓ CHỦ TỊCH", Role.DEPUTY_LEADER, 1),
    )),
    UnitPlan("Văn phòng - Thống kê", "VP", UnitKind.OFFICE, (
        ("CÔNG CHỨC VĂN PHÒNG", Role.CLERK, 1),
    )),
    UnitPlan("Công chức chuyên môn", "CM", UnitKind.DIVISION, (
        ("CÔNG CHỨC PHỤ TRÁCH", Role.UNIT_HEAD, 1),
        ("CÔNG CHỨC", Role.OFFICER, 2),
    )),
)  # fmt: skip

SMALL_DEPARTMENTS = frozenset({"stttt", "snv", "stc"})
SMALL_DISTRICTS = frozenset({"hiephoa"})
SMALL_COMMUNES = frozenset({"Xã Đức Thắng", "Xã Hùng Sơn"})

DISTRICT_OF_ITS_OWN = "hiephoa"
"""The district that is an installation of its own when the demo is a federation."""


class Part(StrEnum):
    """Which agencies work in this installation; the others are known, and reached by exchange."""

    WHOLE = "whole"
    PROVINCE = "province"
    DISTRICT = "district"

    def holds(self, slug: str) -> bool:
        in_district = slug.split("-")[0] == DISTRICT_OF_ITS_OWN
        return self is Part.WHOLE or in_district == (self is Part.DISTRICT)


SEATS = (
    ("vanthu.stttt", "stttt", "Văn phòng Sở", Role.CLERK),
    ("giamdoc.stttt", "stttt", "Lãnh đạo Sở", Role.LEADER),
    ("phogiamdoc.stttt", "stttt", "Lãnh đạo Sở", Role.DEPUTY_LEADER),
    ("truongphong.cntt", "stttt", "Phòng Công nghệ thông tin", Role.UNIT_HEAD),
    ("chuyenvien.cntt", "stttt", "Phòng Công nghệ thông tin", Role.OFFICER),
    ("motcua.stttt", "stttt", "Văn phòng Sở", Role.OFFICE_HEAD),
    ("vanthu.hiephoa", "hiephoa", "Văn phòng HĐND và UBND", Role.CLERK),
    ("motcua.hiephoa", "hiephoa", "Văn phòng HĐND và UBND", Role.OFFICE_HEAD),
    ("chutich.hiephoa", "hiephoa", "Lãnh đạo UBND huyện", Role.LEADER),
    ("vanthu.xa", "hiephoa-ducthang", "Văn phòng - Thống kê", Role.CLERK),
)
"""Demo sign-in names and the seats they take."""
