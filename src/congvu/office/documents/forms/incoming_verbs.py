"""Input of the verbs on an incoming letter: shape only, the doors decide."""

from __future__ import annotations

from typing import Any

from django import forms

from congvu.core.organisation.queries import people_of
from congvu.core.ui.forms import (
    FilteredChecks,
    FilteredRadios,
    ManyFilesField,
    MultilineField,
    VietDateField,
)
from congvu.office.documents.forms.copying import CopyFields
from congvu.office.documents.forms.registering import ACCEPT
from congvu.office.documents.policies.incoming import LEADERS
from congvu.office.documents.scenes.incoming import Scene
from congvu.office.work.pages.targets import TargetsForm, all_desks, direct_desks, inner_desks


class VerbForm(forms.Form):
    """Base: every verb carries the version that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, scene: Scene, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scene = scene


class WordsForm(VerbForm):
    """One box of words, called ``text``; subclasses say what it is."""

    text = MultilineField(label="Nội dung", max_length=1000)


def words(label: str, *, required: bool = True, hint: str = "") -> type[WordsForm]:
    """A form that asks for one text under this label."""
    box = MultilineField(label=label, max_length=1000, required=required, help_text=hint)
    return type("OneTextForm", (WordsForm,), {"text": box})


class DirectForm(TargetsForm):
    def __init__(self, *args: Any, scene: Scene, **kwargs: Any) -> None:
        super().__init__(*args, desks=direct_desks(scene.actor, scene.at), **kwargs)


class AssignForm(TargetsForm):
    def __init__(self, *args: Any, scene: Scene, **kwargs: Any) -> None:
        super().__init__(*args, desks=inner_desks(scene.actor, scene.at), **kwargs)


class PeopleForm(TargetsForm):
    def __init__(self, *args: Any, scene: Scene, **kwargs: Any) -> None:
        super().__init__(*args, desks=all_desks(scene.actor, scene.at), **kwargs)


class PresentForm(VerbForm):
    to_post_id = forms.TypedChoiceField(label="Trình lãnh đạo", coerce=int, widget=FilteredRadios)
    text = MultilineField(label="Ý kiến trình", required=False, max_length=1000, rows=2)

    def __init__(self, *args: Any, scene: Scene, **kwargs: Any) -> None:
        super().__init__(*args, scene=scene, **kwargs)
        seats = people_of(at=scene.at, agency_id=scene.actor.agency_id, roles=LEADERS)
        rows = seats.values_list("post_id", "user__full_name", "post__title")
        choices = [(str(post), f"{name} ({title})") for post, name, title in rows]
        self.fields["to_post_id"].choices = choices  # type: ignore[attr-defined]
        if choices:
            self.fields["to_post_id"].initial = choices[0][0]


class RecallForm(VerbForm):
    assignment_id = forms.TypedChoiceField(label="Thu hồi từ", coerce=int, widget=FilteredRadios)
    text = MultilineField(label="Lý do", required=False, max_length=500, rows=2)

    def __init__(self, *args: Any, scene: Scene, **kwargs: Any) -> None:
        super().__init__(*args, scene=scene, **kwargs)
        choices = [(str(part.pk), str(part)) for part in scene.recallable]
        self.fields["assignment_id"].choices = choices  # type: ignore[attr-defined]
        if choices:
            self.fields["assignment_id"].initial = choices[0][0]


class RemindForm(VerbForm):
    assignment_id = forms.TypedChoiceField(label="Đôn đốc", coerce=int, widget=FilteredRadios)
    text = MultilineField(label="Nội dung đôn đốc", required=False, max_length=500, rows=2)

    def __init__(self, *args: Any, scene: Scene, **kwargs: Any) -> None:
        super().__init__(*args, scene=scene, **kwargs)
        choices = [(str(part.pk), str(part)) for part in scene.remindable]
        self.fields["assignment_id"].choices = choices  # type: ignore[attr-defined]
        if choices:
            self.fields["assignment_id"].initial = choices[0][0]


class AskOpinionForm(VerbForm):
    targets = forms.MultipleChoiceField(label="Xin ý kiến của", widget=FilteredChecks)
    text = MultilineField(label="Nội dung xin ý kiến", max_length=2000)
    due_on = VietDateField(label="Trả lời trước ngày", required=False)

    def __init__(self, *args: Any, scene: Scene, **kwargs: Any) -> None:
        super().__init__(*args, scene=scene, **kwargs)
        groups: dict[str, list[tuple[str, str]]] = {}
        for desk in all_desks(scene.actor, scene.at):
            label = f"{desk.label} ({desk.detail})" if desk.detail else desk.label
            groups.setdefault(desk.group, []).append((desk.key, label))
        self.fields["targets"].choices = list(groups.items())  # type: ignore[attr-defined]


class AnswerOpinionForm(VerbForm):
    consultation_id = forms.TypedChoiceField(label="Câu hỏi", coerce=int, widget=FilteredRadios)
    agrees = forms.TypedChoiceField(
        label="Nhất trí",
        required=False,
        choices=[("co", "Nhất trí"), ("khong", "Không nhất trí"), ("", "Ý kiến khác")],
        coerce=lambda value: {"co": True, "khong": False}.get(value),
        empty_value=None,
        widget=forms.RadioSelect,
        initial="co",
    )
    text = MultilineField(label="Ý kiến", max_length=4000)

    def __init__(self, *args: Any, scene: Scene, **kwargs: Any) -> None:
        super().__init__(*args, scene=scene, **kwargs)
        choices = [
            (str(one.pk), f"{one.from_name}: {one.question[:120]}") for one in scene.questions
        ]
        self.fields["consultation_id"].choices = choices  # type: ignore[attr-defined]
        if choices:
            self.fields["consultation_id"].initial = choices[0][0]


class AddFileForm(VerbForm):
    main = ManyFilesField(label="Văn bản chính", required=False, accept=ACCEPT, max_files=3)
    attachments = ManyFilesField(label="Tài liệu kèm theo", required=False, accept=ACCEPT)


class RemoveFileForm(VerbForm):
    file_id = forms.TypedChoiceField(label="Tệp cần gỡ", coerce=int, widget=FilteredRadios)
    text = MultilineField(
        label="Lý do gỡ tệp", max_length=500, rows=2,
        help_text="Tên tệp và lý do được giữ trong nhật ký văn bản.",
    )  # fmt: skip

    def __init__(self, *args: Any, scene: Scene, **kwargs: Any) -> None:
        super().__init__(*args, scene=scene, **kwargs)
        choices = [
            (str(one.pk), f"{one.name} ({one.get_use_display()})") for one in scene.removable
        ]
        self.fields["file_id"].choices = choices  # type: ignore[attr-defined]


class CopyForm(CopyFields, VerbForm):
    def __init__(self, *args: Any, scene: Scene, **kwargs: Any) -> None:
        super().__init__(*args, scene=scene, **kwargs)
        self.suggest_signers(scene.actor, scene.at)
        self.offer_keys(scene.actor, scene.subject)


class AskExtensionForm(VerbForm):
    due_on = VietDateField(label="Đề nghị gia hạn đến ngày")
    text = MultilineField(label="Lý do", max_length=1000)


class DecideExtensionForm(VerbForm):
    request_id = forms.TypedChoiceField(label="Đề nghị", coerce=int, widget=FilteredRadios)
    granted = forms.TypedChoiceField(
        label="Quyết định",
        choices=[("1", "Đồng ý gia hạn"), ("0", "Không đồng ý")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        initial="1",
    )
    text = MultilineField(label="Ý kiến", required=False, max_length=1000, rows=2)

    def __init__(self, *args: Any, scene: Scene, **kwargs: Any) -> None:
        super().__init__(*args, scene=scene, **kwargs)
        choices = [
            (str(one.pk), f"{one.asked_by}: đến {one.asked_due_on:%d/%m/%Y}. {one.reason[:120]}")
            for one in scene.requests
        ]
        self.fields["request_id"].choices = choices  # type: ignore[attr-defined]
        if choices:
            self.fields["request_id"].initial = choices[0][0]
