"""``dossiers joints``: joint work under way, and sending again what is stuck."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import now
from congvu.counter.dossiers import actions
from congvu.counter.dossiers.queries.joints import parts_of

ACTOR = system_actor("cli")


def add_arguments(verbs: Any) -> None:
    parser: ArgumentParser = verbs.add_parser("joints", help="liên thông đang đi, gửi lại")
    parser.add_argument("--agency", required=True, help="mã ngắn của cơ quan")
    parser.add_argument("--retry", type=int, action="append", default=[], metavar="SỐ",
                        help="gửi lại việc đã chuyển đi")  # fmt: skip
    parser.add_argument("--retry-asked", type=int, action="append", default=[], metavar="SỐ",
                        help="gửi lại tin về nơi chuyển")  # fmt: skip


def handle(options: dict[str, Any], agency_id: int, write: Callable[[str], object]) -> None:
    at = now()
    for pk in options["retry"]:
        actions.retry_joint(actor=ACTOR, at=at, joint_id=pk)
    for pk in options["retry_asked"]:
        actions.retry_link(actor=ACTOR, at=at, link_id=pk)
    parts = parts_of(ACTOR, at, agency_id=agency_id)
    for part in parts:
        mark = "kẹt" if part.stuck else part.age_text
        write(
            f"{part.pk}  {part.side_label}  {part.code}  {part.other}  {part.state}  {mark}  "
            f"{part.owner}  {part.error}".rstrip()
        )
    write(f"{len(parts)} việc liên thông đang đi.")
