"""Tags draw what they are told, escaped, and with words beside every colour."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string

from congvu.core.ui import charts
from congvu.core.ui.chain import ChainNode, grow


def drawn(source: str, **context: Any) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def test_an_unknown_tone_is_a_mistake_of_ours() -> None:
    with pytest.raises(TemplateSyntaxError):
        drawn('{% badge "x" "purple" %}')


@pytest.mark.parametrize("source", ["{% badge x %}", "{% icon 'file' x %}", "{% abbr x x %}", "{% count x %}", "{% bar_chart p x %}", "{% line_chart p x %}", "{% spark v x %}", "{% share 1 2 x %}"])  # fmt: skip
def test_what_people_wrote_is_escaped(source: str) -> None:
    html = drawn(source, x='<b>"&', p=[('<b>"&', 1)], v=[1, 2])
    assert "<b>" not in html and '"&"' not in html
    assert "&lt;b&gt;" in html


@pytest.mark.parametrize("tone", ["", "ok", "warn", "bad", "info", "solid"])
def test_a_badge_has_an_icon_and_words(tone: str) -> None:
    html = drawn('{% badge "Quá hạn" tone %}', tone=tone)
    assert "<use href=" in html and "Quá hạn" in html


def test_a_lone_icon_has_a_name_and_others_are_silent() -> None:
    assert 'aria-label="In"' in drawn('{% icon "print" "In" %}')
    assert 'aria-hidden="true"' in drawn('{% icon "print" %}')


def test_dates_and_amounts() -> None:
    late = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)
    assert drawn("{{ at|ngay }}", at=late) == '<time datetime="2026-11-23">23/11/2026</time>'
    assert "00:30" in drawn("{{ at|ngay_gio }}", at=late)
    assert (
        drawn("{{ none|ngay }}{{ none|so }}{{ none|tien }}{{ none|dung_luong }}", none=None) == ""
    )
    assert drawn("{{ n|so }} {{ n|tien }}", n=4931396) == "4.931.396 4.931.396\u00a0đồng"
    assert drawn("{{ text|nbsp }}", text="0204 385 4") == "0204\u00a0385\u00a04"


@pytest.mark.parametrize(
    ("day", "done", "words"),
    [(None, False, "Không"), (date(2026, 11, 21), False, "Quá hạn 2 ngày"), (date(2026, 11, 23), False, "Hạn hôm nay"),
     (date(2026, 11, 25), False, "Còn 2 ngày"), (date(2026, 11, 21), True, None), (date(2026, 12, 21), False, None)],
)  # fmt: skip
def test_deadlines(day: date | None, done: bool, words: str | None) -> None:
    html = drawn("{% due day today done %}", day=day, today=date(2026, 11, 23), done=done)
    assert (words in html) if words else ("badge" not in html)


def test_charts_have_a_title_and_a_table_of_the_same_figures() -> None:
    points = [("Văn phòng", 41.0), ("Thanh tra", 9.0)]
    for html in (charts.bars(points, "Đang xử lý"), charts.line(points, "Đang xử lý")):
        tree = ET.fromstring(html)
        assert tree.find("svg/title").text == "Đang xử lý"
        assert tree.find("svg").get("role") == "img"
        assert [cell.text for cell in tree.iter("td")] == ["41", "9"]


@pytest.mark.parametrize("points", [[], [("a", 0.0)], [("a", -5.0), ("b", 0.0)]])
def test_charts_of_nothing_are_still_drawn(points: list[tuple[str, float]]) -> None:
    ET.fromstring(charts.bars(points, "x"))
    ET.fromstring(charts.line(points, "x"))
    ET.fromstring(charts.spark([value for _, value in points], "x"))


def test_a_share_of_nothing_is_nothing() -> None:
    assert "0%" in charts.share(0, 0, "x")
    assert "100%" in charts.share(9, 3, "x")


def test_a_chain_grows_from_flat_rows() -> None:
    rows = [
        (1, None, ChainNode("Văn thư")),
        (2, 1, ChainNode("Giám đốc")),
        (3, 2, ChainNode("Phòng")),
        (4, 2, ChainNode("Thanh tra")),
        (5, 99, ChainNode("Lạc")),
        (6, 6, ChainNode("Vòng")),
    ]
    roots = grow(rows)
    assert [root.who for root in roots] == ["Văn thư", "Lạc", "Vòng"]
    assert [child.who for child in roots[0].children[0].children] == ["Phòng", "Thanh tra"]


def test_the_chain_is_a_nested_list_that_says_who_acted_for_whom() -> None:
    child = ChainNode(
        "Phòng <CNTT>",
        role="Chủ trì",
        state="Đang xử lý",
        tone="info",
        current=True,
        remark="Khẩn\ntrương",
        on_behalf="Giám đốc Trần Văn Hải",
    )
    html = render_to_string(
        "ui/components/chain.html", {"nodes": [ChainNode("Văn thư", children=[child])]}
    )
    assert html.count("<ol") == html.count("</ol>") == 2
    assert html.count("<li") == html.count("</li>") == 2
    assert html.count('aria-current="step"') == 1
    assert "Phòng &lt;CNTT&gt;" in html and "Khẩn<br>trương" in html
    assert "ủy quyền của Giám đốc Trần Văn Hải" in html
