"""Fields refuse what cannot be read, in sentences; refusals of actions come back to the form."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from congvu.core.kernel.errors import Invalid, NotAllowed, NotFound, Stale
from congvu.core.ui.forms import (
    FilteredChecks,
    ManyFilesField,
    MoneyField,
    MultilineField,
    OneFileField,
    SafeCharField,
    VietDateField,
    VietDateTimeField,
    refusals,
    status_of,
)


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "a\x1bb", "a" * 11, "\u202eabc"])
def test_unreadable_or_long_text_is_refused(text: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        SafeCharField(max_length=10).clean(text)
    assert refusal.value.messages[0].endswith((".", "!"))


def test_text_is_composed_and_trimmed() -> None:
    assert SafeCharField().clean("  Sở\u200b  Tu\u031b pháp \n") == "Sở Tư pháp"


def test_lines_are_kept_where_lines_belong() -> None:
    assert MultilineField().clean("một\r\nhai") == "một\nhai"
    with pytest.raises(ValidationError):
        MultilineField(max_length=4).clean("a\x00")


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2026",
        "11/31/2026",
        "5/11/26",
        "hôm nay",
        "00/00/0000",
        "1/1/1",
        "05/11/2026\x00",
        "٠٥/١١/٢٠٢٦",
        "9" * 500,
    ],
)
def test_days_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        VietDateField().clean(text)


@pytest.mark.parametrize(
    "text", ["05/11/2026", "5/11/2026", "05-11-2026", "05.11.2026", "05112026", " 05/11/2026 "]
)
def test_a_day_is_day_month_year(text: str) -> None:
    assert VietDateField().clean(text) == date(2026, 11, 5)


def test_days_out_of_bounds_are_refused_with_the_bounds() -> None:
    field = VietDateField(earliest=date(2026, 1, 1), latest=date(2026, 12, 31))
    with pytest.raises(ValidationError, match="01/01/2026 đến 31/12/2026"):
        field.clean("01/01/2027")
    assert field.clean("31/12/2026") == date(2026, 12, 31)


def test_a_day_is_shown_as_it_is_typed() -> None:
    class Form(forms.Form):
        day = VietDateField(initial=date(2026, 11, 5))

    assert 'value="05/11/2026"' in str(Form()["day"])
    assert 'type="text"' in str(Form()["day"])


@pytest.mark.parametrize(
    "text", ["05/11/2026 24:00", "05/11/2026 7", "xx 07:00", "05/11/2026 07:60"]
)
def test_moments_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="giờ:phút"):
        VietDateTimeField().clean(text)


def test_a_moment_is_in_vietnam() -> None:
    assert VietDateTimeField().clean("05/11/2026 07:30") == datetime(2026, 11, 5, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["mười", "1,5", "12.34", "-", "1e9", "9" * 60, "\x00"])
def test_money_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        MoneyField().clean(text)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("4.931.396", 4931396),
        ("150000 đ", 150000),
        ("150 000", 150000),
        ("0", 0),
        ("1.000 đồng", 1000),
    ],
)
def test_money(text: str, amount: int) -> None:
    assert MoneyField().clean(text) == amount


def test_money_out_of_bounds_is_refused() -> None:
    with pytest.raises(ValidationError, match="từ 0 đến"):
        MoneyField().clean("-5")


def test_files_too_large_or_too_many_are_refused() -> None:
    small = SimpleUploadedFile("a.pdf", b"12345")
    with pytest.raises(ValidationError, match=r"a\.pdf"):
        OneFileField(max_bytes=4).clean(small)
    with pytest.raises(ValidationError, match="1 tệp"):
        ManyFilesField(max_files=1).clean([small, small])
    with pytest.raises(ValidationError, match="rỗng"):
        ManyFilesField().clean([SimpleUploadedFile("b.pdf", b"")])
    with pytest.raises(ValidationError):
        ManyFilesField().clean([])
    assert ManyFilesField(required=False).clean([]) == []
    assert len(ManyFilesField().clean([small, small])) == 2


class Letter(forms.Form):
    number = SafeCharField(label="Số")
    sent = VietDateField(label="Ngày ban hành", help_text="Như trên văn bản.")
    units = forms.MultipleChoiceField(
        label="Đơn vị",
        required=False,
        choices=[("Khối", [("1", "Văn phòng")]), ("2", "Thanh tra")],
        widget=FilteredChecks,
    )


def test_the_form_is_drawn_with_its_errors_tied_to_the_boxes() -> None:
    html = str(Letter({"sent": "31/02/2026"}))
    assert "Hãy nhập mục này." in html
    assert 'id="id_sent_error"' in html and 'id="id_sent_helptext"' in html
    assert 'aria-describedby="id_sent_helptext id_sent_error"' in html
    assert 'href="#id_number"' in html
    assert 'role="alert"' in html
    assert 'value="31/02/2026"' in html
    assert "This field" not in html


def test_what_was_typed_is_escaped() -> None:
    assert "<script>" not in str(Letter({"number": "<script>", "sent": '"><img>'}))


def valid() -> Letter:
    form = Letter({"number": "1", "sent": "05/11/2026"})
    assert form.is_valid()
    return form


def test_refused_fields_are_marked() -> None:
    form = valid()
    with refusals(form) as attempt:
        raise Invalid(fields={"number": ["Số này đã cấp."], "gone": "Thiếu nơi nhận."})
    assert not attempt.ok
    assert form.errors["number"] == ["Số này đã cấp."]
    assert form.non_field_errors() == ["Thiếu nơi nhận."]
    assert status_of(form) == 422


def test_somebody_else_was_first() -> None:
    form = valid()
    with refusals(form):
        raise Stale
    assert status_of(form) == 409
    assert form.non_field_errors() == [Stale.default]
    assert 'value="05/11/2026"' in str(form)


@pytest.mark.parametrize("refusal", [NotAllowed, NotFound])
def test_answers_about_the_page_pass_through(refusal: Any) -> None:
    with pytest.raises(refusal), refusals(valid()):
        raise refusal


def test_status_of_forms() -> None:
    assert status_of(Letter()) == 200
    assert status_of(valid(), Letter({})) == 422
    with refusals(form := valid()) as attempt:
        pass
    assert attempt.ok and status_of(form) == 200
