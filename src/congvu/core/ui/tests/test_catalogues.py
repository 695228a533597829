"""The catalogues are compiled as they are written, complete, and kind to their placeholders."""

from __future__ import annotations

import gettext
import io
import re
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import congvu
from congvu.core.ui.catalogues import build, compiled, parse, sources

ROOT = Path(congvu.__file__).parent
SOURCES = sources(ROOT)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_is_read_is_what_was_written(source: Path) -> None:
    """Run ``manage.py catalogues`` after editing a ``.po``."""
    assert source.with_suffix(".mo").read_bytes() == build(source)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_placeholders_survive_translation(source: Path) -> None:
    for key, value in parse(source.read_text("utf-8")).items():
        wanted = {mark for part in key.split("\0") for mark in re.findall(r"%\(\w+\)[sdr]", part)}
        for form in value.split("\0"):
            assert set(re.findall(r"%\(\w+\)[sdr]", form)) <= wanted, key


def test_the_reader_of_the_standard_library_agrees() -> None:
    text = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n\nmsgid "a"\n"b"\nmsgstr "Đ\\"ẹ\\np"\n\nmsgctxt "c"\nmsgid "a"\nmsgstr "khác"\n\nmsgid "one"\nmsgid_plural "many"\nmsgstr[0] "một"\nmsgstr[1] "nhiều"\n\nmsgid "none"\nmsgstr ""\n'
    read = gettext.GNUTranslations(io.BytesIO(compiled(parse(text))))
    assert read.gettext("ab") == 'Đ"ẹ\np'
    assert read.pgettext("c", "a") == "khác"
    assert (read.ngettext("one", "many", 1), read.ngettext("one", "many", 2)) == ("một", "nhiều")
    assert read.gettext("none") == "none"


def test_an_unreadable_catalogue_is_refused() -> None:
    with pytest.raises(ValueError, match="unreadable"):
        parse('msgid "a"\nvô nghĩa\n')


def test_refusals_of_django_are_whole_sentences() -> None:
    with translation.override("vi"):
        assert _("This field is required.") == "Hãy nhập mục này."
        assert _("Enter a valid date.").endswith("05/11/2026.")
        assert "ký tự" in ngettext(
            "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
            "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
            5,
        )
