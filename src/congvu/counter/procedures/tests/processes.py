"""Tables of steps for tests: a small one, one with everything, and found ones."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from congvu.counter.procedures.process import Move, Process, Step
from congvu.counter.procedures.process.shape import END

DESK = Step("tiep_nhan", "Tiếp nhận, chuyển hồ sơ", "work", "desk", 4,
            moves=(Move("chuyen", "Chuyển xử lý", "tham_dinh", needs=("papers_complete",)),))  # fmt: skip
APPRAISE = Step(
    "tham_dinh", "Thẩm định", "work", "officer", 40,
    moves=(Move("trinh", "Trình ký", "ky", needs=("result_proposed",)),
           Move("tra", "Trả lại một cửa", "tiep_nhan")),
)  # fmt: skip
SIGN = Step(
    "ky", "Ký duyệt", "sign", "leader", 16,
    moves=(Move("duyet", "Ký, chuyển trả", "tra_kq"),
           Move("tra", "Trả lại thẩm định", "tham_dinh")),
)  # fmt: skip
RETURN = Step("tra_kq", "Trả kết quả", "return", "desk", 8,
              moves=(Move("xong", "Trả kết quả", END),))  # fmt: skip


def small() -> Process:
    """Desk, officer, leader, desk."""
    return Process((DESK, APPRAISE, SIGN, RETURN))


def together() -> Process:
    """Two units beside the lead, between the desk and the signature."""
    lead = replace(APPRAISE, group="g1", lead=True, moves=(Move("trinh", "Trình ký", "ky"),))
    helpers = [
        Step(code, f"Phối hợp {code}", "work", "unit", 24, group="g1",
             moves=(Move("xong", "Xong", "ky"),))
        for code in ("phoi_hop_1", "phoi_hop_2")
    ]  # fmt: skip
    sign = replace(SIGN, moves=(SIGN.moves[0], Move("tra", "Trả lại", "tham_dinh")))
    return Process((DESK, lead, *helpers, sign, RETURN))


@st.composite
def tables(draw: st.DrawFn) -> Process:
    """Tables without flaws of shape: rows of single steps and groups, moves on and back."""
    blocks = draw(st.lists(st.integers(1, 3), min_size=1, max_size=5))
    firsts = [f"b{place}_0" for place in range(len(blocks))]
    steps: list[Step] = []
    for place, size in enumerate(blocks):
        onward = firsts[place + 1] if place + 1 < len(blocks) else "ky"
        for one in range(size):
            moves = [Move("di", "Chuyển", onward)]
            if one == 0:
                for n, to in enumerate(draw(st.lists(st.sampled_from(firsts[:place]), max_size=2))
                                       if place else ()):  # fmt: skip
                    moves.append(Move(f"lui_{n}", "Trả lại", to))
                for n, to in enumerate(draw(st.lists(st.sampled_from(firsts[place + 1:]), max_size=1))
                                       if place + 1 < len(blocks) else ()):  # fmt: skip
                    moves.append(Move(f"tat_{n}", "Chuyển thẳng", to))
            steps.append(
                Step(f"b{place}_{one}", f"Bước {place}.{one}", "work", "officer",
                     draw(st.integers(1, 40)), group=f"g{place}" if size > 1 else "",
                     lead=size > 1 and one == 0, moves=tuple(moves))
            )  # fmt: skip
    back = Move("tra", "Trả lại", draw(st.sampled_from(firsts)))
    return Process((*steps, replace(SIGN, moves=(SIGN.moves[0], back)), RETURN))
