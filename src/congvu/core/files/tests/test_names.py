"""File names: nothing hidden, nothing that leaves its folder, an ending that is true."""

from __future__ import annotations

import unicodedata

import pytest

from congvu.core.files.names import LONGEST, clean_name

NAMES = {
    "../../etc/passwd": "passwd.pdf",
    "C:\\Users\\an\\Quyết định.pdf": "Quyết định.pdf",
    "a\x00b\x1f.pdf": "ab.pdf",
    "ho\u202egfdp.exe": "hogfdp.pdf",
    "\ud800a.pdf": "a.pdf",
    "": "tep.pdf",
    "...": "tep.pdf",
    ".pdf": "tep.pdf",
    "   công   văn .pdf": "công văn.pdf",
    'a"b<c>|?*:d.pdf': "a-b-c-----d.pdf",
    "Báo cáo 6.2025": "Báo cáo 6.2025.pdf",
    "Tờ trình.PDF": "Tờ trình.pdf",
    "Tờ trình.docx": "Tờ trình.pdf",
    "virus.pdf.exe": "virus.pdf.pdf",
    unicodedata.normalize("NFD", "Quyết định.pdf"): "Quyết định.pdf",
}


@pytest.mark.parametrize("raw", NAMES)
def test_cleaned(raw):
    assert clean_name(raw, kind="pdf") == NAMES[raw]


def test_a_long_name_keeps_its_ending():
    cleaned = clean_name("ằ" * 400 + ".pdf", kind="pdf")
    assert len(cleaned) == LONGEST
    assert cleaned.endswith("ằ.pdf")


def test_a_second_true_ending_is_kept():
    assert clean_name("ảnh.jpeg", kind="jpg") == "ảnh.jpeg"
