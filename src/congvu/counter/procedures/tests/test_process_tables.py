"""The table of steps: its flaws in words, its JSON, its drawing, its BPMN in another's reader."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser, BpmnValidator

from congvu.core.kernel.errors import Invalid
from congvu.counter.procedures.process import Move, Process, Step
from congvu.counter.procedures.process.bpmn import bpmn_of
from congvu.counter.procedures.process.drawing import svg_of
from congvu.counter.procedures.process.flaws import flaws
from congvu.counter.procedures.process.graph import draw
from congvu.counter.procedures.process.shape import END, code_from, read_process
from congvu.counter.procedures.tests.processes import (
    APPRAISE,
    DESK,
    RETURN,
    SIGN,
    small,
    tables,
    together,
)


def changed(step: Step, **parts: object) -> Process:
    rows = [replace(one, **parts) if one.code == step.code else one for one in small().steps]
    return Process(tuple(rows))


@pytest.mark.parametrize(
    ("process", "word"),
    [
        (Process(), "chưa có bước nào"),
        (changed(APPRAISE, moves=()), "không có lối ra"),
        (changed(APPRAISE, moves=(Move("tra", "Trả", "tiep_nhan"),)), "Không có thao tác nào dẫn tới"),
        (changed(APPRAISE, moves=(Move("x", "X", "khong_co"),)), "bước không có"),
        (changed(APPRAISE, hours=0), "chưa có số giờ"),
        (changed(APPRAISE, group="g"), "chỉ có một bước"),
        (changed(APPRAISE, lead=True), "không ở nhóm song song nào"),
        (changed(APPRAISE, kind="la"), "loại lạ"),
        (changed(APPRAISE, kind="consult"), "chưa có cơ quan"),
        (changed(APPRAISE, holder="named_unit"), "chưa chọn đơn vị"),
        (changed(APPRAISE, unit_id=3), "quy trình chung của tỉnh"),
        (changed(APPRAISE, moves=(Move("x", "X", "ky", needs=("la",)),)), "điều kiện lạ"),
        (changed(APPRAISE, moves=(Move("x", "X", "tra_kq"), *APPRAISE.moves)), "không qua bước ký"),
        (changed(APPRAISE, moves=(Move("x", "X", END), *APPRAISE.moves)), "không trả kết quả"),
        (changed(RETURN, moves=(Move("x", "X", "tiep_nhan"),)), "không đi tới được bước kết thúc"),
        (changed(RETURN, code="ky"), "dùng 2 lần"),
        (changed(APPRAISE, moves=(*APPRAISE.moves, APPRAISE.moves[0])), "mang mã “trinh”"),
    ],
)  # fmt: skip
def test_flaws_are_said_in_words(process: Process, word: str) -> None:
    found = flaws(process)
    assert any(word in one for one in found), found
    assert all(one.endswith(".") for one in found)


def test_a_group_has_exactly_one_lead() -> None:
    rows = together().steps
    without = Process(tuple(replace(one, lead=False) for one in rows))
    assert any("có 0 chủ trì" in one for one in flaws(without))
    two = Process(tuple(replace(one, lead=bool(one.group)) for one in rows))
    assert any("có 3 chủ trì" in one for one in flaws(two))


def test_hours_over_the_limit_name_the_way() -> None:
    assert flaws(small(), limit_hours=60) == []
    (said,) = flaws(small(), limit_hours=59)
    assert "60" in said
    assert "Tiếp nhận, chuyển hồ sơ → Thẩm định → Ký duyệt → Trả kết quả" in said
    assert flaws(together(), limit_hours=60) == [], "beside each other counts once"


def test_small_and_together_may_be_published() -> None:
    assert flaws(small()) == flaws(together()) == []
    assert flaws(changed(APPRAISE, unit_id=3), own=True) == []


@given(process=tables())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_json_brings_back_the_same(process: Process) -> None:
    assert read_process(json.loads(json.dumps(process.to_json()))) == process


@pytest.mark.parametrize(
    "document",
    [
        None, [], {}, {"format": "congvu-process/1"},
        {"format": "congvu-process/1", "steps": [1]},
        {"format": "congvu-process/1", "steps": [{"code": "a"}]},
        {"format": "congvu-process/1", "steps": [{"code": "A b", "name": "x"}]},
        {"format": "congvu-process/1", "steps": [{"code": "a", "name": "x", "hours": True}]},
        {"format": "congvu-process/1", "steps": [{"code": "a", "name": "x", "hours": -1}]},
        {"format": "congvu-process/1", "steps": [{"code": "a", "name": "x", "la": 1}]},
        {"format": "congvu-process/1", "steps": [{"code": "a", "name": "x" * 201}]},
        {"format": "congvu-process/1", "steps": [{"code": "a", "name": "x", "moves": [{"code": "b"}]}]},
        {"format": "congvu-process/1", "steps": [{"code": "a", "name": "x"}] * 61},
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused(document: object) -> None:
    with pytest.raises(Invalid):
        read_process(document)


def test_codes_come_from_names() -> None:
    assert code_from("Thẩm định hồ sơ", set()) == "tham_dinh_ho_so"
    assert code_from("Thẩm định", {"tham_dinh"}) == "tham_dinh_2"
    assert code_from("1. Đóng dấu", set()) == "b_1_dong_dau"
    assert code_from("—", set()) == "b"


def test_the_drawing_says_every_step_and_keeps_to_the_policy() -> None:
    odd = changed(APPRAISE, name="<script>alert(1)</script>")
    drawn = str(svg_of(odd, "Quy trình", now=["ky"]))
    assert "<script>" not in drawn
    assert "style=" not in drawn
    assert 'class="step sign now"' in drawn
    root = etree.fromstring(drawn)
    assert root.find("title").text == "Quy trình"
    for process in (small(), together()):
        shown = "".join(etree.fromstring(str(svg_of(process, "x"))).itertext())
        assert all(step.name[:12] in shown for step in process.steps)


@given(process=tables())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_two_nodes_lie_on_each_other_and_lines_stay_inside(process: Process) -> None:
    graph = draw(process)
    nodes = list(graph.nodes.values())
    for place, a in enumerate(nodes):
        for b in nodes[place + 1 :]:
            apart = (
                a.x + a.width <= b.x or b.x + b.width <= a.x or a.bottom <= b.y or b.bottom <= a.y
            )
            assert apart, (a.id, b.id)
    for edge in graph.edges:
        assert all(0 <= x <= graph.width and 0 <= y <= graph.height for x, y in edge.points)
    assert len({edge.id for edge in graph.edges}) == len(graph.edges)


def test_another_reader_accepts_the_bpmn_by_the_schema_and_runs_it() -> None:
    for process in (small(), together()):
        document = bpmn_of(process, name="Cấp phép", key="quy_trinh")
        parser = BpmnParser(validator=BpmnValidator())
        parser.add_bpmn_xml(etree.fromstring(document), filename="quy-trinh.bpmn")
        spec = parser.get_spec("quy_trinh")
        assert {f"step_{step.code}" for step in process.steps} <= set(spec.task_specs)
        workflow = BpmnWorkflow(spec)
        walked: list[str] = []
        workflow.do_engine_steps()
        while not workflow.is_completed():
            task = workflow.get_tasks(state=16, manual=True)[0]
            walked.append(task.task_spec.bpmn_id.removeprefix("step_"))
            task.data["move"] = ""
            task.run()
            workflow.do_engine_steps()
        assert sorted(walked) == sorted(step.code for step in process.steps)


@given(process=tables())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_table_is_bpmn_by_the_schema(process: Process) -> None:
    document = bpmn_of(process, name="Thử", key="thu")
    BpmnParser(validator=BpmnValidator()).add_bpmn_xml(etree.fromstring(document))
    root = etree.fromstring(document)
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    drawn = set(root.xpath("//@bpmnElement"))
    graph = draw(process)
    assert drawn >= set(graph.nodes) | {edge.id for edge in graph.edges}


def test_first_desk_row_is_the_beginning() -> None:
    assert draw(small()).edges[0].target == f"step_{DESK.code}"
    assert SIGN.kind == "sign"
