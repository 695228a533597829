"""Every verb on an incoming letter as a row: its button, its form, its door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from congvu.core.files.choices import Use
from congvu.office.documents.actions import incoming as actions
from congvu.office.documents.actions.outgoing import certify
from congvu.office.documents.forms.copying import asked_copy
from congvu.office.documents.forms.incoming_verbs import (
    AddFileForm,
    AnswerOpinionForm,
    AskExtensionForm,
    AskOpinionForm,
    AssignForm,
    CopyForm,
    DecideExtensionForm,
    DirectForm,
    PeopleForm,
    PresentForm,
    RecallForm,
    RemindForm,
    RemoveFileForm,
    VerbForm,
    words,
)
from congvu.office.documents.scenes.incoming import Scene
from congvu.office.work import actions as work
from congvu.office.work.pages.targets import target_of

Run = Callable[[Scene, dict[str, Any], forms.Form], object]


@dataclass(frozen=True, slots=True)
class Verb:
    """``ability`` names the key of the ability map; ``form`` is built with ``scene``."""

    slug: str
    ability: str
    label: str
    icon: str
    form: Callable[..., forms.Form]
    run: Run
    done: str
    key: str = ""
    tone: str = ""
    template: str = "documents/incoming/_verb.html"
    submit: str = ""

    @property
    def button(self) -> str:
        return self.submit or self.label


def _said(act: Callable[..., object], argument: str) -> Run:
    """A verb of the room that takes one text."""

    def run(scene: Scene, asked: dict[str, Any], form: forms.Form) -> object:
        said = {argument: asked["text"], "version": asked["version"]}
        return act(actor=scene.actor, at=scene.at, incoming_id=scene.letter.pk, **said)

    return run


def _ordered(act: Callable[..., object]) -> Run:
    """A hand-over: targets, words, date."""

    def run(scene: Scene, asked: dict[str, Any], form: Any) -> object:
        return act(
            actor=scene.actor, at=scene.at, incoming_id=scene.letter.pk, version=asked["version"],
            **form.order(),
        )  # fmt: skip

    return run


def _present(scene: Scene, asked: dict[str, Any], form: forms.Form) -> object:
    return actions.present(
        actor=scene.actor, at=scene.at, incoming_id=scene.letter.pk,
        to_post_id=asked["to_post_id"], remark=asked["text"], version=asked["version"],
    )  # fmt: skip


def _recall(scene: Scene, asked: dict[str, Any], form: forms.Form) -> object:
    return actions.recall(
        actor=scene.actor, at=scene.at, incoming_id=scene.letter.pk,
        assignment_id=asked["assignment_id"], reason=asked["text"], version=asked["version"],
    )  # fmt: skip


def _remind(scene: Scene, asked: dict[str, Any], form: forms.Form) -> object:
    return work.remind(
        actor=scene.actor, at=scene.at, assignment_id=asked["assignment_id"], text=asked["text"]
    )


def _ask_opinion(scene: Scene, asked: dict[str, Any], form: forms.Form) -> object:
    return work.ask_opinion(
        actor=scene.actor, at=scene.at, subject=scene.subject, question=asked["text"],
        targets=[target_of(key) for key in asked["targets"]], due_on=asked["due_on"],
    )  # fmt: skip


def _answer_opinion(scene: Scene, asked: dict[str, Any], form: forms.Form) -> object:
    return work.answer_opinion(
        actor=scene.actor, at=scene.at, consultation_id=asked["consultation_id"],
        answer=asked["text"], agrees=asked["agrees"],
    )  # fmt: skip


def _ask_extension(scene: Scene, asked: dict[str, Any], form: forms.Form) -> object:
    part = scene.active
    return work.ask_extension(
        actor=scene.actor, at=scene.at, assignment_id=part.pk if part else 0,
        due_on=asked["due_on"], reason=asked["text"],
    )  # fmt: skip


def _decide_extension(scene: Scene, asked: dict[str, Any], form: forms.Form) -> object:
    return actions.decide_extension(
        actor=scene.actor, at=scene.at, request_id=asked["request_id"], granted=asked["granted"],
        remark=asked["text"],
    )  # fmt: skip


def _add_file(scene: Scene, asked: dict[str, Any], form: forms.Form) -> object:
    uploads = [
        actions.Upload(file, file.name, use)
        for use, name in ((Use.MAIN, "main"), (Use.ATTACHMENT, "attachments"))
        for file in asked[name]
    ]
    papers = actions.take_in(
        actor=scene.actor, at=scene.at, uploads=uploads, secrecy=scene.letter.secrecy
    )
    return actions.add_file(
        actor=scene.actor, at=scene.at, incoming_id=scene.letter.pk, papers=papers,
        version=asked["version"],
    )  # fmt: skip


def _remove_file(scene: Scene, asked: dict[str, Any], form: forms.Form) -> object:
    return actions.remove_file(
        actor=scene.actor, at=scene.at, incoming_id=scene.letter.pk, file_id=asked["file_id"],
        reason=asked["text"], version=asked["version"],
    )  # fmt: skip


def _copy(scene: Scene, asked: dict[str, Any], form: forms.Form) -> object:
    return certify(actor=scene.actor, at=scene.at, subject=scene.subject, **asked_copy(asked))


def _note(scene: Scene, asked: dict[str, Any], form: forms.Form) -> object:
    matter_id = scene.chain.matter.pk if scene.chain else 0
    return work.add_note(actor=scene.actor, at=scene.at, matter_id=matter_id, text=asked["text"])


ORDER = "documents/incoming/_order.html"
ROWS = (
    Verb("trinh", "present", "Trình lãnh đạo", "forward", PresentForm, _present,
         "Đã trình lãnh đạo.", "t"),
    Verb("but-phe", "direct", "Bút phê", "pen", DirectForm, _ordered(actions.direct),
         "Đã bút phê.", "c", template=ORDER, submit="Ký bút phê"),
    Verb("phan-cong", "assign", "Phân công", "branch", AssignForm, _ordered(actions.assign),
         "Đã phân công.", "c", template=ORDER),
    Verb("chuyen", "forward", "Chuyển xử lý", "forward", PeopleForm, _ordered(actions.forward),
         "Đã chuyển xử lý.", "f", template=ORDER),
    Verb("cho-y-kien", "answer_opinion", "Cho ý kiến", "comment", AnswerOpinionForm,
         _answer_opinion, "Đã gửi ý kiến.", "y"),
    Verb("bao-cao", "report", "Báo cáo kết quả", "check",
         words("Kết quả xử lý phần việc"), _said(actions.report, "result"),
         "Đã báo cáo kết quả.", "r"),
    Verb("ket-thuc", "finish", "Kết thúc", "check", words("Kết quả xử lý"),
         _said(actions.finish, "result"), "Đã kết thúc xử lý văn bản.", "e"),
    Verb("luu", "keep", "Lưu tham khảo", "folder", words("Ghi chú", required=False),
         _said(actions.keep, "remark"), "Đã lưu tham khảo.", "l"),
    Verb("gia-han", "decide_extension", "Trả lời gia hạn", "calendar", DecideExtensionForm,
         _decide_extension, "Đã trả lời đề nghị gia hạn.", "g"),
    Verb("xin-y-kien", "ask_opinion", "Xin ý kiến", "comment", AskOpinionForm, _ask_opinion,
         "Đã gửi xin ý kiến."),
    Verb("y-kien", "note", "Ghi ý kiến", "text", words("Ý kiến xử lý"), _note,
         "Đã ghi ý kiến.", "i"),
    Verb("don-doc", "remind", "Đôn đốc", "bell", RemindForm, _remind, "Đã đôn đốc."),
    Verb("xin-gia-han", "ask_extension", "Xin gia hạn", "calendar", AskExtensionForm,
         _ask_extension, "Đã gửi đề nghị gia hạn."),
    Verb("bo-sung-tep", "add_file", "Bổ sung tệp", "upload", AddFileForm, _add_file,
         "Đã bổ sung tệp."),
    Verb("go-tep", "remove_file", "Gỡ tệp", "trash", RemoveFileForm, _remove_file,
         "Đã gỡ tệp; nhật ký giữ tên tệp và lý do.", tone="bad"),
    Verb("sao", "copy", "Sao văn bản", "stamp", CopyForm, _copy, "Đã lập bản sao."),
    Verb("thu-hoi", "recall", "Thu hồi", "recall", RecallForm, _recall,
         "Đã thu hồi phần việc đã giao."),
    Verb("tra-lai", "return", "Trả lại", "back", words("Lý do trả lại"),
         _said(actions.return_letter, "reason"), "Đã trả lại.", tone="bad"),
    Verb("mo-lai", "reopen", "Mở lại", "refresh", words("Lý do mở lại"),
         _said(actions.reopen, "reason"), "Đã mở lại văn bản."),
    Verb("tu-choi", "refuse", "Từ chối tiếp nhận", "close",
         words("Lý do từ chối", hint="Cơ quan gửi sẽ đọc được lý do này."),
         _said(actions.refuse, "reason"), "Đã từ chối tiếp nhận; cơ quan gửi được báo lý do.",
         tone="bad"),
    Verb("dong-y-thu-hoi", "agree_recall", "Đồng ý thu hồi", "check",
         words("Ghi chú", required=False), _said(actions.agree_recall, "remark"),
         "Đã đồng ý cho bên gửi thu hồi."),
    Verb("khong-thu-hoi", "refuse_recall", "Từ chối thu hồi", "close",
         words("Lý do từ chối thu hồi"), _said(actions.refuse_recall, "reason"),
         "Đã từ chối thu hồi; văn bản được xử lý tiếp.", tone="bad"),
)  # fmt: skip
VERBS = {row.slug: row for row in ROWS}

__all__ = ["ROWS", "VERBS", "Verb", "VerbForm"]


def buttons(scene: Scene, *, without: str = "") -> list[Verb]:
    """What the actor may do now, in the order of the table."""
    return [verb for verb in ROWS if scene.abilities.get(verb.ability) and verb.slug != without]


def at_once(scene: Scene) -> Verb | None:
    """The verb whose form stands open on the page: what this person most likely came to do."""
    can = scene.abilities
    if can["direct"] and (scene.my_turn or (not scene.parts and scene.actor.has("leader"))):
        return VERBS["but-phe"]
    if can["answer_opinion"]:
        return VERBS["cho-y-kien"]
    if can["present"] and not scene.parts:
        return VERBS["trinh"]
    if can["assign"] and scene.active is not None and scene.active.to_post_id is None:
        return VERBS["phan-cong"]
    return None
