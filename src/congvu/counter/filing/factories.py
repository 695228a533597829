"""A procedure with a form that is served online, a citizen, and files, for tests and measuring."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PIL import Image, ImageDraw

from congvu.core.accounts.actions import register_citizen
from congvu.core.accounts.models import User
from congvu.core.files import actions as files
from congvu.core.files.actions import Stored
from congvu.core.files.choices import Use
from congvu.core.kernel.actor import Actor, system_actor
from congvu.counter.dossiers import factories as dossiers
from congvu.counter.dossiers.factories import AT, Desk
from congvu.counter.filing import actions
from congvu.counter.filing.models import Draft, Submission
from congvu.counter.procedures import actions as procedures
from congvu.counter.procedures.models import FormVersion, Procedure

WHO = {
    "name": "Lê Thị Mẫu", "identifier": "024185000123", "phone": "0912345678",
    "email": "le.mau@vidu.vn",
}  # fmt: skip


def form_document(count: int = 19) -> dict[str, Any]:
    """A form of so many fields: the first known by the account, the last two of them optional."""
    fields: list[dict[str, Any]] = [
        {"key": "ten", "type": "person_name", "label": "Họ và tên", "required": True,
         "prefill": "applicant.full_name"},
        {"key": "ngay", "type": "date", "label": "Ngày sinh", "required": True},
        {"key": "anh", "type": "file", "label": "Ảnh"},
    ]  # fmt: skip
    more = range(len(fields) + 1, count + 1)
    fields += [{"key": f"muc_{n}", "type": "short_text", "label": f"Mục {n}"} for n in more]
    return {
        "format": "congvu-form/1",
        "sections": [{"key": "chung", "title": "Thông tin chung", "fields": fields}],
    }


def publish_form(code: str, key: str = "to_khai_thu", count: int = 19) -> FormVersion:
    """The form of a procedure, in force since 2020."""
    draft = procedures.create_form(
        actor=system_actor(), at=AT, key=key, title="Tờ khai thử", document=form_document(count),
        procedure_id=Procedure.objects.get(code=code).pk,
    )  # fmt: skip
    return procedures.publish_form(
        actor=system_actor(), at=AT, version_id=draft.pk, valid_from=AT.date()
    )


def citizen(name: str = "Lê Thị Mẫu", email: str = "le.mau@vidu.vn") -> tuple[User, Actor]:
    user = register_citizen(
        actor=system_actor(), at=AT, username=email, full_name=name, email=email
    )
    return user, Actor(user_id=user.pk, username=user.username, name=user.full_name)


def scan(*, blank: bool = False, lines: int = 30, size: tuple[int, int] = (1240, 1754)) -> bytes:
    """A page as PNG: rows of marks that stand for text."""
    picture = Image.new("L", size, 245)
    pen = ImageDraw.Draw(picture)
    for row in range(0 if blank else lines):
        top = 120 + row * 50
        for left in range(140, size[0] - 140, 26):
            pen.rectangle((left, top, left + 14 + (left + row) % 7, top + 20), fill=20)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def stored(actor: Actor, content: bytes | None = None, name: str = "giay.png") -> Stored:
    return files.store(
        stream=io.BytesIO(content or scan()), name=name, use=Use.ATTACHMENT, actor=actor, at=AT
    )


@dataclass(frozen=True)
class Online:
    """A desk that takes dossiers online, and its citizen."""

    desk: Desk
    user: User
    citizen: Actor

    def begun(self, actor: Actor | None = None) -> Draft:
        who = actor or self.citizen
        return actions.begin(
            actor=who, at=AT, procedure_code=self.desk.code, agency_id=self.desk.agency.pk
        ).draft

    def filled(self, actor: Actor | None = None, at: datetime = AT) -> Draft:
        """Everything there, both papers too."""
        who = actor or self.citizen
        draft = self.begun(who)
        actions.save(
            actor=who, at=at, draft_id=draft.pk, who=WHO,
            answers={"ten": "Lê Thị Mẫu", "ngay": "01/02/1985", "muc_4": "một"},
        )  # fmt: skip
        for place in (1, 2):
            actions.add_file(
                actor=who, at=at, draft_id=draft.pk, slot=f"paper:{place}", stored=stored(who)
            )
        draft.refresh_from_db()
        return draft

    def filed(self, actor: Actor | None = None, at: datetime = AT) -> Submission:
        who = actor or self.citizen
        return actions.file_draft(actor=who, at=at, draft_id=self.filled(who, at).pk)


def online(*, form: bool = True, **record: Any) -> Online:
    place = dossiers.desk(**record)
    if form:
        publish_form(place.code)
    user, actor = citizen()
    return Online(place, user, actor)


def online_stranger() -> Actor:
    """A leader of another agency."""
    return dossiers.desk().leader
