import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.text import (
    clean_line,
    clean_text,
    fold,
    nfc,
    normalize_tones,
    same_text,
)

fixed = settings(derandomize=True, deadline=None, max_examples=300)
VIETNAMESE = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyAĐƠƯ àảãáạằửỹếộ-–0123456789 \u0301\u0323", max_size=40
)


def slow_fold(s: str) -> str:
    """The dossier's recipe, character by character."""
    s = unicodedata.normalize("NFC", s)
    s = "".join("d" if c in "đĐÐƉð" else c for c in s)
    s = "".join(c for c in unicodedata.normalize("NFD", s) if unicodedata.category(c) != "Mn")
    s = s.lower()
    s = "".join(" " if unicodedata.category(c) == "Pd" else c for c in s)
    return " ".join(s.split())


@pytest.mark.parametrize("bad", ["a\x00b", "a\ud800b", "a\x1bb", "a\x7f", "a\u202eb", "\ufffe"])
@pytest.mark.parametrize("clean", [clean_line, clean_text])
def test_control_characters_and_surrogates_are_refused_with_a_sentence(clean, bad):
    with pytest.raises(Invalid) as refusal:
        clean(bad, label="Trích yếu")
    assert refusal.value.message.startswith("Trích yếu có ký tự")
    refusal.value.message.encode()  # the refusal itself can be shown and stored


def test_too_long_is_refused_after_cleaning_and_says_both_lengths():
    assert clean_line("  " + "e\u0323\u0302" * 5 + "  ", 5) == "ệ" * 5
    with pytest.raises(Invalid, match="dài 6 ký tự, quá giới hạn 5 ký tự"):
        clean_line("ệ" * 6, 5)
    with pytest.raises(Invalid, match="dài 6 ký tự"):
        clean_text("a\nb\ncd", 5)


def test_a_line_is_stored_clean():
    assert clean_line(" V/v \t triển\r\n khai\u200b ") == "V/v triển khai"
    assert clean_line("Ðà Nẵng") == "Đà Nẵng"
    assert clean_line(unicodedata.normalize("NFD", "Hiệp Hòa")) == "Hiệp Hòa"


def test_a_text_keeps_its_lines():
    assert clean_text("\r\nMột  hai \r\n\r\n ba\rbốn\n\n") == "Một  hai\n\n ba\nbốn"


@fixed
@given(st.text(max_size=60))
def test_cleaning_twice_changes_nothing(s):
    for clean in (clean_line, clean_text):
        try:
            once = clean(s, 1000)
        except Invalid:
            continue
        assert clean(once, 1000) == once
        assert unicodedata.is_normalized("NFC", once)


def test_nfc_vector():
    text = "hoà Nguyễn Đức"
    assert len(nfc(text)) == 14
    assert len(unicodedata.normalize("NFD", text)) == 19
    assert nfc(unicodedata.normalize("NFD", text)) == nfc(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Đường Nguyễn Gia Thiều", "duong nguyen gia thieu"),
        ("Ðà Nẵng", "da nang"),
        ("  Bà Rịa –  Vũng-Tàu\u00a0", "ba ria vung tau"),
        ("647/STTTT-CNTT", "647/stttt cntt"),
        ("HOẢ TỐC", "hoa toc"),
        ("İstanbul Café", "istanbul cafe"),
        ("", ""),
    ],
)
def test_search_key(text, key):
    assert fold(text) == key
    assert fold(unicodedata.normalize("NFD", text)) == key


@fixed
@given(VIETNAMESE)
def test_the_fast_key_is_the_slow_key(s):
    assert fold(s) == slow_fold(s)
    assert fold(unicodedata.normalize("NFD", s)) == fold(s)


@fixed
@given(st.text(max_size=30))
def test_a_key_of_a_key_is_itself_in_every_script(s):
    assert fold(fold(s)) == fold(s)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("hoà", "hòa"),
        ("thuỷ", "thủy"),
        ("khoẻ", "khỏe"),
        ("hoá", "hóa"),
        ("HOẢ TỐC", "HỎA TỐC"),
        ("Thuỷ Nguyên", "Thủy Nguyên"),
        ("quý quỳ", "quý quỳ"),
        ("qúy khách, món qùa", "quý khách, món quà"),
        ("hoàn toàn ngoài khuỷu loét", "hoàn toàn ngoài khuỷu loét"),
        ("hòa thủy khỏe", "hòa thủy khỏe"),
    ],
)
def test_one_tone_placement(written, canonical):
    assert normalize_tones(written) == canonical
    assert normalize_tones(unicodedata.normalize("NFD", written)) == canonical
    assert normalize_tones(canonical) == canonical
    assert same_text(written, canonical)


def test_texts_with_other_tones_or_letters_are_not_the_same():
    assert same_text("Ðồng  Hoà", "đồng hòa")
    assert not same_text("hóa", "hòa")
    assert not same_text("ngân", "ngạn")
