"""Tables of steps between installations: codes and names travel, ids stay at home."""

from __future__ import annotations

import json

import pytest

from congvu.core.kernel.errors import Invalid
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.counter.procedures.factories import SINCE
from congvu.counter.procedures.portable import from_portable, portable_of
from congvu.counter.procedures.process import Move, Process, Step

pytestmark = pytest.mark.django_db


def table(unit_id: int, post_id: int, agency_id: int) -> Process:
    return Process(
        (
            Step("xem", "Xem xét", "work", "named_unit", 8, unit_id=unit_id,
                 moves=(Move("hoi", "Hỏi", "hoi"),)),
            Step("hoi", "Hỏi ý kiến", "consult", "named_post", 16, post_id=post_id,
                 agency_id=agency_id, moves=(Move("xong", "Xong"),)),
        )
    )  # fmt: skip


def test_the_same_table_under_other_ids() -> None:
    asked = organisation.agency(code="H99.701")
    homes = []
    for _ in range(2):
        home = organisation.agency()
        unit = organisation.unit(home, "Phòng Cấp phép")
        post = organisation.seat(Role.OFFICER, unit=unit).post_id
        homes.append((home, table(unit.pk, post or 0, asked.pk)))
    (first, mine), (second, theirs) = homes
    sent = json.loads(json.dumps(portable_of(mine, agency_id=first.pk, on=SINCE)))
    assert "_id" not in json.dumps(sent)
    assert sent["steps"][1]["agency"] == "H99.701"
    assert from_portable(sent, agency_id=second.pk, on=SINCE) == theirs != mine
    assert from_portable(mine.to_json(), agency_id=first.pk, on=SINCE) == mine, "ids still read"


@pytest.mark.parametrize(
    ("name", "said", "words"),
    [
        ("unit", "Phòng Không có", "đơn vị “Phòng Không có”"),
        ("agency", "H00.00", "cơ quan mang mã “H00.00”"),
        ("post", "Phòng / Chức", "vị trí “Phòng / Chức”"),
        ("unit", 5, "một dòng chữ"),
        ("unit", "a\x00b", "một dòng chữ"),
    ],
)
def test_what_is_not_here_is_named(name: str, said: object, words: str) -> None:
    home = organisation.agency()
    row = {"code": "xem", "name": "Xem xét", name: said, "moves": []}
    with pytest.raises(Invalid, match=words) as refusal:
        from_portable({"format": "congvu-process/1", "steps": [row]}, agency_id=home.pk, on=SINCE)
    assert "Xem xét" in refusal.value.message


def test_places_without_a_code_do_not_travel() -> None:
    home, nameless = organisation.agency(), organisation.agency()
    step = Step("hoi", "Hỏi", "consult", agency_id=nameless.pk, moves=(Move("xong", "Xong"),))
    with pytest.raises(Invalid, match="không có mã"):
        portable_of(Process((step,)), agency_id=home.pk, on=SINCE)
    for document in (None, [], {"format": "x"}, {"format": "congvu-process/1", "steps": [1]}):
        with pytest.raises(Invalid):
            from_portable(document, agency_id=home.pk, on=SINCE)
