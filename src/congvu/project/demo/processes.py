"""Internal processes of some of the demo's procedures at each level, from the pack."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from congvu.core.kernel.actor import system_actor
from congvu.core.organisation.models import Agency
from congvu.counter.procedures import actions
from congvu.counter.procedures.choices import StepKind
from congvu.counter.procedures.models import Procedure
from congvu.counter.procedures.process.shape import Process, read_process
from congvu.project.demo.procedures import FULL_SINCE, PACKS

PROCESSES = {
    "fee": ("1.003868", "BG-5102"),
    "department": ("1.009386", "BG-0101", "BG-5103"),
    "consultation": ("BG-1301", "BG-2201"),
    "commune": ("BG-7011", "BG-7012"),
    "birth": ("BG-7010",),
}
"""Files of ``packs/processes`` and the procedures that follow them."""


def load(*, at: datetime) -> int:
    """Publish the processes for all agencies; how many.

    Joint work goes to agencies of other installations too, a question only to one of this.
    """
    ids = dict(Procedure.objects.values_list("code", "pk"))
    agencies = dict(Agency.objects.values_list("slug", "pk"))
    here = set(Agency.objects.filter(is_member=True).values_list("pk", flat=True))
    number = 0
    for name, codes in PROCESSES.items():
        shape = read(name, agencies)
        asked = {step.agency_id for step in shape.steps if step.kind == StepKind.CONSULT}
        if asked - here:
            continue
        for code in codes:
            draft = actions.import_process(
                actor=system_actor("demo"), at=at, procedure_id=ids[code], process=shape
            )
            actions.publish_process(
                actor=system_actor("demo"), at=at, process_id=draft.pk, valid_from=FULL_SINCE
            )
            number += 1
    return number


def read(name: str, agencies: dict[str, int]) -> Process:
    """A file of the pack; agencies stand in it by the short names of this installation."""
    document = json.loads((PACKS / "processes" / f"{name}.json").read_text("utf-8"))
    return read_process(document | {"steps": [_placed(row, agencies) for row in document["steps"]]})


def _placed(row: dict[str, Any], agencies: dict[str, int]) -> dict[str, Any]:
    slug = row.get("agency")
    if slug is None:
        return row
    rest = {key: value for key, value in row.items() if key != "agency"}
    return rest | {"agency_id": agencies[slug]}
