"""Rating, once; after a bad one the leaders owe an answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import Invalid, NotFound, WrongState
from congvu.core.kernel.permissions import demand
from congvu.core.kernel.subject import Subject
from congvu.core.kernel.text import clean_text
from congvu.core.notifications.actions import notify
from congvu.core.organisation.queries import people_of
from congvu.counter.dossiers.choices import DOSSIER_KIND, State
from congvu.counter.dossiers.policies import LEADERS
from congvu.counter.dossiers.queries import locked
from congvu.counter.filing.errors import RatedAlready
from congvu.counter.filing.models import Link, Rating, Remedy, Submission
from congvu.counter.filing.policies import is_own

if TYPE_CHECKING:
    from congvu.counter.dossiers.models import Dossier

BAD = "filing.rating.bad"
KINDS = {BAD: "Đánh giá xấu của người dân"}
BAD_BELOW = 4
"""Of eight points; an attitude of none is bad whatever the rest."""
ANSWER_WITHIN = timedelta(days=7)
ENDED = (State.FINISHED, State.RETURNED)


@action("filing.rating.give")
def rate(
    *, actor: Actor, at: datetime, dossier_id: int, contacts: int, agencies: int, attitude: int,
    comment: str = "", link: Link | None = None,
) -> Rating:  # fmt: skip
    """Đánh giá: indices 3, 4 and 7 as the citizen says, index 1 as the clock says.

    :param link: what the page let a guest in by
    :raises RatedAlready: once is all; :raises WrongState: there is no result yet
    """
    demand(actor, "filing.rating.give")
    dossier = locked(dossier_id)
    own = Submission.objects.filter(dossier=dossier_id).first()
    by_link = link is not None and link.dossier_id == dossier_id
    if dossier is None or not (by_link or (own is not None and is_own(actor, own))):
        raise NotFound
    if dossier.state not in ENDED:
        raise WrongState("Hồ sơ chưa có kết quả nên chưa đánh giá được. Hãy quay lại sau.")
    if Rating.objects.filter(dossier=dossier).exists():
        raise RatedAlready
    if not all(0 <= points <= 2 for points in (contacts, agencies, attitude)):
        raise Invalid("Hãy chọn một mức cho mỗi câu hỏi.")
    rating = Rating.objects.create(
        dossier=dossier, agency_id=dossier.agency_id, at=at, by=actor.name[:200],
        officer_post_id=dossier.officer_post_id, officer_name=dossier.officer_name,
        time_points=time_points(dossier), contact_points=contacts, agency_points=agencies,
        attitude_points=attitude, comment=clean_text(comment, 2000, label="Ý kiến"),
    )  # fmt: skip
    note(
        Subject(DOSSIER_KIND, dossier.pk), label=dossier.code, agency_id=dossier.agency_id,
        changes={"points": rating.points},
    )  # fmt: skip
    if is_bad(rating):
        _open_remedy(dossier, rating, actor, at)
    return rating


@action("filing.remedy.close")
def close_remedy(*, actor: Actor, at: datetime, remedy_id: int, text: str) -> Remedy:
    """Ghi việc đã làm sau đánh giá xấu.

    :raises NotFound: of another agency; :raises WrongState: done already
    """
    row = Remedy.objects.select_for_update().filter(pk=remedy_id).first()
    if row is None or not (actor.is_system or actor.agency_id == row.agency_id):
        raise NotFound
    demand(actor, "filing.remedy.close")
    if row.done_at is not None:
        raise WrongState("Việc này đã được ghi là xong. Hãy tải lại trang.")
    words = clean_text(text, 2000, label="Việc đã làm")
    if not words:
        raise Invalid("Hãy ghi đã làm gì.", fields={"text": ["Hãy ghi đã làm gì."]})
    row.done_at, row.done_by, row.text = at, actor.name[:150], words
    row.save(update_fields=["done_at", "done_by", "text"])
    note(Subject(DOSSIER_KIND, row.rating.dossier_id), label=str(row), changes={"text": words})
    return row


def time_points(dossier: Dossier) -> int:
    """Index 1: 2 a working day early or more, 1 by the date, 0 late (TT 01/2018 Điều 13)."""
    if dossier.due_at is None or dossier.settled_at is None:
        return 1
    if dossier.settled_at > dossier.due_at:
        return 0
    return 2 if local_date(dossier.settled_at) < local_date(dossier.due_at) else 1


def is_bad(rating: Rating) -> bool:
    return rating.attitude_points == 0 or rating.points < BAD_BELOW


def _open_remedy(dossier: Dossier, rating: Rating, actor: Actor, at: datetime) -> None:
    Remedy.objects.create(
        rating=rating, agency_id=dossier.agency_id, opened_at=at,
        due_on=local_date(at + ANSWER_WITHIN),
    )  # fmt: skip
    people = people_of(at=at, agency_id=dossier.agency_id, roles=LEADERS)
    notify(
        event_key=f"{BAD}:{rating.pk}", kind=BAD, subject=Subject(DOSSIER_KIND, dossier.pk),
        recipients=set(people.values_list("user_id", flat=True)), actor=actor, at=at,
        title=f"Người dân chưa hài lòng về hồ sơ {dossier.code}", body=rating.comment[:500],
        url="/mot-cua/danh-gia/",
    )  # fmt: skip
