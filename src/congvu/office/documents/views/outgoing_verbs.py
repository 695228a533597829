"""Every verb on an outgoing letter as a row: its button, its form, its door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from congvu.core.files.choices import Use
from congvu.core.ui.forms import (
    FilteredChecks,
    FilteredRadios,
    MultilineField,
    OneFileField,
    VietDateField,
)
from congvu.office.documents.actions import outgoing as actions
from congvu.office.documents.choices import OutgoingState
from congvu.office.documents.forms.copying import CopyFields, asked_copy
from congvu.office.documents.scenes.outgoing import OutScene
from congvu.office.signing import queries as signatures
from congvu.office.work import actions as work
from congvu.office.work.pages.targets import all_desks, target_of

Run = Callable[[OutScene, dict[str, Any]], object]


class OutForm(forms.Form):
    """Base: the version that the person saw; ``text`` is the remark or reason."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, scene: OutScene, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scene = scene


def remark(label: str, *, required: bool = False) -> type[OutForm]:
    box = MultilineField(label=label, required=required, max_length=2000, rows=2)
    return type("RemarkForm", (OutForm,), {"text": box})


class NumberForm(OutForm):
    held_id = forms.TypedChoiceField(
        label="Số cấp", coerce=int, required=False, empty_value=None, widget=forms.Select
    )
    key_id = forms.TypedChoiceField(
        label="Khóa của cơ quan", coerce=int, required=False, empty_value=None, widget=forms.Select
    )
    pin = forms.CharField(
        label="Mã PIN của khóa cơ quan", required=False, max_length=128, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="Nhập để ký số cơ quan; để trống nếu đóng dấu bản giấy.",
    )  # fmt: skip

    def __init__(self, *args: Any, scene: OutScene, **kwargs: Any) -> None:
        super().__init__(*args, scene=scene, **kwargs)
        if scene.held and scene.letter.number is None:
            choices = [("", "Số tiếp theo của sổ"), *scene.held]
            self.fields["held_id"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["held_id"]
        keys = signatures.seal_keys(scene.actor)
        if keys:
            self.fields["key_id"].choices = [(key.pk, key.label) for key in keys]  # type: ignore[attr-defined]
        else:
            del self.fields["key_id"], self.fields["pin"]


class FinalForm(OutForm):
    final = OneFileField(
        label="Bản phát hành (PDF)", accept=".pdf",
        help_text="Trước khi cấp số: bản PDF xuất từ dự thảo đã duyệt, hệ thống ghi số, ngày lên "
        "đó. Sau khi cấp số: bản PDF đã ký hoặc bản quét.",
    )  # fmt: skip


class CopyForm(CopyFields, OutForm):
    def __init__(self, *args: Any, scene: OutScene, **kwargs: Any) -> None:
        super().__init__(*args, scene=scene, **kwargs)
        self.suggest_signers(scene.actor, scene.at)
        self.offer_keys(scene.actor, scene.subject)


class AskForm(OutForm):
    targets = forms.MultipleChoiceField(label="Xin ý kiến của", widget=FilteredChecks)
    text = MultilineField(label="Nội dung xin ý kiến", max_length=2000)
    due_on = VietDateField(label="Trả lời trước ngày", required=False)

    def __init__(self, *args: Any, scene: OutScene, **kwargs: Any) -> None:
        super().__init__(*args, scene=scene, **kwargs)
        groups: dict[str, list[tuple[str, str]]] = {}
        for desk in all_desks(scene.actor, scene.at):
            label = f"{desk.label} ({desk.detail})" if desk.detail else desk.label
            groups.setdefault(desk.group, []).append((desk.key, label))
        self.fields["targets"].choices = list(groups.items())  # type: ignore[attr-defined]


class OpinionForm(OutForm):
    consultation_id = forms.TypedChoiceField(label="Câu hỏi", coerce=int, widget=FilteredRadios)
    agrees = forms.ChoiceField(
        label="Nhất trí", required=False, widget=forms.RadioSelect, initial="co",
        choices=[("co", "Nhất trí"), ("khong", "Không nhất trí"), ("", "Ý kiến khác")],
    )  # fmt: skip
    text = MultilineField(label="Ý kiến", max_length=4000)

    def __init__(self, *args: Any, scene: OutScene, **kwargs: Any) -> None:
        super().__init__(*args, scene=scene, **kwargs)
        choices = [(str(c.pk), f"{c.from_name}: {c.question[:120]}") for c in scene.questions]
        self.fields["consultation_id"].choices = choices  # type: ignore[attr-defined]
        if choices:
            self.fields["consultation_id"].initial = choices[0][0]


@dataclass(frozen=True, slots=True)
class OutVerb:
    """``ability`` names the key of the ability map."""

    slug: str
    ability: str
    label: str
    icon: str
    form: Callable[..., forms.Form]
    run: Run
    done: str
    key: str = ""
    tone: str = ""
    confirm: str = ""


def _said(act: Callable[..., object], argument: str) -> Run:
    def run(scene: OutScene, asked: dict[str, Any]) -> object:
        return act(
            actor=scene.actor, at=scene.at, outgoing_id=scene.letter.pk, version=asked["version"],
            **{argument: asked["text"]},
        )  # fmt: skip

    return run


def _number(scene: OutScene, asked: dict[str, Any]) -> object:
    return actions.number(
        actor=scene.actor, at=scene.at, outgoing_id=scene.letter.pk, version=asked["version"],
        held_id=asked.get("held_id"), seal=_seal(asked),
    )  # fmt: skip


def _seal(asked: dict[str, Any]) -> actions.Seal | None:
    pin, key_id = asked.get("pin"), asked.get("key_id")
    return actions.Seal(key_id, pin) if pin and key_id else None


def _issue(scene: OutScene, asked: dict[str, Any]) -> object:
    return actions.issue(
        actor=scene.actor, at=scene.at, outgoing_id=scene.letter.pk, version=asked["version"]
    )


def _attach(scene: OutScene, asked: dict[str, Any]) -> object:
    upload = asked["final"]
    stored = actions.store_draft(
        actor=scene.actor, at=scene.at, stream=upload, name=upload.name,
        secrecy=scene.letter.secrecy, use=Use.MAIN,
    )  # fmt: skip
    return actions.attach_final(
        actor=scene.actor, at=scene.at, outgoing_id=scene.letter.pk, version=asked["version"],
        file=stored,
    )  # fmt: skip


def _copy(scene: OutScene, asked: dict[str, Any]) -> object:
    return actions.certify(
        actor=scene.actor, at=scene.at, subject=scene.subject, **asked_copy(asked)
    )


def _ask(scene: OutScene, asked: dict[str, Any]) -> object:
    return work.ask_opinion(
        actor=scene.actor, at=scene.at, subject=scene.subject, question=asked["text"],
        targets=[target_of(key) for key in asked["targets"]], due_on=asked["due_on"],
    )  # fmt: skip


def _answer(scene: OutScene, asked: dict[str, Any]) -> object:
    return work.answer_opinion(
        actor=scene.actor, at=scene.at, consultation_id=asked["consultation_id"],
        answer=asked["text"], agrees={"co": True, "khong": False}.get(asked["agrees"]),
    )  # fmt: skip


ROWS = (
    OutVerb("trinh", "submit", "Trình", "forward", remark("Ý kiến trình"),
            _said(actions.submit, "remark"), "Đã trình dự thảo.", "t"),
    OutVerb("duyet", "review", "Duyệt", "check", remark("Ý kiến"),
            _said(actions.review, "remark"), "Đã duyệt, chuyển bước tiếp theo.", "d"),
    OutVerb("kiem-tra", "check", "Đạt thể thức, trình ký", "shield", remark("Ý kiến"),
            _said(actions.check, "remark"), "Đã kiểm tra thể thức, trình ký.", "d"),
    OutVerb("ky", "approve", "Ký ban hành", "signed", remark("Ý kiến"),
            _said(actions.sign_off, "remark"), "Đã ký ban hành.", "d"),
    OutVerb("cap-so", "number", "Cấp số, ngày", "stamp", NumberForm, _number, "Đã cấp số.", "s"),
    OutVerb("phat-hanh", "issue", "Phát hành", "outbox", OutForm, _issue, "Đã phát hành.", "s",
            confirm="Phát hành văn bản này đến các nơi nhận?"),
    OutVerb("cho-y-kien", "answer_opinion", "Cho ý kiến", "comment", OpinionForm, _answer,
            "Đã gửi ý kiến.", "y"),
    OutVerb("xin-y-kien", "ask_opinion", "Xin ý kiến", "comment", AskForm, _ask,
            "Đã gửi xin ý kiến."),
    OutVerb("ban-phat-hanh", "attach_final", "Đính kèm bản phát hành", "upload", FinalForm,
            _attach, "Đã đính kèm bản phát hành."),
    OutVerb("sao", "copy", "Sao văn bản", "stamp", CopyForm, _copy, "Đã lập bản sao."),
    OutVerb("rut-lai", "withdraw", "Rút lại", "back", remark("Lý do"),
            _said(actions.withdraw, "remark"), "Đã rút dự thảo về để sửa."),
    OutVerb("tra-lai", "return", "Trả lại", "back", remark("Điểm phải sửa", required=True),
            _said(actions.return_draft, "remark"), "Đã trả lại người soạn thảo.", "r", "bad"),
    OutVerb("tra-so", "refuse_number", "Từ chối ban hành, trả số", "close",
            remark("Lý do", required=True), _said(actions.refuse_number, "reason"),
            "Đã trả số; dự thảo về người soạn thảo.", tone="bad"),
    OutVerb("thu-hoi", "recall", "Thu hồi văn bản", "recall",
            remark("Lý do thu hồi", required=True), _said(actions.recall, "reason"),
            "Đã thu hồi; các nơi nhận được đề nghị trả lại.", tone="bad"),
    OutVerb("huy", "cancel", "Hủy dự thảo", "trash", remark("Lý do"),
            _said(actions.cancel, "remark"), "Đã hủy dự thảo.", tone="bad",
            confirm="Hủy dự thảo này? Dự thảo đã hủy không trình lại được."),
)  # fmt: skip
VERBS = {row.slug: row for row in ROWS}
ON_THE_SPOT = ("review", "check", "approve", "number", "issue", "answer_opinion")
"""Verbs whose form stands open on the page when the letter waits for this person."""


def buttons(scene: OutScene, *, without: str = "") -> list[OutVerb]:
    return [verb for verb in ROWS if scene.abilities.get(verb.ability) and verb.slug != without]


def at_once(scene: OutScene) -> OutVerb | None:
    if scene.needs_final and scene.abilities["attach_final"]:
        return VERBS["ban-phat-hanh"]
    for ability in ON_THE_SPOT:
        if scene.abilities.get(ability):
            return next(verb for verb in ROWS if verb.ability == ability)
    ready = scene.letter.state == OutgoingState.DRAFT and scene.abilities["submit"]
    return VERBS["trinh"] if ready else None
