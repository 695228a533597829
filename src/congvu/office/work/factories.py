"""A small agency with people on its posts, for the tests of the office rooms."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from congvu.core.accounts.models import User
from congvu.core.kernel.actor import Actor, Delegated
from congvu.core.kernel.clock import VIETNAM
from congvu.core.organisation.choices import Level, Role, UnitKind
from congvu.core.organisation.models import Agency, Appointment, Post, Unit
from congvu.core.organisation.queries import actor_for

AT = datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)
"""A Monday morning."""

PLAN = {
    "leadership": (UnitKind.LEADERSHIP, "Ban Giám đốc", "LD"),
    "office": (UnitKind.OFFICE, "Văn phòng Sở", "VP"),
    "it": (UnitKind.DIVISION, "Phòng Công nghệ thông tin", "CNTT"),
    "post": (UnitKind.DIVISION, "Phòng Bưu chính viễn thông", "BCVT"),
}
SEATS = {
    "leader": ("leadership", "Giám đốc", Role.LEADER, "Nguyễn Văn Bình"),
    "deputy": ("leadership", "Phó Giám đốc", Role.DEPUTY_LEADER, "Trần Thị Cúc"),
    "clerk": ("office", "Văn thư", Role.CLERK, "Lê Thị Dung"),
    "it_head": ("it", "Trưởng phòng", Role.UNIT_HEAD, "Phạm Văn Đức"),
    "it_officer": ("it", "Chuyên viên", Role.OFFICER, "Hoàng Thị Hạnh"),
    "it_second": ("it", "Chuyên viên", Role.OFFICER, "Vũ Văn Khoa"),
    "post_head": ("post", "Trưởng phòng", Role.UNIT_HEAD, "Đặng Thị Lan"),
    "post_officer": ("post", "Chuyên viên", Role.OFFICER, "Bùi Văn Minh"),
}


@dataclass(slots=True)
class Cast:
    """One agency: ``actor("it_head")``, ``units["it"].pk``, ``posts["leader"].pk``."""

    agency: Agency
    units: dict[str, Unit] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    appointments: dict[str, Appointment] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        return self.actors[name]

    def acting_for(self, receiver: str, giver: str, *scopes: str) -> Actor:
        """``receiver`` with ``giver``'s post under a delegation, as the switcher builds it."""
        seat, giver_seat = self.actors[giver], self.appointments[giver]
        person = self.actors[receiver]
        delegated = Delegated(
            delegation_id=1,
            user_id=giver_seat.user_id,
            name=giver_seat.user.full_name,
            appointment_id=giver_seat.pk,
            scopes=frozenset(scopes or ("*",)),
        )
        return replace(
            seat, user_id=person.user_id, username=person.username, name=person.name,
            delegated=delegated,
        )  # fmt: skip


def cast(slug: str = "stttt", name: str = "Sở Thông tin và Truyền thông") -> Cast:
    """Eight people on the posts of one agency."""
    agency = Agency.objects.create(
        name=name, slug=slug, notation=slug.upper(), level=Level.DEPARTMENT
    )
    made = Cast(agency)
    for key, (kind, title, notation) in PLAN.items():
        unit = Unit.objects.create(agency=agency, name=title, notation=notation, kind=kind)
        unit.path = f"/{unit.pk}/"
        unit.save(update_fields=["path"])
        made.units[key] = unit
    for key, (unit_key, title, role, person) in SEATS.items():
        unit = made.units[unit_key]
        user = User.objects.create(username=f"{key}.{slug}", full_name=person)
        post = Post.objects.create(unit=unit, title=title, role=role)
        seat = Appointment.objects.create(user=user, post=post, agency=agency, unit=unit)
        made.posts[key], made.appointments[key] = post, seat
        made.actors[key] = actor_for(user=user, at=AT)
    return made
