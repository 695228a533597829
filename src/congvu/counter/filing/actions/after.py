"""After filing: supplements, withdrawal, messages, links, and telling of every state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from congvu.core.audit.actions import action, note
from congvu.core.jobs.actions import enqueue
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import VIETNAM, local_date
from congvu.core.kernel.errors import Invalid, NotFound, WrongState
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_text
from congvu.core.notifications.actions import notify
from congvu.core.organisation.queries import people_of
from congvu.counter.dossiers import actions as dossiers
from congvu.counter.dossiers import queries as dossier_rows
from congvu.counter.dossiers.actions import Scan
from congvu.counter.dossiers.choices import DOSSIER_KIND, State, Way
from congvu.counter.dossiers.policies import DESK, demand_read
from congvu.counter.filing.actions.letters import address_of, write_letter
from congvu.counter.filing.choices import Purpose
from congvu.counter.filing.errors import LinkOver
from congvu.counter.filing.keys import link_mark, same
from congvu.counter.filing.models import Link, Message, Submission
from congvu.counter.filing.policies import is_own

if TYPE_CHECKING:
    from congvu.counter.dossiers.models import Dossier, Event

LINK_DAYS = 30
FOLLOW_DAYS = 365
MESSAGE = "filing.message.written"
STATE = "filing.dossier.state"
KINDS = {MESSAGE: "Trao đổi của người dân", STATE: "Hồ sơ của tôi đổi trạng thái"}
LONGEST = 4000


@action("filing.dossier.supply")
def supply(
    *, actor: Actor, at: datetime, dossier_id: int, remark: str = "", scans: Sequence[Scan] = (),
    version: int | None = None, link: Link | None = None,
) -> Dossier:  # fmt: skip
    """Nộp bổ sung by page or by link: what was asked for has come.

    :raises Invalid: neither file nor word
    """
    demand(actor, "filing.dossier.supply")
    if not scans and not remark.strip():
        raise Invalid(
            "Chưa có nội dung bổ sung. Hãy tải tệp lên hoặc viết nội dung cần sửa.",
            fields={"remark": ["Viết nội dung bổ sung hoặc tải tệp lên."]},
        )
    dossier = dossiers.supply(
        actor=actor, at=at, dossier_id=dossier_id, remark=remark, scans=scans, version=version
    )
    if link is not None:
        Link.objects.filter(pk=link.pk).update(used_at=at)
    note(_subject(dossier), label=dossier.code, changes={"files": len(scans)})
    return dossier


@action("filing.dossier.withdraw")
def withdraw(*, actor: Actor, at: datetime, dossier_id: int, reason: str) -> Dossier:
    """Rút hồ sơ của mình."""
    demand(actor, "filing.dossier.withdraw")
    dossier = dossiers.withdraw(actor=actor, at=at, dossier_id=dossier_id, reason=reason)
    note(_subject(dossier), label=dossier.code)
    return dossier


@action("filing.message.write")
def write_message(*, actor: Actor, at: datetime, dossier_id: int, text: str) -> Message:
    """Trao đổi về hồ sơ: a citizen to the desk, or staff to the citizen; the other side is told.

    :raises NotFound: neither the owner's nor within the staff's reach
    """
    demand(actor, "filing.message.write")
    dossier = dossier_rows.row(dossier_id)
    if dossier is None:
        raise NotFound
    own = Submission.objects.filter(dossier=dossier_id).first()
    from_desk = not (actor.is_system or (own is not None and is_own(actor, own)))
    if from_desk:
        demand_read(actor, dossier)
    words = clean_text(text, LONGEST, label="Nội dung")
    if not words:
        raise Invalid("Hãy viết nội dung.", fields={"text": ["Hãy viết nội dung."]})
    row = Message.objects.create(
        dossier=dossier, at=at, from_desk=from_desk, author=actor.name[:150], text=words
    )
    note(_subject(dossier), label=dossier.code, agency_id=dossier.agency_id)
    if from_desk:
        _write(dossier, f"message:{row.pk}", "message", words, at)
    else:
        _tell_desk(dossier, row, actor, at)
    return row


def _tell_desk(dossier: Dossier, row: Message, actor: Actor, at: datetime) -> None:
    people = people_of(at=at, agency_id=dossier.agency_id)
    people = (
        people.filter(post_id=dossier.officer_post_id)
        if dossier.officer_post_id is not None
        else people_of(at=at, agency_id=dossier.agency_id, roles=DESK)
    )
    notify(
        event_key=f"{MESSAGE}:{row.pk}", kind=MESSAGE, subject=_subject(dossier), actor=actor,
        recipients=set(people.values_list("user_id", flat=True)), at=at,
        title=f"Người dân trao đổi về hồ sơ {dossier.code}", body=row.text[:500],
        url=f"/mot-cua/trao-doi/{dossier.pk}/",
    )  # fmt: skip


@action("filing.link.issue")
def issue_link(
    *, actor: Actor, at: datetime, dossier_id: int, purpose: str, days: int = LINK_DAYS
) -> Link:
    """Cấp đường dẫn riêng: a new one, dated; those of the same purpose before it stop.

    :raises WrongState: nothing is to be supplied, or nothing to be rated
    """
    demand(actor, "filing.link.issue")
    dossier = dossier_rows.locked(dossier_id)
    if dossier is None:
        raise NotFound
    demand_read(actor, dossier)
    if not 1 <= days <= 365:
        raise Invalid("Đường dẫn có hạn từ 1 đến 365 ngày.", fields={"days": ["Từ 1 đến 365."]})
    old = Link.objects.filter(dossier=dossier, purpose=purpose, revoked_at__isnull=True)
    old.update(revoked_at=at)
    row = _link(dossier, purpose, actor.name, days, at)
    note(_subject(dossier), label=dossier.code, changes={"link": row.pk, "purpose": purpose})
    return row


@action("filing.link.revoke")
def revoke_link(*, actor: Actor, at: datetime, link_id: int) -> None:
    """Thu hồi đường dẫn riêng, có hiệu lực ngay."""
    demand(actor, "filing.link.revoke")
    row = Link.objects.select_for_update().select_related("dossier").filter(pk=link_id).first()
    if row is None:
        raise NotFound
    demand_read(actor, row.dossier)
    if row.revoked_at is None:
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
    note(_subject(row.dossier), label=row.dossier.code, changes={"link": row.pk})


def open_link(*, link_id: int, mark: str, purpose: str, at: datetime) -> Link:
    """The link of an address, while it is good.

    :raises NotFound: no such link, or another secret; :raises LinkOver: revoked or too old
    """
    row = Link.objects.select_related("dossier", "supplement").filter(pk=link_id).first()
    if not same(link_mark(link_id), mark) or row is None or row.purpose != purpose:
        raise NotFound
    if row.revoked_at is not None or row.expires_at <= at:
        raise LinkOver
    return row


def path_of(link: Link) -> str:
    """``/bo-sung/12-…/``, ``/theo-doi/…``, ``/danh-gia/…``."""
    return f"/{SEGMENTS[Purpose(link.purpose)]}/{link.pk}-{link_mark(link.pk)}/"


SEGMENTS = {
    Purpose.SUPPLEMENT: "bo-sung", Purpose.FOLLOW: "theo-doi", Purpose.RATING: "danh-gia",
}  # fmt: skip


def hear(event: Event) -> None:
    """Called by the dossiers room inside every verb's transaction: tell applicant and owner."""
    if event.verb == "file":  # whose it is, stands only when the whole filing does
        enqueue("filing.tell", key=str(event.pk), args={"event_id": event.pk})
    elif event.source != event.target or event.verb == "extend":
        tell(event)


def tell(event: Event) -> None:
    """Tell owner and applicant of one event; a second call tells nobody again."""
    occasion = "extend" if event.verb == "extend" else event.target
    dossier = dossier_rows.row(event.dossier_id)
    if dossier is None:
        raise NotFound
    _tell_owner(dossier, event)
    if dossier.applicant.email or dossier.applicant.phone:
        _write(dossier, f"event:{event.pk}", occasion, event.text, event.at)


def _tell_owner(dossier: Dossier, event: Event) -> None:
    own = Submission.objects.filter(dossier=dossier.pk).first()
    if own is None or own.owner_id is None:
        return
    notify(
        event_key=f"{STATE}:{event.pk}", kind=STATE, recipients={own.owner_id},
        subject=None, title=f"Hồ sơ {dossier.code}: {State(event.target).label}",
        body=event.text[:500], url=f"/ho-so-cua-toi/{dossier.pk}/", at=event.at,
        actor=Actor(user_id=None, username="hệ thống", name=event.actor_name),
    )  # fmt: skip


def _write(dossier: Dossier, key: str, occasion: str, text: str, at: datetime) -> None:
    who = dossier.applicant
    links: dict[str, str] = {}
    for box, purpose in _NEEDED.get(occasion, ()):
        link = _link(dossier, purpose, "Hệ thống", LINK_DAYS, at)
        links[box] = address_of(path_of(link))
        links["until"] = f"{local_date(link.expires_at):%d/%m/%Y}"
    words = {
        "name": who.name, "code": dossier.code, "title": dossier.title,
        "agency": dossier.agency.name, "text": text, "receiver": dossier.receiver_name,
        "due": _moment(dossier.due_at), "at": _moment(at), "way": Way(dossier.result_way).label,
        "path": _way(dossier, at), **links,
    }  # fmt: skip
    write_letter(
        key, occasion, words, name=who.name, email=who.email, phone=who.phone,
        dossier_id=dossier.pk, at=at,
    )  # fmt: skip


def _way(dossier: Dossier, at: datetime) -> str:
    """Where the applicant follows the dossier: the account's page, a link, or the public look-up."""
    own = Submission.objects.filter(dossier=dossier.pk).first()
    if own is None:
        return f"/tra-cuu-ho-so/?ma={dossier.code}"
    if own.owner_id is not None:
        return f"/ho-so-cua-toi/{dossier.pk}/"
    return path_of(follow_link(dossier, at))


def follow_link(dossier: Dossier, at: datetime) -> Link:
    """The one link by which a guest follows a dossier, made when first needed."""
    rows = Link.objects.filter(dossier=dossier, purpose=Purpose.FOLLOW, revoked_at__isnull=True)
    found = rows.filter(expires_at__gt=at).first()
    return found or _link(dossier, Purpose.FOLLOW, "Hệ thống", FOLLOW_DAYS, at)


_NEEDED: dict[str, tuple[tuple[str, str], ...]] = {
    State.SUPPLEMENT: (("upload", Purpose.SUPPLEMENT),),
    State.RETURNED: (("rating", Purpose.RATING),),
}


def _link(dossier: Dossier, purpose: str, by: str, days: int, at: datetime) -> Link:
    supplement = None
    if purpose == Purpose.SUPPLEMENT:
        supplement = dossier.supplements.filter(supplied_at__isnull=True).first()
        if supplement is None:
            raise WrongState("Hồ sơ không có yêu cầu bổ sung đang chờ nên chưa cấp được đường dẫn.")
    return Link.objects.create(
        dossier=dossier, supplement=supplement, purpose=purpose, issued_at=at, issued_by=by[:150],
        expires_at=at + timedelta(days=days),
    )  # fmt: skip


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}" if at else "chưa có"


def _subject(dossier: Dossier) -> Subject:
    return Subject(DOSSIER_KIND, dossier.pk)
