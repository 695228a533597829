"""Verbs on many tasks at once: what each asks for once, for all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from congvu.core.kernel.actor import Actor
from congvu.core.ui.forms import MultilineField
from congvu.office.work.actions import Asked
from congvu.office.work.pages.targets import TargetsForm, all_desks

MOST = 200


class ChosenForm(forms.Form):
    """Which rows were ticked; ``gui`` says that the person has confirmed."""

    chon = forms.TypedMultipleChoiceField(coerce=int)
    gui = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = self.data.getlist("chon")[:MOST] if hasattr(self.data, "getlist") else []
        keys = [one for one in given if one.isascii() and one.isdigit() and len(one) < 19]
        self.fields["chon"].choices = [(key, key) for key in keys]  # type: ignore[attr-defined]


class WordsForm(forms.Form):
    """One box of words for all."""

    text = MultilineField(label="Nội dung", max_length=2000)

    def __init__(self, *args: Any, actor: Actor, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def asked(self) -> Asked:
        return Asked(text=self.cleaned_data["text"])


class ProgressForm(WordsForm):
    percent = forms.IntegerField(label="Tiến độ (%)", min_value=0, max_value=100)
    text = MultilineField(label="Nội dung đã làm", required=False, max_length=2000, rows=2)

    field_order = ("percent", "text")

    def asked(self) -> Asked:
        return Asked(text=self.cleaned_data["text"], percent=self.cleaned_data["percent"])


class OrderForm(TargetsForm):
    def __init__(self, *args: Any, actor: Actor, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, desks=all_desks(actor, at), **kwargs)

    def asked(self) -> Asked:
        order = self.order()
        return Asked(
            text=order["instruction"], lead=order["lead"], support=order["support"],
            inform=order["inform"], due_on=order["due_on"],
        )  # fmt: skip


def _words(label: str, *, required: bool = True) -> type[WordsForm]:
    box = MultilineField(label=label, max_length=2000, required=required, rows=3)
    return type("BulkWordsForm", (WordsForm,), {"text": box})


@dataclass(frozen=True, slots=True)
class BulkVerb:
    """``verb`` is the key of the door's table."""

    slug: str
    verb: str
    label: str
    icon: str
    form: Callable[..., Any]
    is_order: bool = False


ROWS = (
    BulkVerb("bao-cao", "report", "Báo cáo kết quả", "check", _words("Kết quả")),
    BulkVerb("tien-do", "progress", "Cập nhật tiến độ", "chart", ProgressForm),
    BulkVerb("giao", "hand_on", "Giao tiếp", "branch", OrderForm, is_order=True),
    BulkVerb("don-doc", "remind", "Đôn đốc", "bell", _words("Nội dung đôn đốc", required=False)),
    BulkVerb("ket-thuc", "close", "Kết thúc việc", "check", _words("Kết quả")),
)
BULK = {row.slug: row for row in ROWS}
