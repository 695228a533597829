"""The authority line of every chair, in both kinds of agency (NĐ 30/2020, Điều 13)."""

from __future__ import annotations

import pytest

from congvu.office.documents.authority import Seat, signature

HEAD, DEPUTY = "Giám đốc", "Phó Giám đốc"
CHAIR, VICE = "Chủ tịch", "Phó Chủ tịch"


@pytest.mark.parametrize(
    ("notation", "seat", "head", "delegated", "lines", "authority"),
    [
        ("STTTT", Seat("leader", HEAD), HEAD, "", ["GIÁM ĐỐC"], ""),
        ("STTTT", Seat("leader", "Quyền Giám đốc"), HEAD, "", ["Q. GIÁM ĐỐC"], "Q."),
        ("STTTT", Seat("deputy_leader", DEPUTY), HEAD, "", ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"], "KT."),
        (
            "STTTT", Seat("office_head", "Chánh Văn phòng"), HEAD, "",
            ["TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG"], "TL.",
        ),
        (
            "STTTT", Seat("unit_head", "Trưởng phòng"), HEAD, "TUQ.",
            ["TUQ. GIÁM ĐỐC", "TRƯỞNG PHÒNG"], "TUQ.",
        ),
        (
            "STTTT", Seat("officer", "Chuyên viên"), HEAD, "TUQ.",
            ["TUQ. GIÁM ĐỐC", "CHUYÊN VIÊN"], "TUQ.",
        ),
        ("UBND", Seat("leader", CHAIR), CHAIR, "", ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"], "TM."),
        (
            "UBND", Seat("leader", "Quyền Chủ tịch"), CHAIR, "",
            ["TM. ỦY BAN NHÂN DÂN", "Q. CHỦ TỊCH"], "Q.",
        ),
        (
            "UBND", Seat("deputy_leader", VICE), CHAIR, "",
            ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"], "KT.",
        ),
        (
            "UBND", Seat("office_head", "Chánh Văn phòng"), CHAIR, "",
            ["TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"], "TL.",
        ),
    ],
)  # fmt: skip
def test_lines_of_every_chair(notation, seat, head, delegated, lines, authority):
    found = signature(seat=seat, head_title=head, agency_notation=notation, delegated=delegated)
    assert found is not None
    assert (list(found.lines), found.authority) == (lines, authority)


def test_an_advisory_body_signs_in_its_own_name():
    found = signature(
        seat=Seat("leader", "Chủ tịch Hội đồng"), head_title=HEAD, agency_notation="STTTT",
        body_name="Hội đồng thi đua",
    )  # fmt: skip
    assert found is not None
    assert found.lines == ("TM. HỘI ĐỒNG THI ĐUA", "CHỦ TỊCH HỘI ĐỒNG")


@pytest.mark.parametrize("role", ["officer", "clerk", "unit_deputy", "agency_admin", "bogus"])
def test_other_chairs_have_no_authority_of_their_own(role):
    seat = Seat(role, "Chuyên viên")
    assert signature(seat=seat, head_title=HEAD, agency_notation="STTTT") is None
