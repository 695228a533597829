"""The measured world: the demo province, grown letters, one letter with a long chain, callers."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from bench.caller import Caller
from congvu.core.accounts.actions import create_token
from congvu.core.accounts.models import User
from congvu.core.files.choices import Use
from congvu.core.files.factories import pdf
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import now
from congvu.core.organisation.choices import Role
from congvu.office.documents.actions import incoming
from congvu.office.documents.models import Incoming
from congvu.office.documents.queries.incoming import parts_of
from congvu.office.work.actions import Target
from congvu.office.work.choices import ACTIVE, Part
from congvu.project.demo import grow
from congvu.project.demo.seats import House, house

HAND_OVERS, FILES = 20, 5
LONG_LETTER = "1/BTTTT-ĐO"
"""Number and notation of the letter with the long chain."""


@dataclass
class World:
    clerk: Caller
    director: Caller
    api: Caller
    letter_id: int
    grown: int = 0

    def grow(self, size: int) -> float:
        """Fill up to ``size`` letters; returns seconds per million."""
        wanted = size - self.grown
        begun = now()
        grow.grow(documents=wanted, at=now(), say=lambda text: None)
        seconds = (now() - begun).total_seconds()
        self.grown = size
        self.sign_in()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
        return seconds * 1_000_000 / wanted

    def sign_in(self) -> None:
        """Again after growing: a session ends after fifteen idle minutes."""
        self.clerk, self.director = _signed_in("vanthu.stttt"), _signed_in("giamdoc.stttt")


def build() -> World:
    call_command("migrate", verbosity=0)
    call_command("demo", "load", "--small", verbosity=0, stdout=io.StringIO())
    return _world(_long_letter(house("stttt", at=now())))


def filled() -> World:
    """The world of an earlier run, in a database that was kept; nothing in it is moved but what
    the code of today would have to migrate."""
    call_command("migrate", verbosity=0)
    long = Incoming.objects.filter(code=LONG_LETTER, agency__slug="stttt").order_by("pk").last()
    if long is None:
        raise SystemExit("this database was not filled by bin/bench: its long letter is missing")
    world = _world(long)
    world.grown = Incoming.objects.count()
    return world


def _world(letter: Incoming) -> World:
    return World(
        clerk=_signed_in("vanthu.stttt"),
        director=_signed_in("giamdoc.stttt"),
        api=_token("vanthu.stttt"),
        letter_id=letter.pk,
    )


def _signed_in(username: str) -> Caller:
    client = Client()
    client.force_login(User.objects.get(username=username), settings.AUTHENTICATION_BACKENDS[0])
    return Caller({"Cookie": f"sessionid={client.cookies[settings.SESSION_COOKIE_NAME].value}"})


def _token(username: str) -> Caller:
    at = now()
    _, secret = create_token(
        actor=system_actor("demo"), user=User.objects.get(username=username), name="Đo",
        scopes=("*",), expires_at=at + timedelta(days=1), at=at,
    )  # fmt: skip
    return Caller({"Authorization": f"Bearer {secret}"})


def _long_letter(place: House) -> Incoming:
    """A letter with five files, handed over until its chain has twenty parts."""
    clerk, leader = place.one(Role.CLERK), place.one(Role.LEADER)
    at = now()
    uploads = [
        incoming.Upload(
            io.BytesIO(pdf(f"So do {n}", padding=2_000)), f"van-ban-{n}.pdf",
            Use.MAIN if n == 0 else Use.ATTACHMENT,
        )
        for n in range(FILES)
    ]  # fmt: skip
    fields = incoming.Fields(
        issuer_name="Bộ Thông tin và Truyền thông", issued_on=at.date(), code=LONG_LETTER,
        subject="V/v báo cáo kết quả ứng dụng công nghệ thông tin", kind="cong_van",
    )  # fmt: skip
    papers = incoming.take_in(actor=clerk.actor, at=at, uploads=uploads)
    letter = incoming.register(
        actor=clerk.actor, at=at, fields=fields, papers=papers, accept_duplicate=True
    )
    incoming.present(actor=clerk.actor, at=at, incoming_id=letter.pk, to_post_id=leader.post_id)
    order = "Nghiên cứu, tham mưu trả lời trong tuần và báo cáo lãnh đạo Sở kết quả thực hiện."
    others = iter([seat for seat in place.seats if seat not in (clerk, leader)])
    while len(parts := parts_of(letter.pk)) < HAND_OVERS:
        lead = next(p for p in parts if p.part == Part.LEAD and p.state in ACTIVE)
        holder = next(seat for seat in place.seats if seat.post_id == lead.to_post_id)
        verb = incoming.direct if holder is leader else incoming.forward
        verb(
            actor=holder.actor, at=at, incoming_id=letter.pk, instruction=order,
            lead=Target(post_id=next(others).post_id),
            support=[Target(post_id=next(others).post_id)] if len(parts) < 19 else [],
        )  # fmt: skip
    return letter
