"""The national catalogue of procedures, brought before a person who decides."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.clock import local_date
from congvu.core.kernel.permissions import demand
from congvu.counter.national.actions.sending import claim, client_of, release
from congvu.counter.national.adapter import tags
from congvu.counter.national.adapter.answers import Result
from congvu.counter.national.adapter.incoming import catalogue_rows
from congvu.counter.national.errors import NoPortal, PortalAway, PortalRefused
from congvu.counter.procedures.actions import stage_import
from congvu.counter.procedures.actions.staging import read_file

if TYPE_CHECKING:
    from congvu.counter.procedures.models import ImportRun

FILE_NAME = "danh-muc-cong-quoc-gia-{day:%Y%m%d}.jsonl"


def fetch_catalogue(*, actor: Actor, at: datetime) -> ImportRun:
    """Lấy danh mục thủ tục: fetched and tried, not brought in; that is confirmed on the page of
    imports. Outside a transaction.

    :raises NoPortal: not connected, paused, or spoken to just now
    :raises PortalAway: no answer; :raises PortalRefused: it would not give it
    :raises Invalid: it holds nothing that can be read
    """
    demand(actor, "national.catalogue.fetch")
    portal = claim(at, forced=True)
    if portal is None:
        raise NoPortal
    with client_of(portal) as client:
        answer = client.call(tags.CATALOGUE)
        away = answer.words if answer.result is Result.AWAY else ""
        release(portal, client, away=away, at=at)
    if away:
        raise PortalAway(f"{away} Hãy thử lại sau ít phút.")
    if answer.result is not Result.TAKEN:
        raise PortalRefused(f"{answer.words} Hãy hỏi đơn vị vận hành cổng.", said=answer.words)
    lines = [json.dumps(row, ensure_ascii=False) for row in catalogue_rows(answer.data)]
    return stage_catalogue(actor=actor, at=at, data="\n".join(lines).encode())


@action("national.catalogue.fetch")
def stage_catalogue(*, actor: Actor, at: datetime, data: bytes) -> ImportRun:
    """Đưa danh mục lấy về vào trang nạp, to be looked at first."""
    demand(actor, "national.catalogue.fetch")
    day = local_date(at)
    name = FILE_NAME.format(day=day)
    run = stage_import(
        actor=actor, data=data, found=read_file(data, name), file_name=name, valid_from=day, at=at,
        new_fields=True, skip_refused=True,
    )  # fmt: skip
    note(None, label=name, changes={"rows": data.count(b"\n") + 1})
    return run
