"""Every verb on a dossier as a row: its button, its form, its door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from congvu.core.files import actions as files
from congvu.core.files.actions import Stored
from congvu.core.files.choices import Use
from congvu.counter.dossiers import actions
from congvu.counter.dossiers.actions import Point
from congvu.counter.dossiers.choices import GapKind, Making
from congvu.counter.dossiers.clock import Term
from congvu.counter.dossiers.forms.stepping import ConsultForm, MoveForm, SeatForm
from congvu.counter.dossiers.forms.verbs import (
    AcceptForm,
    ExtendForm,
    FinishForm,
    HandForm,
    ProposeForm,
    ReissueForm,
    ReturnForm,
    SealForm,
    SealFormForm,
    SignForm,
    SupplementForm,
    SupplyForm,
    words,
)
from congvu.counter.dossiers.scene import Scene

LARGEST_PICTURE = 20 * 1024 * 1024
Run = Callable[[Scene, Any], object]


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
    tone: str = ""


def _plain(act: Callable[..., object], *names: str) -> Run:
    """A verb that takes boxes of its form as they are."""

    def run(scene: Scene, form: Any) -> object:
        asked = form.cleaned_data
        given = {name: asked[name] for name in names}
        return act(**_of(scene, asked), **given)

    return run


def _of(scene: Scene, asked: dict[str, Any]) -> dict[str, Any]:
    return {
        "actor": scene.actor, "at": scene.at, "dossier_id": scene.dossier.pk,
        "version": asked["version"],
    }  # fmt: skip


def _accept(scene: Scene, form: Any) -> object:
    asked = form.cleaned_data
    term = Term(asked["days"]) if asked["days"] is not None else None
    return actions.accept(**_of(scene, asked), term=term)


def _ask(scene: Scene, form: Any) -> object:
    asked = form.cleaned_data
    names = {paper.pk: paper for paper in scene.papers}
    points = [
        Point(
            f"{names[pk].name} ({'chưa đạt' if names[pk].provided else 'còn thiếu'})",
            GapKind.PAPER if names[pk].provided else GapKind.MISSING, paper_id=pk,
            pictures=_pictures(scene, asked[f"anh_{pk}"]),
        )
        for pk in asked["wrong"]
    ]  # fmt: skip
    lines = [line.strip() for line in asked["points"].splitlines() if line.strip()]
    points += [Point(line, GapKind.FIELD) for line in lines]
    return actions.ask_supplement(
        **_of(scene, asked), points=points, reason=asked["reason"], contact=asked["contact"],
        leader_reason=asked.get("leader_reason", ""),
    )  # fmt: skip


def _pictures(scene: Scene, uploads: list[Any]) -> tuple[Stored, ...]:
    return tuple(
        files.store(
            stream=one, name=one.name, use=Use.ATTACHMENT, actor=scene.actor, at=scene.at,
            max_bytes=LARGEST_PICTURE,
        )
        for one in uploads
    )  # fmt: skip


def _hand(act: Callable[..., object]) -> Run:
    def run(scene: Scene, form: Any) -> object:
        asked = form.cleaned_data
        return act(**_of(scene, asked), remark=asked["remark"], **form.target())

    return run


def _propose(scene: Scene, form: Any) -> object:
    asked = form.cleaned_data
    stored = [
        files.store(stream=file, name=file.name, use=Use.RESULT, actor=scene.actor, at=scene.at)
        for file in asked["papers"]
    ]
    names = ("outcome", "name", "code", "reason", "heading", "notation", "body")
    given = {name: asked[name] for name in names}
    making = asked["making"] or Making.PAPER
    return actions.propose(**_of(scene, asked), **given, making=making, papers=stored)


def _about(scene: Scene) -> dict[str, Any]:
    return {"actor": scene.actor, "at": scene.at, "dossier_id": scene.dossier.pk}


def _sign(scene: Scene, form: Any) -> object:
    paper = actions.sign_result(**_about(scene), **form.seal())
    return actions.keep_signed(**_about(scene), paper=paper)


def _finish(scene: Scene, form: Any) -> object:
    """With a PIN the leader signs first; what fails there approves nothing."""
    asked = form.cleaned_data
    if not (asked.get("key_id") and asked.get("pin_code")):
        return actions.finish(**_of(scene, asked), remark=asked["remark"])
    paper = actions.sign_result(**_of(scene, asked), key_id=asked["key_id"], pin=asked["pin_code"])
    actions.keep_signed(**_about(scene), paper=paper)
    return actions.finish(**_about(scene), remark=asked["remark"])


def _seal(scene: Scene, form: Any) -> object:
    paper = actions.seal_result(**_about(scene), **form.seal())
    return actions.keep_sealed(**_about(scene), paper=paper)


def _seal_form(scene: Scene, form: Any) -> object:
    asked = form.cleaned_data
    number = {"number": asked["number"]}
    signed = actions.sign_form(
        **_about(scene), **number, key_id=asked["key_id"], pin=asked["pin_code"]
    )
    return actions.keep_form(**_about(scene), **number, signed=signed)


def _given(act: Callable[..., object]) -> Run:
    """A verb whose form knows what it gives."""

    def run(scene: Scene, form: Any) -> object:
        return act(**_of(scene, form.cleaned_data), **form.given())

    return run


def _consult(scene: Scene, form: Any) -> object:
    asked = form.cleaned_data
    return actions.consult(
        **_of(scene, asked), agency_id=asked["agency"], question=asked["question"],
        days=asked["days"],
    )  # fmt: skip


ROWS = (
    Verb("chuyen-buoc", "step", "Chuyển bước", "forward", MoveForm, _given(actions.take_step),
         "Đã chuyển bước."),
    Verb("tiep-nhan", "accept", "Tiếp nhận", "check", AcceptForm, _accept, "Đã tiếp nhận."),
    Verb("chuyen-xu-ly", "start", "Chuyển xử lý", "forward", HandForm, _hand(actions.start),
         "Đã chuyển xử lý."),
    Verb("trinh", "propose", "Trình kết quả", "pen", ProposeForm, _propose, "Đã trình kết quả."),
    Verb("phe-duyet", "finish", "Phê duyệt kết quả", "check",
         FinishForm, _finish, "Đã phê duyệt kết quả."),
    Verb("ky-so", "sign", "Ký số kết quả", "signed", SignForm, _sign, "Đã ký số kết quả."),
    Verb("dong-dau", "seal_result", "Cấp số, đóng dấu số", "signed", SealForm, _seal,
         "Đã cấp số, đóng dấu số kết quả."),
    Verb("da-bo-sung", "supply", "Ghi nhận bổ sung", "inbox", SupplyForm,
         _plain(actions.supply, "provided", "remark"), "Đã ghi nhận bổ sung."),
    Verb("da-nop-phi", "confirm_payment", "Đã nộp phí, lệ phí", "check",
         words("text", "Số biên lai", required=False), _plain(actions.confirm_payment, "text"),
         "Đã ghi nhận nộp phí, lệ phí."),
    Verb("tra-ket-qua", "return", "Trả kết quả", "outbox", ReturnForm,
         _plain(actions.return_result, "way", "to_name"), "Đã trả kết quả."),
    Verb("bo-sung", "ask_supplement", "Yêu cầu bổ sung", "comment", SupplementForm, _ask,
         "Đã yêu cầu bổ sung."),
    Verb("nop-phi", "ask_payment", "Yêu cầu nộp phí", "comment",
         words("text", "Khoản phải nộp, nơi nộp"), _plain(actions.ask_payment, "text"),
         "Đã yêu cầu nộp phí, lệ phí."),
    Verb("chuyen", "hand_over", "Chuyển người xử lý", "forward", HandForm,
         _hand(actions.hand_over), "Đã chuyển người xử lý."),
    Verb("xin-y-kien", "consult", "Xin ý kiến cơ quan khác", "comment", ConsultForm, _consult,
         "Đã gửi xin ý kiến."),
    Verb("giao-buoc", "assign", "Giao người làm bước", "users", SeatForm,
         _given(actions.assign_step), "Đã giao bước."),
    Verb("tra-lai-buoc", "send_back", "Trả lại bước trước", "back",
         words("reason", "Lý do trả lại"), _plain(actions.return_step, "reason"),
         "Đã trả lại bước trước."),
    Verb("gia-han", "extend", "Gia hạn, xin lỗi", "calendar", ExtendForm,
         _plain(actions.extend, "days", "reason"), "Đã gia hạn và lập văn bản xin lỗi."),
    Verb("ky-bieu-mau", "seal", "Ký số biểu mẫu", "signed", SealFormForm, _seal_form,
         "Đã ký số biểu mẫu."),
    Verb("lap-lai", "reissue", "Lập lại kết quả", "pen", ReissueForm,
         _plain(actions.reissue_result, "name", "heading", "notation", "body"),
         "Đã lập lại kết quả, chờ ký số."),
    Verb("thu-hoi", "revoke", "Thu hồi kết quả", "recall", words("reason", "Lý do thu hồi"),
         _plain(actions.revoke_result, "reason"), "Đã thu hồi kết quả.", "bad"),
    Verb("tu-choi", "refuse", "Từ chối tiếp nhận", "close", words("reason", "Lý do từ chối"),
         _plain(actions.refuse, "reason"), "Đã từ chối tiếp nhận.", "bad"),
    Verb("dung", "stop", "Dừng xử lý", "close", words("reason", "Lý do dừng"),
         _plain(actions.stop, "reason"), "Đã dừng xử lý.", "bad"),
    Verb("rut", "withdraw", "Rút hồ sơ", "recall", words("reason", "Lý do rút"),
         _plain(actions.withdraw, "reason"), "Đã rút hồ sơ.", "bad"),
)  # fmt: skip
VERBS = {verb.slug: verb for verb in ROWS}


def buttons(scene: Scene, *, without: str = "") -> list[Verb]:
    """What the actor may do now, the usual next step first."""
    return [v for v in ROWS if scene.abilities.get(v.ability) and v.slug != without]
