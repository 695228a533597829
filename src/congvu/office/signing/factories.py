"""A test authority, key owners and letters to sign, for the tests of this room and above."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Any, Literal

import typst

from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.clock import VIETNAM
from congvu.office.signing import actions
from congvu.office.signing.choices import LikenessKind, Purpose
from congvu.office.signing.models import SigningKey
from congvu.office.signing.testing import authority as ca
from congvu.office.signing.testing.drawings import draw_seal, draw_signature

AT = datetime(2026, 11, 20, tzinfo=VIETNAM)
PIN = "246810"
FILE_PASSWORD = "mat-khau-tep"  # noqa: S105 - of a test's key file


@cache
def authority() -> ca.Authority:
    """One for the whole run: keys take a while to make."""
    return ca.make(at=AT)


@cache
def pair(
    common: str, days: int = 730, since_days: int = 1, usages: str = "", at: datetime = AT
) -> ca.Pair:
    """A certificate of the test authority around ``at``, made once."""
    return authority().issue(
        common, at=at, days=days, since=timedelta(days=since_days),
        usages=usages.split() or ca.SIGNING,
    )  # fmt: skip


def p12(common: str, **facts: Any) -> bytes:
    return pair(common, **facts).p12(FILE_PASSWORD, authority().chain)


def enrol(actor: Actor, at: datetime, **facts: Any) -> SigningKey:
    """A soft key with picture for a person."""
    actions.set_likeness(
        actor=actor, at=at, kind=LikenessKind.SIGNATURE, png=draw_signature(actor.name)
    )
    return actions.enrol_soft_key(
        actor=actor, at=at, pkcs12=p12(actor.name, at=at, **facts), password=FILE_PASSWORD, pin=PIN
    )


def enrol_seal(agency_id: int, name: str, at: datetime) -> SigningKey:
    """A soft key with the seal of an agency."""
    actions.set_likeness(
        actor=system_actor(), at=at, kind=LikenessKind.SEAL, png=draw_seal(name),
        owner_id=agency_id,
    )  # fmt: skip
    return actions.enrol_soft_key(
        actor=system_actor(), at=at, pkcs12=p12(name, at=at), password=FILE_PASSWORD, pin=PIN,
        purpose=Purpose.SEAL, owner_id=agency_id,
    )  # fmt: skip


LETTER = r"""
#set page(paper: "a4", margin: (top: 20mm, bottom: 20mm, left: 30mm, right: 15mm))
#set text(font: ("Times New Roman", "Liberation Serif"), size: 14pt, lang: "vi", hyphenate: false)
#grid(columns: (70mm, 95mm),
  align(center, text(weight: "bold", "SỞ THÔNG TIN VÀ TRUYỀN THÔNG")),
  align(center, text(weight: "bold", size: 12pt, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")),
  align(center, text("Số:" + "\u{a0}" * 10 + "/STTTT-CNTT")),
  align(center, emph("Bắc Giang, ngày" + "\u{a0}" * 6 + "tháng" + "\u{a0}" * 6 + "năm 2026")),
)
#v(30mm)
Nội dung số NUMBER.
#v(20mm)
#align(right, block(width: 82mm, align(center, {
  text(weight: "bold", "TITLE"); v(26mm); text(weight: "bold", "NAME")
})))
"""


@cache
def letter(
    name: str = "Nguyễn Văn Bình",
    title: str = "GIÁM ĐỐC",
    number: int = 1,
    standard: Literal["a-1b", "a-2b"] = "a-2b",
) -> bytes:
    """A PDF/A letter with a place for signature, number and date."""
    words = LETTER.replace("NAME", name).replace("TITLE", title).replace("NUMBER", str(number))
    made = typst.compile(words.encode(), format="pdf", pdf_standards=[standard])
    assert isinstance(made, bytes)
    return made
