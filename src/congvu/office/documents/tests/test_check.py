"""The thể thức check: what it finds, and that a good draft is left alone."""

from __future__ import annotations

import pytest

from congvu.core.kernel.clock import local_date
from congvu.core.kernel.documentkinds import kind_by_code
from congvu.core.organisation.models import Unit
from congvu.office.documents.choices import Relation
from congvu.office.documents.letterhead.check import Draft, check
from congvu.office.documents.models import Outgoing, Recipient
from congvu.office.work.factories import AT

GOOD = {
    "kind": "cong_van",
    "subject": "Triển khai chữ ký số đến cấp xã",
    "addressees": "UBND huyện Hiệp Hòa",
    "body": "Đề nghị quý cơ quan rà soát./.",
    "signer_post_id": 1,
}
DECISION = GOOD | {
    "kind": "quyet_dinh",
    "subject": "Về việc thành lập Ban chỉ đạo",
    "addressees": "",
    "bases": "Căn cứ Luật A;\nXét đề nghị của B.",
    "body": "Điều 1. Thành lập.\nĐiều 2. Hiệu lực từ ngày ký./.",
}
INVITATION = GOOD | {"kind": "giay_moi", "details": {"time": "8 giờ", "place": "Hội trường"}}


def found(
    *, places: bool = True, has_file: bool = False, answers: int = 0, **fields
) -> dict[str, bool]:
    letter = Outgoing(created_at=AT, unit=Unit(notation="CNTT", name="Phòng"), **fields)
    draft = Draft(
        letter=letter,
        kind=kind_by_code(letter.kind, local_date(AT)),
        places=[Recipient(name="UBND huyện")] if places else [],
        has_file=has_file,
        answers=answers,
    )
    return {finding.code: finding.blocks for finding in check(draft)}


@pytest.mark.parametrize("fields", [GOOD, DECISION, INVITATION])
def test_a_good_draft_is_left_alone(fields):
    assert found(**fields) == {}


def test_an_uploaded_draft_needs_only_its_places():
    assert found(has_file=True, **GOOD | {"body": "", "addressees": ""}) == {}


@pytest.mark.parametrize(
    ("code", "blocks", "changes", "extra"),
    [
        ("no_content", True, GOOD | {"body": ""}, {}),
        ("no_places", True, GOOD, {"places": False}),
        ("kept_at", False, GOOD | {"kept_at": "CNTT"}, {}),
        ("unit_mark", False, GOOD | {"unit": Unit(name="Phòng")}, {}),
        ("no_addressee", True, GOOD | {"addressees": ""}, {}),
        ("decision_addressee", False, DECISION | {"addressees": "Sở A"}, {}),
        ("subject_vv", False, DECISION | {"subject": "V/v thành lập"}, {}),
        ("subject_caps", False, GOOD | {"subject": "TRIỂN KHAI CHỮ KÝ SỐ ĐẾN CẤP XÃ"}, {}),
        ("subject_mark", False, GOOD | {"subject": "Triển khai."}, {}),
        ("subject_long", False, GOOD | {"subject": "a" * 301}, {}),
        ("no_bases", True, DECISION | {"bases": ""}, {}),
        ("base_marks", False, DECISION | {"bases": "Căn cứ A\nCăn cứ B."}, {}),
        ("base_marks", False, DECISION | {"bases": "Căn cứ A;\nCăn cứ B"}, {}),
        ("base_words", False, DECISION | {"bases": "Luật A."}, {}),
        ("no_articles", True, DECISION | {"body": "Thành lập."}, {}),
        ("article_order", False, DECISION | {"body": "Điều 1. A.\nĐiều 3. B."}, {}),
        ("invitation_time", True, INVITATION | {"details": {"place": "A"}}, {}),
        ("invitation_place", True, INVITATION | {"details": {"time": "8 giờ"}}, {}),
        ("no_signer", False, GOOD | {"signer_post_id": None}, {}),
        ("reply_unlinked", False, GOOD | {"body": "Trả lời Công văn số 1/UBND./."}, {}),
        ("due_unset", False, GOOD | {"body": "Báo cáo trước ngày 15 tháng 12./."}, {}),
        ("correction_kind", False, DECISION | {"relation": Relation.CORRECTS}, {}),
        (
            "amendment_kind", False,
            GOOD | {"relation": Relation.AMENDS, "related_to": Outgoing(kind="quyet_dinh")}, {},
        ),
    ],
)  # fmt: skip
def test_each_fault_is_found_alone_and_blocks_only_what_must(code, blocks, changes, extra):
    if "unit" in changes:
        letter = Outgoing(created_at=AT, **changes)
        draft = Draft(
            letter, kind_by_code("cong_van", local_date(AT)), [Recipient(name="A")], False, 0
        )
        assert [finding.code for finding in check(draft)] == [code]
        return
    assert found(**changes, **extra) == {code: blocks}


def test_a_linked_reply_with_its_date_is_left_alone():
    body = "Trả lời Công văn số 1/UBND. Báo cáo trước ngày 15 tháng 12./."
    assert found(answers=1, **GOOD | {"body": body, "due_on": local_date(AT)}) == {}
