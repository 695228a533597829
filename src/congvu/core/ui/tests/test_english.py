"""English as a translation: every word of a finished room has it, and only the house's words."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.http import HttpRequest
from django.template import engines
from django.test import Client
from django.utils.safestring import SafeString, mark_safe

import congvu
from congvu.core.ui import speech
from congvu.core.ui.catalogues import parse
from congvu.core.ui.listing import Column
from congvu.core.ui.speech import catalogue, reading, said

ROOT = Path(congvu.__file__).parent
FINISHED = (
    "core/ui",
    "core/accounts",
    "core/audit",
    "core/files",
    "core/notifications",
    "core/organisation",
    "core/search",
    "project/desk",
    "office/work",
    "office/documents",
    "office/signing",
    "office/exchange",
)
"""Rooms that read in English; a room joins when its templates are marked and its labels have
entries in ``locale/en/LC_MESSAGES/django.po``."""
PRINTED = {
    "documents/incoming/slip.html",
    "documents/records/plan.html",
    "signing/validation_print.html",
    "signing/_validation_body.html",
}
"""Forms and protocols on paper stay Vietnamese."""
GUIDE = {"ui/guide.html", "ui/error_bare.html"}
"""The style guide shows examples of data; the page of a 5xx bears the name of the product."""
VIETNAMESE = re.compile(r"[À-ÖØ-öø-ỹ]")
SILENT = re.compile(
    r"\{#.*?#\}|lang=\"vi\">Tiếng Việt|\{% comment %\}.*?\{% endcomment %\}|\{% (?:el)?if .*?%\}"
    r"|\{% blocktranslate.*?\{% endblocktranslate %\}"
    r"|\{% translate [^%]*(?:%[^}][^%]*)*%\}|_\((?:\"[^\"]*\"|'[^']*')\)",
    re.S,
)
MARKED = re.compile(
    r"""\{% translate (?:"([^"]*)"|'([^']*)')|\b_\((?:"([^"]*)"|'([^']*)')\)"""
    r"""|\{% blocktranslate[^%]*%\}(.*?)\{% endblocktranslate %\}""",
    re.S,
)
VALUE = re.compile(r"\{\{ (\w+) \}\}")


def rooms_of(pattern: str) -> list[Path]:
    return sorted(
        path
        for room in FINISHED
        for path in (ROOT / room).rglob(pattern)
        if "tests" not in path.parts
    )


def template_name(path: Path) -> str:
    return str(path).partition("/templates/")[2]


TEMPLATES = [path for path in rooms_of("templates/**/*.html") if template_name(path) not in GUIDE]


@pytest.mark.parametrize("template", TEMPLATES, ids=template_name)
def test_every_text_of_a_template_is_marked(template: Path) -> None:
    if template_name(template) in PRINTED:
        return
    left = [line.strip() for line in SILENT.sub("", template.read_text("utf-8")).splitlines()]
    assert [line for line in left if VIETNAMESE.search(line)] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=template_name)
def test_every_mark_of_a_template_has_english(template: Path) -> None:
    if template_name(template) in PRINTED:
        return
    found = [
        next(filter(None, groups), "") for groups in MARKED.findall(template.read_text("utf-8"))
    ]
    asked = {VALUE.sub(r"%(\1)s", text.replace("%", "%%")) for text in found if text}
    assert {text for text in asked if text not in catalogue()} == set()


# -- what rooms write in Python ------------------------------------------------------------------

DRAWN = {"Column": (1,), "Tab": (1,), "Section": (1,), "Item": (1,), "Panel": (1,), "Link": (1,)}
"""Components whose label is the second argument."""
LABELS = {"label", "title", "help_text", "noun", "hint", "button", "empty_label"}
INSIDE = re.compile(
    r"/(models|migrations|management|prints|api|letterhead|sheets|verification)(/|\.)"
    r"|/(edxml|hub|native)/|/(tell|notices|texts|guide|guide_rows|factories|api|mails)\.py$"
)
"""Not drawn for a reader: the database, the command line, paper, what is kept as it was sent
(notices, protocols of verification), what goes to other systems."""


def sources() -> list[Path]:
    return [path for path in rooms_of("*.py") if not INSIDE.search(str(path.relative_to(ROOT)))]


def written(node: ast.expr) -> str | None:
    """A text, with ``%(1)s`` for the values in it; None when it is not one."""
    if isinstance(node, ast.Constant):
        text = node.value if isinstance(node.value, str) else None
        return re.sub(r"\{(\w+)\}", r"%(\1)s", text) if text else None
    if isinstance(node, ast.JoinedStr):
        parts, count = [], 0
        for part in node.values:
            count += isinstance(part, ast.FormattedValue)
            parts.append(part.value if isinstance(part, ast.Constant) else f"%({count})s")
        return "".join(str(part) for part in parts)
    return None


def labels(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in LABELS:
            yield node.value
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            yield from node.exc.args[:1]
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            yield from (node.args[at] for at in DRAWN.get(name, ()) if at < len(node.args))
            if name in {"success", "error", "warning", "info"} and len(node.args) == 2:
                yield node.args[1]
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "default":
            yield node.value


@pytest.mark.parametrize("source", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_label_and_refusal_has_english(source: Path) -> None:
    tree = ast.parse(source.read_text("utf-8"))
    texts = {text for node in labels(tree) if (text := written(node))}
    assert {t for t in texts if VIETNAMESE.search(t) and t not in catalogue()} == set()


@pytest.mark.parametrize("source", [p for p in sources() if p.name == "choices.py"], ids=str)
def test_every_choice_has_english(source: Path) -> None:
    tree = ast.parse(source.read_text("utf-8"))
    texts = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and VIETNAMESE.search(node.value)
        and "\n" not in node.value
    }
    quoted = {node.value.value for node in ast.walk(tree) if isinstance(node, ast.Expr)
              and isinstance(node.value, ast.Constant)}  # fmt: skip
    assert {t for t in texts if t not in catalogue()} - quoted - NOT_SAID == set()


NOT_SAID = {
    "SAO Y", "SAO LỤC", "TRÍCH SAO",
    "Luôn là 1, loại văn bản đọc ở TypeName", "Số thứ tự trong phụ lục (công văn = 18)",
    "Mã trạng thái ",
}  # fmt: skip
"""Words of a seal; settings of a peer that only its Python says; the beginning of a sentence."""


def test_english_has_no_vietnamese_left_in_it() -> None:
    """Names of laws and of the product stay."""
    allowed = re.compile(r"Communiqué|NĐ-CP|QĐ-TTg|QyĐ|Công Vụ|đồng|05/2026/QĐ-UBND")
    plain = {text: allowed.sub("", english) for text, english in catalogue().items()}
    assert {text for text, english in plain.items() if VIETNAMESE.search(english)} == set()


def test_no_text_has_two_translations() -> None:
    """One word of the house is one word in English, whichever room says it."""
    told: dict[str, set[str]] = {}
    for room in FINISHED:
        source = ROOT / room / "locale/en/LC_MESSAGES/django.po"
        for text, english in parse(source.read_text("utf-8")).items():
            told.setdefault(text, set()).add(english)
    assert {text: english for text, english in told.items() if text and len(english) > 1} == {}


# -- how it is said --------------------------------------------------------------------------------


def test_a_vietnamese_reader_gets_the_very_same_text() -> None:
    text = "Văn bản đến"
    assert said(text) is text


def test_an_english_reader_gets_the_translation_and_what_people_typed_as_it_is() -> None:
    with reading("en"):
        assert said("Văn bản đến") == "Incoming letters"
        assert said("V/v cử cán bộ tham gia lớp bồi dưỡng") == (
            "V/v cử cán bộ tham gia lớp bồi dưỡng"
        )
    assert said("Văn bản đến") == "Văn bản đến"


def test_sentences_with_values_keep_their_values() -> None:
    with reading("en"):
        assert said("Đã lưu bộ lọc “Việc của tôi tháng 11”.") == (
            "Filter “Việc của tôi tháng 11” saved."
        )
        assert said("Quá hạn 3 ngày") == "3 days overdue"
        assert said("Hạn xử lý đang ở trạng thái “Chờ vào sổ” nên không thực hiện được việc này. "
                    "Hãy tải lại trang để xem các việc có thể làm.").startswith(
            "Due date is in the state “To register”"
        )  # fmt: skip


@pytest.mark.parametrize("typed", ["Văn bản của ông A", "Quá hạn nhiều ngày", "Sao y văn bản"])
def test_a_few_words_around_a_value_do_not_make_it_the_house_s_sentence(typed: str) -> None:
    with reading("en"):
        assert said(typed) == typed


def test_what_is_markup_stays_markup_and_what_is_not_is_escaped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(speech, "catalogue", lambda: {"Đ": "<b>"})
    speech._english.cache_clear()
    try:
        with reading("en"):
            assert isinstance(said(mark_safe("Đ")), SafeString)
            assert not isinstance(said("Đ"), SafeString)
    finally:
        speech._english.cache_clear()


def test_the_filter_says_it_in_templates() -> None:
    drawn = engines["django"].from_string("{% load ui %}{{ text|dich }}{% badge text 'ok' %}")
    with reading("en"):
        shown = drawn.render({"text": "Hoàn thành"})
    assert shown.startswith("Completed<span") and "Hoàn thành" not in shown
    assert "Hoàn thành" in drawn.render({"text": "Hoàn thành"})


def test_columns_are_said_where_they_are_drawn() -> None:
    drawn = engines["django"].from_string("{% load ui %}{% sort_head head %}")
    head = type("Head", (), {"column": Column("han", "Hạn xử lý"), "href": "", "sorted": ""})()
    with reading("en"):
        assert ">Due date</th>" in drawn.render({"head": head})


@pytest.mark.django_db
def test_the_choice_in_the_display_menu_decides(
    client: Client, ask: Callable[..., HttpRequest]
) -> None:
    path = "/dang-nhap"
    assert "Tên đăng nhập" in client.get(path, follow=True).content.decode()
    client.cookies["hien-thi"] = "en"
    page = client.get(path, follow=True, headers={"Accept-Language": "vi"}).content.decode()
    assert '<html lang="en"' in page
    assert "User name" in page and "Tên đăng nhập" not in page
